"""The ways and the services between two places that people name, on a date, and both as data."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from planner.atlas import Atlas
from planner.clock import format_clock
from planner.corridor import Corridor, RailClass, Seat, seat_on
from planner.errors import RequestError
from planner.names import resolve
from planner.network.journeys import Step
from planner.network.option import Option as Journey
from planner.network.services import DirectService, departures_between
from planner.texts import Message

Seats = dict[tuple[str | None, str | None], Seat | None]  # by line and service


@dataclass(frozen=True)
class Ways:
    """The ways from door to door, and the seats in them."""

    journeys: list[Journey]
    seats: Seats

    def as_json(self) -> list[dict[str, object]]:
        """Return them as JSON-ready data."""
        return [_journey_as_json(journey, self.seats) for journey in self.journeys]


def ways_between(
    atlas: Atlas, start: str, end: str, on: date, window: tuple[int, int], class_: RailClass = "second"
) -> Ways:
    """Return the ways between two towns, stations or sites, for who leaves within a window.

    Raises
    ------
    RequestError
        When a place is unknown, or both are the same.
    """
    corridor = atlas.corridor
    here, there = (
        resolve(corridor, place, ("town", "station", "attraction"), field=field)
        for place, field in ((start, "from"), (end, "to"))
    )
    if here == there:
        raise RequestError(Message("request.same-place", {"place": here}), field="to", value=there)
    found = atlas.in_class(class_).undominated(on).between(here, there, window)
    seats = {
        (leg.line, leg.service): seat_on(corridor, leg.line, leg.service, class_)
        for journey in found
        for leg in journey.legs
    }
    return Ways(found, seats)


def services_between(corridor: Corridor, start: str, end: str, on: date) -> list[DirectService]:
    """Return the direct trains, coaches and ships between two towns or stations.

    Raises
    ------
    RequestError
        When a place is unknown.
    """
    here, there = (
        resolve(corridor, place, ("town", "station"), field=field)
        for place, field in ((start, "from"), (end, "to"))
    )
    return list(departures_between(corridor, here, there, on))


SERVICE_FIELDS = (*(each.name for each in fields(DirectService)), "minutes")  # of one as JSON


def service_as_json(service: DirectService) -> dict[str, object]:
    """Return a direct service as JSON-ready data."""
    times = {"depart": format_clock(service.depart), "arrive": format_clock(service.arrive)}
    return vars(service) | times | {"minutes": service.arrive - service.depart}


JOURNEY_FIELDS = ("depart", "arrive", "minutes", "cost_cny", "changes", "undominated", "legs")  # as JSON


def _journey_as_json(journey: Journey, seats: Seats) -> dict[str, object]:
    return {
        "depart": format_clock(journey.depart),
        "arrive": format_clock(journey.arrive),
        "minutes": journey.minutes,
        "cost_cny": round(journey.person_cny + journey.car_cny, 2),
        "changes": journey.changes,
        "undominated": journey.undominated,
        "legs": [_leg_as_json(leg, seats) for leg in journey.legs],
    }


def _leg_as_json(leg: Step, seats: Seats) -> dict[str, object]:
    return {
        "mode": leg.mode,
        "from": leg.start,
        "to": leg.end,
        "depart": format_clock(leg.depart),
        "arrive": format_clock(leg.arrive),
        "minutes": leg.arrive - leg.depart,
        "km": leg.km,
        "service": leg.service,
        "line": leg.line,
        "seat": seats[leg.line, leg.service],
        "cost_cny": leg.cost,
        "per_car": leg.per_car,
        "fare_basis": leg.fare_basis,
        "confidence": leg.confidence,
    }
