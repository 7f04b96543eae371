"""Booked trains over the small corridor: they are ridden in time, and what cannot be kept is named."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import Itinerary, TripRequest, check, load_corridor, plan
from planner.atlas import Atlas
from planner.bookings import BookedTrain
from planner.cli.failures import options_of
from planner.corridor import Corridor
from planner.errors import NoPlanError, Relaxation, RequestError
from planner.itinerary import Event, Leg
from planner.network.booked import in_order, ride_of
from planner.planning import check_request, relax
from planner.planning.fixedrides import FixedRides
from planner.planning.trials import Trials
from planner.request import Asked
from planner.travel import ConstantTravel
from tests.builders.paths import SMALL

CORRIDOR = load_corridor(SMALL)
BACK = "G4@2026-12-10:west-city..east-city"  # 15:00-16:30


def wish(**words: object) -> Asked:
    usual = {"days": 3, "date": "2026-12-08", "from": "east-city", "to": "east-city", "ignore_money": True}
    return Asked.model_validate({**usual, "mode": "transit", "work": 300, **words})


def planned(request: TripRequest, corridor: Corridor = CORRIDOR) -> Itinerary:
    itinerary = plan(request, atlas=Atlas(corridor, use_cache=False))
    assert [broken for broken in check(itinerary, corridor) if broken.severity != "unchecked"] == []
    return itinerary


def booked(itinerary: Itinerary) -> list[str]:
    legs = (
        event for day in itinerary.days for event in day.events if isinstance(event, Leg) and event.booked
    )
    return [f"{leg.service} {leg.depart:%d %H:%M}-{leg.arrive:%H:%M} {leg.start}..{leg.end}" for leg in legs]


def around(itinerary: Itinerary, day: int) -> tuple[Event, Event]:
    """Return the events right before and after the booked train of a day."""
    events = itinerary.days[day - 1].events
    at = next(i for i, event in enumerate(events) if isinstance(event, Leg) and event.booked)
    return events[at - 1], events[at + 1]


@pytest.mark.parametrize("mode", ["transit", "mixed"])
def test_a_booked_train_is_ridden(mode: str) -> None:
    usual = planned(wish(mode=mode))
    assert booked(usual) == []
    itinerary = planned(wish(mode=mode, trains=[BACK]))
    assert booked(itinerary) == ["G4 10 15:00-16:30 west-station..east-station"]
    before, after = around(itinerary, 3)
    # 20 minutes to board and 10 to get out, as the station has it
    assert before.begins[1].strftime("%H:%M") == "14:40"
    assert after.finishes[1].strftime("%H:%M") == "16:40"


def test_the_proof_counts_the_train_for_plan_and_bound_alike() -> None:
    words: dict[str, object] = {
        "days": 1,
        "to": "west-city",
        "must": ["east-museum", "west-park"],
        "work": 20_000,
    }
    words |= {"ignore_money": False, "value_of_time": 30}  # a yuan is a point, so that nothing is rounded
    free = planned(wish(**words))
    legs = [event for event in free.days[0].events if isinstance(event, Leg)]
    rail = next(leg for leg in legs if leg.mode == "rail")
    same = planned(wish(**words, trains=[f"{rail.service}@2026-12-08:{rail.start}..{rail.end}"]))
    assert [event for event in same.days[0].events if event.kind == "visit"] == [
        event for event in free.days[0].events if event.kind == "visit"
    ]
    assert (free.status, same.status) == ("optimal", "optimal")
    assert same.totals.transit_minutes == free.totals.transit_minutes
    # all is as it was, but to get into the train and out of it are changes no more: twice 10
    assert same.certificate.objective == free.certificate.objective + 20
    assert same.certificate.bound == same.certificate.objective


def test_a_train_early_in_the_morning_has_its_way_before_the_day() -> None:
    itinerary = planned(wish(to="west-city", trains=["G1@2026-12-10:east-city..west-city"]))
    assert booked(itinerary) == ["G1 10 08:00-09:30 east-station..west-station"]
    assert itinerary.days[2].start.time.strftime("%H:%M") < "07:40"
    first = itinerary.days[2].events
    assert all(event.begins[1].strftime("%H:%M") >= "08:30" for event in first if event.kind == "visit")


def with_a_late_train(depart: int = 1120) -> Corridor:
    """Return the corridor with G10 from the west at 18:40 or another minute, in the east an hour and a half later."""
    line, late = CORRIDOR.lines[0], {"depart": depart, "arrive": depart + 90}
    back = line.departures[3]
    calls = tuple(
        call.model_copy(update={name: minute for name, minute in late.items() if getattr(call, name)})
        for call in back.calls
    )
    train = back.model_copy(update={"calls": calls, "code": "G10"})
    lines = (line.model_copy(update={"departures": (*line.departures, train)}),)
    return CORRIDOR.model_copy(update={"lines": lines})


LATE = "G10@2026-12-09:west-city..east-city"


def test_a_train_in_the_evening_has_its_way_after_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("planning.missed", "planning.nightrides", "checker.nightrides"):
        monkeypatch.setattr(f"planner.{module}.NIGHT_RIDE", 0)  # any way from the station is long
    itinerary = planned(wish(meals=False, trains=[LATE]), with_a_late_train())
    assert booked(itinerary) == ["G10 09 18:40-20:10 west-station..east-station"]
    assert itinerary.days[1].end.place == "east-city"


def test_a_train_that_leaves_no_hour_for_dinner_is_named_with_it() -> None:
    with pytest.raises(NoPlanError, match=r"leaves no time for dinner: .* no hours for meals \(no-meals\)"):
        planned(wish(trains=[LATE]), with_a_late_train())


def test_to_have_no_meals_is_tried_first_where_a_train_leaves_no_time_for_dinner(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried, climb = list[str](), relax._climb

    def noting(request: TripRequest, ladder: relax.Ladder, trials: Trials) -> Relaxation | None:
        tried.append(ladder.want.field)
        return climb(request, ladder, trials)

    monkeypatch.setattr(relax, "_climb", noting)
    with pytest.raises(NoPlanError):
        planned(wish(trains=[LATE]), with_a_late_train())
    assert tried[0] == "meals"


def test_dinner_at_the_station_is_no_second_ride_in_the_train() -> None:
    itinerary = planned(
        wish(trains=[LATE]), with_a_late_train(1139)
    )  # at the station from 18:39, with an hour before
    assert booked(itinerary) == ["G10 09 18:59-20:29 west-station..east-station"]
    (dinner,) = (
        event for event in itinerary.days[1].events if event.kind == "meal" and event.meal == "dinner"
    )
    assert dinner.place == "west-station"
    assert dinner.finishes[1].strftime("%H:%M") == "18:30"


def test_lunch_is_in_the_train_where_there_is_no_other_time() -> None:
    # at the station from 11:40, out of the other one at 13:40: lunch begins between 11:00 and 13:30
    itinerary = planned(wish(days=1, to="west-city", trains=["G3@2026-12-08:east-city..west-city"]))
    assert [
        event.includes_lunch for event in itinerary.days[0].events if isinstance(event, Leg) and event.booked
    ] == [not any(event.kind == "meal" for event in itinerary.days[0].events)]


def test_the_fare_counts_once_whatever_the_plan() -> None:
    itinerary = planned(wish(trains=[BACK], ignore_money=False, adults=3))
    leg = next(e for day in itinerary.days for e in day.events if isinstance(e, Leg) and e.booked)
    assert leg.cost_cny == 360
    assert itinerary.totals.rides
    with pytest.raises(NoPlanError):
        planned(wish(trains=[BACK], adults=3, purses={"rides": 359}))


def test_two_trains_on_two_days_and_on_one() -> None:
    out = "G3@2026-12-08:east-city..west-city"
    assert len(booked(planned(wish(trains=[BACK, out])))) == 2
    there_and_back = ["G1@2026-12-09:east-city..west-city", "G4@2026-12-09:west-city..east-city"]
    assert booked(planned(wish(trains=there_and_back)))[0].startswith("G1 09 08:00")


def test_one_changes_from_a_booked_train_into_the_next() -> None:
    back = CORRIDOR.lines[0].departures[3]
    calls = tuple(
        call.model_copy(
            update={
                name: minute for name, minute in (("depart", 594), ("arrive", 690)) if getattr(call, name)
            }
        )
        for call in back.calls
    )
    line = CORRIDOR.lines[0]
    late = back.model_copy(update={"calls": calls, "code": "G8"})  # 09:54, 24 minutes after G1 is there
    corridor = CORRIDOR.model_copy(
        update={"lines": (line.model_copy(update={"departures": (*line.departures, late)}),)}
    )
    trains = ["G1@2026-12-09:east-city..west-city", "G8@2026-12-09:west-city..east-city"]
    assert len(booked(planned(wish(trains=trains), corridor))) == 2
    rides = [ride_of(corridor, BookedTrain.model_validate(BookedTrain.parse(train))) for train in trains]
    first, second = in_order(corridor, [ride for ride in rides if ride])
    assert (first.leave, second.board, second.begin - first.over) == (4, 20, 0)


BACK_TOLD = "the train G4 on Thu 10 December 2026, 15:00-16:30, from West Station to East Station"
REFUSED = [
    ({"trains": ["G33@2026-12-10:west-city..east-city"]}, "no train G33 is in the timetables, and only"),
    ({"trains": ["G5@2026-12-10:east-city..west-city"]}, "G5 does not run on Thu 10 December 2026; it runs Sa-Su."),
    (
        {"trains": ["G3@2026-12-10:west-city..east-city"]},
        "G3 does not go from West City to East City; it calls at East Station 12:00, West Station 13:30.",
    ),
    ({"trains": ["G4@2026-12-11:west-city..east-city"]}, "lies on no day of the trip"),
    ({"trains": ["G6@2026-12-09:west-city..east-city"]}, "arrives on the day after"),
    ({"trains": [BACK], "mode": "car"}, "who goes by car leaves it at no station"),
    ({"trains": [BACK], "max_transit": 100}, "takes 2 h with the time in stations, more than the 1 h 40 of travel"),
    ({"trains": [BACK], "leave_by": "2026-12-10T15:30"}, "one is at the station from 14:40 and out of it by 16:40"),
    ({"trains": [BACK, BACK]}, f"{BACK_TOLD} and {BACK_TOLD} can't both be kept"),
    (
        {"trains": [BACK], "visits": ["west-park@2026-12-10T14:20"]},
        f"{BACK_TOLD} and the visit of West Park on Thu 10 December 2026 at 14:20 can't both be kept",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("words", "message"), REFUSED)
def test_what_cannot_be_kept_is_named(words: dict[str, object], message: str) -> None:
    with pytest.raises(RequestError) as caught:
        check_request(wish(**words), CORRIDOR)
    assert message in str(caught.value)
    assert caught.value.say("zh") != str(caught.value)


@pytest.mark.parametrize(
    ("day", "way", "offered"),
    [
        ("08", "east-city..west-city", ("G1", "G3")),  # G5 runs at weekends only
        ("12", "east-city..west-city", ("G5", "G1", "G3")),
        ("08", "west-city..east-city", ("G6", "G2", "G4")),
    ],
)
def test_for_a_train_that_is_unknown_those_of_its_way_and_day_are_offered(
    day: str, way: str, offered: tuple[str, ...]
) -> None:
    with pytest.raises(RequestError) as caught:
        check_request(wish(days=5, trains=[f"D55@2026-12-{day}:{way}"]), CORRIDOR)
    assert caught.value.field == "trains"
    assert sorted(caught.value.candidates) == sorted(offered)


def test_a_night_elsewhere_is_in_the_way() -> None:
    # G4 is in the east at 16:40, and no train goes back to the west before the night there
    words = {
        "trains": ["G4@2026-12-09:west-city..east-city"],
        "stays": ["west-city@2026-12-09..10"],
        "end_time": "17:30",
    }
    with pytest.raises(NoPlanError) as caught:
        planned(wish(**words))
    offered = [options_of(change) for change in caught.value.relaxations]
    assert "without --train G4@2026-12-09:west-city..east-city" in offered
    assert "without --stay west-city@2026-12-09..2026-12-10" in offered


def left_out(itinerary: Itinerary) -> Itinerary:
    """Return the plan as one without the booked train would be, for its wish with it."""
    trains = {"trains": wish(trains=[BACK]).trains}
    return itinerary.model_copy(update={"request": itinerary.request.model_copy(update=trains)})


def test_the_checker_refuses_a_plan_without_its_train() -> None:
    usual = planned(wish())
    assert {broken.code for broken in check(left_out(usual), CORRIDOR)} == {"booking"}
    itinerary = planned(wish(trains=[BACK]))
    others: list[dict[str, object]] = [
        {"trains": wish(trains=["G4@2026-12-09:west-city..east-city"]).trains},
        {"trains": wish(trains=["G2@2026-12-10:west-city..east-city"]).trains},
        {"trains": wish(trains=["G4@2026-12-10:west-city..west-station"]).trains},
        {"trains": ()},
    ]
    for other in others:
        damaged = itinerary.model_copy(update={"request": itinerary.request.model_copy(update=other)})
        assert "booking" in {broken.code for broken in check(damaged, CORRIDOR)}


def test_the_checker_wants_time_to_board() -> None:
    itinerary = planned(wish(trains=[BACK]))
    day = itinerary.days[2]
    at = next(i for i, event in enumerate(day.events) if isinstance(event, Leg) and event.booked)
    wait, leg = day.events[at - 1], day.events[at]
    assert wait.kind == "wait"
    late = wait.model_copy(update={"start": leg.begins[1]})
    events = (*day.events[: at - 1], late, *day.events[at:])
    damaged = itinerary.model_copy(
        update={"days": (*itinerary.days[:2], day.model_copy(update={"events": events}))}
    )
    assert "margin" in {broken.code for broken in check(damaged, CORRIDOR)}


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_a_fixed_ride_has_the_column_of_its_start_and_the_row_of_its_end(seed: int) -> None:
    rng = np.random.default_rng(seed)
    minutes = rng.integers(1, 90, (4, 4))
    np.fill_diagonal(minutes, 0)
    base = ConstantTravel(("a", "b", "c", "d"), minutes, minutes.astype(float))
    # nodes: a, b, the ride from c to d with lunch within, to be boarded at 700
    travel = FixedRides(
        base, ("a", "b", "ride"), np.array([0, 1, 2]), np.array([0, 1, 3]), np.array([-1, -1, 700])
    )
    a, ride = np.array(0), np.array(2)
    assert travel.arrive(a, ride, np.array(600)) == 600 + minutes[0, 2]
    assert travel.arrive(ride, a, np.array(600)) == 600 + minutes[3, 0]
    swapped = travel.select(np.array([2, 0]))
    assert swapped.quickest(np.array(0), np.array(1)) == minutes[3, 0]
    profile = travel.profile(500, 1200)
    assert profile.minutes[:2, 2].tolist() == minutes[:2, 2].tolist()
    fed = profile.with_lunch
    onto = fed.where(fed.way % 3 == 2)
    assert onto.way[:2].tolist() == [2, 5]
    assert (onto.depart + onto.minutes).tolist() == onto.arrive.tolist()
    assert set(onto.arrive.tolist()) == {700}


def test_how_a_booked_train_is_written() -> None:
    train = BookedTrain.model_validate(BookedTrain.parse("D2244@2027-03-12:a-b..c-d"))
    assert (train.start, train.end, train.day) == ("a-b", "c-d", date(2027, 3, 12))
    assert BookedTrain.model_validate(BookedTrain.parse(str(train))) == train
    for text in ("G8522", "G8522@2027-03-12", "G8522@2027-03-12:a", "@2027-03-12:a-b", "G1@2027-03-12:a-b-c"):
        with pytest.raises(
            ValueError, match="G8522@2027-03-12:FROM-TO" if text[-1] != "c" else "several ways"
        ):
            BookedTrain.parse(text)
