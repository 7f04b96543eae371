"""Evenings: dinner on days that are not over by 20:00, and late beds before late mornings."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import check, plan
from planner.arrays import INFINITY
from planner.atlas import Atlas
from planner.clock import minutes_of
from planner.corridor import BestHours, Corridor, Names
from planner.corridor.sites import VisitMinutes
from planner.errors import NoPlanError
from planner.export import export
from planner.export.view import Language
from planner.itinerary import Day, Itinerary, Meal, Visit
from planner.loading import load_corridor
from planner.options import SolveOptions
from planner.planning.latebeds import _in_bed_by
from planner.problem import Meal as MealTime
from planner.request import TripRequest
from planner.rules import BED_BY
from planner.travel import ConstantTravel
from tests.builders.paths import SMALL

DINNER = MealTime(1050, 1200, 60, 120)


@cache
def lit_up(hours: str = "20:00-22:00") -> Corridor:
    """Return the small corridor whose tower, ten minutes from East City, is open in the evening only."""
    small = load_corridor(SMALL)
    late = {"opening_hours": hours, "last_entry": 0, "evening": True}
    sites = tuple(
        site.model_copy(update=late) if site.id == "east-tower" else site for site in small.attractions
    )
    return small.model_copy(update={"attractions": sites})


@cache
def best_by_night() -> Corridor:
    """Return the small corridor whose tower is open all day, but is worth half before 20:45."""
    lit = BestHours(hours="20:45-22:00", reason=Names(zh="亮灯", en="when it is lit"), lost=0.5)
    small = lit_up("09:00-22:00")
    sites = (
        site.model_copy(update={"evening": False, "best_hours": (lit,)}) if site.id == "east-tower" else site
        for site in small.attractions
    )
    return small.model_copy(update={"attractions": tuple(sites)})


def wish(**words: object) -> TripRequest:
    """Ask for Monday 7 December 2026 with the evening."""
    known = {"date": "2026-12-07", "days": 1, "mode": "car", "themes": {"all": 1}, "ignore_money": True}
    here = {"from": "east-city", "to": "east-city", "evenings": True, "must": ["east-tower"]}
    return TripRequest.model_validate({**known, **here, **words})


def planned(request: TripRequest, corridor: Corridor) -> Itinerary:
    found = plan(request, atlas=Atlas(corridor, use_cache=False), options=SolveOptions(work=2000))
    assert [broken for broken in check(found, corridor) if broken.severity == "error"] == []
    return found


def meals(day: Day) -> list[tuple[str, int, int]]:
    events = [event for event in day.events if isinstance(event, Meal)]
    return [(e.meal, minutes_of(e.start, day.date), minutes_of(e.end, day.date)) for e in events]


def test_a_day_with_an_evening_session_has_dinner_before_it() -> None:
    (day,) = planned(wish(), lit_up()).days
    lunch, (name, start, end) = meals(day)
    assert lunch[0] == "lunch"
    assert (name, end - start) == ("dinner", 60)
    assert 1050 <= start <= 1200


def test_who_spends_the_evening_where_one_eats_has_dinner_there() -> None:
    sites = (
        site.model_copy(update={"tags": (*site.tags, "food")}) if site.id == "east-tower" else site
        for site in lit_up("18:30-22:00").attractions
    )
    data = lit_up().model_copy(update={"attractions": tuple(sites)})
    itinerary = planned(wish(), data)
    (day,) = itinerary.days
    (tower,) = (e for e in day.events if isinstance(e, Visit) and e.attraction == "east-tower")
    assert tower.includes_dinner
    assert [name for name, _, _ in meals(day)] == ["lunch"]
    assert "with dinner" in export(itinerary, "text")
    assert {broken.code for broken in check(itinerary, lit_up("18:30-22:00"))} >= {"dinner"}


@pytest.mark.parametrize(
    ("hours", "cause"), [("20:00-22:00", "evening"), ("Jan 15-Mar 15 20:00-22:00", "closed")]
)
def test_evenings_are_no_reason_where_the_session_is_not_held(hours: str, cause: str) -> None:
    itinerary = planned(wish(evenings=False, must=[]), lit_up(hours))
    assert {left.attraction: left.cause for left in itinerary.unvisited}["east-tower"] == cause
    assert check(itinerary, lit_up(hours)) == []


@pytest.mark.parametrize(
    ("evenings", "hours", "offered"), [(True, range(19, 22), []), (False, range(9, 19), ["with-evenings"])]
)
def test_what_is_best_by_night_is_seen_then_where_evenings_are_asked_for(
    evenings: bool, hours: range, offered: list[str]
) -> None:
    itinerary = planned(wish(evenings=evenings, days=2), best_by_night())
    events = (event for day in itinerary.days for event in day.events)
    (tower,) = (e for e in events if isinstance(e, Visit) and e.attraction == "east-tower")
    assert tower.start.hour in hours
    assert [offer.code for offer in itinerary.offers] == offered
    assert (
        "outside its best hours, 20:45-22:00: when it is lit" in export(itinerary, "text")
    ) is not evenings


def test_without_meals_or_when_over_by_eight_there_is_no_dinner() -> None:
    (day,) = planned(wish(meals=False), lit_up()).days
    assert meals(day) == []
    (day,) = planned(wish(), lit_up("18:00-19:30")).days
    assert minutes_of(day.end.time, day.date) <= 1200
    assert "dinner" not in [name for name, _, _ in meals(day)]


@pytest.mark.parametrize(("language", "word"), [("en", "Dinner"), ("zh", "晚餐")])
def test_dinner_has_a_row_in_both_languages(language: Language, word: str) -> None:
    text = export(planned(wish(), lit_up()), "text", language)
    assert word in text


def test_the_checker_misses_dinner() -> None:
    corridor = lit_up()
    words = planned(wish(), corridor).model_dump(mode="json", by_alias=True)
    dinner = next(event for event in words["days"][0]["events"] if event.get("meal") == "dinner")
    dinner["meal"] = "lunch"
    codes = {broken.code for broken in check(Itinerary.model_validate(words), corridor)}
    assert codes == {"dinner", "meal-time"}


LATE = "22:00-23:30"


def late(**words: object) -> TripRequest:
    """Ask for two days of which the first may end at midnight."""
    return wish(
        **{"days": 2, "end_time": "24:00", "day_hours": {2: "-19:00"}, "start_time": "07:30", **words}
    )


def night(itinerary: Itinerary) -> tuple[str, str]:
    first, second = itinerary.days
    return f"{first.end.time:%H:%M}", f"{second.start.time:%H:%M}"


def test_after_a_late_bed_the_day_begins_at_nine_but_for_packed_trips() -> None:
    corridor = lit_up(LATE)
    bed, start = night(planned(late(must=["east-tower", "mid-grotto"]), corridor))
    assert bed > "22:30"
    assert start >= "09:00"
    bed, start = night(planned(late(must=["east-tower", "mid-grotto"], pace="packed"), corridor))
    assert bed > "22:30"
    assert start < "09:00"


@pytest.mark.parametrize("mode", ["car", "transit"])
@pytest.mark.parametrize("end", ["19:00", "13:00", "11:30"])
def test_the_best_plan_is_that_of_early_beds_or_of_late_mornings(mode: str, end: str) -> None:
    corridor, words = lit_up(LATE), {"mode": mode, "must": [], "to": "west-city"}
    best = planned(late(**words, day_hours={2: f"-{end}"}), corridor)
    early = planned(late(**words, day_hours={1: "-22:30", 2: f"-{end}"}), corridor)
    morning = planned(late(**words, day_hours={2: f"09:00-{end}"}), corridor)
    assert best.status == early.status == morning.status == "optimal"
    choices = [plan.certificate.objective for plan in (early, morning)]
    assert best.certificate.objective == max(choices)


def test_the_checker_finds_an_early_start_after_a_late_bed() -> None:
    corridor = lit_up(LATE)
    words = planned(late(must=["east-tower", "mid-grotto"], pace="packed"), corridor)
    normal = words.request.model_copy(update={"pace": "normal"})
    codes = {broken.code for broken in check(words, corridor, normal.wish)}
    assert "late-bed" in codes


def test_what_is_booked_in_the_morning_comes_first() -> None:
    corridor = lit_up(LATE)
    booked = late(must=["east-tower"], visits=["mid-temple@2026-12-08T10:00"])
    bed, start = night(planned(booked, corridor))
    assert bed > "22:30"
    assert start < "09:00"


def test_a_night_tour_is_where_one_sleeps_or_near() -> None:
    corridor = lit_up()
    words = {"days": 2, "end_time": "26:00", "max_transit": 600, "must": ["east-tower"]}
    (day, _) = planned(wish(**words, day_hours={2: "-19:00"}, to="west-city"), corridor).days
    assert day.end.place == "east-city"
    far = wish(**words, stays=["west-city@2026-12-07..08"], day_hours={2: "09:00-10:00"}, to="west-city")
    with pytest.raises(NoPlanError):
        planned(far, corridor)
    packed = planned(far.model_copy(update={"pace": "packed"}), corridor)
    assert packed.days[0].end.place == "west-city"
    assert {broken.code for broken in check(packed, corridor, far)} >= {"night-ride"}


@pytest.mark.parametrize("party", [{"children": 1}, {"seniors": 1}])
def test_children_and_seniors_have_no_long_way_home_at_night(party: dict[str, int]) -> None:
    corridor, words = lit_up(), {"end_time": "26:00", "max_transit": 600, "to": "west-city"}
    late = planned(wish(**words), corridor)
    assert late.days[-1].end.time.hour < 6, "home after midnight"
    assert "night-ride" in {broken.code for broken in check(late, corridor, wish(**words, **party))}
    with pytest.raises(NoPlanError):
        planned(wish(**words, **party), corridor)
    planned(wish(**words, **party, leave_by="2026-12-08T02:30:00"), corridor)


def test_an_evening_leaves_days_with_an_end_of_their_own_alone() -> None:
    words = {"days": 2, "to": "west-city", "must": ["east-tower"]}
    first, second = planned(wish(**words, day_hours={2: "-13:00"}), lit_up()).days
    assert f"{first.end.time:%H:%M}" > "20:00"
    assert f"{second.end.time:%H:%M}" <= "13:00"
    with pytest.raises(NoPlanError):
        planned(wish(day_hours={1: "-19:00"}), lit_up())


def test_the_checker_lets_no_evening_end_later_than_its_day_was_asked_to() -> None:
    corridor, own = lit_up(), wish(day_hours={1: "-19:00"})
    codes = {broken.code for broken in check(planned(wish(), corridor), corridor, own)}
    assert "day-hours" in codes


def test_a_site_is_not_shut_to_who_is_out_late_on_one_day() -> None:
    late = lit_up("20:00-22:00")
    usual = {"opening_hours": "20:00-22:00", "last_entry": 0}
    sites = [s.model_copy(update=usual) if s.id == "mid-temple" else s for s in late.attractions]
    corridor = late.model_copy(update={"attractions": tuple(sites)})
    (day,) = planned(wish(evenings=False, must=["mid-temple"], day_hours={1: "14:00-23:30"}), corridor).days
    assert [event.attraction for event in day.events if event.kind == "visit"][-1] == "mid-temple"


@pytest.mark.parametrize(("start", "minutes", "meal"), [("17:30", 160, "dinner"), ("11:00", 180, "lunch")])
def test_a_booked_visit_over_the_hours_of_a_meal_holds_it(start: str, minutes: int, meal: str) -> None:
    small = load_corridor(SMALL)
    length = {"visit_minutes": VisitMinutes(short=minutes, typical=minutes, long=minutes)}
    always = {"opening_hours": "24/7", "last_entry": 0, **length}
    sites = [s.model_copy(update=always) if s.id == "east-tower" else s for s in small.attractions]
    corridor = small.model_copy(update={"attractions": tuple(sites)})
    booked = {
        "visits": [f"east-tower@2026-12-07T{start}"],
        "end_time": "21:00",
        "evenings": False,
        "must": [],
    }
    found = planned(wish(**booked), corridor)
    (visit,) = [e for e in found.days[0].events if isinstance(e, Visit) and e.attraction == "east-tower"]
    assert f"{visit.start:%H:%M}" == start
    assert visit.includes_dinner if meal == "dinner" else visit.includes_lunch
    free = found.request.model_copy(update={"visits": (), "must": ("east-tower",)})
    assert meal in {broken.code for broken in check(found, corridor, free.wish)}


def test_a_day_with_an_evening_has_one_visit_more() -> None:
    corridor = lit_up()
    slow = {"pace": "relaxed", "date": "2026-12-08", "visit_length": "short", "max_transit": 600}
    itinerary = planned(wish(**slow), corridor)
    (day,) = itinerary.days
    visits = [event for event in day.events if isinstance(event, Visit)]
    assert len(visits) == 4, "three a day by the pace, and the tower"
    by_day = itinerary.request.model_copy(update={"evenings": False})
    assert "max-visits" in {broken.code for broken in check(itinerary, corridor, by_day.wish)}
    over_by_seven = wish(**slow, must=[], day_hours={1: "-19:00"})
    assert planned(over_by_seven, corridor).totals.visits == 3


@given(minutes=st.integers(1, 700), depart=st.integers(480, 1350))
def test_who_eats_on_the_way_is_in_bed_early_too(minutes: int, depart: int) -> None:
    ids, table = ("site", "town"), np.array([[0, minutes], [minutes, 0]])
    travel = _in_bed_by(ConstantTravel(ids, table, 0.0 * table), np.array([False, True]), (DINNER,))
    there = int(travel.arrive(np.array(0), np.array(1), np.array(depart)))
    if there >= INFINITY:
        assert depart + minutes + DINNER.minutes > BED_BY
    else:
        eats = depart < DINNER.earliest and there > DINNER.latest
        assert there + eats * DINNER.minutes <= BED_BY


def test_a_day_that_is_over_before_its_evening_says_why() -> None:
    """The tower is lit on Saturdays; on these days nothing is."""
    dark = lit_up("Sa 20:00-22:00")
    found = planned(wish(days=2, must=[]), dark)
    told = [notice for notice in found.warnings if notice.code.startswith("evening-")]
    assert [(notice.code, notice.params["days"]) for notice in told] == [("evening-none", [1])]
    wrong = told[0].model_copy(update={"params": {**told[0].params, "days": [2]}})
    damaged = found.model_copy(update={"warnings": (*(w for w in found.warnings if w not in told), wrong)})
    assert {broken.text for broken in check(damaged, dark)} >= {"checker.evenings"}
