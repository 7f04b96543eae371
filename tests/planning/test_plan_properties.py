"""Any valid request gives a plan that the checker finds nothing wrong with, or an error that says why not."""

from __future__ import annotations

from datetime import date
from functools import cache

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from planner.checker import check
from planner.corridor import Corridor
from planner.errors import NoPlanError, RequestError
from planner.itinerary import Itinerary
from planner.loading import load_corridor
from planner.planning import plan
from planner.request import TripRequest
from tests.builders.small_plans import corridor as small_corridor

PHASES = (Phase.explicit, Phase.generate)  # shrinking would plan for minutes


@cache
def shipped_corridor() -> Corridor:
    return load_corridor()


@st.composite
def requests(draw: st.DrawFn, corridor: Corridor, max_days: int) -> TripRequest:
    """Draw a request that names only what there is."""
    sites = [site.id for site in corridor.attractions]
    ends = st.sampled_from([p.id for group in (corridor.towns, corridor.stations) for p in group] + sites)
    themes = st.dictionaries(
        st.sampled_from(list(corridor.theme_by_id)), st.floats(0.1, 1), min_size=1, max_size=2
    )
    some_sites = st.lists(st.sampled_from(sites), max_size=1)
    values = {
        "days": draw(st.integers(1, max_days)),
        "date": draw(st.dates(date(2026, 1, 1), date(2027, 12, 31))),
        "from": draw(ends),
        "to": draw(st.one_of(st.just(""), ends)),
        "themes": draw(themes),
        "must": draw(some_sites),
        "mode": draw(st.sampled_from(["car", "transit"])),
        "pace": draw(st.sampled_from(["relaxed", "normal", "packed"])),
        "start_time": draw(st.sampled_from([None, "06:30", "10:00"])),
        "end_time": draw(st.sampled_from([None, "16:00", "25:00"])),
        "max_transit": draw(st.sampled_from([None, 60, 200])),
        "budget": draw(st.sampled_from([None, 500, 3000])),
        "adults": draw(st.integers(1, 6)),
        "children": draw(st.integers(0, 3)),
        "hotel": draw(st.sampled_from(["budget", "comfort", "premium"])),
        "meals": draw(st.booleans()),
        "zones": (zones := draw(st.lists(st.sampled_from([zone.id for zone in corridor.zones]), max_size=1))),
        "outside_weight": draw(st.sampled_from([0, 0.3, 0.9])) if zones else 0,
        "engine": draw(st.sampled_from(["auto", "routing"])),
        "time_limit": 0.5,
    }
    values["avoid"] = [site for site in draw(some_sites) if site not in values["must"]]
    return TripRequest.model_validate(values)


def plan_of(request: TripRequest, corridor: Corridor) -> Itinerary | None:
    try:
        return plan(request, corridor, use_cache=False)
    except NoPlanError:
        return None
    except RequestError as error:  # a site that must be visited is closed, or cannot be reached
        if error.field != "must" or not request.must:
            raise
        return None


def plan_checks_clean(request: TripRequest, corridor: Corridor) -> None:
    itinerary = plan_of(request, corridor)
    if itinerary is not None:
        assert check(itinerary, corridor, request) == []
        assert Itinerary.model_validate_json(itinerary.to_json()) == itinerary


@settings(max_examples=40, deadline=None, derandomize=True, phases=PHASES)
@given(request=requests(small_corridor(), max_days=3))
def test_requests_over_the_small_corridor(request: TripRequest) -> None:
    plan_checks_clean(request, small_corridor())


@settings(max_examples=6, deadline=None, derandomize=True, phases=PHASES)
@given(request=requests(shipped_corridor(), max_days=2))
def test_requests_over_the_shipped_corridor(request: TripRequest) -> None:
    plan_checks_clean(request, shipped_corridor())
