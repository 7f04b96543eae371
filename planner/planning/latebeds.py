"""Late beds: who is in bed after 22:30 does not begin the next day before 09:00, unless the pace is packed.

Where a day may end later than that, its towns stand twice: once for who is there by 22:30, and once, the *late* bed,
for whoever comes until the end of the day, and begins the next one at nine. Both are one bed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.arrays import INFINITY, BoolArray, FloatArray, IntArray
from planner.planning.beds import of_nodes
from planner.problem import Meal, Problem
from planner.request import TripRequest
from planner.rules import BED_BY, LATE_MORNING
from planner.travel import LimitedTravel, Profile, Rides, Travel


def late_nights(request: TripRequest, problem: Problem) -> list[int]:
    """Return the nights before which one may be out late, and after which the day would begin too early for that.

    What is booked for the next day and the departure on it come first.
    """
    if request.pace == "packed":
        return []
    booked = {visit.start.date() for visit in request.visits}
    days = range(problem.num_days - 1)
    late = [n for n in days if problem.day_end[n] > BED_BY and problem.day_start[n + 1] < LATE_MORNING]
    leaves = problem.num_days - 1 if request.leave_by is not None else None
    return [night for night in late if request.dates[night + 1] not in booked and night + 1 != leaves]


def in_bed_early(problem: Problem, nights: list[int]) -> Problem:
    """Return the problem in which one is in bed by 22:30 before some nights."""
    ends = (min(end, BED_BY) if day in nights else end for day, end in enumerate(problem.day_end))
    return replace(problem, day_end=tuple(ends)) if nights else problem


def with_late_beds(problem: Problem, nights: list[int]) -> tuple[Problem, dict[int, int]]:
    """Return the problem in which towns stand twice on some nights, and the town of each late bed."""
    if not nights:
        return problem, {}
    size = len(problem.node_ids)
    towns = sorted({town for night in nights for town in problem.nights[night]})
    late_of = {town: size + k for k, town in enumerate(towns)}
    rows = np.array([*range(size), *towns])
    is_late = np.arange(len(rows)) >= size
    by_night = tuple(
        (*places, *(late_of[town] for town in places)) if night in nights else places
        for night, places in enumerate(problem.nights)
    )
    shared: dict[tuple[int, bool, bool], Travel] = {}

    def on(day: int, base: Travel) -> Travel:
        key = id(base), day in nights, day - 1 in nights
        if key not in shared:
            travel = base.select(rows)
            if day in nights:
                travel = _in_bed_by(travel, np.isin(np.arange(len(rows)), towns), problem.meals)
            if day - 1 in nights:
                leave = tuple(
                    max(problem.day_start[day], meal.earliest) + meal.minutes for meal in problem.meals
                )
                travel = LateStart(travel, is_late, (LATE_MORNING, *leave))
            shared[key] = travel
        return shared[key]

    hires = tuple(
        replace(hire, travel=tuple(on(day, base) for day, base in enumerate(hire.travel)))
        for hire in problem.hires
    )
    doubled = replace(
        problem,
        travel=tuple(on(day, base) for day, base in enumerate(problem.travel)),
        hires=hires,
        nights=by_night,
        **of_nodes(problem, rows),
    )
    return doubled, {late: town for town, late in late_of.items()}


def _in_bed_by(travel: Travel, is_early: BoolArray, meals: tuple[Meal, ...]) -> Travel:
    """Return travel that is at some places by 22:30, with a meal that is had on the way where it is long enough."""
    shape, every = (len(travel.ids), len(travel.ids)), np.arange(len(travel.ids))
    latest = np.where(is_early[None, :], BED_BY, np.full(shape, INFINITY, dtype=np.int64))
    if travel.can_pause:
        quickest = travel.quickest(every[:, None], every[None, :])
        pauses = [
            np.where(quickest > BED_BY - meal.minutes - meal.earliest, meal.minutes, 0) for meal in meals
        ]
        latest = latest - sum(pauses, np.zeros(shape, dtype=np.int64))
    return LimitedTravel(travel, np.zeros(shape, dtype=bool), latest)


@dataclass(frozen=True, eq=False)
class LateStart:
    """Travel of a day that begins late at some places.

    Parameters
    ----------
    base
        The travel.
    is_late
        ``[place]``: whether nobody leaves there before the first of the departures.
    departures
        When one who may leave at any time may want to leave there: in the morning, and after each meal. Who leaves at
        another minute only waits elsewhere.
    """

    base: Travel
    is_late: BoolArray
    departures: tuple[int, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Places, in the order of the rows."""
        return self.base.ids

    @property
    def can_pause(self) -> bool:
        """Whether one can stop for a meal on the way."""
        return self.base.can_pause

    def _leave(self, origin: IntArray, depart: IntArray) -> IntArray:
        return np.where(self.is_late[origin], np.maximum(depart, self.departures[0]), depart)

    def arrive(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the arrival of who leaves as early as may be."""
        return self.base.arrive(origin, destination, self._leave(origin, depart))

    def moving(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the minutes of travel of that ride."""
        return self.base.moving(origin, destination, self._leave(origin, depart))

    def cost(self, origin: IntArray, destination: IntArray) -> FloatArray:
        """Return the CNY of the way."""
        return self.base.cost(origin, destination)

    def quickest(self, origin: IntArray, destination: IntArray) -> IntArray:
        """Return the fewest minutes of travel at any time of day."""
        return self.base.quickest(origin, destination)

    def select(self, rows: IntArray) -> LateStart:
        """Return the table over some of the places, in the order given."""
        return replace(self, base=self.base.select(rows), is_late=self.is_late[rows])

    def profile(self, start: int, end: int) -> Profile:
        """Return the rides; from a late place those at any time are some at given minutes."""
        every, late = self.base.profile(start, end), np.repeat(self.is_late, len(self.ids))

        def in_time(rides: Rides) -> Rides:
            return rides.where(~late[rides.way] | (rides.depart >= self.departures[0]))

        services = [in_time(every.services), *(self._leaving(every, minute) for minute in self.departures)]
        minutes = np.where(self.is_late[:, None], INFINITY, every.minutes)
        together = Rides.together(services).in_order()
        return replace(every, minutes=minutes, services=together, with_lunch=in_time(every.with_lunch))

    def _leaving(self, every: Profile, minute: int) -> Rides:
        """Return the rides at any time from late places that leave at one minute."""
        arrive = minute + every.minutes
        wanted = self.is_late[:, None] & (every.minutes < INFINITY) & (arrive <= every.latest)
        ways = np.flatnonzero(wanted)
        depart = np.full(len(ways), minute, dtype=np.int64)
        ride = depart + every.minutes.ravel()[ways], every.minutes.ravel()[ways]
        return Rides(ways, depart, *ride, every.cny.ravel()[ways], every.changes.ravel()[ways])
