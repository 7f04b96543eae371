"""Reserves of time in a plan: what they are, and plans that keep them.

A plan with reserves is one of a corridor whose sites take longer or close earlier, whose days begin later and that
lacks some runs; read in the true corridor, what was more of it is time in hand.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from planner.atlas import Atlas
from planner.clock import DAY_MINUTES, minutes_between, minutes_of
from planner.corridor import Attraction, Call, Departure, Line, Pattern, VisitMinutes
from planner.hours import round_in
from planner.itinerary import Day, Event, FreeTime, Itinerary, Leg, Moment, Visit, Wait
from planner.network.services import Halt, runs_of
from planner.planning.assemble import gap_of
from planner.request import TripRequest

LONGEST_VISIT = 900  # minutes that the data may say


@dataclass
class Reserves:
    """Minutes within visits, from a visit's start to closing at least, and before a day begins; runs not taken."""

    within: Counter[str] = field(default_factory=Counter)
    to_closing: Counter[str] = field(default_factory=Counter)
    at_start: Counter[dt.date] = field(default_factory=Counter)
    runs: set[tuple[str, str, str, int]] = field(
        default_factory=set
    )  # line, code, stop, minute it leaves there

    def atlas(self, atlas: Atlas) -> Atlas:
        """Return an atlas in which plans keep them."""
        corridor = atlas.corridor
        if self.runs:
            lines = tuple(self._without_runs(line) for line in corridor.lines)
            corridor = corridor.model_copy(update={"lines": lines})
            atlas = Atlas(corridor, cache_dir=atlas.cache_dir, use_cache=atlas.use_cache)
        return atlas.with_sites(tuple(self._site(site) for site in corridor.attractions))

    def without(self, leg: Leg) -> bool:
        """Take a run no more; returns whether that is new."""
        run = leg.line or "", leg.service or "", leg.start, _of_day(minutes_of(leg.depart, leg.depart.date()))
        is_new = run not in self.runs
        self.runs.add(run)
        return is_new

    def _without_runs(self, line: Line) -> Line:
        if not any(name == line.id for name, *_ in self.runs):
            return line
        left = [each for service in line.services for each in self._left(line, service)]
        parts = (Departure, "departures"), (Pattern, "patterns")
        return line.model_copy(
            update={name: tuple(each for each in left if isinstance(each, kind)) for kind, name in parts}
        )

    def _left(self, line: Line, service: Departure | Pattern) -> Iterator[Departure | Pattern]:
        """Yield a service, or what is left of it, run by run."""
        runs = list(runs_of(service))
        left = [halts for halts in runs if not self._has(line, service, halts)]
        if len(left) == len(runs):
            yield service
            return
        for halts in left:
            calls = tuple(Call(station=halt.place, arrive=halt.arrive, depart=halt.depart) for halt in halts)
            yield Departure(code=service.code, days=service.days, calls=calls)

    def _has(self, line: Line, service: Departure | Pattern, halts: Sequence[Halt]) -> bool:
        return any((line.id, service.code, halt.place, _of_day(halt.depart)) in self.runs for halt in halts)

    def _site(self, site: Attraction) -> Attraction:
        more, entry = self.within[site.id], max(site.last_entry, self.to_closing[site.id])
        if not more and entry == site.last_entry:
            return site
        lengths = {name: min(LONGEST_VISIT, minutes + more) for name, minutes in site.visit_minutes}
        rounds = tuple(
            each.model_copy(update={"minutes": min(LONGEST_VISIT, each.minutes + more)})
            for each in site.rounds
        )
        return site.model_copy(
            update={
                "visit_minutes": VisitMinutes.model_validate(lengths),
                "rounds": rounds,
                "last_entry": entry,
            }
        )

    def request(self, request: TripRequest) -> TripRequest:
        """Return a wish whose days begin later."""
        hours = dict(request.day_hours)
        for day, minutes in self.at_start.items():
            number = (day - request.date).days + 1
            _, end = hours.get(number, (None, None))
            hours[number] = request.hours_of(day)[0] + minutes, end
        return request.model_copy(update={"day_hours": hours})

    def read(self, planned: Itinerary, first: Itinerary, sites: Mapping[str, Attraction]) -> Itinerary:
        """Return a plan with reserves as one of the true corridor, beside which ``first`` is the one without.

        The bound is that of all plans, with and without reserves.
        """
        bound, worth = first.certificate.bound, planned.certificate.objective
        proof = {"bound": bound, "gap": gap_of(worth, bound)}
        return planned.model_copy(
            update={
                "corridor": first.corridor,
                "request": first.request,
                "status": "optimal" if bound == worth else "feasible",
                "certificate": planned.certificate.model_copy(update=proof),
                "days": tuple(self._day(day, sites) for day in planned.days),
            }
        )

    def _day(self, day: Day, sites: Mapping[str, Attraction]) -> Day:
        events = [_named(event, day.date, sites) for event in day.events]
        minutes = self.at_start[day.date]
        if not minutes:
            return day.model_copy(update={"events": tuple(events)})
        reserve = timedelta(minutes=minutes)
        start = day.start.time - reserve
        wait = Wait(place=day.start.place, start=start, end=day.start.time)
        waited = day.totals.wait_minutes + minutes
        return day.model_copy(
            update={
                "start": Moment(place=day.start.place, time=start),
                "events": (wait, *events),
                "totals": day.totals.model_copy(update={"wait_minutes": waited}),
                **_free(day, reserve),
            }
        )


def _of_day(minute: int) -> int:
    return minute % DAY_MINUTES


def _free(day: Day, reserve: timedelta) -> dict[str, tuple[FreeTime, ...]]:
    """Return the free time of a day that begins earlier; what is around before it is open at another hour then."""
    if not day.free or day.free[0].end != day.start.time:
        return {}
    first, *others = day.free
    moved = FreeTime(place=first.place, start=first.start - reserve, end=first.end - reserve)
    return {"free": (moved, *others)}


def _named(event: Event, day: dt.date, sites: Mapping[str, Attraction]) -> Event:
    """Return a visit with the round that its minutes are enough for."""
    if not isinstance(event, Visit) or event.round is None:
        return event
    minutes = minutes_between(event.start, event.end)
    return event.model_copy(update={"round": round_in(sites[event.attraction], day, minutes)})
