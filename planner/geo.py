"""Distances on the globe, and the shifted positions of Chinese maps."""

from __future__ import annotations

from math import asin, cos, pi, radians, sin, sqrt
from typing import Literal

Datum = Literal["wgs84", "gcj02"]

EARTH_RADIUS_KM = 6371.0088
KRASOVSKY_A, KRASOVSKY_E2 = 6378245.0, 0.00669342162296594323  # the ellipsoid of GCJ-02, in metres


def great_circle_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance in km by the haversine formula (within 0.6 % of the ellipsoid).

    Examples
    --------
    >>> round(great_circle_km(29.56, 106.55, 30.66, 104.06))
    269
    """
    phi1, phi2 = radians(lat1), radians(lat2)
    half = sin((phi2 - phi1) / 2) ** 2 + cos(phi1) * cos(phi2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


def in_datum(datum: Datum, lat: float, lon: float) -> tuple[float, float]:
    """Return a WGS84 position in a datum, to a tenth of a metre; GCJ-02 is what Chinese map apps take.

    GCJ-02 differs within China only, after the formulas that are known of it (github.com/googollee/eviltransform).

    Examples
    --------
    >>> in_datum("gcj02", 31.00308, 104.21814)
    (31.000702, 104.220539)
    """
    in_china = 0.8293 < lat < 55.8271 and 72.004 < lon < 137.8347
    if datum == "wgs84" or not in_china:
        return lat, lon
    north, east = _shift(lon - 105, lat - 35)
    curve = 1 - KRASOVSKY_E2 * sin(radians(lat)) ** 2
    lat_shift = north / radians(KRASOVSKY_A * (1 - KRASOVSKY_E2) / curve**1.5)
    lon_shift = east / radians(KRASOVSKY_A / sqrt(curve) * cos(radians(lat)))
    return round(lat + lat_shift, 6), round(lon + lon_shift, 6)


def _shift(x: float, y: float) -> tuple[float, float]:
    """Return by how many metres to the north and to the east GCJ-02 differs, ``x``, ``y`` degrees from 35 N 105 E."""

    def waves(angle: float, *parts: tuple[float, float]) -> float:
        return sum(height * sin(angle * pi * times) for height, times in parts) * 2 / 3

    fine = waves(x, (20, 6), (20, 2))
    root = sqrt(abs(x))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += fine + waves(y, (20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += fine + waves(x, (20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30))
    return north, east
