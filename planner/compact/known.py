"""What the data and the days of a plan say beside them: names, sources, links, what to book, closing days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from planner.clock import CHINA, minutes_of
from planner.corridor import Corridor, Source, Station
from planner.hours import opening_intervals
from planner.itinerary import (
    Closed,
    Day,
    Itinerary,
    Leg,
    Overnight,
    PlaceRef,
    SourceOf,
    ToBook,
    Visit,
)
from planner.links import place_urls, train_url
from planner.request import TripRequest
from planner.rules import BOOK_NIGHT_DAYS, BOOK_VISIT_DAYS, TRAIN_SALE_DAYS

NAMES = ("themes", "stories", "lines", "passes", "places")
BESIDE = ("sources", "links", "tickets", "to_book", "closed")
OF_SITES = {
    "location",
    "opening_hours",
    "last_entry",
    "ticket_cny",
    "ticket_ages",
    "visit_minutes",
    "booking",
}


def known_of(plan: Itinerary, corridor: Corridor) -> dict[str, Any]:
    """Return the fields of a plan that its data and its days say."""
    events = [event for day in (*plan.past, *plan.days) for event in day.events]
    legs = [event for event in events if isinstance(event, Leg)]
    passes = {event.pass_id for event in events if isinstance(event, Visit)}
    lines = {leg.line for leg in legs}
    themes = [corridor.theme_by_id[theme] for theme in plan.request.themes if theme in corridor.theme_by_id]
    return {
        "themes": {theme.id: theme.name for theme in themes},
        "stories": {theme.id: theme.story for theme in themes},
        "lines": {line.id: line.name for line in corridor.lines if line.id in lines},
        "passes": {
            each.id: each.name
            for each in sorted(corridor.passes, key=lambda each: each.id)
            if each.id in passes
        },
        "places": {
            place: PlaceRef.of(corridor.places[place])
            for place in sorted(_places(plan))
            if place in corridor.places
        },
        "sources": tuple(_sources(plan, corridor)),
        "links": dict(_links(plan, corridor)),
        "tickets": dict(_tickets(plan, corridor)),
        "to_book": to_book(plan.days, plan.request, plan.lines_not_open, plan.now),
        "closed": tuple(_closed(plan, corridor)),
    }


def to_book(
    days: Iterable[Day], request: TripRequest, not_open: frozenset[str], now: datetime | None = None
) -> tuple[ToBook, ...]:
    """Return what is to be booked, nothing that is or of lines that are not open; what is due first first.

    At a moment what was due before is due on that day, and what has begun is not to be booked any more.
    """
    tasks = [
        *(task for day in days for task in _tasks(day, request, not_open, now)),
        *_stays(days, request, now),
    ]
    if now is not None:
        today = now.astimezone(CHINA).date()
        tasks = [task.model_copy(update={"by": max(task.by or today, today)}) for task in tasks]
    return tuple(sorted(tasks, key=lambda task: (task.by or task.on, task.on)))


def _tasks(
    day: Day, request: TripRequest, not_open: frozenset[str], now: datetime | None
) -> Iterator[ToBook]:
    booked = {(visit.site, visit.minute_on(day.date)) for visit in request.visits}
    for event in day.events:
        if (isinstance(event, Leg) and event.line in not_open) or (now and event.begins[1] < now):
            continue
        if isinstance(event, Leg) and event.mode == "rail" and not event.booked:
            sale = day.date - timedelta(days=TRAIN_SALE_DAYS)
            ride = {"service": event.service, "time": event.depart, "start": event.start, "end": event.end}
            yield ToBook(kind="train", on=day.date, opens=sale, by=sale, **ride)
        elif isinstance(event, Visit) and event.booking and _key(event, day) not in booked:
            by = day.date - timedelta(days=BOOK_VISIT_DAYS)
            how = {"time": event.start, "how": event.booking}
            yield ToBook(kind="visit", on=day.date, by=by, place=event.attraction, **how)


def _key(visit: Visit, day: Day) -> tuple[str, int]:
    return visit.attraction, minutes_of(visit.start, day.date)


def _stays(days: Iterable[Day], request: TripRequest, now: datetime | None) -> Iterator[ToBook]:
    """Yield the nights that are paid and not booked, those in one town in a row as one."""
    booked = {evening for stay in request.stays for evening in stay.evenings}
    slept = ((day.night, day.date) for day in days if day.night and not (now and day.night.start < now))
    paid = [(night, on) for night, on in slept if night.cost_cny and on not in booked]
    row = enumerate((night.place, on) for night, on in paid)
    for _, nights in groupby(row, lambda each: (each[1][0], each[1][1] - timedelta(days=each[0]))):
        (_, (place, on)), *more = nights
        by = on - timedelta(days=BOOK_NIGHT_DAYS)
        yield ToBook(kind="night", on=on, by=by, place=place, nights=1 + len(more))


def _places(plan: Itinerary) -> set[str]:
    places = {left.attraction for left in plan.unvisited} | {plan.request.start, plan.request.end}
    places |= {place for entry in plan.withdrawn for place in entry.places}
    for event in (event for day in (*plan.past, *plan.days) for event in day.events):
        places |= {event.begins[0], event.finishes[0]}
        places |= set(event.via) if isinstance(event, Leg) else set()
    return places


def _sources(plan: Itinerary, corridor: Corridor) -> Iterator[SourceOf]:
    events = [event for day in plan.days for event in day.events]
    visits = [event for event in events if isinstance(event, Visit)]
    lines = {event.line for event in events if isinstance(event, Leg)}
    used = {visit.pass_id for visit in visits}
    hired = {each.charter for each in plan.vehicles}
    for site in dict.fromkeys(visit.attraction for visit in visits):
        if found := corridor.attraction_by_id.get(site):
            yield from _of("attraction", site, found.sources, OF_SITES)
    for town in dict.fromkeys(event.place for event in events if isinstance(event, Overnight)):
        if there := corridor.town_by_id.get(town):
            yield from _of("town", town, there.sources, {"hotel_cny"})
    groups = (
        ("line", corridor.lines, lines),
        ("pass", corridor.passes, used),
        ("charter", corridor.charters, hired),
    )
    for kind, every, ids in groups:
        for each in every:
            if each.id in ids:
                yield from _of(kind, each.id, each.sources)


def _of(kind: str, id_: str, sources: Iterable[Source], fields: set[str] | None = None) -> Iterator[SourceOf]:
    for source in sources:
        told = tuple(field for field in source.fields if fields is None or field in fields)
        if told:
            yield SourceOf.model_validate({**source.model_dump(), "fields": told, "of": kind, "id": id_})


def _links(plan: Itinerary, corridor: Corridor) -> Iterator[tuple[str, Any]]:
    """Yield the addresses of places where one stays, and of stations, once each."""
    stops = dict.fromkeys(
        place
        for day in plan.days
        for event in day.events
        if isinstance(event, Visit | Overnight) or (isinstance(event, Leg) and event.service)
        for place in (event.begins[0], event.finishes[0])
    )
    for place in (corridor.places[stop] for stop in stops if stop in corridor.places):
        name = place.name.zh
        yield place.id, place_urls(place.location.lat, place.location.lon, name, name)


def _tickets(plan: Itinerary, corridor: Corridor) -> Iterator[tuple[str, str]]:
    for day in plan.days:
        for leg in (event for event in day.events if isinstance(event, Leg) and event.mode == "rail"):
            if leg.line in plan.lines_not_open:
                continue
            ends = [corridor.places.get(end) for end in (leg.start, leg.end)]
            coded = [end for end in ends if isinstance(end, Station) and end.telecode]
            if len(coded) == 2:
                codes = ((end.name.zh, end.telecode or "") for end in coded)
                yield f"{leg.service}@{day.date}", train_url(day.date, *codes)


def _closed(plan: Itinerary, corridor: Corridor) -> Iterator[Closed]:
    dates = [day.date for day in plan.days]
    visits = (event for day in plan.days for event in day.events if isinstance(event, Visit))
    for site in (corridor.attraction_by_id.get(visit.attraction) for visit in visits):
        if site:
            shut = tuple(
                date
                for date in dates
                if not opening_intervals(site.opening_hours, date, site.location, or_unknown=True)
            )
            if shut:
                yield Closed(attraction=site.id, dates=shut)
