"""What a rented car costs that one drives oneself: by the day, and to return it in another town."""

from __future__ import annotations

from planner.corridor import Corridor
from planner.geo import great_circle_km
from planner.itinerary import Rental
from planner.planning.party import FEN, own_cars, whole_cny
from planner.request import TripRequest
from planner.rules import ONE_WAY_CNY_PER_KM, RENTAL_CNY_A_DAY


def rental_of(corridor: Corridor, request: TripRequest) -> Rental | None:
    """Return the rental of a trip; None where no car is rented."""
    if request.self_drive != "rental":
        return None
    cars = sum(own_cars(request).values())
    days_cny = RENTAL_CNY_A_DAY * request.days * cars
    one_way_cny = whole_cny(FEN * ONE_WAY_CNY_PER_KM * _one_way_km(corridor, request) * cars)
    return Rental(
        cars=cars,
        days=request.days,
        days_cny=days_cny,
        one_way_cny=one_way_cny,
        cost_cny=days_cny + one_way_cny,
    )


def _one_way_km(corridor: Corridor, request: TripRequest) -> float:
    """Return the great circle between the ends of a trip, 0 where the same town is the nearest to both."""
    a, b = (corridor.places[place].location for place in (request.origin, request.end))
    towns = {
        min(
            corridor.towns,
            key=lambda town: great_circle_km(end.lat, end.lon, town.location.lat, town.location.lon),
        ).id
        for end in (a, b)
    }
    return great_circle_km(a.lat, a.lon, b.lat, b.lon) if len(towns) > 1 else 0.0
