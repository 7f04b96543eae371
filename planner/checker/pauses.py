"""Rules on the time around a leg: to board, to change, to leave the station, to wait for a taxi."""

from __future__ import annotations

from collections.abc import Iterable

from planner.checker.case import Case, minutes
from planner.checker.journeys import Journey, at_the_ends, journeys, needed
from planner.checker.report import said
from planner.itinerary import Day, Event, Wait


def judge(case: Case) -> None:
    """Check that there is time enough between events, and which waits count as travel."""
    for day in case.itinerary.days:
        _pauses(case, day)
        carried = 0
        for journey in journeys(day):
            _purposes(case, day, journey, carried if journey.previous else 0)
            carried = at_the_ends(case, day, journey)[1]


def _pauses(case: Case, day: Day) -> None:
    before: Event | None = None
    waited = 0
    for index, event in enumerate(day.events):
        if isinstance(event, Wait):
            waited += minutes(event)
        else:
            _pause(case, day, index, needed(case, day, before, event), waited)
            before, waited = event, 0
    _pause(case, day, None, needed(case, day, before, None), waited)


def _pause(case: Case, day: Day, index: int | None, least: int, waited: int) -> None:
    if least:
        message = said("margin", waited=waited, least=least)
        case.book.fact(waited >= least, "margin", message, day.day, index)


def _purposes(case: Case, day: Day, journey: Journey, carried: int) -> None:
    """Waits inside a journey are part of it; before and after it only those that are needed.

    ``carried`` are the minutes that the one before needs, whose waits are those before this one.
    """
    part = "free" if case.by_road(day) else "journey"
    message = said("purpose-drive" if part == "free" else "purpose-change")
    for index, event in journey.moving:
        if isinstance(event, Wait):
            case.book.fact(event.purpose == part, "purpose", message, day.day, index)
    before, after = at_the_ends(case, day, journey)
    for waits, least in ((journey.before, carried + before), (journey.after, after)):
        counted = _counted(waits)
        message = said("purpose-minutes", counted=counted, least=least)
        if waits:
            case.book.fact(counted == least, "purpose", message, day.day, waits[0][0])


def _counted(waits: Iterable[tuple[int, Wait]]) -> int:
    return sum(minutes(wait) for _, wait in waits if wait.purpose == "journey")
