"""Reserves of time in a plan: what they are, and plans that keep them.

A plan with reserves is one of a corridor whose sites take longer or close earlier, whose days begin later and that
lacks some runs; read in the true corridor, what was more of it is time in hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from planner.atlas import Atlas
from planner.clock import DAY_MINUTES, minutes_between, minutes_of
from planner.corridor import Attraction, Call, Corridor, Departure, Line, Pattern, VisitMinutes
from planner.hours import round_in
from planner.itinerary import (
    CorridorRef,
    Day,
    Event,
    FreeTime,
    Itinerary,
    Leg,
    Moment,
    Reserves,
    Run,
    Visit,
    Wait,
)
from planner.network.services import Halt, runs_of
from planner.request import Asked, TripRequest

LONGEST_VISIT = 900  # minutes that the data may say


def with_run(reserves: Reserves, leg: Leg) -> Reserves:
    """Take the run of a leg no more."""
    minute = minutes_of(leg.depart, leg.depart.date()) % DAY_MINUTES
    run = Run(line=leg.line or "", service=leg.service or "", stop=leg.start, minute=minute)
    runs = reserves.runs if run in reserves.runs else (*reserves.runs, run)
    return reserves.model_copy(update={"runs": runs})


def sparing(reserves: Reserves, atlas: Atlas) -> Atlas:
    """Return an atlas in which plans keep reserves."""
    corridor = atlas.corridor
    if reserves.runs:
        lines = tuple(_without_runs(line, reserves.runs) for line in corridor.lines)
        atlas = atlas.of(corridor.model_copy(update={"lines": lines}))
    return atlas.with_sites(tuple(_site(site, reserves) for site in corridor.attractions))


def _without_runs(line: Line, runs: Sequence[Run]) -> Line:
    if not any(run.line == line.id for run in runs):
        return line
    left = [each for service in line.services for each in _left(line, service, runs)]
    parts = (Departure, "departures"), (Pattern, "patterns")
    return line.model_copy(
        update={name: tuple(each for each in left if isinstance(each, kind)) for kind, name in parts}
    )


def _left(line: Line, service: Departure | Pattern, out: Sequence[Run]) -> Iterator[Departure | Pattern]:
    """Yield a service, or what is left of it, run by run."""
    runs = list(runs_of(service))
    left = [halts for halts in runs if not _is_out(line, service, halts, out)]
    if len(left) == len(runs):
        yield service
        return
    for halts in left:
        calls = tuple(Call(station=halt.place, arrive=halt.arrive, depart=halt.depart) for halt in halts)
        yield Departure(code=service.code, days=service.days, calls=calls)


def _is_out(line: Line, service: Departure | Pattern, halts: Sequence[Halt], out: Sequence[Run]) -> bool:
    return any(
        Run(line=line.id, service=service.code, stop=halt.place, minute=halt.depart % DAY_MINUTES) in out
        for halt in halts
    )


def _site(site: Attraction, reserves: Reserves) -> Attraction:
    more = reserves.within.get(site.id, 0)
    entry = max(site.last_entry, reserves.to_closing.get(site.id, 0))
    if not more and entry == site.last_entry:
        return site
    lengths = {name: min(LONGEST_VISIT, minutes + more) for name, minutes in site.visit_minutes}
    rounds = tuple(
        each.model_copy(update={"minutes": min(LONGEST_VISIT, each.minutes + more)}) for each in site.rounds
    )
    return site.model_copy(
        update={
            "visit_minutes": VisitMinutes.model_validate(lengths),
            "rounds": rounds,
            "last_entry": entry,
        }
    )


def spared(reserves: Reserves, wish: TripRequest) -> TripRequest:
    """Return a wish whose days begin later."""
    hours = dict(wish.day_hours)
    for day, minutes in _at_start(reserves, wish).items():
        number = wish.number_of(day)
        _, end = hours.get(number, (None, None))
        hours[number] = wish.hours_of(day)[0] + minutes, end
    return wish.model_copy(update={"day_hours": hours})


def _at_start(reserves: Reserves, wish: TripRequest) -> dict[dt.date, int]:
    """Return the reserves of the days of a wish; one that begins with an arrival begins no earlier."""
    dates = {*wish.dates} - ({wish.date} if wish.arrival else set())
    return {day: minutes for day, minutes in reserves.at_start.items() if day in dates}


def read(reserves: Reserves, planned: Itinerary, wish: TripRequest, corridor: Corridor) -> Itinerary:
    """Return a plan of the spared wish and corridor as one of the true ones, with its reserves."""
    at_start = _at_start(reserves, wish)
    update = {
        "corridor": CorridorRef.of(corridor),
        "request": Asked.of(wish, planned.request.options),
        "days": tuple(_day(day, at_start.get(day.date, 0), corridor) for day in planned.days),
        "reserves": reserves,
    }
    return planned.model_copy(update=update).identified()


def _day(day: Day, minutes: int, corridor: Corridor) -> Day:
    events = [_named(event, day.date, corridor.attraction_by_id) for event in day.events]
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
