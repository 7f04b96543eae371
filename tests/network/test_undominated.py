"""All undominated journeys: against a slow search, the kernels against their twins, and by hand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.checker import legs, metro, pauses, services
from planner.checker.case import Case
from planner.checker.report import Book
from planner.clock import at
from planner.corridor import Corridor, Fare, Line, Taxis
from planner.itinerary import Day, Event, Itinerary, Totals, Wait
from planner.kernels import PLAIN
from planner.network import fronts
from planner.network.fronts import library
from planner.network.journeys import Step
from planner.network.option import Option
from planner.network.timetable import Timetable
from planner.network.ways import Undominated
from planner.planning.events import leg_of
from planner.planning.party import whole_cny
from planner.request import TripRequest
from tests.builders.every_journey import EveryJourney, Journey
from tests.builders.examples import large
from tests.builders.kernels import plainly
from tests.builders.metros import metro_corridor
from tests.builders.shipped import shipped, shipped_atlas
from tests.builders.taxis import TARIFF
from tests.network.test_timetable import LAST, PLACES, SATURDAY, corridors, days

EXAMPLES = large(sample=8, full=2000)
CENTS = st.sampled_from([2.0, 5.0, 9.5, 30.0])


@st.composite
def priced_corridors(draw: st.DrawFn) -> Corridor:
    """Return a corridor whose lines have prices, and whose taxis have a night that may end when trains leave."""
    corridor = draw(corridors())
    lines = [priced(each, draw(CENTS)) for each in corridor.lines]
    night = TARIFF["night"] | {"end": draw(st.sampled_from(["06:00", "07:40", "08:10"]))}
    tariff = TARIFF | {
        "far_km": None,
        "night": night,
        "counties": sorted({*corridor.county_by_place.values()}),
    }
    stations = [each.model_copy(update={"town": "a-town"}) for each in corridor.stations]
    changes = {"lines": tuple(lines), "stations": tuple(stations), "taxis": (Taxis.model_validate(tariff),)}
    return corridor.model_copy(update=changes)


def priced(line: Line, flag: float) -> Line:
    """Return a line with a price, and with codes that no other line has."""
    codes = {
        name: tuple(
            each.model_copy(update={"code": f"{line.id} {each.code}"}) for each in getattr(line, name)
        )
        for name in ("departures", "patterns")
    }
    return line.model_copy(update={"fare": Fare(flag=flag), **codes})


Signs = tuple[int, int, int, int, int]  # leaves, arrives, vehicles, hundredths of a CNY for four and for one


def signs(journey: Journey) -> Signs:
    leave, arrive, vehicles, fares, cars = journey
    fen, car = round(100 * fares), round(100 * cars)
    return leave, arrive, max(1, vehicles), 4 * fen + car, fen + car


def found_between(options: Undominated, a: str, b: str, window: tuple[int, int]) -> set[Signs]:
    (starts,) = options.profiles((a,), (b,), window)
    names = ("leave", "arrive", "vehicles", "full", "alone")
    rows = list(zip(*(starts[name].tolist() for name in names), strict=True))
    assert len(set(rows)) == len(rows)
    return set(rows)


@EXAMPLES
@given(priced_corridors(), days, st.sampled_from([0, 430]))
def test_all_undominated_journeys_are_found_and_no_others(
    corridor: Corridor, day: date, earliest: int
) -> None:
    timetable, slow = Timetable(corridor), EveryJourney(corridor, day)
    options, window = Undominated(timetable, day), (earliest, LAST)
    for a, b in permutations(PLACES, 2):
        wanted = {signs(journey) for journey in slow.between(a, b, earliest)}
        assert found_between(options, a, b, window) == wanted
        with plainly(forget=library.cache_clear):
            assert found_between(options, a, b, window) == wanted
        soon = found_between(options, a, b, (earliest, 460))
        assert soon == {each for each in wanted if each[0] <= 460}


def test_labels_and_journeys_find_room(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = Undominated(Timetable(metro_corridor()), SATURDAY)
    found = found_between(ways, "at-mei", "far", (0, LAST))
    assert len(found) == 2  # the trains of 07:00 and 22:55 from the railway station at the end of the metro
    monkeypatch.setattr(fronts, "_ROOM", 1)
    assert found_between(ways, "at-mei", "far", (0, LAST)) == found
    with plainly(forget=library.cache_clear):
        assert found_between(ways, "at-mei", "far", (0, LAST)) == found


def test_a_metro_takes_its_fare_and_its_hours() -> None:
    """06:09, 4 minutes on foot, 3 to board, 10 of waiting, 10 aboard, 2 to leave, 2 on foot, 20 to board: 07:00."""
    ways = Undominated(Timetable(metro_corridor()), SATURDAY)
    early, late = sorted(ways.between("at-mei", "far", (0, LAST)), key=lambda option: option.depart)
    assert [leg.mode for leg in early.legs] == ["walk", "metro", "walk", "rail"]
    assert early.depart == 369
    assert early.legs[1].cost == 3
    assert (early.legs[-1].service, late.legs[-1].service) == ("G1", "G3")
    assert not ways.between(
        "far", "at-mei", (23 * 60, LAST)
    )  # there at 24:00, when the metro has gone until 06:00


@EXAMPLES
@given(priced_corridors(), days)
def test_each_journey_can_be_travelled_and_costs_what_its_legs_do(corridor: Corridor, day: date) -> None:
    timetable, slow = Timetable(corridor), EveryJourney(corridor, day)
    options = Undominated(timetable, day)
    for a, b in permutations(PLACES, 2):
        shown = options.between(a, b, (0, LAST))
        wanted = {signs(journey) for journey in slow.between(a, b, 0)}
        by_service = {signs_of(each) for each in shown if each.undominated and has_service(each)}
        assert by_service <= wanted
        for option in shown:
            check_legs(slow, timetable, option, a, b)


def has_service(option: Option) -> bool:
    return any(leg.line is not None for leg in option.legs)


def signs_of(option: Option) -> Signs:
    journey = (option.depart, option.arrive, option.changes + 1, option.person_cny, option.car_cny)
    return signs(journey)


def check_legs(slow: EveryJourney, timetable: Timetable, option: Option, start: str, end: str) -> None:
    """Check that each leg exists, that there is time for it after the one before, and its price."""
    assert (option.legs[0].start, option.legs[-1].end) == (start, end)
    assert timetable.leaves_door(option.legs[0]) == option.depart
    assert timetable.reaches_door(option.legs[-1]) == option.arrive
    for leg in option.legs:
        if leg.line is None:
            wait = 5 if leg.mode == "road" else 0
            (ground,) = [
                each
                for each in slow.grounds(leg.start, leg.end, is_whole=len(option.legs) == 1)
                if (each[3] == 1) == bool(wait)
            ]
            assert leg.arrive - leg.depart + wait == ground[0]
            assert leg.cost == slow.car(ground, leg.depart - wait) if wait else leg.cost == 0
        else:
            ride = (leg.start, leg.depart, leg.end, leg.arrive, leg.mode, leg.service)
            assert ride in [(h.start, h.depart, h.end, h.arrive, h.mode, h.code) for h in slow.slow.hops]
    for before, after in pairwise(option.legs):
        assert before.end == after.start
        assert after.depart - before.arrive >= pause(timetable, before, after)


def pause(timetable: Timetable, before: Step, after: Step) -> int:
    """Return the minutes there have to be between two legs."""
    if before.line and after.line and before.mode == after.mode:
        return timetable.stops.margins[after.start, after.mode].change
    leaving = timetable.reaches_door(before) - before.arrive
    return leaving + after.depart - timetable.leaves_door(after)


def test_the_compiled_kernels_are_there_where_a_compiler_is() -> None:
    if os.environ.get(PLAIN) != "1":
        assert library() is not None


@cache
def shipped_ways() -> Undominated:
    return shipped_atlas().undominated(SATURDAY)


@pytest.mark.parametrize(
    ("start", "end", "window"),
    [
        ("xipu", "lidui-park", (480, 600)),
        ("chengdu-east", "sanxingdui", (480, 600)),
        ("sc-museum", "tianfu-airport", (1320, 1440)),
        ("chongqing", "dazu-baodingshan", (480, 540)),
        ("chengdu", "jiuzhaigou", (360, 480)),
        ("emei-baoguo", "chongqing", (600, 660)),
    ],
)
def test_the_checker_finds_nothing_wrong(start: str, end: str, window: tuple[int, int]) -> None:
    corridor = shipped()
    options = shipped_ways().between(start, end, window)
    assert options
    words = {"days": 1, "date": SATURDAY, "from": start, "to": end, "mode": "transit", "adults": 1}
    request = TripRequest.model_validate(words)
    for option in options:
        day = part_of(Day, day=1, date=SATURDAY, events=tuple(events(option, SATURDAY)))
        book = Book()
        case = Case(
            part_of(Itinerary, days=(day,), totals=part_of(Totals, money=None)), corridor, request, book
        )
        for rules in (legs, services, metro, pauses):
            rules.judge(case)
        report = book.report()
        assert not report.violations, option
        assert report.ok > len(option.legs)


def part_of(model: Any, **fields: Any) -> Any:
    """Return what the checker's rules on legs look at, and nothing else."""
    return model.model_construct(**fields)


def events(option: Option, day: date) -> Iterator[Event]:
    """Yield the legs of an option with the waits between."""
    place, now = option.legs[0].start, option.depart
    for step in option.legs:
        if step.depart > now:
            yield Wait(place=place, purpose="journey", start=at(day, now), end=at(day, step.depart))
        yield leg_of(step, day, whole_cny(100 * step.cost), step.fare_basis)
        place, now = step.end, step.arrive
    if option.arrive > now:
        yield Wait(place=place, purpose="journey", start=at(day, now), end=at(day, option.arrive))


def test_nobody_turns_away_from_where_he_goes() -> None:
    """From a museum beside Tianfu Square: no taxi to a metro station, no metro back beside a walk, no two taxis."""
    for end in ("jianchuan", "tianfu-airport", "huanglongxi", "chengdu-east"):
        for option in shipped_ways().between("cd-museum", end, (540, 720)):
            modes = [leg.mode for leg in option.legs if leg.mode != "walk"]
            assert not {("road", "road"), ("road", "metro"), ("metro", "road")} & set(pairwise(modes))
            places = [option.legs[0].start, *(leg.end for leg in option.legs)]
            assert len(set(places)) == len(places)


def test_a_taxi_is_dear_and_not_forbidden() -> None:
    """From Chengdu to Jiuzhaigou by taxi: seven hours, and for all who share it."""
    (taxi,) = [
        option
        for option in shipped_ways().between("chengdu", "jiuzhaigou", (360, 420))
        if [leg.mode for leg in option.legs] == ["road"]
    ]
    assert taxi.minutes > 400
    assert taxi.car_cny > 1000
    assert taxi.person_cny == 0
