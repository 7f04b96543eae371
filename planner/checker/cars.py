"""Rules on cars over the day: one's own stands where it was left, and a taxi does not go just anywhere."""

from __future__ import annotations

from planner.checker.case import Case, straight_km
from planner.checker.report import said
from planner.itinerary import Leg
from planner.rules import PARKED_KM, WALK_DETOUR


def judge(case: Case) -> None:
    """Check that after a longer walk the next drive begins where the last one ended."""
    parked, is_far = "", False
    for day, index, event in case.events():
        if not case.by_road(day) or (day.hire and index == 0):
            parked, is_far = "", False  # a driver comes to the door
        if not case.by_road(day):
            continue
        if not isinstance(event, Leg) or not case.is_known(event):
            continue
        if event.mode == "walk":
            is_far |= straight_km(case, event.start, event.end) * WALK_DETOUR > PARKED_KM
        elif event.mode == "road":
            there = not parked or not is_far or event.start == parked
            message = said("parked", parked=parked, start=event.start)
            case.book.fact(there, "parked", message, day.day, index)
            parked, is_far = event.end, False
