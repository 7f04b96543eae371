"""Sunrise, sunset, dawn and dusk."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from math import acos, asin, cos, degrees, radians, sin, tan

from planner.corridor import Location

_ALTITUDE = {  # degrees; dawn is civil, and blue the beginning of the blue hour, which ends at dusk
    "sunrise": -0.833,
    "sunset": -0.833,
    "dawn": -6.0,
    "dusk": -6.0,
    "blue": -4.0,
}
LIGHTS = {"sunrise": ("sunrise", "sunrise"), "blue_hour": ("blue", "dusk")}  # from one event to another
NOWHERE = {"dawn": 6 * 60, "sunrise": 7 * 60, "sunset": 19 * 60, "dusk": 20 * 60}  # where no place is known


def daylight(location: Location, day: date) -> tuple[int, int]:
    """Return sunrise and sunset in minutes after midnight, China time.

    Within two minutes at the latitudes of the corridor; the equations of the NOAA Solar Calculator, which
    follow Meeus, Astronomical Algorithms.
    """
    return sun_minutes(location, day, "sunrise"), sun_minutes(location, day, "sunset")


def light_of(light: str, location: Location, day: date) -> tuple[int, int]:
    """Return from when to when a light of the day lasts: sunrise is a moment, the blue hour that of the evening.

    In the blue hour the sun is between 4 and 6 degrees below the horizon.
    """
    first, last = LIGHTS[light]
    return sun_minutes(location, day, first), sun_minutes(location, day, last)


@lru_cache(maxsize=16384)
def sun_minutes(location: Location | None, day: date, event: str) -> int:
    """Return the minute of sunrise, sunset, dawn or dusk; the sun's place is taken at local noon."""
    if location is None:
        return NOWHERE[event]
    century = (day.toordinal() - date(2000, 1, 1).toordinal() - location.lon / 360) / 36525
    mean_longitude = radians((280.46646 + 36000.76983 * century) % 360)
    anomaly = radians(357.52911 + 35999.05029 * century)
    centre = 1.914602 * sin(anomaly) + 0.019993 * sin(2 * anomaly) + 0.000289 * sin(3 * anomaly)
    longitude = mean_longitude + radians(centre - 0.00569)
    tilt = radians(23.4393 - 0.01300 * century)
    declination = asin(sin(tilt) * sin(longitude))
    eccentricity, y = 0.016708634 - 0.000042 * century, tan(tilt / 2) ** 2
    equation_of_time = 4 * degrees(
        y * sin(2 * mean_longitude)
        - 2 * eccentricity * sin(anomaly)
        + 4 * eccentricity * y * sin(anomaly) * cos(2 * mean_longitude)
        - 0.5 * y * y * sin(4 * mean_longitude)
        - 1.25 * eccentricity * eccentricity * sin(2 * anomaly)
    )
    latitude, altitude = radians(location.lat), radians(_ALTITUDE[event])
    half_day = acos(sin(altitude) / (cos(latitude) * cos(declination)) - tan(latitude) * tan(declination))
    noon = 720 - 4 * location.lon - equation_of_time + 8 * 60
    return round(noon + (-4 if event in ("sunrise", "dawn") else 4) * degrees(half_day))
