"""Rules on the time around a ride: to board, to change, to leave the station, to wait for a taxi."""

from __future__ import annotations

from dataclasses import dataclass

from planner.check.case import Case, minutes
from planner.check.legs import is_known, is_scheduled
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


def judge(case: Case) -> None:
    """Check that there is time enough between the events of each day of a trip without a car."""
    if case.request.mode == "car":
        return
    modes = modes_at(case)
    for day in case.itinerary.days:
        before: Event | None = None
        waited = 0
        for index, event in enumerate(day.events):
            if isinstance(event, Wait):
                waited += minutes(event)
            else:
                _pause(case, modes, day, index, before, event, waited)
                before, waited = event, 0
        _pause(case, modes, day, None, before, None, waited)


def modes_at(case: Case) -> dict[str, set[Mode]]:
    """Return the modes of the lines that call at each place."""
    modes: dict[str, set[Mode]] = {}
    for line in case.corridor.lines:
        trains = [call.station for departure in line.departures for call in departure.calls]
        patterns = [call.station for pattern in line.patterns for call in pattern.calls]
        for station in (*trains, *patterns):
            modes.setdefault(station, set()).add(line.mode)
    return modes


def margins(case: Case, modes: dict[str, set[Mode]], place: str, mode: Mode) -> Margins:
    """Return the margins for a mode at a place.

    A station's own minutes are those of its weightiest mode, if that is rail or the data gives them.
    """
    station = case.corridor.places[place]
    is_main = mode == min(modes.get(place, {mode}), key=WEIGHTIEST.index)
    if isinstance(station, Station) and is_main and (mode == "rail" or station.model_fields_set & OWN_FIELDS):
        return Margins(station.boarding_minutes, station.change_minutes, station.exit_minutes)
    return Margins(*(METRO_MARGINS if mode == "metro" else COACH_MARGINS))


def _pause(
    case: Case,
    modes: dict[str, set[Mode]],
    day: Day,
    index: int | None,
    before: Event | None,
    after: Event | None,
    waited: int,
) -> None:
    """Judge the minutes between two events; the start and the end of a day are None."""
    got_off = before if isinstance(before, Leg) and _is_ride(case, before) else None
    gets_on = after if isinstance(after, Leg) and _is_ride(case, after) else None
    by_taxi = isinstance(after, Leg) and not gets_on and after.mode == "road"
    needed = 0
    if got_off and gets_on and got_off.mode == gets_on.mode:
        same = (got_off.service, got_off.line) == (gets_on.service, gets_on.line) and not waited
        needed = 0 if same else margins(case, modes, gets_on.start, gets_on.mode).change
    else:
        needed += margins(case, modes, got_off.end, got_off.mode).leave if got_off else 0
        needed += margins(case, modes, gets_on.start, gets_on.mode).board if gets_on else 0
        is_in_taxi = isinstance(before, Leg) and not got_off and before.mode == "road"
        needed += TAXI_WAIT if by_taxi and not is_in_taxi else 0
    if needed or got_off or gets_on:
        place = after.begins[0] if after else day.end.place
        message = f"{waited} minutes between two events in {place}, {needed} are needed"
        case.book.fact(waited >= needed, "margin", message, day.day, index)


def _is_ride(case: Case, leg: Leg) -> bool:
    return is_scheduled(case, leg) and is_known(case, leg)
