"""Rides at night: after 19:30 nobody begins a long one after a visit, or is on one to an evening session."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.arrays import BoolArray, FloatArray, IntArray
from planner.corridor import Corridor
from planner.request import TripRequest
from planner.rules import NIGHT_FALL, NIGHT_RIDE
from planner.travel import Profile, Rides, Travel


def without_night_rides(corridor: Corridor, request: TripRequest, travel: Travel, latest: int) -> Travel:
    """Return the travel of a day without such rides, where it is long enough for them."""
    if request.pace == "packed" or latest <= NIGHT_FALL:
        return travel
    sites = corridor.attraction_by_id
    is_site = np.array([place in sites for place in travel.ids])
    is_evening = np.array(
        [place in sites and (sites[place].evening or place in request.blue_hour) for place in travel.ids]
    )
    return ShortNights(travel, is_site, is_evening)


@dataclass(frozen=True, eq=False)
class ShortNights:
    """Travel without long rides at night; those from visits leave in time, those to evening sessions arrive in time.

    What it answers for single minutes are earliest arrivals of all rides.

    Parameters
    ----------
    base
        The travel.
    visit, evening
        ``[place]``: whether it is a site, and one with an evening session.
    """

    base: Travel
    visit: BoolArray
    evening: BoolArray

    @property
    def ids(self) -> tuple[str, ...]:
        """Places, in the order of the rows."""
        return self.base.ids

    @property
    def can_pause(self) -> bool:
        """Whether one can stop for a meal on the way."""
        return self.base.can_pause

    def arrive(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the earliest arrival by any ride."""
        return self.base.arrive(origin, destination, depart)

    def moving(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the minutes of travel of that ride."""
        return self.base.moving(origin, destination, depart)

    def cost(self, origin: IntArray, destination: IntArray) -> FloatArray:
        """Return the CNY of the way."""
        return self.base.cost(origin, destination)

    def quickest(self, origin: IntArray, destination: IntArray) -> IntArray:
        """Return the fewest minutes of travel at any time of day."""
        return self.base.quickest(origin, destination)

    def select(self, rows: IntArray) -> ShortNights:
        """Return the table over some of the places, in the order given."""
        return ShortNights(self.base.select(rows), self.visit[rows], self.evening[rows])

    def profile(self, start: int, end: int) -> Profile:
        """Return the rides that are wanted."""
        every, size = self.base.profile(start, end), len(self.ids)
        is_long = every.minutes > NIGHT_RIDE
        latest = np.where(
            is_long & self.visit[:, None], np.minimum(every.latest, NIGHT_FALL + every.minutes), every.latest
        )
        latest = np.where(is_long & self.evening[None, :], np.minimum(latest, NIGHT_FALL), latest)

        def wanted(rides: Rides) -> Rides:
            is_late = self.visit[rides.way // size] & (rides.depart > NIGHT_FALL)
            is_late |= self.evening[rides.way % size] & (rides.arrive > NIGHT_FALL)
            return rides.where(~is_late | (rides.minutes <= NIGHT_RIDE))

        return replace(
            every, latest=latest, services=wanted(every.services), with_lunch=wanted(every.with_lunch)
        )
