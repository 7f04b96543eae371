"""Services before 05:00 and after midnight: used where the day's hours allow it, and named where they do not."""

from __future__ import annotations

from functools import cache

import pytest

from planner import check, plan
from planner.atlas import Atlas
from planner.corridor import Corridor, Departure
from planner.errors import NoPlanError, RequestError
from planner.itinerary import Itinerary, Leg, Visit
from planner.loading import load_corridor
from planner.options import SolveOptions
from planner.planning.causes import Cause
from planner.request import TripRequest
from tests.builders.paths import SMALL

# from the door of east-city a taxi takes 5 + 15 minutes to the station and boarding 20; from the train 10 + 5 + 15
EARLY = {"code": "K1", "calls": "east-station 03:40, west-station 05:10"}
LATE = {"code": "K9", "calls": "east-station 24:40, west-station 26:10"}
FIRST = {"code": "K3", "days": "Tu", "calls": "east-station 00:40, west-station 02:10"}


@cache
def only(code: str) -> Corridor:
    """Return the small corridor with one train, and no road between the cities."""
    train = next(each for each in (EARLY, LATE, FIRST) if each["code"] == code)
    small = load_corridor(SMALL)
    (line,) = small.lines
    only_train = line.model_copy(update={"departures": (Departure.model_validate(train),)})
    within = tuple(link for link in small.links if link.road_class != "expressway")
    return small.model_copy(update={"lines": (only_train,), "links": within})


def wish(**words: object) -> TripRequest:
    """Ask for Monday 7 December 2026."""
    known = {"date": "2026-12-07", "days": 1, "mode": "transit", "themes": {"all": 1}, "ignore_money": True}
    return TripRequest.model_validate({**known, "from": "east-city", "to": "west-city", **words})


def planned(request: TripRequest, code: str) -> Itinerary:
    atlas = Atlas(only(code), use_cache=False)
    return plan(request, atlas=atlas, options=SolveOptions(work=300))


def services(itinerary: Itinerary) -> list[tuple[str, str]]:
    legs = (event for day in itinerary.days for event in day.events if isinstance(event, Leg))
    return [(leg.service, f"{leg.depart:%d %H:%M}") for leg in legs if leg.service]


@pytest.mark.parametrize(
    ("code", "hours", "ride"),
    [
        ("K1", {"start_time": "03:00", "end_time": "20:00"}, "07 03:40"),
        ("K1", {"start_time": "00:00", "end_time": "20:00"}, "07 03:40"),
        ("K9", {"start_time": "00:00", "end_time": "20:00"}, "07 00:40"),  # Sunday's
        ("K9", {"start_time": "09:00", "end_time": "27:00", "must": ["east-tower"]}, "08 00:40"),
        (
            "K3",
            {"start_time": "09:00", "end_time": "27:00", "must": ["east-tower"]},
            "08 00:40",
        ),  # Tuesday's
    ],
)
def test_they_are_used(code: str, hours: dict[str, object], ride: str) -> None:
    request = wish(**hours)
    itinerary = planned(request, code)
    assert services(itinerary) == [(code, ride)]
    assert itinerary.totals.visits
    assert [v for v in check(itinerary, only(code), request) if v.severity == "error"] == []


@pytest.mark.parametrize(
    ("code", "words", "hours", "times", "option"),
    [
        ("K1", {}, "08:30-19:00", "03:00 and is there at 05:50 (K1)", ("start_time", "03:00")),
        (
            "K1",
            {"must": ["west-park"]},
            "08:30-19:00",
            "03:00 and is there at 05:50 (K1)",
            ("start_time", "03:00"),
        ),
        ("K1", {"start_time": "03:01"}, "03:01-19:00", "03:00 and is there at", ("start_time", "03:00")),
        (
            "K9",
            {"must": ["east-tower"]},
            "08:30-19:00",
            "23:50 and is there at 26:40 (K9)",
            ("end_time", "27:00"),
        ),
    ],
)
def test_where_the_hours_do_not_allow_it_they_are_named(
    code: str, words: dict[str, object], hours: str, times: str, option: tuple[str, str]
) -> None:
    with pytest.raises(NoPlanError) as caught:
        planned(wish(**words), code)
    assert f"no service fits the hours of the day, {hours}: from 'east-" in str(caught.value.reason)
    assert times in str(caught.value.reason)
    assert "没有班次符合一天的时间" in caught.value.reason.say("zh")
    assert option in [(change.field, change.value) for change in caught.value.relaxations]


def test_where_nothing_runs_at_all_the_hours_are_not_blamed() -> None:
    with pytest.raises(NoPlanError) as caught:
        planned(wish(start_time="00:00", must=["mid-grotto"]), "K1")
    assert "hours of the day" not in str(caught.value.reason)


def test_a_day_ends_before_the_next_one_starts() -> None:
    with pytest.raises(RequestError, match="the day ends after the next one starts"):
        planned(wish(days=2, start_time="01:00", end_time="25:01"), "K1")


def test_evenings_do_not_make_a_long_day_shorter() -> None:
    """With evening sessions a day lasts until 22:30, and until 27:00 where that is asked for."""
    request = wish(start_time="09:00", end_time="27:00", must=["east-tower"], evenings=True)
    assert services(planned(request, "K9")) == [("K9", "08 00:40")]


@cache
def with_park(code: str, opening_hours: str) -> Corridor:
    """Return the corridor with one train, where the park in the west has other hours."""
    corridor = only(code)
    sites = tuple(
        site.model_copy(update={"opening_hours": opening_hours}) if site.id == "west-park" else site
        for site in corridor.attractions
    )
    return corridor.model_copy(update={"attractions": sites})


# K9 is at the door of the west's station at 26:20, ten minutes from the park and from the city
LATE_NIGHT = {"start_time": "09:00", "end_time": "29:00"}
SMALL_HOURS = {"start_time": "00:00", "end_time": "12:00"}
TUESDAY = {"date": "2026-12-08", "start_time": "00:00", "end_time": "20:00"}


@pytest.mark.parametrize(
    ("opening_hours", "hours", "day"),
    [
        ("24/7", LATE_NIGHT, 8),
        ("18:00-04:30", LATE_NIGHT, 8),
        ("Tu 01:00-05:00", LATE_NIGHT, 8),
        ("Mo 20:00-24:00, Tu 00:00-04:30", LATE_NIGHT, 8),
        ("18:00-04:30", SMALL_HOURS, 7),  # Sunday's night
        ("Su 18:00-04:30", SMALL_HOURS, 7),
    ],
)
def test_what_is_open_at_night_is_visited_after_midnight(
    opening_hours: str, hours: dict[str, object], day: int
) -> None:
    corridor, request = with_park("K9", opening_hours), wish(**hours, must=["west-park"])
    itinerary = plan(request, atlas=Atlas(corridor, use_cache=False), options=SolveOptions(work=300))
    visits = [event for event in itinerary.days[0].events if isinstance(event, Visit)]
    (visit,) = (visit for visit in visits if visit.attraction == "west-park")
    assert visit.start.day == day
    assert 2 <= visit.start.hour < 4
    assert [v for v in check(itinerary, corridor, request) if v.severity == "error"] == []


@pytest.mark.parametrize(
    ("opening_hours", "hours", "cause"),
    [
        ("Tu 05:00-09:00", LATE_NIGHT, "closed"),
        ("Tu 04:30-09:00", LATE_NIGHT, "hours"),
        ("Mo 18:00-24:00", TUESDAY, "closed"),
        ("Mo 18:00-02:00", TUESDAY, "no-room"),
        ('Tu 02:00-05:00 "ask"', LATE_NIGHT, "hours-unknown"),
        ('Mo 18:00-04:30 "ask"', TUESDAY, "hours-unknown"),
    ],
)
def test_why_what_is_open_at_night_is_left_out(
    opening_hours: str, hours: dict[str, object], cause: str
) -> None:
    """The checker agrees, and disagrees with another cause."""
    corridor, request = with_park("K9", opening_hours), wish(**hours)
    itinerary = plan(request, atlas=Atlas(corridor, use_cache=False), options=SolveOptions(work=300))
    (entry,) = (entry for entry in itinerary.unvisited if entry.attraction == "west-park")
    assert entry.cause == cause
    assert [v for v in check(itinerary, corridor, request) if v.severity == "error"] == []
    other = Cause("closed" if cause != "closed" else "no-room").of(entry.attraction, entry.prize)
    lied = tuple(other if left is entry else left for left in itinerary.unvisited)
    found = check(itinerary.model_copy(update={"unvisited": lied}), corridor, request)
    assert [v.code for v in found if v.severity == "error"] == ["reason"]
