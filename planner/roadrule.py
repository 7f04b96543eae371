"""Road kilometres and driving minutes where only a straight line is known."""

from __future__ import annotations

from math import ceil

DETOUR = {"expressway": 1.25, "trunk": 1.3, "mountain": 1.6, "city": 1.4, "local": 1.4}
KM_PER_HOUR = {"expressway": 85, "trunk": 50, "mountain": 35, "city": 30, "local": 40}
FIXED_MINUTES = {"expressway": 10, "trunk": 5, "mountain": 5, "city": 5, "local": 5}


def estimate(road_class: str, great_circle_km: float, km: float | None = None) -> tuple[float, int]:
    """Return the road km (0.1 at least) and driving minutes of a link, by the rule in docs/travel-times.md.

    A known ``km`` is kept; otherwise it is ``great_circle_km`` times the detour factor of the class.
    Minutes are rounded up and include the fixed minutes to the car park or the motorway.

    Raises
    ------
    KeyError
        When ``road_class`` is none of the five classes.

    Examples
    --------
    >>> estimate("city", 10.0)
    (14.0, 33)
    >>> estimate("mountain", 10.0, km=28.0)
    (28.0, 53)
    """
    road_km = max(0.1, round(great_circle_km * DETOUR[road_class], 1)) if km is None else km
    return road_km, ceil(road_km / KM_PER_HOUR[road_class] * 60) + FIXED_MINUTES[road_class]
