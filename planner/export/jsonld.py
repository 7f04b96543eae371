"""JSON-LD after schema.org: the trip by day; trains and nights as reservations, as KDE Itinerary reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from planner.export.sayings import facts, headline
from planner.export.view import DayView, Language, Name, Row, View
from planner.export.viewing import view_of
from planner.itinerary import Itinerary

CONTEXT = "https://schema.org"
RIDES = {"rail": ("Train", "TrainStation", "train"), "coach": ("Bus", "BusStation", "bus")}
Node = dict[str, Any]


def render(itinerary: Itinerary, language: Language = "en") -> str:
    """Return a list: the trip first, then what is to be booked in it, in order."""
    view = view_of(itinerary, language)
    nodes = [_trip(view), *(node for day in view.every_day for node in _reservations(day))]
    document = [{"@context": CONTEXT, **node} for node in nodes]
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _trip(view: View) -> Node:
    first, last = view.every_day[0], view.days[-1]
    return {
        "@type": "TouristTrip",
        "name": view.header.title,
        "description": "\n".join((*view.header.before_all, view.header.proof)),
        "departureTime": first.moment(first.rows[0].start).isoformat(),
        "arrivalTime": last.moment(last.rows[-1].end).isoformat(),
        "subTrip": [_day(day, view.language) for day in view.every_day],
    }


def _day(day: DayView, language: Language) -> Node:
    rows = [_item(day, row, language) for row in day.rows]
    steps = [{"@type": "ListItem", "position": number, "item": row} for number, row in enumerate(rows, 1)]
    items = {"@type": "ItemList", "numberOfItems": len(steps), "itemListElement": steps}
    return {"@type": "TouristTrip", "name": " · ".join(day.title), "itinerary": items}


def _item(day: DayView, row: Row, language: Language) -> Node:
    node: Node = {
        "@type": "Event",
        "name": headline(row, language),
        "description": " · ".join(facts(row)),
        "startDate": day.moment(row.start).isoformat(),
        "endDate": day.moment(row.end).isoformat(),
        "location": [_place(place) for place in row.places],
    }
    if row.cost_cny is not None:
        node["offers"] = {"@type": "Offer", "price": row.cost_cny, "priceCurrency": "CNY"}
    return node


def _place(place: Name, kind: str | None = None) -> Node:
    types = {"attraction": "TouristAttraction", "town": "City", "station": "TrainStation"}
    node: Node = {
        "@type": kind or types.get(place.kind or "", "Place"),
        "name": place.text,
        "alternateName": place.en if place.text == place.zh else place.zh,
    }
    if place.telecode:
        node["identifier"] = place.telecode
    if place.location:
        where = place.location
        node["geo"] = {"@type": "GeoCoordinates", "latitude": where.lat, "longitude": where.lon}
    return node


def _reservations(day: DayView) -> Iterator[Node]:
    for row in day.rows:
        if row.ride and row.mode in RIDES:
            yield _ride(day, row, *RIDES[row.mode])
        elif row.kind == "overnight":
            yield {
                "@type": "LodgingReservation",
                "reservationStatus": f"{CONTEXT}/ReservationPending",
                "checkinTime": day.moment(row.start).isoformat(),
                "checkoutTime": day.moment(row.end).isoformat(),
                "reservationFor": _place(row.places[0], "LodgingBusiness"),
            }


def _ride(day: DayView, row: Row, kind: str, stop: str, prefix: str) -> Node:
    assert row.ride
    start, end = row.places[0], row.places[-1]
    status = "Confirmed" if row.ride.booked else "Pending"
    return {
        "@type": f"{kind}Reservation",
        "reservationStatus": f"{CONTEXT}/Reservation{status}",
        "reservationFor": {
            "@type": f"{kind}Trip",
            f"{prefix}Number": row.ride.service,
            f"departure{'Station' if kind == 'Train' else 'BusStop'}": _place(start, stop),
            "departureTime": day.moment(row.ride.depart).isoformat(),
            f"arrival{'Station' if kind == 'Train' else 'BusStop'}": _place(end, stop),
            "arrivalTime": day.moment(row.ride.arrive).isoformat(),
        },
        "totalPrice": row.cost_cny,
        "priceCurrency": "CNY",
    }
