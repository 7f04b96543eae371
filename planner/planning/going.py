"""How a party goes about its days: the travel tables of a request, and the legs of a ride."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from planner.atlas import Ways
from planner.errors import InternalError
from planner.network.booked import BookedRide, rides_on
from planner.network.journeys import Step
from planner.network.pairs import with_luggage_at_night, with_taxis
from planner.network.partytravel import JourneyTravel
from planner.network.profiles import Profiles
from planner.network.timetable import Timetable
from planner.planning.frame import is_late
from planner.planning.party import fare_shares, leg_prices, num_cars
from planner.problem import ride_loss
from planner.request import Hours, TripRequest
from planner.rules import CHANGE_PRICE, TRAVEL_PRICE
from planner.texts import Message
from planner.travel import Travel


def tables_of(
    request: TripRequest, ways: Ways, beds: Sequence[Sequence[str]], hours: Sequence[Hours]
) -> tuple[Travel, ...]:
    """Return a travel table for each day over the places in play; equal days share one.

    From the arrival to one of the beds of its night, and from one to the departure, a taxi is taken, however far, if
    nothing else runs to any of them in the hours of that day; and where that takes less, after a late arrival, when
    nobody walks far with luggage.
    """
    if not ways.days:
        assert ways.road is not None
        return (ways.road,) * len(request.dates)
    days = [profiles for profiles, _ in ways.days]
    if is_late(request) and beds:
        days[0] = with_luggage_at_night(days[0], ways.days[0][1], ([request.start], beds[0]))
    if request.arrival is not None and beds:
        days[0] = with_taxis(days[0], ways.days[0][1].grounds, ([request.start], beds[0]), hours[0])
    if request.leave_by is not None and beds:
        days[-1] = with_taxis(days[-1], ways.days[-1][1].grounds, (beds[-1], [request.end]), hours[-1])
    made: dict[int, Travel] = {}
    for profiles in days:
        if id(profiles) not in made:
            made[id(profiles)] = _by_journeys(request, profiles)
    return tuple(made[id(profiles)] for profiles in days)


def _by_journeys(request: TripRequest, profiles: Profiles) -> JourneyTravel:
    is_limited = request.budget is not None or "rides" in request.purses or request.cheapest
    loss = partial(ride_loss, TRAVEL_PRICE, request.money_price, CHANGE_PRICE)
    fares, cars = fare_shares(request), num_cars(request)
    return JourneyTravel(profiles, fares, cars, loss, is_limited, spares_taxis(request))


def spares_taxis(request: TripRequest) -> bool:
    """Tell whether long taxis are a last resort: not beside cars that are hired by the day, which are dearer."""
    return request.mode == "transit"


@dataclass(frozen=True)
class Going:
    """Who knows the legs of the rides of a request."""

    request: TripRequest
    ways: Ways

    def steps(
        self,
        day: int,
        origin: str,
        target: str,
        hours: tuple[int, int],
        *,
        lunch: bool = False,
        hired: bool = False,
    ) -> list[Step]:
        """Return the legs of a ride of a day that leaves a door at one minute and is at another at the second.

        The drives of a vehicle by the day cost nothing beside it.
        """
        if hired:
            assert self.ways.by_road is not None
            drives = self.ways.by_road.journey(origin, target, hours[0], self.request.date) or ()
            found = tuple(replace(step, cost=0.0, fare_basis=None) for step in drives)
        elif self.ways.days:
            found = self.ways.days[day][1].steps(origin, target, hours, self._price, lunch=lunch) or ()
        else:
            found = tuple(self.ways.journeys.journey(origin, target, hours[0], self.request.date) or ())
        if not found:
            raise InternalError(
                Message("request.no-ride", {"start": origin, "end": target, "hours": list(hours)})
            )
        return list(found)

    def rides(self) -> tuple[BookedRide, ...]:
        """Return the booked rides in the order of their time."""
        timetable = self.ways.journeys
        if not isinstance(timetable, Timetable):
            return ()
        by_day = (rides_on(timetable.corridor, self.request.trains, day) for day in self.request.dates)
        return tuple(ride for rides in by_day for ride in rides)

    def in_train(self, ride: BookedRide) -> Step:
        """Return the leg of a booked ride."""
        assert isinstance(self.ways.journeys, Timetable)
        return self.ways.journeys.ride(ride.trip, ride.halts)

    def fare_of(self, ride: BookedRide) -> int:
        """Return what the party pays for a booked ride."""
        return sum(leg_prices(self.request, [self.in_train(ride)]))

    def _price(self, person: float, car: float) -> float:
        return fare_shares(self.request) * person + num_cars(self.request) * car
