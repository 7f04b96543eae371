"""The twenty trips of docs/twenty-trips.md: what each traveller may rely on, whatever the solver finds.

The page has the commands, the work they are given among it; here stands what holds on all plans, and on each one.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import dropwhile, pairwise
from typing import TypeVar

import pytest
import typer

from planner import Itinerary, check, plan
from planner.cli import app
from planner.cli.command import PlannerGroup
from planner.clock import minutes_of
from planner.itinerary import Day, Leg, Meal, Overnight, Visit, Wait
from planner.planning.crowds import is_crowded
from planner.request import Asked
from planner.rules import BED_BY, LATE_MORNING, LUNCH_EARLIEST, LUNCH_LATEST, LUNCH_MINUTES
from planner.wording.fields import BY_NAME, canonical
from planner.wording.words import request_of
from tests.builders.paths import ROOT
from tests.builders.shipped import shipped, shipped_atlas

PAGE = ROOT / "docs" / "twenty-trips.md"
TRIP = re.compile(r"^## (.+)\n\n```sh\nplanner plan ((?:.|\n)+?)\n```\n\n((?:(?!^## ).|\n)+)", re.MULTILINE)
TRIPS = [found.groups() for found in TRIP.finditer(PAGE.read_text(encoding="utf-8"))]
COMMANDS: dict[str, str] = {name: command for name, command, _ in TRIPS}
TOLD: dict[str, str] = {name: " ".join(text.split()) for name, _, text in TRIPS}
NOON = 720

Kind = TypeVar("Kind")


def asked(options: str) -> Asked:
    """Return the wish of a command, as the command line understands it."""
    program = typer.main.get_command(app)
    assert isinstance(program, PlannerGroup)
    with program.commands["plan"].make_context("plan", shlex.split(options.replace("\\\n", " "))) as context:
        words = {canonical(name.rstrip("_")): value for name, value in context.params.items()}
    return request_of(shipped(), {name: words[name] for name in BY_NAME if words.get(name) not in (None, ())})


@cache
def solved(trip: str) -> Itinerary:
    return plan(asked(COMMANDS[trip]), atlas=shipped_atlas())


# What a plan has


def of_kind(itinerary: Itinerary, kind: type[Kind]) -> list[Kind]:
    return [event for day in itinerary.days for event in day.events if isinstance(event, kind)]


def sites(itinerary: Itinerary) -> list[str]:
    return [visit.attraction for visit in of_kind(itinerary, Visit)]


def nights(itinerary: Itinerary) -> list[str]:
    return [night.place for night in of_kind(itinerary, Overnight)]


def tagged(itinerary: Itinerary, *tags: str) -> list[str]:
    return [site for site in sites(itinerary) if {*tags} & {*shipped().attraction_by_id[site].tags}]


def span(day: Day) -> tuple[int, int]:
    """Return the first and last minute of a day: the night is where it ends."""
    return minutes_of(day.start.time, day.date), minutes_of(day.end.time, day.date)


def walked_in(itinerary: Itinerary) -> dict[str, str]:
    """Return the county code of every site and bed."""
    codes = {site.id: site.adcode for site in shipped().attractions}
    codes |= {town.id: town.adcode for town in shipped().towns}
    return {place: codes[place] for place in (*sites(itinerary), *nights(itinerary))}


# What holds on every trip


def assert_sound(itinerary: Itinerary) -> None:
    broken = check(itinerary, shipped())
    assert [b for b in broken if b.severity == "error" or b.code == "better-ride"] == []


def assert_days_full(itinerary: Itinerary) -> None:
    """No day of the trip is without a visit, unless that was asked for or is the first thing that is said.

    Nor is a good part of it free, or a day for its drive alone.
    """
    says_so = itinerary.warnings[0].code in ("full", "full-found", "full-spread")
    assert not {"thin", "thin-free", "transfer", "transfer-by"} & {told.code for told in itinerary.warnings}
    for day in itinerary.days:
        is_asked = day.day == 0 or day.day in itinerary.request.free
        assert is_asked or says_so or any(isinstance(event, Visit) for event in day.events), day.date


def assert_asked(itinerary: Itinerary) -> None:
    wish, seen = itinerary.request, set(sites(itinerary))
    assert {*wish.must} <= seen
    assert not {*wish.avoid} & seen
    assert all(code.startswith(wish.within) for code in walked_in(itinerary).values() if wish.within)
    assert wish.budget is None or itinerary.totals.cost_cny <= wish.budget
    assert wish.base is None or {*nights(itinerary)} <= {wish.base}
    assert (itinerary.days[0].start.place, itinerary.days[-1].end.place) == (wish.start, wish.end)
    assert all(len(rule.sites) >= rule.at_least for rule in itinerary.coverage)
    changes = sum(one != other for one, other in pairwise(nights(itinerary)))
    assert wish.max_bed_changes is None or changes <= wish.max_bed_changes


def assert_travel(itinerary: Itinerary) -> None:
    wish = itinerary.request
    cap = wish.pace_rule.max_transit if wish.max_transit is None else wish.max_transit
    assert all(day.totals.transit_minutes <= cap for day in itinerary.days)


def assert_lunch(itinerary: Itinerary) -> None:
    for day in itinerary.days:
        start, end = span(day)
        eaten = [minutes_of(event.start, day.date) for event in day.events if isinstance(event, Meal)]
        inside = any(isinstance(event, Visit | Leg) and event.includes_lunch for event in day.events)
        is_due = start <= LUNCH_EARLIEST and end >= LUNCH_LATEST + LUNCH_MINUTES
        assert not is_due or inside or any(LUNCH_EARLIEST <= at <= LUNCH_LATEST for at in eaten), day.date


def assert_sleep(itinerary: Itinerary) -> None:
    for day, after in pairwise(itinerary.days):
        assert span(day)[1] <= BED_BY or span(after)[0] >= LATE_MORNING, day.date


# What holds on one


def first_visit(itinerary: Itinerary) -> None:
    assert {"dazu-baodingshan", "dazu-beishan", "sanxingdui"} <= {*sites(itinerary)}
    assert "chongqing" not in nights(itinerary), "it goes one way"


def between_trains(itinerary: Itinerary) -> None:
    (day,) = itinerary.days
    assert span(day)[0] >= 520
    assert max(minutes_of(v.end, day.date) for v in of_kind(itinerary, Visit)) <= 1110, (
        "half an hour to board"
    )
    assert len(sites(itinerary)) >= 2


def grandparents(itinerary: Itinerary) -> None:
    known = (shipped().attraction_by_id[site].steps for site in sites(itinerary))
    assert all(steps is None or steps <= 500 for steps in known)
    assert all(sum(isinstance(event, Visit) for event in day.events) <= 3 for day in itinerary.days)
    assert all(span(day)[0] >= 540 for day in itinerary.days)
    assert all(span(day)[1] <= 1080 for day in itinerary.days)


def pandas_and_naps(itinerary: Itinerary) -> None:
    pauses = [wait for wait in of_kind(itinerary, Wait) if wait.purpose == "pause"]
    assert len(pauses) == 3
    for day in itinerary.days:
        for event in day.events:
            if isinstance(event, Visit | Meal):
                start, end = (minutes_of(moment, day.date) for moment in (event.start, event.end))
                assert end <= 780 or start >= 870, "the nap is kept"


def wheelchair(itinerary: Itinerary) -> None:
    assert all(visit.needs == {"wheelchair": "yes"} for visit in of_kind(itinerary, Visit))
    assert {*nights(itinerary)} == {"chengdu"}


def late_flight(itinerary: Itinerary) -> None:
    eve, *_, last = itinerary.days
    assert (eve.day, eve.date, len(nights(itinerary))) == (0, date(2027, 5, 13), 3)
    assert span(eve)[0] >= 1330
    assert span(last)[1] <= 1020
    assert "sanxingdui" in sites(itinerary)
    assert all(v.hours_loss == 0 for v in of_kind(itinerary, Visit) if v.attraction == "jinli"), "it is lit"


def hot_springs(itinerary: Itinerary) -> None:
    assert len(tagged(itinerary, "hot-spring")) >= 2
    assert all(span(day)[1] <= 1140 for day in itinerary.days)
    assert all(leg.km <= 100 for leg in of_kind(itinerary, Leg)), "no way turns at Jiefangbei"


def slow_below_qingcheng(itinerary: Itinerary) -> None:
    slept = nights(itinerary)
    stays = [slept.count(town) for town in dict.fromkeys(slept)]
    assert min(stays) >= 2
    assert slept == [town for town in dict.fromkeys(slept) for _ in range(slept.count(town))], "no return"


def free_students(itinerary: Itinerary) -> None:
    assert all(visit.ticket_cny == 0 for visit in of_kind(itinerary, Visit))
    assert itinerary.totals.cost_cny <= 900
    assert {*nights(itinerary)} == {"chongqing"}


def golden_week(itinerary: Itinerary) -> None:
    for day in itinerary.days:
        for visit in (event for event in day.events if isinstance(event, Visit)):
            assert not is_crowded(shipped().attraction_by_id[visit.attraction], day.date)
    assert all(day.totals.transit_minutes <= 270 for day in itinerary.days)


def cool_july(itinerary: Itinerary) -> None:
    assert all(code.startswith("50") for code in walked_in(itinerary).values()), "never leaves Chongqing"
    assert {"xiannushan", "wulong-three-bridges"} <= {*sites(itinerary)}


def shu_road(itinerary: Itinerary) -> None:
    seen = sites(itinerary)
    assert {"jianmenguan", "langzhong", "wuhouci"} <= {*seen}
    assert seen.index("wuhouci") < seen.index("jianmenguan"), "from Chengdu to Guangyuan"


def after_the_meeting(itinerary: Itinerary) -> None:
    first, last = itinerary.days
    (lights,) = (v for v in of_kind(itinerary, Visit) if v.attraction == "hongyadong-lights")
    assert lights.light
    assert lights.start <= lights.light.start <= lights.light.end <= lights.end
    assert span(first)[0] >= 900
    assert span(last)[1] <= 810
    assert nights(itinerary) == ["chongqing"]


def lanterns(itinerary: Itinerary) -> None:
    assert nights(itinerary) == ["zigong"]
    assert all(day.totals.visit_minutes <= 570 for day in itinerary.days)
    (shown,) = (v for v in of_kind(itinerary, Visit) if v.attraction == "zigong-lanterns")
    assert minutes_of(shown.start, itinerary.days[0].date) >= 1050, "by night"


def sunrise(itinerary: Itinerary) -> None:
    (summit,) = (v for v in of_kind(itinerary, Visit) if v.attraction == "emeishan")
    assert summit.light
    assert summit.start <= summit.light.start
    assert "leshan-buddha" in sites(itinerary)


def all_booked(itinerary: Itinerary) -> None:
    (museum,) = (v for v in of_kind(itinerary, Visit) if v.attraction == "sanxingdui")
    assert museum.start.isoformat() == "2027-03-11T10:30:00+08:00"
    assert nights(itinerary)[1] == "dazu"
    assert "dazu-baodingshan" in sites(itinerary)


def visa_free(itinerary: Itinerary) -> None:
    assert span(itinerary.days[0])[0] >= 690
    assert "dazu-baodingshan" in sites(itinerary)
    assert all(
        {*visit.needs} == {"english_signs", "english_guides", "card_payment"}
        for visit in of_kind(itinerary, Visit)
    )


def ten_days(itinerary: Itinerary) -> None:
    slept = nights(itinerary)
    assert len(slept) == 9
    away = dropwhile(lambda town: town == "chengdu", slept)  # the nights before one leaves home
    left = [town for town, after in pairwise(away) if town != after]
    assert len(left) == len({*left}), "no town is slept in again once it was left"
    assert itinerary.totals.score >= 900


def sunday_at_home(itinerary: Itinerary) -> None:
    assert sum(night.cost_cny for night in of_kind(itinerary, Overnight)) == 0
    sunday = itinerary.days[1]
    seen = [event for event in sunday.events if isinstance(event, Visit)]
    assert all(minutes_of(visit.end, sunday.date) <= 780 for visit in seen)


def school_outing(itinerary: Itinerary) -> None:
    assert tagged(itinerary, "workshop")
    assert itinerary.totals.cost_cny <= 9000
    assert all(day.hire or day.totals.transit_minutes <= 360 for day in itinerary.days)


OWN: dict[str, Callable[[Itinerary], None]] = {
    "A first visit": first_visit,
    "Between two trains": between_trains,
    "Grandparents": grandparents,
    "Pandas and naps": pandas_and_naps,
    "In a wheelchair": wheelchair,
    "The late flight": late_flight,
    "Hot springs": hot_springs,
    "Slow below Mount Qingcheng": slow_below_qingcheng,
    "Students without money": free_students,
    "The golden week": golden_week,
    "A cool July": cool_july,
    "The Shu road": shu_road,
    "After the meeting": after_the_meeting,
    "Lanterns": lanterns,
    "Sunrise on Mount Emei": sunrise,
    "All booked": all_booked,
    "Without a visa": visa_free,
    "Ten days": ten_days,
    "A weekend at home": sunday_at_home,
    "A school outing": school_outing,
}


def test_each_trip_of_the_page_is_held() -> None:
    assert [*COMMANDS] == [*OWN]
    assert len(OWN) == 20


@pytest.mark.parametrize("trip", OWN)
def test_a_trip(trip: str) -> None:
    itinerary = solved(trip)
    assert_sound(itinerary)
    assert_days_full(itinerary)
    assert_asked(itinerary)
    assert_travel(itinerary)
    assert_lunch(itinerary)
    assert_sleep(itinerary)
    OWN[trip](itinerary)
    assert f"CNY {itinerary.totals.cost_cny:,}" in TOLD[trip], "the page tells another plan"


def test_a_week_of_few_sites_has_one_on_each_day() -> None:
    """Three of the days stood empty at the end, when an empty one took nothing."""
    words = "--days 7 --date 2027-04-05 --from Chengdu --mode car --theme landscape --pace relaxed --work 300"
    week = plan(asked(words), atlas=shipped_atlas())
    assert_sound(week)
    assert [day.day for day in week.days if not any(isinstance(event, Visit) for event in day.events)] == []


def test_what_would_leave_days_over_at_noon_is_seen_first() -> None:
    """There was a walk of two or three hours on each of five days, for a small child: two days hold them."""
    words = "--days 5 --date 2027-07-12 --from Chengdu --theme wellness --child 3 --pace relaxed --work 300"
    trip = plan(asked(words), atlas=shipped_atlas())
    assert_sound(trip)
    assert (trip.warnings[0].code, trip.warnings[0].params["n"]) == ("full-found", 3)
    assert [any(isinstance(event, Visit) for event in day.events) for day in trip.days] == [True] * 2 + [
        False
    ] * 3
    assert (trip.offers[0].field, trip.offers[0].value) == ("days", 2)
    silent = trip.model_copy(update={"warnings": trip.warnings[1:]})
    assert [broken.text for broken in check(silent, shipped())] == ["checker.notice"]
