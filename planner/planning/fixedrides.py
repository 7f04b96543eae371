"""Booked trains as rides of a problem that are fixed: sites without a prize, which one enters where they begin.

As `Problem` has it: the column of such a site in the travel tables is that of the station where one boards, its row
that of the station where one gets off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.arrays import INFINITY, BoolArray, FloatArray, IntArray
from planner.network.booked import BookedRide
from planner.network.profiles import spread
from planner.problem import Hire, Problem
from planner.request import TripRequest
from planner.travel import LimitedTravel, Profile, Rides, Travel


def stations_of(rides: Sequence[BookedRide]) -> tuple[str, ...]:
    """Return the stations where booked rides begin and end."""
    return tuple(dict.fromkeys(station for ride in rides for station in (ride.start, ride.end)))


def with_rides(problem: Problem, request: TripRequest, rides: Sequence[BookedRide]) -> Problem:
    """Return the problem with booked rides as sites behind its own; its tables have their stations after its nodes."""
    if not rides:
        return problem
    num, days = problem.num_sites, range(problem.num_days)
    more = range(num, num + len(rides))
    on = [
        [each for each, ride in zip(more, rides, strict=True) if ride.day == request.dates[day]]
        for day in days
    ]
    node_ids = (*problem.node_ids[:num], *(str(ride.booked) for ride in rides), *problem.node_ids[num:])
    tables = _Tables.of(node_ids, num, rides)

    def moved(nodes: Sequence[int]) -> tuple[int, ...]:
        return tuple(node + len(rides) for node in nodes)

    return replace(
        problem,
        node_ids=node_ids,
        num_sites=num + len(rides),
        prize=_padded(problem.prize, len(rides)),
        minutes=np.hstack([problem.minutes, np.tile([ride.minutes for ride in rides], (len(days), 1))]),
        windows=np.concatenate([problem.windows, _windows(problem, request, rides)], axis=1),
        travel=tables.around(problem.travel),
        starts=moved(problem.starts),
        ends=moved(problem.ends),
        nights=tuple(moved(night) for night in problem.nights),
        max_visits=tuple(most + len(on[day]) for day, most in enumerate(problem.max_visits)),
        max_transit=tuple(
            most - sum(rides[each - num].minutes for each in on[day])
            for day, most in enumerate(problem.max_transit)
        ),
        site_cost=_padded(problem.site_cost, len(rides)),
        night_cost=np.insert(problem.night_cost, num, [0] * len(rides)),
        must=(*problem.must, *more),
        window_loss=_inserted(problem.window_loss, num, len(rides)),
        leave_from=_inserted(problem.leave_from, num, len(rides)),
        places=np.insert(problem.beds, num, len(problem.node_ids) + np.arange(len(rides))),
        day_bonus=None if problem.day_bonus is None else _padded(problem.day_bonus, len(rides)),
        hires=tuple(tables.without(hire) for hire in problem.hires),
    )


def _inserted(values: IntArray | None, before: int, more: int) -> IntArray | None:
    """Return ``[day, node, ...]`` with nothing for some nodes in between."""
    return None if values is None else np.insert(values, [before] * more, 0, axis=1)


def _padded(values: IntArray, more: int) -> IntArray:
    """Return values of sites, the last axis, with nothing for those behind them."""
    return np.concatenate([values, np.zeros((*values.shape[:-1], more), dtype=np.int64)], axis=-1)


def _windows(problem: Problem, request: TripRequest, rides: Sequence[BookedRide]) -> IntArray:
    """Return when one has to be at the stations, on the days of the rides."""
    windows = np.full(
        (problem.num_days, len(rides), *problem.windows.shape[2:]), (INFINITY, -1), dtype=np.int64
    )
    for site, ride in enumerate(rides):
        windows[request.dates.index(ride.day), site, 0] = ride.begin
    return windows


@dataclass(frozen=True, eq=False)
class _Tables:
    """Travel tables with the rides among their places: for each node the places where one comes and goes on."""

    ids: tuple[str, ...]
    comes: IntArray
    leaves: IntArray
    begins: IntArray  # of the rides with lunch aboard, -1 of all else

    @staticmethod
    def of(node_ids: tuple[str, ...], num_sites: int, rides: Sequence[BookedRide]) -> _Tables:
        own = [*node_ids[:num_sites], *node_ids[num_sites + len(rides) :]]
        places = {place: row for row, place in reversed([*enumerate([*own, *stations_of(rides)])])}
        rows = np.arange(len(own))
        comes = np.insert(rows, num_sites, [places[ride.start] for ride in rides])
        leaves = np.insert(rows, num_sites, [places[ride.end] for ride in rides])
        begins = np.full(len(node_ids), -1)
        begins[num_sites : num_sites + len(rides)] = [ride.begin if ride.feeds else -1 for ride in rides]
        return _Tables(node_ids, comes, leaves, begins)

    def around(self, travel: tuple[Travel, ...]) -> tuple[Travel, ...]:
        """Return the tables over the nodes; equal days still share one."""
        made: dict[int, Travel] = {}
        for table in travel:
            if id(table) not in made:
                made[id(table)] = FixedRides(table, self.ids, self.comes, self.leaves, self.begins)
        return tuple(made[id(table)] for table in travel)

    def without(self, hire: Hire) -> Hire:
        """Return a vehicle by the day, which nobody leaves at a station to board a train."""
        is_ride = self.comes != self.leaves
        forbidden = is_ride[:, None] | is_ride[None, :]
        latest = np.full(forbidden.shape, INFINITY)
        around = self.around(hire.travel)
        made = {id(table): LimitedTravel(table, forbidden, latest) for table in around}
        return replace(hire, travel=tuple(made[id(table)] for table in around))


@dataclass(frozen=True, eq=False)
class FixedRides:
    """Travel between nodes of which some begin at one place and end at another.

    Parameters
    ----------
    base
        Travel between places.
    ids
        Nodes, in the order of the rows.
    comes, leaves
        ``[node]``: the place of ``base`` to which one comes, and from which one goes on.
    begins
        ``[node]``: the minute at which one has to be at a node that has lunch within, -1 at others.
    """

    base: Travel
    ids: tuple[str, ...]
    comes: IntArray
    leaves: IntArray
    begins: IntArray

    @property
    def can_pause(self) -> bool:
        """Whether one can stop for lunch on the way."""
        return self.base.can_pause

    def arrive(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the earliest arrival."""
        there = self.base.arrive(self.leaves[origin], self.comes[destination], depart)
        return np.where(self._is_there(origin, destination), depart, there)

    def moving(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the minutes of travel of that."""
        minutes = self.base.moving(self.leaves[origin], self.comes[destination], depart)
        return np.where(self._is_there(origin, destination), 0, minutes)

    def cost(self, origin: IntArray, destination: IntArray) -> FloatArray:
        """Return the CNY of the way."""
        cny = self.base.cost(self.leaves[origin], self.comes[destination])
        return np.where(self._is_there(origin, destination), 0.0, cny)

    def quickest(self, origin: IntArray, destination: IntArray) -> IntArray:
        """Return the fewest minutes of travel at any time of day."""
        minutes = self.base.quickest(self.leaves[origin], self.comes[destination])
        return np.where(self._is_there(origin, destination), 0, minutes)

    def _is_there(self, origin: IntArray, destination: IntArray) -> BoolArray:
        """Tell whether one is at another node already."""
        return np.asarray(self.leaves[origin] == self.comes[destination])

    def select(self, rows: IntArray) -> FixedRides:
        """Return the table over some of the nodes, in the order given."""
        comes, leaves = self.comes[rows], self.leaves[rows]
        places = np.unique(np.concatenate([comes, leaves]))
        ids = tuple(self.ids[row] for row in rows.tolist())
        ends = np.searchsorted(places, comes), np.searchsorted(places, leaves)
        return FixedRides(self.base.select(places), ids, *ends, self.begins[rows])

    def profile(self, start: int, end: int) -> Profile:
        """Return the rides between the nodes; those to one with lunch within have lunch."""
        base, at = self.base.profile(start, end), np.ix_(self.leaves, self.comes)
        nodes = np.arange(len(self.ids))
        is_there = self._is_there(nodes[:, None], nodes[None, :])
        every = Profile(
            minutes=np.where(is_there, 0, base.minutes[at]),
            latest=np.where(is_there, end, base.latest[at]),
            cny=np.where(is_there, 0.0, base.cny[at]),
            changes=np.where(is_there, 0, base.changes[at]),
            services=self._between(base.services, ~is_there),
            with_lunch=self._between(base.with_lunch, ~is_there & (self.begins < 0)[None, :]),
        )
        return replace(
            every, with_lunch=Rides.together([every.with_lunch, *self._before_lunch(every)]).in_order()
        )

    def _between(self, rides: Rides, wanted: BoolArray) -> Rides:
        """Return the rides between the nodes, on those ways that are wanted."""
        size = len(self.base.ids)
        way = (self.leaves[:, None] * size + self.comes[None, :])[wanted]
        first = np.searchsorted(rides.way, np.arange(size * size + 1))
        count = first[way + 1] - first[way]
        row = spread(first[way], count)
        return replace(rides.where(row), way=np.repeat(np.flatnonzero(wanted), count))

    def _before_lunch(self, every: Profile) -> list[Rides]:
        """Return all rides to nodes that have lunch within, those that leave whenever one likes at the last minute."""
        size, found = len(self.ids), []
        for node in np.flatnonzero(self.begins >= 0).tolist():
            begin, minutes = int(self.begins[node]), every.minutes[:, node]
            origin = np.flatnonzero((minutes <= begin) & (every.latest[:, node] >= begin))
            leave = begin - minutes[origin]
            arrive = np.full_like(leave, begin)
            more = (each[origin, node] for each in (every.minutes, every.cny, every.changes))
            found.append(Rides(origin * size + node, leave, arrive, *more))
            to_node = (every.services.way % size == node) & (every.services.arrive <= begin)
            found.append(every.services.where(to_node))
        return found
