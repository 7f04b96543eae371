"""Rows that say why: short holes, long changes, rides without a timetable, luggage on a climb, what is around."""

from __future__ import annotations

from itertools import pairwise

import pytest

from planner.corridor import Location, Names
from planner.export.view import DayView, Language, Row
from planner.export.viewing import view_of
from planner.itinerary import BestTime, Day, Event, FreeTime, Luggage, Meal, Overnight, Wait
from tests.export.test_text import SATURDAY, a_day, clock, leg, two_days, visit


def pause(start: str, end: str, place: str = "sanxingdui", **changes: object) -> Wait:
    return Wait.model_validate(
        {"place": place, "start": clock(start, SATURDAY), "end": clock(end, SATURDAY), **changes}
    )


def shown(
    *events: Event, language: Language = "en", request: dict[str, object] | None = None, **changes: object
) -> DayView:
    plan = two_days()
    visits = sum((event.end - event.start).seconds // 60 for event in events if event.kind == "visit")
    day: Day = a_day(1, SATURDAY, list(events), (visits, 0, 0), 0).model_copy(update=changes)
    asked = plan.request.model_copy(update=request or {})
    return view_of(plan.model_copy(update={"days": (day,), "request": asked}), language).days[0]


def notes(row: Row) -> list[str]:
    return [note.text for note in row.notes]


# A few free minutes


def test_a_few_minutes_beside_lunch_are_lunch() -> None:
    lunch = Meal(place="sanxingdui", start=clock("12:03", SATURDAY), end=clock("13:03", SATURDAY))
    day = shown(
        visit("sanxingdui", "10:00", "12:00", SATURDAY, 0),
        pause("12:00", "12:03"),
        lunch,
        pause("13:03", "13:09"),
        leg("sanxingdui", "jinsha", "13:09", "13:30", SATURDAY),
    )
    assert [(row.time, row.length) for row in day.rows] == [
        ("10:00-12:00", "2 h"),
        ("12:00-13:09", "1 h 09"),
        ("13:09-13:30", "21 min"),
    ]
    assert all(row.end == after.start for row, after in pairwise(day.rows))


@pytest.mark.parametrize(("language", "told"), [("en", "5 min of it free"), ("zh", "含空闲5分钟")])
def test_a_few_minutes_after_a_visit_are_spent_there(language: Language, told: str) -> None:
    day = shown(
        visit("sanxingdui", "10:00", "12:00", SATURDAY, 0),
        pause("12:00", "12:05"),
        leg("sanxingdui", "jinsha", "12:05", "12:30", SATURDAY),
        language=language,
    )
    stay, _ = day.rows
    assert (stay.time, notes(stay)) == ("10:00-12:05", [told])
    assert [place.id for place in stay.places] == ["sanxingdui"]
    assert day.sums[0] in ("visits 2 h", "游览2小时")


def test_a_train_keeps_its_times() -> None:
    train = leg("chengdu", "sanxingdui", "09:00", "09:30", SATURDAY, mode="rail", service="C1")
    day = shown(train, pause("09:30", "09:35"), visit("sanxingdui", "09:35", "11:00", SATURDAY, 0))
    assert [row.time for row in day.rows] == ["09:00-09:30", "09:35-11:00"]


# Waits and rides


@pytest.mark.parametrize(
    ("until", "told"), [("11:07", ["until it is time for the train at 11:07"]), ("10:20", [])]
)
def test_a_long_change_says_for_which_train_it_is(until: str, told: list[str]) -> None:
    day = shown(
        leg("dazu", "chengdu", "09:00", "10:00", SATURDAY, mode="coach", service="bus"),
        pause("10:00", until, "chengdu", purpose="journey"),
        leg("chengdu", "jinsha", until, "11:30", SATURDAY, mode="rail", service="G1"),
    )
    assert notes(day.rows[1]) == told


def test_a_coach_without_a_timetable_says_so() -> None:
    by_none, by_bus = (
        notes(shown(leg("dazu", "jinsha", "09:00", "10:00", SATURDAY, mode="coach", service=service)).rows[0])
        for service in (None, "bus")
    )
    assert by_none == ["no timetable known: there may be a wait for it, 60 km"]
    assert "no timetable" not in by_bus[0]


def test_free_time_before_best_hours_says_so() -> None:
    lit = BestTime(
        start=clock("10:00", SATURDAY), end=clock("22:00", SATURDAY), reason=Names(zh="营业", en="when open")
    )
    street = visit("wenshu", "10:03", "11:00", SATURDAY, 0).model_copy(update={"best_times": (lit,)})
    walk = leg("chengdu", "wenshu", "10:01", "10:03", SATURDAY, mode="walk")
    free, *_ = shown(pause("08:30", "10:01", "chengdu"), walk, street).rows
    assert notes(free) == ["until Wenshu Monastery is at its best, from 10:00: when open"]
    later = street.model_copy(update={"start": clock("10:40", SATURDAY)})
    assert notes(shown(pause("08:30", "10:01", "chengdu"), walk, later).rows[0]) == []


# Luggage on a climb


def climb(*events: Event, leaves: int | None = 15) -> list[str]:
    luggage = Luggage(
        check_out_minutes=leaves,
        check_in_minutes=15,
        waits="with-you",
        along=("jinsha",),
        climbs={"jinsha": 1000},
    )
    night = Overnight(
        place="chengdu", start=clock("18:00", SATURDAY), end=clock("32:00", SATURDAY), cost_cny=0
    )
    day = shown(*events, night, luggage=luggage)
    (row,) = (row for row in day.rows if row.kind == "visit")
    first, *more = row.details
    assert first == "with your luggage up about 1,000 steps: no place to leave it is known"
    return more


UP = visit("jinsha", "10:00", "16:00", SATURDAY, 0)


def test_luggage_is_better_left_where_the_way_passes_the_hotel() -> None:
    there = leg("dazu", "jinsha", "08:30", "10:00", SATURDAY, via=("chengdu",))
    assert climb(there, UP, leg("jinsha", "chengdu", "16:00", "18:00", SATURDAY)) == [
        "leave it at the hotel in Chengdu first: the way there passes it"
    ]


def test_luggage_is_better_left_at_the_hotel_that_is_near() -> None:
    walk = leg("dazu", "jinsha", "09:30", "10:00", SATURDAY, mode="walk", km=2.0)
    home = leg("jinsha", "chengdu", "16:00", "18:00", SATURDAY, km=11.0)
    far = leg("dazu", "jinsha", "08:30", "10:00", SATURDAY, km=60)
    assert climb(walk, UP, home) == [
        "or leave it at the hotel in Dazu and come back for it: 2 km away (this way is not in the times)"
    ]
    assert climb(far, UP, home) == [
        "or bring it to the hotel in Chengdu before: 11 km away (this way is not in the times)"
    ]
    assert climb(far, UP, leg("jinsha", "chengdu", "16:00", "18:00", SATURDAY, km=80)) == []
    assert climb(walk, UP, leg("jinsha", "chengdu", "16:00", "18:00", SATURDAY, km=80), leaves=None) == []


# What is around free time


@pytest.mark.parametrize(
    ("avoids", "near", "told"),
    [
        (False, False, "beside what the trip visits nothing that suits is known to be open"),
        (
            True,
            False,
            "beside what the trip visits nothing that suits, and is not crowded on this day, is known",
        ),
        (False, True, "around is what the trip visits: Wenshu Monastery; nothing else that suits is known"),
        (
            True,
            True,
            "around is what the trip visits: Wenshu Monastery; nothing else that suits, and is not cro",
        ),
    ],
)
def test_free_time_without_places_says_what_is_there(avoids: bool, near: bool, told: str) -> None:
    plan = two_days()
    free = FreeTime(place="chengdu", start=clock("15:00", SATURDAY), end=clock("19:00", SATURDAY))
    events = (visit("wenshu", "10:00", "15:00", SATURDAY, 0),)
    day = a_day(1, SATURDAY, list(events), (300, 0, 0), 0).model_copy(update={"free": (free,)})
    here = plan.places["chengdu"].location
    there = here if near else Location(lat=here.lat + 1, lon=here.lon)
    places = {**plan.places, "wenshu": plan.places["wenshu"].model_copy(update={"location": there})}
    asked = plan.request.model_copy(update={"avoid_crowds": avoids})
    changes = {"days": (day,), "places": places, "request": asked}
    rows = view_of(plan.model_copy(update=changes)).days[0].rows
    (detail,) = (row.details[0] for row in rows if row.what.startswith("Free time"))
    assert detail.startswith(told)
