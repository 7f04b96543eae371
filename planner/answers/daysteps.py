"""The steps of a day, from the events of a plan and what the data say of them: hours, boarding, later trains."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planner.answers.chances import HURRY, Kind
from planner.answers.following import Departure, Drive, Metro, Rest, Ride, Stay, Step
from planner.checker.case import Case
from planner.checker.journeys import margins, needed
from planner.checker.report import Book
from planner.clock import DAY_MINUTES, minutes_between, minutes_of
from planner.corridor import Corridor, Line
from planner.hours import start_window
from planner.itinerary import Day, Event, Itinerary, Leg, Meal, Overnight, Visit, Wait
from planner.network.services import Trip, shortest_ride, trips_of
from planner.network.tracks import tracks_of
from planner.planning.candidates import visit_length
from planner.planning.frame import hours_of_days
from planner.request import minute_of
from planner.rules import DINNER_EARLIEST, FIRST_MORNING, LUNCH_EARLIEST

EARLIEST = {"lunch": LUNCH_EARLIEST, "dinner": DINNER_EARLIEST}
ALL_HOURS = (-DAY_MINUTES, 2 * DAY_MINUTES)
MORNING = DAY_MINUTES + FIRST_MORNING  # what leaves later is of the next day


class StepMaker:
    """The steps of all days of a plan."""

    def __init__(self, itinerary: Itinerary, corridor: Corridor) -> None:
        self.corridor, self.request = corridor, itinerary.request
        self.case = Case(itinerary, corridor, itinerary.request, Book())

    def steps(self, day: Day) -> list[Step]:
        """Return the steps of a day, in order."""
        return list(self._steps(day))

    def _steps(self, day: Day) -> Iterator[Step]:
        before: Event | None = None
        for index, event in enumerate(day.events):
            if isinstance(event, Overnight):
                break
            if not isinstance(event, Wait):
                yield self._step(day, index, before, event)
                before = event
            elif event.purpose == "pause":
                start, end = (minutes_of(moment, day.date) for moment in (event.start, event.end))
                yield Rest(index, 0, (), start, end - start)
        if self.request.leave_by is not None and day.date == self.request.dates[-1]:
            latest = hours_of_days(self.corridor, self.request)[-1][1]
            yield Departure(len(day.events), needed(self.case, day, before, None), (), latest)

    def _step(self, day: Day, index: int, before: Event | None, event: Event) -> Step:
        since = day.start.time if before is None else before.finishes[1]
        pause = minutes_between(since, event.begins[1])
        gap = min(needed(self.case, day, before, event), pause)  # booked trains may leave less
        if isinstance(event, Visit):
            return self._stay(day, index, gap, event)
        if isinstance(event, Leg):
            return self._leg(day, index, gap, before, event)
        start, end = (minutes_of(moment, day.date) for moment in (event.begins[1], event.finishes[1]))
        earliest = min(start, EARLIEST[event.meal]) if isinstance(event, Meal) else start
        return Rest(index, gap, (), earliest, end - start)

    def _stay(self, day: Day, index: int, gap: int, visit: Visit) -> Stay:
        site = self.corridor.attraction_by_id[visit.attraction]
        start, end = (minutes_of(moment, day.date) for moment in (visit.start, visit.end))
        usual = min(end - start, visit_length(site, self.request, day.date))
        spans = start_window(site, day.date, 0, ALL_HOURS, or_unknown=True)
        opens, last = next((span for span in spans if span[0] <= start <= span[1]), (start, start))
        closes = max(last + site.last_entry, end)
        latest = min(last, closes - min(usual, site.visit_minutes.short))
        booked = any(minute_of(each.start, day.date) == start for each in self.request.booked(site.id))
        if visit.light or booked:
            light = minutes_of(visit.light.start, day.date) if visit.light else start
            opens, latest = start, max(start, min(latest, light))
        return Stay(
            index, gap, ("visit", day.date, site.id), min(opens, start), max(latest, start), closes, usual
        )

    def _leg(self, day: Day, index: int, gap: int, before: Event | None, leg: Leg) -> Step:
        what = (leg.service or leg.mode, day.date, leg.start, leg.end)
        if leg.line in self.case.metro_lines:
            return self._metro(index, gap, leg)
        line = self.case.lines.get(leg.line or "")
        is_change = self.case.is_ride(before) and before.mode == leg.mode
        if line is None or (is_change and gap == 0):  # or one stays in the same train
            driven = leg.minutes - leg.rest_minutes if leg.mode == "road" else 0
            return Drive(index, gap, what, leg.minutes, driven)
        margin = margins(self.case, leg.start, leg.mode)
        hurry = min(gap, margin.change if is_change else margin.board) * HURRY
        late, runs = _late(line), self._runs(day.date, leg)
        return Ride(index, gap - hurry, what, runs, margin.board * (1 - HURRY), late, line.mode == "coach")

    def _metro(self, index: int, gap: int, leg: Leg) -> Step:
        for track in tracks_of(*self.case.metro_lines[leg.line or ""]):
            if leg.start in track.stations and leg.end in track.stations[track.stations.index(leg.start) :]:
                board, alight = track.ride(leg.start, leg.end)
                if int(track.minutes(board, alight)) == leg.minutes and track.hours[board]:
                    return Metro(index, gap, (), track.boarding(board), leg.minutes)
        return Drive(index, gap, (), leg.minutes, 0)  # in no table: nothing is known of later trains

    def _runs(self, day: date, leg: Leg) -> tuple[tuple[int, int, str], ...]:
        """Return the run of a leg, and the later ones between its stations that no other overtakes."""
        mine = minutes_of(leg.depart, day), minutes_of(leg.arrive, day), leg.service or ""
        ends = frozenset({leg.start}), frozenset({leg.end})
        rides = [(trip.code, shortest_ride(trip, *ends)) for trip in self._trips(day, leg)]
        later = [
            (rode[0].depart, rode[-1].arrive, code)
            for code, rode in rides
            if rode and mine[0] < rode[0].depart < MORNING
        ]
        return (mine, *_not_overtaken(sorted(later)))

    def _trips(self, day: date, leg: Leg) -> Iterator[Trip]:
        """Yield the trips of a day, and of the night after it, of the services that call at both ends of a leg."""
        for line in self.corridor.lines:
            for timed in line.services:
                if {leg.start, leg.end} <= {call.station for call in timed.calls}:
                    yield from trips_of(line, timed, day, MORNING)


def _not_overtaken(runs: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    for run in reversed(runs):
        if not kept or run[1] < kept[-1][1]:
            kept.append(run)
    return kept[::-1]


def _late(line: Line) -> Kind | None:
    if line.mode == "rail":
        return "train" if line.fare.hard_seat else "emu"
    return "ship" if line.mode == "cruise" else None
