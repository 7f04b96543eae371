"""What is booked keeps its place in a trip: which town a night is in, and whether bookings can be kept at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from planner.bookings import BookedStay, BookedTrain, BookedVisit
from planner.clock import format_clock
from planner.corridor import Corridor
from planner.errors import RequestError
from planner.hours import opening_intervals
from planner.planning.called import called
from planner.planning.candidates import in_hours, outside_area, starts
from planner.planning.lights import goes_late, late_end
from planner.planning.trains import check_trains, train_clashes
from planner.request import TripRequest
from planner.texts import Message


def towns_of_nights(corridor: Corridor, request: TripRequest) -> dict[date, str]:
    """Return the towns of the nights that the wish names, by the date of the evening."""
    usual = request.base or _only_bed(corridor, request)
    towns = {evening: usual for evening in request.dates[:-1] if usual}
    return towns | {evening: stay.town for stay in request.stays for evening in stay.evenings}


def _only_bed(corridor: Corridor, request: TripRequest) -> str | None:
    """Return the town of the start where the bed is never changed, no other is named and one may sleep there."""
    if request.max_bed_changes != 0 or request.stays:
        return None
    home = corridor.town_of(request.start)
    is_fit = home is not None and outside_area(corridor.town_by_id[home], corridor, request) is None
    return home if is_fit else None


def check_bookings(corridor: Corridor, request: TripRequest) -> None:
    """Refuse bookings that lie outside the trip or the hours of a site, or that cannot be kept together.

    Visits that only overlap are left to the search for what would do: either of them may be given up.

    Raises
    ------
    RequestError
        With the field; the message names the bookings.
    """
    _check_towns(corridor, request)
    for visit in request.visits:
        _check_visit(corridor, request, visit)
    check_trains(corridor, request)
    twice = (pair for pair in _overlapping(corridor, request.visits) if pair[0].site == pair[1].site)
    for clash in (
        *_stays_at_once(corridor, request.stays),
        *(_at_once(corridor, "visits", *pair) for pair in twice),
        *train_clashes(corridor, request.trains, request.visits),
    ):
        raise clash


def clashes(
    corridor: Corridor,
    visits: Sequence[BookedVisit],
    stays: Iterable[BookedStay],
    trains: Iterable[BookedTrain] = (),
) -> Iterator[RequestError]:
    """Yield an error for every two bookings of known places that cannot be kept together."""
    yield from _stays_at_once(corridor, stays)
    for pair in _overlapping(corridor, visits):
        yield _at_once(corridor, "visits", *pair)
    yield from train_clashes(corridor, trains, visits)


def _stays_at_once(corridor: Corridor, stays: Iterable[BookedStay]) -> Iterator[RequestError]:
    slept: dict[date, BookedStay] = {}
    for stay in stays:
        others = dict.fromkeys(slept[evening] for evening in stay.evenings if evening in slept)
        for other in others:
            yield _at_once(corridor, "stays", other, stay)
        slept |= dict.fromkeys(stay.evenings, stay)


def _overlapping(
    corridor: Corridor, visits: Iterable[BookedVisit]
) -> Iterator[tuple[BookedVisit, BookedVisit]]:
    """Yield visits of which the second begins while one is at the first, or is of the same site."""
    for first, second in pairwise(sorted(visits, key=lambda visit: visit.start)):
        least = corridor.attraction_by_id[first.site].visit_minutes.short
        if first.site == second.site or (second.start - first.start).total_seconds() < 60 * least:
            yield first, second


def _at_once(
    corridor: Corridor,
    field: str,
    first: BookedVisit | BookedStay,
    second: BookedVisit | BookedStay,
) -> RequestError:
    both = {"first": called(corridor, first), "second": called(corridor, second)}
    return _wrong("booked-at-once", field, second if field == "stays" else first, **both)


def _check_towns(corridor: Corridor, request: TripRequest) -> None:
    for field, town in (("base", request.base), *(("stays", stay.town) for stay in request.stays)):
        if town is not None and town not in corridor.town_by_id:
            raise _wrong("no-town-to-sleep", field, town, id=town[:60])
    if request.at_home and corridor.town_of(request.origin) is None:
        raise _wrong("no-home", "at_home", request.origin, id=request.origin)
    nights = {evening: stay for stay in request.stays for evening in stay.evenings}
    elsewhere = [
        nights[day] for day in request.dates[:-1] if day in nights and nights[day].town != request.base
    ]
    if request.base and elsewhere and len(elsewhere) == len(request.dates) - 1:
        stays = [called(corridor, stay) for stay in dict.fromkeys(elsewhere)]
        base = corridor.town_by_id[request.base].name.both
        raise _wrong("base-nowhere", "base", request.base, base=base, stays=stays)
    for stay in request.stays:
        if outside := set(stay.evenings) - set(request.dates[:-1]):
            raise _wrong("stay-outside", "stays", stay, stay=called(corridor, stay), date=str(min(outside)))


def _check_visit(corridor: Corridor, request: TripRequest, visit: BookedVisit) -> None:
    day = visit.start.date()
    if visit.site not in corridor.attraction_by_id:
        raise _wrong("no-attraction-id", "visits", visit, id=visit.site[:60])
    if visit.start.tzinfo is not None:
        raise _wrong("not-china-time", "visits", visit)
    if day not in request.dates or day < request.date:
        days = {"first": str(request.date), "last": str(request.dates[-1])}
        raise _wrong("visit-outside", "visits", visit, visit=called(corridor, visit), **days)
    site = corridor.attraction_by_id[visit.site]
    least = site.visit_minutes.short
    spans = starts(site, request, day, least)
    if not spans:
        hours = opening_intervals(site.opening_hours, day, site.location)
        if not hours:
            raise _wrong("visit-on-closed-day", "visits", visit, visit=called(corridor, visit), date=str(day))
        opened = [f"{format_clock(a)}-{format_clock(b)}" for a, b in hours]
        raise _wrong(
            "visit-closed", "visits", visit, visit=called(corridor, visit), least=least, hours=opened
        )
    first, last = request.hours_of(day)
    last = max(last, late_end(request, day)) if goes_late(request, site) else last
    minute = spans[0][0]
    is_out = in_hours(spans, request, day, least, site.id) and first <= minute <= last - least
    if not (is_out or site.evening):
        params = {"visit": called(corridor, visit), "day": request.number_of(day), "least": least}
        code = "visit-at-odd-hours" if minute < first or minute > last - least else "visit-in-pause"
        raise _wrong(code, "visits", visit, **params, start=first, end=last)


def _wrong(code: str, field: str, value: object, /, **params: object) -> RequestError:
    return RequestError(Message(f"request.{code}", params), field=field, value=str(value))
