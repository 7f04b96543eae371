"""A corridor that hangs on few links: trains from a town in the west by one in the middle to one in the east.

It takes 30 minutes from one to the next; 10 to board, to change or to leave a station, which lies beside its town.
Trains to the east leave the west at 07:30 and 09:30; a coach goes from the middle to the east at 08:20, as quickly.
A road leads from each town to the next, 20 minutes, and one over a bridge from the east to an island, 10 minutes; a
second road joins the west and the east, 50 minutes.
"""

from __future__ import annotations

from typing import Any

from planner.corridor import Corridor
from tests.builders.networks import line, link, network, station, town
from tests.builders.reaches import site

TRAINS = [
    {"code": "G1", "calls": "west-station 07:30, mid-station 08:00-08:00, east-station 08:30"},
    {"code": "G3", "calls": "west-station 09:30, mid-station 10:00-10:00, east-station 10:30"},
]
COACHES = [{"code": "C1", "calls": "mid-station 08:20, east-station 08:50"}]
MARGINS = {"boarding_minutes": 10, "change_minutes": 10, "exit_minutes": 10}


def hanging(**changes: Any) -> Corridor:
    """Return the corridor."""
    places = {"west": 105.0, "mid": 105.5, "east": 106.0}
    made = network(
        [*(town(name, 30.0, lon) for name, lon in places.items()), town("island", 30.5, 106.0)],
        [station(f"{name}-station", 30.0, lon, **MARGINS) for name, lon in places.items()],
        [line("rail", departures=TRAINS), line("coach", "coach", departures=COACHES)],
        [
            link("west", "mid", 20),
            link("mid", "east", 20),
            link("west", "east", 50),
            link("east", "island", 10) | {"km": 100.0},
        ],
    )
    known = made.model_dump(mode="json") | {"attractions": [site("temple", 30.5, 106.001)]}
    return Corridor.model_validate(known | changes)
