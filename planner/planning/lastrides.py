"""Which last rides of a day bind: those that a plan of later ones takes an hour later."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from planner.network.journeys import Step
from planner.planning.loosened import LATER
from planner.planning.model import TripModel
from planner.planning.rides import TableRides
from planner.planning.timing import DayClock, Ridden
from planner.problem import Problem, Tour


class LastRide(NamedTuple):
    """The last ride of a way on a day, of which a plan takes the one an hour later."""

    day: int
    origin: str
    target: str
    step: Step  # its last scheduled service


def last_rides(model: TripModel, later: Problem, tours: tuple[Tour, ...]) -> Iterator[LastRide]:
    """Yield the last rides that tours of the problem with later ones, `with_later_services`, would miss."""
    for day, tour in enumerate(tours):
        if tour.hire:
            continue
        rides, now = _rides(model, later, day, tour), _rides(model, model.problem, day, tour)
        timeline = DayClock(model, day, tour, rides).best()
        for ride in timeline.blocks if timeline else ():
            if isinstance(ride, Ridden):
                found = now(ride.origin, ride.target, ride.depart)
                if all(other.arrive > ride.arrive for other in found):
                    yield from _last(model, day, ride)


def _last(model: TripModel, day: int, later: Ridden) -> Iterator[LastRide]:
    places = model.leaves_from(later.origin), model.comes_to(later.target)
    steps = model.going.steps(day, *places, (later.depart - LATER, later.arrive - LATER))
    scheduled = [step for step in steps if step.line is not None]
    if scheduled:
        yield LastRide(day, *places, scheduled[-1])


def _rides(model: TripModel, problem: Problem, day: int, tour: Tour) -> TableRides:
    start, origin = model.begun(day, tour)
    hours = start, problem.day_end[day]
    return TableRides(
        problem.travel[day],
        (origin, *tour.sites, tour.end),
        hours,
        partial(problem.priced, hire=tour.hire),
    )
