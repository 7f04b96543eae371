"""Sites more than a day's travel away: nights are considered in the towns on the way."""

from __future__ import annotations

from planner import check, plan
from planner.atlas import Atlas
from planner.itinerary import Overnight, Visit
from planner.request import Asked
from tests.builders.shipped import shipped_atlas
from tests.builders.small_plans import corridor, corridor_with


def test_a_night_on_the_way_there_and_back() -> None:
    """East City - Mid Town 90 minutes - West City 120 - the ruins 30, at most 200 a day; nothing to see in between."""
    ends = tuple(site for site in corridor().attractions if not site.id.startswith("mid"))
    there = {place.id for place in (*ends, *corridor().towns, *corridor().stations, *corridor().junctions)}
    links = tuple(link for link in corridor().links if {link.start, link.end} <= there)
    lonely = corridor_with(attractions=ends, links=links, passes=())
    wish = Asked.model_validate(
        {"days": 4, "date": "2026-12-08", "from": "east-city", "must": ["west-ruins"], "max_transit": 200}
    )
    trip = plan(wish, atlas=Atlas(lonely, use_cache=False))
    nights = [event.place for day in trip.days for event in day.events if isinstance(event, Overnight)]
    assert {"mid-town", "west-city"} <= set(nights)
    assert [broken for broken in check(trip, lonely) if broken.severity == "error"] == []


def test_forbidding_what_a_plan_does_without_changes_nothing() -> None:
    # towns once were those nearest to sites, so that each site left out took its town with it
    words = {"days": 2, "date": "2026-12-05", "from": "chongqing", "to": "chengdu", "work": 3000}
    wish = Asked.model_validate(words | {"themes": {"heritage": 1}})
    best = plan(wish, atlas=shipped_atlas())
    assert best.status == "optimal"
    visited = [e.attraction for day in best.days for e in day.events if isinstance(e, Visit)]
    assert "chenyi" not in visited
    unseen = ("chenyi", best.unvisited[0].attraction)
    for more in ({"avoid": unseen}, {"avoid": unseen, "must": tuple(visited)}):
        again = plan(wish.model_copy(update=more), atlas=shipped_atlas())
        assert (again.status, again.certificate.objective) == ("optimal", best.certificate.objective)
