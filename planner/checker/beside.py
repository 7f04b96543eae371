"""Rules on what stands beside the days: sources, links, what to book, closing days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from planner.checker.case import Case
from planner.checker.hours import in_china
from planner.checker.report import said
from planner.checker.visits import open_around
from planner.clock import DAY_MINUTES
from planner.corridor import Attraction, Charter, Line, Pass, Source, Town
from planner.geo import great_circle_km, in_datum
from planner.itinerary import Leg, Overnight, SourceOf, ToBook, Visit
from planner.rules import BOOK_NIGHT_DAYS, BOOK_VISIT_DAYS, TRAIN_SALE_DAYS

NEAR_KM = 0.005
DAYS_AHEAD = {"train": TRAIN_SALE_DAYS, "night": BOOK_NIGHT_DAYS, "visit": BOOK_VISIT_DAYS}
MUST_BE_TOLD = {"opening_hours", "ticket_cny", "visit_minutes"}


def judge(case: Case) -> None:
    """Check what is told; plans of before tell nothing of it."""
    if "to_book" not in case.itinerary.model_fields_set:
        return
    _sources(case)
    _links(case)
    _tickets(case)
    _to_book(case)
    _closed(case)


def _sources(case: Case) -> None:
    for told in case.itinerary.sources:
        true = any(_is_of(told, source) for source in _sources_of(case, told))
        case.book.fact(true, "sources", said("told-source", id=told.id))
    have = {told.id for told in case.itinerary.sources if told.of == "attraction"}
    for site in {visit.attraction for visit in case.visits} & case.corridor.attraction_by_id.keys():
        sources = case.corridor.attraction_by_id[site].sources
        is_cited = any(set(source.fields) & MUST_BE_TOLD for source in sources)
        case.book.fact(site in have or not is_cited, "sources", said("no-sources", id=site))


def _sources_of(case: Case, told: SourceOf) -> tuple[Source, ...]:
    corridor = case.corridor
    lists: dict[str, Sequence[Attraction | Town | Line | Pass | Charter]] = {
        "attraction": corridor.attractions,
        "town": corridor.towns,
        "line": corridor.lines,
        "pass": corridor.passes,
        "charter": corridor.charters,
    }
    return tuple(source for each in lists[told.of] if each.id == told.id for source in each.sources)


def _is_of(told: SourceOf, source: Source) -> bool:
    same = all(getattr(told, name) == getattr(source, name) for name in ("source", "as_of", "confidence"))
    return same and set(told.fields) <= set(source.fields)


def _links(case: Case) -> None:
    """Positions are those of the data, for Amap in GCJ-02; the names are for people."""
    for place, urls in case.itinerary.links.items():
        known = case.corridor.places.get(place)
        for app, url in urls.items():
            there = _position(app, url)
            right = False
            if known and there:
                here = (known.location.lat, known.location.lon)
                lat, lon = in_datum("gcj02", *here) if app == "amap" else here
                right = great_circle_km(lat, lon, *there) < NEAR_KM
            case.book.fact(right, "links", said("told-link", place=place))


def _position(app: str, url: str) -> tuple[float, float] | None:
    """Return latitude and longitude of an address."""
    query = parse_qs(urlsplit(url).query)
    try:
        if app == "amap":
            lon, lat, _ = query["to"][0].split(",", 2)
        else:
            lat, lon = (urlsplit(url).path if app == "geo" else query["ll"][0]).split(",")
        return float(lat), float(lon)
    except (KeyError, ValueError):
        return None


def _tickets(case: Case) -> None:
    rides = {}
    for day, _, event in case.events():
        if isinstance(event, Leg) and event.mode == "rail":
            rides[f"{event.service}@{day.date}"] = (day.date, event.start, event.end)
    for train, url in case.itinerary.tickets.items():
        query = parse_qs(urlsplit(url).query)
        date, *ends = rides.get(train, (None,))
        codes = [getattr(case.corridor.places.get(str(end)), "telecode", None) for end in ends]
        told = [query.get(key, [""])[0].rpartition(",")[2] for key in ("fs", "ts")]
        right = bool(codes) and told == codes and query.get("date") == [str(date)]
        case.book.fact(right, "links", said("told-ticket", train=train))


def _to_book(case: Case) -> None:
    exact = Counter(_due(case))
    told = Counter(key for each in case.itinerary.to_book for key in _told(each))
    message = said("told-to-book", told=sorted(told), exact=sorted(exact))
    case.book.fact(told == exact, "to-book", message)
    stays = [each for each in case.itinerary.to_book if each.nights]
    ends = {(each.place, each.on + timedelta(days=each.nights or 0)) for each in stays}
    now = case.itinerary.now and in_china(case.itinerary.now)
    for each in case.itinerary.to_book:
        due = each.on - timedelta(days=DAYS_AHEAD[each.kind])
        if now and due < now.date():
            due = now.date()
        case.book.fact(each.by in (None, due), "to-book", said("told-book-by", told=each.by, exact=due))
    for each in stays:
        is_whole = (each.place, each.on) not in ends
        case.book.fact(is_whole, "to-book", said("told-stay-parted", place=each.place, date=each.on))


def _due(case: Case) -> Iterator[str]:
    """Yield what needs booking and is not booked, each night by itself."""
    request = case.request
    not_open = {line for each in case.corridor.assumed for line in each.lines}
    slept = {
        stay.first + timedelta(days=n) for stay in request.stays for n in range((stay.last - stay.first).days)
    }
    seen = {(visit.site, in_china(visit.start)) for visit in request.visits}
    now = case.itinerary.now
    for day, _, event in case.events():
        if now and event.begins[1] < now:
            continue
        if (
            isinstance(event, Leg)
            and event.mode == "rail"
            and not event.booked
            and event.line not in not_open
        ):
            sale = day.date - timedelta(days=TRAIN_SALE_DAYS)
            yield f"{event.service} {event.start} {event.end} {day.date} {sale}"
        elif isinstance(event, Overnight) and event.cost_cny and day.date not in slept:
            yield f"{event.place} {day.date}"
        elif isinstance(event, Visit) and event.booking and (event.attraction, event.start) not in seen:
            yield f"{event.attraction} {day.date} {event.start}"


def _told(task: ToBook) -> list[str]:
    if task.kind == "train":
        return [f"{task.service} {task.start} {task.end} {task.on} {task.opens}"]
    if task.kind == "visit":
        return [f"{task.place} {task.on} {task.time}"]
    return [f"{task.place} {task.on + timedelta(days=n)}" for n in range(task.nights or 1)]


def _closed(case: Case) -> None:
    told = {each.attraction: each.dates for each in case.itinerary.closed}
    dates = [day.date for day in case.itinerary.days]
    for site in {visit.attraction: visit for visit in case.visits}:
        known = case.corridor.attraction_by_id.get(site)
        if known is None:
            continue
        exact = tuple(
            date
            for date in dates
            if not any(0 <= start < DAY_MINUTES for start, _ in open_around(known, date, or_unknown=True))
        )
        message = said(
            "told-closed", site=site, told=list(map(str, told.get(site, ()))), exact=list(map(str, exact))
        )
        case.book.fact(told.get(site, ()) == exact, "closed-days", message)
