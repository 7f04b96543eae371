"""Rules on cars over the day: one's own stands where it was left, and a taxi does not go just anywhere."""

from __future__ import annotations

from planner.checker.case import Case, minutes
from planner.checker.legs import straight_km
from planner.checker.report import said
from planner.itinerary import Day, Leg, Wait
from planner.rules import HIRED_MAX_MINUTES, PARKED_KM, TAXI_MAX_MINUTES, WALK_DETOUR


def judge(case: Case) -> None:
    """Check where one's own car is, or how far taxis go."""
    if case.request.mode == "car":
        _own(case)
    else:
        for day in case.itinerary.days:
            _taxis(case, day)


def _own(case: Case) -> None:
    """After a longer walk the next drive begins where the last one ended."""
    parked, is_far = "", False
    for day, index, event in case.events():
        if not isinstance(event, Leg) or not case.is_known(event):
            continue
        if event.mode == "walk":
            is_far |= straight_km(case, event.start, event.end) * WALK_DETOUR > PARKED_KM
        elif event.mode == "road":
            there = not parked or not is_far or event.start == parked
            message = said("parked", parked=parked, start=event.start)
            case.book.fact(there, "parked", message, day.day, index)
            parked, is_far = event.end, False


def _taxis(case: Case, day: Day) -> None:
    """Between two stays or rides one goes by taxi, or by hired car, for so long at most."""
    most = HIRED_MAX_MINUTES if case.request.mode == "mixed" else TAXI_MAX_MINUTES
    driven = 0
    for index, event in enumerate(day.events):
        if isinstance(event, Leg) and event.mode == "road" and not case.is_ride(event):
            driven += minutes(event)
            message = said("taxi", minutes=driven, most=most)
            case.book.fact(driven <= most, "taxi", message, day.day, index)
        elif case.is_ride(event) or not isinstance(event, Leg | Wait):
            driven = 0
