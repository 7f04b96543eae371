"""A corridor for comparisons: two counties with a slow train between them, and one beyond, which a line could join.

Trains from A to B take 90 minutes, from 07:00 and at each full hour until 11:00, and back. A has a temple (score 60), B
a garden (30), each 4 minutes on foot from its station; in C there is nothing, and no train stops. 10 minutes to
board, 5 to leave the station. So from A to B it takes 105 minutes at best, and as many more as one waits.
"""

from __future__ import annotations

from typing import Any

from planner.corridor import Corridor
from tests.builders.networks import line, station, town
from tests.builders.reaches import EVERYTHING, site

FASTER = "run-times:a-b@34%"  # 90 minutes become 31
NEW = "open-line:rail@07:00-11:00/60@a-station 0, b-station 30"
TO_C = "open-line:rail@07:00-11:00/60@b-station 0, c-station 20"


def county(name: str, adcode: str, lat: float) -> dict[str, Any]:
    """Return a town with a station where it stands, in a county of its own."""
    return town(name, lat, 105.0) | {"adcode": adcode}


def three_counties(**changes: Any) -> Corridor:
    """Return the corridor."""
    margins = {"boarding_minutes": 10, "change_minutes": 10, "exit_minutes": 5}
    trains = {
        "code": "G",
        "first": "07:00",
        "last": "11:00",
        "every": 60,
        "calls": "a-station 0, b-station 90",
    }
    document = {
        "name": {"zh": "试", "en": "Test"},
        "bounds": {"south": 20, "north": 40, "west": 90, "east": 120},
        "themes": [EVERYTHING],
        "attractions": [
            site("temple", 30.002, 105.0, score=60) | {"adcode": "500101"},
            site("garden", 31.002, 105.0, score=30) | {"adcode": "500102"},
        ],
        "towns": [
            county("a", "500101", 30.0) | {"core": True},
            county("b", "500102", 31.0),
            county("c", "500103", 32.0),
        ],
        "stations": [
            station(f"{name}-station", lat, 105.0, **margins) | {"town": name}
            for name, lat in (("a", 30.0), ("b", 31.0), ("c", 32.0))
        ],
        "lines": [line("a-b", patterns=[trains]) | {"fare": {"flag": 30}}],
        "links": [],
    }
    return Corridor.model_validate(document | changes)
