"""Tariffs for the small corridor: East City's, sourced but far out, and none for the others."""

from __future__ import annotations

from typing import Any

from planner.corridor import Corridor, Taxis
from tests.builders.small_plans import corridor_with

TARIFF: dict[str, Any] = {
    "id": "taxi-east",
    "counties": ["500103"],
    "day": {"flag": 10, "flag_km": 3, "per_km": 2, "far_per_km": 3},
    "night": {"start": "23:00", "end": "06:00", "flag": 11, "flag_km": 3, "per_km": 2.3, "far_per_km": 3.45},
    "far_km": 25,
    "sources": [
        {"fields": ["day", "night"], "source": "a test", "as_of": "2026", "confidence": "sourced"},
        {"fields": ["far"], "source": "a test", "as_of": "2026", "confidence": "estimated"},
    ],
}


def with_tariff(**changes: Any) -> Corridor:
    return corridor_with(taxis=(Taxis.model_validate(TARIFF | changes),))
