"""What a taxi costs, worked out a second time."""

from __future__ import annotations

from planner.clock import DAY_MINUTES
from planner.corridor import Corridor, FareBasis
from planner.rules import TAXI_CNY_PER_KM, TAXI_FLAG_CNY


def price_of(
    corridor: Corridor, start: str, km: float, minute: int, *, is_measured: bool
) -> tuple[float, FareBasis]:
    """Return what one car that leaves a place at a minute takes for some km, and what the price stands on."""
    county = corridor.county_by_place.get(start)
    tariff = next((taxis for taxis in corridor.taxis if county in taxis.counties), None)
    if tariff is None:
        return round(TAXI_FLAG_CNY + km * TAXI_CNY_PER_KM, 1), "estimated"
    clock = minute % DAY_MINUTES
    night = (
        tariff.night if tariff.night and (clock >= tariff.night.start or clock < tariff.night.end) else None
    )
    rate = night or tariff.day
    far_from = max(rate.flag_km, km if tariff.far_km is None else tariff.far_km)
    near, far = min(km, far_from) - rate.flag_km, km - far_from
    price = rate.flag + rate.per_km * max(near, 0.0)
    price += (rate.per_km if rate.far_per_km is None else rate.far_per_km) * max(far, 0.0)
    used = ["night" if night else "day", *(["far"] if far > 0 else [])]
    is_stated = is_measured and all(tariff.confidence_of(field) == "sourced" for field in used)
    return round(price, 1), "formula" if is_stated else "estimated"
