"""Problems in which a limit is looser that no wish can loosen: the last train, closing days."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.problem import Problem
from planner.travel import LimitedTravel, Profile, Rides, Travel

LATER = 60  # minutes


@dataclass(frozen=True, eq=False)
class _LaterTravel(LimitedTravel):
    """Travel whose last ride of each way leaves once more, later."""

    def profile(self, start: int, end: int) -> Profile:
        every = self.base.profile(start, end)
        return replace(
            every,
            services=_with_later(every.services, end),
            with_lunch=every.with_lunch,
        )


def _with_later(rides: Rides, end: int) -> Rides:
    last = rides.where(np.append(rides.way[1:] != rides.way[:-1], True)[: len(rides)])
    later = replace(last, depart=last.depart + LATER, arrive=last.arrive + LATER)
    return Rides.together((rides, later.where(later.arrive <= end))).in_order()


def with_later_services(problem: Problem) -> Problem:
    """Return the problem in which the last ride by train, coach or ship of each way also leaves an hour later."""
    made: dict[int, Travel] = {}
    for travel in problem.travel:
        if id(travel) not in made:
            size = len(travel.ids)
            no_way, always = np.zeros((size, size), dtype=bool), np.zeros((size, size), dtype=np.int64)
            made[id(travel)] = _LaterTravel(travel, no_way, always)
    return replace(problem, travel=tuple(made[id(travel)] for travel in problem.travel))


def without_closing_days(problem: Problem) -> Problem:
    """Return the problem in which sites open on some day of the trip have the hours of such a day on all others."""
    is_open = problem.windows[..., 0, 1] >= 0
    source = np.where(is_open, np.arange(problem.num_days)[:, None], is_open.argmax(axis=0)[None, :])
    sites = np.arange(problem.num_sites)[None, :]
    loss = problem.window_loss
    return replace(
        problem,
        windows=problem.windows[source, sites],
        minutes=problem.minutes[source, sites],
        window_loss=None if loss is None else loss[source, sites],
    )
