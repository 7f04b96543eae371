"""Journeys from door to door: legs without a stay in between, and the minutes to board and to leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from planner.checker.case import Case, minutes
from planner.checker.runs import runs_of
from planner.clock import minutes_between
from planner.corridor import Mode, Station
from planner.itinerary import Day, Event, Leg, Wait
from planner.rules import COACH_MARGINS, METRO_MARGINS, TAXI_WAIT

WEIGHTIEST: tuple[Mode, ...] = ("rail", "cruise", "coach", "metro", "cable", "walk", "road")
OWN_FIELDS = {"boarding_minutes", "change_minutes", "exit_minutes"}


@dataclass(frozen=True)
class Margins:
    """Minutes to board, to change between vehicles of one mode, to leave."""

    board: int
    change: int
    leave: int


Moves = tuple[tuple[int, Leg | Wait], ...]


@dataclass(frozen=True)
class Journey:
    """Waits before the first leg, from it to the last, and waits after it, with their indices.

    A booked train is a journey of its own: ``previous`` and ``following`` are the legs around a journey that begins or
    ends at one. The waits between the two are those before the second.
    """

    before: tuple[tuple[int, Wait], ...]
    moving: Moves
    after: tuple[tuple[int, Wait], ...]
    previous: Leg | None = None
    following: Leg | None = None


def journeys(day: Day) -> list[Journey]:
    """Return the journeys of a day; waits without any leg are journeys that do not move.

    To rest at the hotel, in a pause or in hours kept free, is a stay.
    """
    found: list[Journey] = []
    for moves, group in groupby(enumerate(day.events), key=lambda pair: _moves(day, pair[1])):
        if moves:
            run = tuple((i, event) for i, event in group if isinstance(event, Leg | Wait))
            found += _parted(run)
    return found


def _moves(day: Day, event: Event) -> bool:
    if isinstance(event, Wait) and event.purpose != "journey":
        return not event.place == day.start.place == day.end.place
    return isinstance(event, Leg | Wait)


def _parted(run: Moves) -> Iterator[Journey]:
    """Yield the journeys of moves without a stay in between."""
    legs = [(k, event) for k, (_, event) in enumerate(run) if isinstance(event, Leg)]
    if not legs:
        yield Journey(_waits(run), (), ())
        return
    parts = [[legs[0]]]
    for (_, before), leg in pairwise(legs):
        if before.booked or leg[1].booked:
            parts.append([])
        parts[-1].append(leg)
    ends = [(part[0][0], part[-1][0] + 1) for part in parts]
    for number, (part, (first, last)) in enumerate(zip(parts, ends, strict=True)):
        begin = ends[number - 1][1] if number else 0
        is_last = part is parts[-1]
        yield Journey(
            before=_waits(run[begin:first]),
            moving=run[first:last],
            after=_waits(run[last:]) if is_last else (),
            previous=parts[number - 1][-1][1] if number else None,
            following=None if is_last else parts[number + 1][0][1],
        )


def _waits(run: Moves) -> tuple[tuple[int, Wait], ...]:
    return tuple((i, event) for i, event in run if isinstance(event, Wait))


def margins(case: Case, place: str, mode: Mode) -> Margins:
    """Return the margins for a mode at a place.

    A station's own minutes are those of its weightiest mode, if that is rail or the data gives them.
    """
    station = case.corridor.places[place]
    is_main = mode == min(case.modes_at.get(place, {mode}), key=WEIGHTIEST.index)
    if isinstance(station, Station) and is_main and (mode == "rail" or station.model_fields_set & OWN_FIELDS):
        return Margins(station.boarding_minutes, station.change_minutes, station.exit_minutes)
    return Margins(*(METRO_MARGINS if mode == "metro" else COACH_MARGINS))


def needed(case: Case, day: Day, before: Event | None, after: Event | None) -> int:
    """Return the minutes that must lie between two events; the start and the end of a day are None."""
    if case.by_road(day):
        return 0
    if case.is_ride(before) and case.is_ride(after) and before.mode == after.mode:
        return 0 if _stays_on(case, before, after) else margins(case, after.start, after.mode).change
    pause = margins(case, before.end, before.mode).leave if case.is_ride(before) else 0
    if case.is_ride(after):
        pause += margins(case, after.start, after.mode).board
    elif isinstance(after, Leg) and after.mode == "road":
        # a way over links may go on by taxi after a cable car
        pause += TAXI_WAIT if case.is_ride(before) or not isinstance(before, Leg) else 0
    return pause


def _stays_on(case: Case, before: Leg, after: Leg) -> bool:
    """Tell whether two legs may be one ride: the same service, which passes there on the way."""
    same = (before.service, before.line, before.arrive) == (after.service, after.line, after.depart)
    line = case.lines.get(after.line or "")
    if not same or line is None:
        return False
    hops = (hop for run in runs_of(line, after.service or "") for hop in run.hops(before.start, after.end))
    return any(before.end in (stop.station for stop in hop.stops[1:-1]) for hop in hops)


def at_the_ends(case: Case, day: Day, journey: Journey) -> tuple[int, int]:
    """Return the minutes of waiting before the first leg and after the last that count as travel."""
    if not journey.moving:
        return 0, 0
    (_, first), (_, last) = journey.moving[0], journey.moving[-1]
    before, after = needed(case, day, None, first), needed(case, day, last, None)
    if journey.previous:  # who changes from one booked train into the next may have less
        before = min(before, _pause(journey.previous, first))
    if journey.following:
        pause = _pause(last, journey.following)
        after = min(after, pause - min(needed(case, day, None, journey.following), pause))
    return before, after


def _pause(before: Leg | Wait, after: Leg | Wait) -> int:
    """Return the minutes between two events."""
    return minutes_between(before.finishes[1], after.begins[1])


def travel_minutes(case: Case, day: Day) -> int:
    """Return the minutes of travel of a day, from door to door; for a car those of the legs."""
    if case.by_road(day):
        return sum(minutes(event) for event in day.events if isinstance(event, Leg))
    return sum(
        sum(at_the_ends(case, day, journey)) + sum(minutes(event) for _, event in journey.moving)
        for journey in journeys(day)
    )


def idle_minutes(case: Case, day: Day) -> int:
    """Return the minutes of waiting that are no travel, pauses aside."""
    on_the_way = travel_minutes(case, day) - sum(minutes(e) for e in day.events if isinstance(e, Leg))
    waits = (event for event in day.events if isinstance(event, Wait) and event.purpose != "pause")
    return sum(minutes(event) for event in waits) - on_the_way
