"""Today beside scenarios, worked out by hand on a corridor of three counties."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from planner.atlas import Atlas
from planner.comparing.compare import compare
from planner.comparing.inequality import gini
from planner.comparing.model import Change, Comparison, Crossing
from planner.corridor import in_scenarios
from planner.errors import RequestError
from planner.network.pairs import profiles_between
from planner.reaching.model import Question
from planner.stopping import StoppedError, StopToken
from planner.texts import LANGUAGES
from tests.builders.bureaus import FASTER, NEW, TO_C, three_counties

QUESTION = Question(date=date(2026, 12, 4), first=420, last=480)
RINGS = (60, 120)


@cache
def atlas() -> Atlas:
    return Atlas(three_counties(), use_cache=False)


@cache
def found(*names: str) -> Comparison:
    return compare(names, QUESTION, atlas=atlas(), within=RINGS)


def ways(crossing: Crossing) -> list[tuple[str, str, int | None, int | None]]:
    assert not crossing.leaving
    return [(each.start, each.end, each.before, each.after) for each in crossing.entering]


def levels(of: Comparison, *scenarios: str) -> list[tuple[int, int, float | None]]:
    """Return pairs, score and Gini coefficient within 60 minutes by the median and at best, then within 120."""
    return [(each.num_pairs, each.score, each.gini) for each in of.case(scenarios).levels]


def adds(of: Comparison, kind: str, scenario: str | None = None) -> Change:
    return next(each for each in of.changes if (each.kind, each.scenario) == (kind, scenario))


def test_pairs_enter_one_hour_with_a_line_of_thirty_minutes() -> None:
    """To board 10, 90 or 30 aboard, 5 to leave: 105 or 45 at best, and 30 more by the median of 61 departures."""
    (change,) = found(NEW).changes
    assert (change.kind, change.before, change.after, change.num_quicker) == ("alone", (), (NEW,), 2)
    assert ways(change.crossing(60, "best")) == [("a", "b", 105, 45), ("b", "a", 105, 45)]
    assert ways(change.crossing(120, "p50")) == [("a", "b", 135, 75), ("b", "a", 135, 75)]
    assert ways(change.crossing(60, "p50")) == ways(change.crossing(120, "best")) == []
    (faster,) = found(FASTER).changes
    assert ways(faster.crossing(60, "best")) == [("a", "b", 105, 46), ("b", "a", 105, 46)]


def test_a_line_that_closes_takes_pairs_out() -> None:
    (change,) = found("close-line:a-b").changes
    leaving = change.crossing(120, "best").leaving
    assert [(each.start, each.end, each.before, each.after) for each in leaving] == [
        ("a", "b", 105, None),
        ("b", "a", 105, None),
    ]
    assert change.num_slower == 2
    assert [(each.adcode, each.gain, each.leaving) for each in change.counties] == [
        ("500102", -60, ("temple",)),
        ("500101", -30, ("garden",)),
    ][::-1]


def test_the_gini_coefficient_of_the_counties() -> None:
    """Of 0, 30 and 60 it is (-2 x 0 + 0 x 30 + 2 x 60) / (3 x 90) = 4 / 9.

    Of 0, 90, 90 it is (0 x 90 + 2 x 90) / (3 x 180) = 1 / 3, of 30, 90, 90 (-2 x 30 + 2 x 90) / (3 x 210) = 4 / 21.
    """
    assert levels(found(NEW)) == [(0, 90, 0.4444)] * 3 + [(2, 180, 0.3333)]
    assert levels(found(NEW), NEW) == [(0, 90, 0.4444)] + [(2, 180, 0.3333)] * 3
    assert levels(found(NEW, TO_C), NEW, TO_C)[1] == (4, 210, 0.1905)
    assert found(NEW).num_counties == 3
    assert (gini([0, 30, 60]), gini([4, 4, 4]), gini([0, 0]), gini([])) == (0.4444, 0.0, None, None)


def test_who_gains_by_county() -> None:
    (change,) = found(NEW).changes
    at_best = [each for each in change.counties if (each.within, each.measure) == (60, "best")]
    assert [(each.adcode, each.towns, each.before, each.after, each.entering) for each in at_best] == [
        ("500102", ("b",), 30, 90, ("temple",)),
        ("500101", ("a",), 60, 90, ("garden",)),
    ]


def test_each_has_what_it_adds_alone_and_as_the_last() -> None:
    """C has a train to B only: A is 95 minutes from it with the new line, 155 with the old one."""
    both = found(NEW, TO_C)
    assert [(each.kind, each.scenario) for each in both.changes] == [
        *(("together", None), ("alone", NEW), ("alone", TO_C), ("last", NEW), ("last", TO_C))
    ]
    assert both.whole.num_quicker == 6
    assert [adds(both, kind, NEW).num_quicker for kind in ("alone", "last")] == [2, 4]
    last = adds(both, "last", NEW)
    assert (last.before, last.after) == ((TO_C,), (NEW, TO_C))
    assert ways(last.crossing(120, "best")) == [("a", "c", 155, 95), ("c", "a", 165, 105)]


def test_reach_is_told_of_the_cores_or_of_places_asked_for() -> None:
    (change,) = found(NEW).changes
    at_best = next(each for each in change.reach if (each.within, each.measure) == (60, "best"))
    assert found(NEW).origins == ("a",)
    assert ways(at_best) == [("a", "b", 105, 45), ("a", "garden", 109, 49)]
    asked = compare((NEW,), QUESTION, atlas=atlas(), within=RINGS, origins=["garden", "garden"])
    at_best = next(each for each in asked.whole.reach if (each.within, each.measure) == (60, "best"))
    assert ways(at_best) == [("garden", "a", 109, 49), ("garden", "temple", 113, 53)]


def test_what_stands_on_another_scenario_is_not_looked_at_alone() -> None:
    closed = "close-line:" + atlas().assuming((NEW,)).corridor.lines[-1].id
    both = found(NEW, closed)
    assert [(each.kind, each.scenario) for each in both.changes] == [
        *(("together", None), ("alone", NEW), ("last", closed))
    ]
    assert [each.code for each in both.told][:2] == ["not-alone", "not-last"]
    assert all(each.say(language) for each in both.told for language in LANGUAGES)
    assert both.whole.num_quicker == 0


def test_what_cannot_be() -> None:
    with pytest.raises(RequestError):
        found("close-line:none")
    stop = StopToken()
    stop.set()
    with pytest.raises(StoppedError):
        compare((NEW,), QUESTION, atlas=atlas(), stop=stop)


def test_who_waits_is_told_how_far_it_is() -> None:
    seen: list[tuple[int, int]] = []
    compare((NEW,), QUESTION, atlas=atlas(), step=lambda *each: seen.append(each))
    assert seen == [(1, 2), (2, 2)]


def test_cases_share_walks_taxis_and_metros_where_no_road_is_another_one() -> None:
    road = "open-road:a/b@expressway 100km 90min"
    today, faster, nearer = (
        atlas().assuming(case).undominated(QUESTION.date) for case in ((), (FASTER,), (road,))
    )
    assert faster.grounds is today.grounds
    assert nearer.grounds is not today.grounds
    afresh = Atlas(in_scenarios(three_counties(), (FASTER,)), use_cache=False).undominated(QUESTION.date)
    ids = ("temple", "garden", "a", "b")
    tables = [profiles_between(each, ids).to_bytes() for each in (today, faster, afresh)]
    assert tables[1] == tables[2] != tables[0]
