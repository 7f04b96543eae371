"""What a wish may ask of a corridor: places and regions that exist, a legal stay, hours that make a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from planner.clock import DAY_MINUTES, at
from planner.corridor import Corridor, VisaRules
from planner.errors import RequestError
from planner.planning.bookings import check_bookings
from planner.planning.frame import SHORTEST_DAY, check_frame
from planner.planning.lights import check_lights
from planner.planning.party import least_rooms, own_cars
from planner.request import TripRequest
from planner.texts import Message

FIRST_YEAR, LAST_YEAR = 2004, 2099


def check_request(request: TripRequest, corridor: Corridor) -> None:
    """Refuse a wish that names unknown things or contradicts itself.

    Raises
    ------
    RequestError
        With the field and the nearest candidates.
    """
    _check_ids(request, corridor)
    check_contradiction(request, corridor)
    if request.day_end - request.day_start < SHORTEST_DAY:
        raise RequestError(Message("request.short-day"), field="end_time", value=request.end_time)
    if request.days > 1 and request.day_end > request.day_start + DAY_MINUTES:
        raise RequestError(Message("request.long-day"), field="end_time", value=request.end_time)
    if not FIRST_YEAR <= request.date.year <= LAST_YEAR:
        years = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise RequestError(Message("request.years", years), field="date", value=request.date)
    if request.outside_weight and not request.has_area:
        raise RequestError(
            Message("request.nothing-outside"), field="outside_weight", value=request.outside_weight
        )
    if request.needs_strict and not request.needs:
        raise RequestError(Message("request.strict-nothing"), field="needs_strict", value=True)
    if request.seniors + request.students > request.adults:
        message = Message("request.reduced-fares", {"n": request.adults})
        raise RequestError(message, field="seniors", value=request.seniors)
    _check_party(request)
    _check_drivers(request)
    check_frame(request, corridor)
    check_bookings(corridor, request)
    check_lights(corridor, request)
    check_stay(request, corridor)


def check_contradiction(request: TripRequest, corridor: Corridor) -> None:
    """Refuse a wish for a site that it avoids.

    Raises
    ------
    RequestError
        When there is one.
    """
    if both := sorted(set(request.must) & set(request.avoid)):
        site = corridor.attraction_by_id[both[0]].name.both
        raise RequestError(Message("request.must-and-avoid", {"site": site}), field="avoid", value=both[0])


def _check_drivers(request: TripRequest) -> None:
    if request.self_drive is None:
        return
    if request.mode != "car":
        raise RequestError(
            Message("request.self-drive-mode", {"mode": request.mode}),
            field="self_drive",
            value=request.self_drive,
        )
    cars = sum(own_cars(request).values())
    if request.adults < cars:
        message = Message("request.few-drivers", {"n": cars})
        raise RequestError(message, field="adults", value=request.adults)


def _check_party(request: TripRequest) -> None:
    for field, number, ages in (
        ("children", request.children, request.child_ages),
        ("seniors", request.seniors, request.senior_ages),
    ):
        if len(ages) > number:
            message = Message("request.more-ages", {"n": number, "ages": len(ages)})
            raise RequestError(message, field=field, value=number)
    if request.rooms is not None and request.rooms < least_rooms(request):
        message = Message("request.few-rooms", {"n": least_rooms(request)})
        raise RequestError(message, field="rooms", value=request.rooms)


def _check_ids(request: TripRequest, corridor: Corridor) -> None:
    for field, place in (("from", request.start), ("to", request.end)):
        _check_known(field, (place,), "place", _places(corridor))
    _check_known("must", request.must, "attraction", corridor.attraction_by_id)
    _check_known("avoid", request.avoid, "attraction", corridor.attraction_by_id)
    for field, ids, kind, items in (
        ("themes", tuple(request.themes), "theme", corridor.themes),
        ("belts", request.belts, "belt", corridor.belts),
        ("zones", request.zones, "zone", corridor.zones),
        ("follow", (request.follow,) if request.follow else (), "belt", corridor.belts),
    ):
        known = tuple(item.id for item in items)
        _check_known(field, ids, kind, known, candidates=known)


def _places(corridor: Corridor) -> set[str]:
    return {place.id for place in (*corridor.towns, *corridor.attractions, *corridor.stations)}


def _check_known(
    field: str, ids: Iterable[str], kind: str, known: Iterable[str], candidates: tuple[str, ...] = ()
) -> None:
    for id_ in ids:
        if id_ not in known:
            message = Message(f"request.no-{kind}-id", {"id": id_[:60]})
            raise RequestError(message, field=field, value=id_, candidates=candidates)


def check_stay(request: TripRequest, corridor: Corridor) -> None:
    """Refuse a stay in visa-free transit that is not allowed.

    Raises
    ------
    RequestError
        With the field.
    """
    if request.visa_port is None:
        return
    rules = corridor.visa
    ports = tuple(port.code for port in rules.ports) if rules else ()
    if rules is None or request.visa_port not in ports:
        message = Message("request.no-port", {"text": request.visa_port[:60]})
        raise RequestError(message, field="visa_port", value=request.visa_port, candidates=ports)
    if request.entry is None:
        raise RequestError(Message("request.arrival-missing"), field="arrival")
    _, until = stay(rules, request.entry)
    last = request.date + timedelta(days=request.days - 1)
    if at(last, request.hours_of(last)[1]) > until:
        message = Message("request.after-stay", {"until": f"{until:%F %H:%M}"})
        raise RequestError(message, field="days", value=request.days)


def stay(rules: VisaRules, arrival: datetime) -> tuple[datetime, datetime]:
    """Return when one enters, in China's time, and when one has to be gone.

    The hours count from 00:00 of the day after the entry.
    """
    entry = at(arrival.date(), arrival.hour * 60 + arrival.minute)
    return entry, at(arrival.date() + timedelta(days=1), rules.hours * 60)
