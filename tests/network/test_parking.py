"""Car and walker stay together: nobody walks on from one road to another, and drives on from there."""

from __future__ import annotations

from typing import Any

import pytest

from planner import check, plan
from planner.atlas import Atlas
from planner.corridor import Corridor, Link
from planner.itinerary import Leg
from planner.network.parking import with_the_car
from planner.options import SolveOptions
from planner.request import TripRequest
from tests.builders.small_plans import corridor, corridor_with

OPTIONS = SolveOptions(work=3000)


def walk(start: str, end: str, minutes: int, **more: Any) -> Link:
    return Link(
        start=start, end=end, mode="walk", road_class="local", km=minutes / 15, minutes=minutes, **more
    )


def walks(found: Corridor) -> list[tuple[str, str]]:
    return [(link.start, link.end) for link in found.links if link.mode == "walk"]


def with_links(*links: Link, without: str = "") -> Corridor:
    kept = [link for link in corridor().links if without not in (link.start, link.end)]
    return corridor_with(links=(*kept, *links))


@pytest.mark.parametrize("words", [{}, {"self_drive": "own"}])
def test_nobody_drives_on_from_where_the_car_is_not(words: dict[str, str]) -> None:
    """On foot the grotto is 15 minutes from the museum, by car two hours."""
    short_cut = with_links(walk("east-museum", "mid-grotto", 15))
    asked = {"days": 1, "date": "2026-06-06", "from": "east-city", "to": "mid-town"}
    request = TripRequest.model_validate({**asked, "must": ["mid-grotto"], **words})
    found = plan(request, atlas=Atlas(short_cut, use_cache=False), options=OPTIONS)
    assert [broken for broken in check(found, short_cut) if broken.severity == "error"] == []
    legs = [event for event in found.days[0].events if isinstance(event, Leg)]
    assert [leg.mode for leg in legs if leg.end == "mid-grotto"] == ["road"]


def test_where_no_road_leads_one_walks_from_the_nearest_place_by_a_road() -> None:
    """Off the road lie temple and grotto; of the walks to them only those from one place are left."""
    off = with_links(
        walk("mid-town", "mid-temple", 40),
        walk("mid-temple", "mid-grotto", 10),
        walk("mid-grotto", "east-museum", 50),
        walk("east-museum", "east-tower", 70),
    )
    kept = [
        link
        for link in off.links
        if link.mode == "walk" or not {"mid-temple", "mid-grotto"} & {link.start, link.end}
    ]
    whole = corridor_with(links=tuple(kept))
    assert walks(with_the_car(whole)) == [("mid-town", "mid-temple"), ("mid-temple", "mid-grotto")]


def test_a_cable_car_is_the_way_to_the_car() -> None:
    cable = Link(start="mid-town", end="mid-temple", mode="cable", road_class="local", km=2, minutes=90)
    off = with_links(cable, walk("mid-temple", "mid-grotto", 30), without="mid-temple")
    assert walks(with_the_car(off)) == []


def test_short_walks_stay() -> None:
    near = with_links(walk("west-park", "west-teahouse", 8))
    assert with_the_car(near).links == near.links
    assert with_the_car(corridor()) is corridor()
