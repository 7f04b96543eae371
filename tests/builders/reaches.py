"""A corridor for questions of reach: a home with trains to a temple far away, a garden and a village by road.

From home trains leave at 07:30 and 08:30, Monday to Friday, 40 minutes to Far; 10 to board, 5 to leave the station, and
the temple is 222 m from it: 4 minutes on foot. The garden is 12 km from home by road, 20 minutes, the village 16 km, 22
minutes.
"""

from __future__ import annotations

from typing import Any

from planner.corridor import Corridor
from tests.builders.networks import SOURCE, line, link, place, station, town

TRAINS = [
    {"code": "G1", "days": "Mo-Fr", "calls": "home-station 07:30, far-station 08:10"},
    {"code": "G3", "days": "Mo-Fr", "calls": "home-station 08:30, far-station 09:10"},
]
EVERYTHING = {  # a theme
    "id": "all",
    "name": {"zh": "全", "en": "All"},
    "story": {"zh": "全", "en": "All"},
    "tags": {"*": 1},
}


def site(name: str, lat: float, lon: float, **more: Any) -> dict[str, Any]:
    """Return a site of score 50."""
    known = {"prefecture": "重庆市", "county": "某县", "adcode": "500000", "tags": ["temple"], "score": 50}
    hours = {"opening_hours": "24/7", "visit_minutes": {"short": 30, "typical": 60, "long": 90}}
    return place(name, lat, lon) | known | hours | {"score_reason": "a test", "sources": [SOURCE]} | more


def far_temple(**changes: Any) -> Corridor:
    """Return the corridor; the train costs CNY 30, a taxi 10 and 2.8 a km."""
    margins = {"boarding_minutes": 10, "change_minutes": 10, "exit_minutes": 5}
    roads = [link("home", "garden", 20) | {"km": 12.0}, link("home", "village", 22) | {"km": 16.0}]
    document = {
        "name": {"zh": "试", "en": "Test"},
        "bounds": {"south": 20, "north": 40, "west": 90, "east": 120},
        "themes": [],
        "attractions": [
            site("temple", 30.002, 106.0, level="5A", heritage=["world"]),
            site("garden", 30.1, 105.0, score=20),
        ],
        "towns": [town("home", 30.0, 105.0), town("village", 30.15, 105.0)],
        "stations": [
            station("home-station", 30.0, 105.0, **margins),
            station("far-station", 30.0, 106.0, **margins),
        ],
        "lines": [line("rail", departures=TRAINS) | {"fare": {"flag": 30}}],
        "links": roads,
    }
    return Corridor.model_validate(document | changes)
