"""Offers of vehicles with drivers for the small corridor."""

from __future__ import annotations

from planner.corridor import Charter, Corridor, Source, VehicleKind
from tests.builders.small_plans import corridor_with


def offer(
    identity: str, seats: int, day_cny: float, km: float, km_cny: float, kind: VehicleKind = "car"
) -> Charter:
    source = Source(
        fields=("day_cny", "km", "km_cny"), source="made up", as_of="2026-01", confidence="estimated"
    )
    return Charter(
        id=identity, kind=kind, seats=seats, day_cny=day_cny, km=km, km_cny=km_cny, sources=(source,)
    )


def offers(day_cny: float = 400, km: float = 100, km_cny: float = 2.0) -> tuple[Charter, ...]:
    """Return a car at a price, and larger vehicles at fixed ones."""
    return (
        offer("car", 4, day_cny, km, km_cny),
        offer("minibus", 16, 1000, 100, 5, "minibus"),
        offer("coach", 44, 1850, 100, 6.5, "coach"),
    )


def with_charters(*charters: Charter) -> Corridor:
    return corridor_with(charters=charters or offers())
