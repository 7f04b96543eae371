"""A small metro: line A from Mei past Nan to Ou, line B from Nan to Pu; a town at Mei and at Pu, trains at Ou.

A degree of longitude is 96 km there, one of latitude 111 km.
"""

from __future__ import annotations

from typing import Any

from planner.corridor import Corridor, Metro
from tests.builders.networks import SOURCE, line, network, station, town

METRO: dict[str, Any] = {
    "id": "small-metro",
    "name": {"zh": "小地铁", "en": "Small Metro"},
    "as_of": "2026-09",
    "confidence": "estimated",
    "headways": "00:00 10, 08:00 5",
    "fares": "5 2, 20 3",
    "fares_confidence": "sourced",
    "sources": [SOURCE],
    "stations": [
        "mei 30 105.00 梅 Mei",
        "nan 30 105.05 南 Nan",
        "ou 30 105.10 欧 Ou",
        "pu 30.05 105.05 浦 Pu",
    ],
    "lines": [
        {
            "id": "line-a",
            "name": {"zh": "小地铁A线", "en": "Small Metro Line A"},
            "stops": [
                "mei 0 0 06:00-23:00 -",
                "nan 4.5 4.8 06:05-23:05 06:05-23:05",
                "ou 5.0 4.8 - 06:00-24:10",
            ],
        },
        {
            "id": "line-b",
            "name": {"zh": "小地铁B线", "en": "Small Metro Line B"},
            "stops": ["nan 0 0 06:00-22:00 -", "pu 6.0 5.6 - ~06:00-22:00"],
        },
    ],
}
TRAINS = [
    {"code": "G1", "calls": "ou-railway 07:00, far 08:00"},
    {"code": "G3", "calls": "ou-railway 22:55, far 23:50"},
    {"code": "G2", "calls": "far 07:30, ou-railway 08:30"},
    {"code": "G4", "calls": "far 22:00, ou-railway 22:50"},
    {"code": "G6", "calls": "far 23:10, ou-railway 24:00"},
]


def metro_corridor(**changes: Any) -> Corridor:
    """Return the corridor; the doors are 222 m from Mei, 111 m from Ou and from Pu: 4, 2 and 2 minutes on foot."""
    towns = [town("at-mei", 30.002, 105.0), town("at-pu", 30.051, 105.05), town("off-it", 30.4, 105.0)]
    stations = [station("ou-railway", 30.001, 105.1), station("far", 30.0, 106.0)]
    plain = network(towns, stations, [line("rail", departures=TRAINS)])
    return plain.model_copy(update={"metros": (Metro.model_validate(METRO | changes),)})
