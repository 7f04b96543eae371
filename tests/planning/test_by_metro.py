"""A trip by metro, from the request to the page."""

from __future__ import annotations

from planner import load_corridor
from planner.corridor import Corridor, Metro
from planner.export.markdown import render
from planner.itinerary import Leg
from planner.request import TripRequest
from planner.service import plan
from tests.builders.metros import METRO
from tests.builders.paths import SMALL


def with_metro() -> Corridor:
    """Return the small corridor, whose museum nobody reaches but by metro."""
    small = load_corridor(SMALL)
    ends = {"city": small.places["east-city"].location, "museum": small.places["east-museum"].location}
    stations = [f"metro-{name} {at.lat + 0.001} {at.lon} {name} {name.title()}" for name, at in ends.items()]
    stops = ["metro-city 0 0 06:00-23:00 -", "metro-museum 8 4.5 - 06:00-23:00"]
    line = METRO["lines"][0] | {"stops": stops}
    metro = Metro.model_validate(METRO | {"stations": stations, "lines": [line]})
    links = tuple(link for link in small.links if "east-museum" not in (link.start, link.end))
    return small.model_copy(update={"metros": (metro,), "links": links})


def test_a_trip_by_metro() -> None:
    request = TripRequest.model_validate(
        {"days": 1, "date": "2026-12-06", "from": "east-city", "mode": "transit", "must": ["east-museum"]}
    )
    itinerary = plan(request, with_metro())  # the checker has passed it
    legs = [leg for leg in itinerary.days[0].events if isinstance(leg, Leg) and leg.mode == "metro"]
    assert [(leg.start, leg.end) for leg in legs][:1] == [("metro-city", "metro-museum")]
    assert {itinerary.places[leg.start].kind for leg in legs} == {"station"}
    assert [leg.cost_cny for leg in legs] == [4] * len(legs)  # two adults, up to 5 km
    assert "Small Metro Line A towards Museum" in render(itinerary, "en")
    assert "小地铁A线往museum方向" in render(itinerary, "zh")
