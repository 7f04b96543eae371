"""What a wish may ask of corridor and party: belts and zones that exist, people that add up, a legal stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from planner.clock import CHINA, at
from planner.corridor import Corridor, VisaRules
from planner.errors import RequestError
from planner.request import TripRequest


def check_demands(request: TripRequest, corridor: Corridor) -> None:
    """Refuse a wish that names unknown regions, more people than there are, or a stay that is not allowed.

    Raises
    ------
    RequestError
        With the field and what would be right.
    """
    for field, ids, regions in (
        ("belt", request.belts, corridor.belts),
        ("zone", request.zones, corridor.zones),
    ):
        known = tuple(region.id for region in regions)
        for region in ids:
            if region not in known:
                raise RequestError(f"--{field}: '{region}' is unknown", field=field, candidates=known)
    if request.outside_weight and not request.has_area:
        message = "--outside: goes with --belt, --zone, --within or --line, or nothing is outside"
        raise RequestError(message, field="outside")
    if request.seniors + request.students > request.adults:
        message = f"--seniors and --students: more than the {request.adults} adults of --adults"
        raise RequestError(message, field="seniors")
    if request.visa_port is not None:
        _check_stay(request, corridor)
    elif request.arrival is not None:
        raise RequestError("--arrival: goes with --visa-free-transit only", field="arrival")


def _check_stay(request: TripRequest, corridor: Corridor) -> None:
    rules = corridor.visa
    ports = tuple(port.code for port in rules.ports) if rules else ()
    if rules is None or request.visa_port not in ports:
        message = f"--arrive: '{request.visa_port}' is no airport of entry for visa-free transit"
        raise RequestError(message, field="arrive", candidates=ports)
    if request.arrival is None:
        raise RequestError("--arrival is missing: the moment of entry", field="arrival")
    if request.arrival.utcoffset() not in (None, CHINA.utcoffset(None)):
        raise RequestError("--arrival: should be in China's time", field="arrival")
    entry, until = stay(rules, request.arrival)
    last = request.date + timedelta(days=request.days - 1)
    if at(request.date, request.day_start) < entry:
        message = f"--date: the trip begins before the entry on {entry:%F %H:%M}; take the next day"
        raise RequestError(message, field="date")
    if at(last, request.day_end) > until:
        message = f"--days: the trip ends after the stay without a visa, which is until {until:%F %H:%M}"
        raise RequestError(message, field="days")


def stay(rules: VisaRules, arrival: datetime) -> tuple[datetime, datetime]:
    """Return when one enters, in China's time, and when one has to be gone.

    The hours count from 00:00 of the day after the entry.
    """
    entry = at(arrival.date(), arrival.hour * 60 + arrival.minute)
    return entry, at(arrival.date() + timedelta(days=1), rules.hours * 60)
