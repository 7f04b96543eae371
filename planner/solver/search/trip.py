"""A problem as the local search knows it, plans as it writes them, and the tours it meets."""

from __future__ import annotations

from ctypes import addressof
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from planner.arrays import FloatArray
from planner.problem import Problem, Tour
from planner.solver.bound.rows import Column
from planner.solver.day.tables import NEVER, AllTables, Int32

NEAR_SITES, NEAR_TOWNS = 60, 12
POOL = 20_000  # tours
FEW = 60  # sites, with which the tours of days with many visits can be listed still
DENSE = (
    8  # visits a day, above which visits count by their time, and strings of them go instead of whole days
)
DEAR = 500  # CNY that a lapse of a limit may save
FEW_DAYS = 2  # whose days do not change places
REORDER, SHIFT = 0.07, 0.15  # how often days change places, how often some are emptied and shifted
IDLE = 0.1  # share of a typical prize that a whole day of slack is worth where travel has no price


@dataclass(eq=False)
class Trip:
    """The numbers of a trip, ``[day, site]``, ``[day, node]``, ``[site, rank]`` and the like (see `kernels.c`)."""

    problem: Problem
    tables: AllTables
    worth: FloatArray  # [day, site]
    night: FloatArray  # [day, node] price of ending the day there
    empty: FloatArray  # [day] price of no visit on it
    allowed: npt.NDArray[np.uint8]  # [day + 1, node] where the trip may be before and after each day
    near: Int32  # [site, rank] sites
    near_towns: Int32  # [node, rank]
    towns: Int32
    night_cny: Int32
    rule_first: Int32  # [site] into rule_of
    rule_of: Int32
    night_first: Int32  # [day * nodes + node] into night_rule: the rules that count ending a day there
    night_rule: Int32
    at_least: Int32
    at_most: Int32
    must: npt.NDArray[np.uint8]
    typical: float  # prize
    must_worth: float  # what a lapse of a must or a rule costs
    bed: float
    reorder_days: float  # how often days change places
    shift_days: float  # how often some are emptied and come earlier or later, those included
    ruin_days: float  # how often whole days are ruined, their nights with them
    ruin_strings: float  # how often strings of visits around a site are, days included
    by_time: float  # how often visits are chosen by what they bring for their time
    idle: float  # price of a minute by which days end later
    bed_of: Int32  # [node]
    is_home: npt.NDArray[np.uint8]  # [node] whether the trip starts and ends in its bed
    may_stay: npt.NDArray[np.uint8]  # [node, node] whether a day that begins here may end there
    first_night: Int32  # [node] nodes of its bed for a first night, and for later ones
    later_night: Int32
    hire_loss: FloatArray  # [hire]
    hire_cny: Int32
    pass_first: Int32  # [pass] into pass_site
    pass_site: Int32
    pass_day: npt.NDArray[np.uint8]  # [pass, day] whether it holds
    pass_loss: FloatArray
    pass_cny: Int32
    ticket_loss: FloatArray  # [site]
    most_cny: Int32  # of all, rides, tickets and nights; `NEVER` where there is no limit
    back: float  # price of a bed once left
    money: float = 0.0  # price of a CNY of rides beyond what is in their loss
    num_limits: int = 0  # of money
    max_beds: int = -1
    is_dense: bool = False  # so many visits a day that their tours can't be listed

    def __post_init__(self) -> None:
        """Point to the structures of the days."""
        by_day = [table for of_day in zip(*self.tables, strict=True) for table in of_day]
        self.days = np.array([addressof(table.in_c) for table in by_day], dtype=np.uint64)

    num_days = property(lambda self: len(self.tables[0]))
    num_hires = property(lambda self: len(self.tables))
    num_passes = property(lambda self: len(self.pass_cny))
    num_sites = property(lambda self: self.problem.num_sites)
    num_nodes = property(lambda self: len(self.problem.node_ids))
    most_visits = property(lambda self: max(1, max(day.max_visits for day in self.tables[0])))
    num_near = property(lambda self: self.near.shape[1])
    num_near_towns = property(lambda self: self.near_towns.shape[1])
    num_towns = property(lambda self: len(self.towns))
    num_rules = property(lambda self: len(self.at_least))
    num_must = property(lambda self: int(self.must.sum()))
    penalty = property(lambda self: self.must_worth / 10)  # of a CNY too much


def make_trip(problem: Problem, tables: AllTables) -> Trip:
    """Return the numbers of a problem."""
    sites, nodes = problem.num_sites, len(problem.node_ids)
    must = np.isin(np.arange(sites), problem.must)
    worth = np.array([problem.visit_worth(day) for day in range(problem.num_days)], dtype=float)
    worth = worth.reshape(problem.num_days, sites)
    prices = (
        problem.travel_price * 120 + problem.money_price * DEAR + problem.bed_price + problem.return_price
    )
    must_worth = 4.0 * (float(worth.max(initial=1)) + prices)
    mean = float(worth[worth > 0].mean()) if (worth > 0).any() else 1.0
    is_dense = min(max(problem.max_visits), sites) > DENSE and sites > FEW
    members = [[r for r, rule in enumerate(problem.rules) if site in rule.sites] for site in range(sites)]
    by_night = [
        [r for r, rule in enumerate(problem.rules) if (day, node) in rule.nights]
        for day in range(problem.num_days)
        for node in range(nodes)
    ]
    allowed = np.zeros((problem.num_days + 1, nodes), dtype=np.uint8)
    allowed[0, list(problem.starts_of(0))] = 1
    for day in range(problem.num_days):
        allowed[day + 1, list(problem.ends_of(day))] = 1
    towns = np.flatnonzero(allowed[1:-1].any(axis=0)) if problem.num_days > 1 else np.array(problem.starts)
    quick = tables[0][0].quick
    every = np.arange(nodes)
    away = np.where(quick >= NEVER, NEVER, quick).astype(np.int64)
    hire_cny = [np.array(problem.hire_cny(hire)) for hire in range(len(tables))]
    order = np.argsort(away[:, towns], axis=1, kind="stable")[:, : min(NEAR_TOWNS, len(towns))]
    may_move = problem.num_days > FEW_DAYS and not is_dense
    first_night, later_night = _nights_of_beds(problem)
    return Trip(
        problem=problem,
        tables=tables,
        worth=np.ascontiguousarray(worth + must * must_worth),
        night=np.array([problem.night_loss(day) for day in range(problem.num_days)], dtype=float),
        empty=np.array(problem.empty_losses, dtype=float),
        allowed=allowed,
        near=_int32(np.argsort(away[:sites, :sites], axis=1, kind="stable")[:, :NEAR_SITES]),
        near_towns=_int32(towns[order]),
        towns=_int32(towns),
        night_cny=_int32(problem.night_cost),
        rule_first=_int32(np.cumsum([0, *map(len, members)])),
        rule_of=_int32([rule for rules in members for rule in rules]),
        night_first=_int32(np.cumsum([0, *map(len, by_night)])),
        night_rule=_int32([rule for rules in by_night for rule in rules]),
        at_least=_int32([rule.at_least for rule in problem.rules]),
        at_most=_int32([NEVER if r.at_most is None else r.at_most for r in problem.rules]),
        must=must.astype(np.uint8),
        typical=mean,
        must_worth=must_worth,
        is_dense=is_dense,
        bed=float(problem.bed_price),
        reorder_days=REORDER if may_move else 0.0,
        shift_days=REORDER + SHIFT if may_move else 0.0,
        ruin_days=0.0 if is_dense else 0.45,
        ruin_strings=0.6 if is_dense else 0.0,
        by_time=1.0 if is_dense else 0.0,
        idle=0.0 if problem.travel_price else IDLE * mean / max(1, tables[0][0].end - tables[0][0].start),
        bed_of=_int32(problem.beds),
        is_home=problem.is_home.astype(np.uint8),
        may_stay=np.ascontiguousarray(problem.may_stay(every[:, None], every[None, :]), dtype=np.uint8),
        first_night=first_night,
        later_night=later_night,
        hire_loss=np.array([float(problem.money_loss(cny)) for cny in hire_cny]),
        hire_cny=_int32(hire_cny),
        pass_first=_int32(np.cumsum([0, *(len(each.sites) for each in problem.passes)])),
        pass_site=_int32([site for each in problem.passes for site in sorted(each.sites)]),
        pass_day=np.array(
            [[day in each.days for day in range(problem.num_days)] for each in problem.passes], dtype=np.uint8
        ),
        pass_loss=np.array([float(problem.money_loss(np.array(each.cny))) for each in problem.passes]),
        pass_cny=_int32([each.cny for each in problem.passes]),
        ticket_loss=problem.money_loss(problem.site_cost).astype(float),
        back=float(problem.return_price),
        num_limits=sum(most is not None for most in problem.money_limits),
        most_cny=_int32([NEVER if most is None else min(most, NEVER) for most in problem.money_limits]),
        max_beds=-1 if problem.max_bed_changes is None else problem.max_bed_changes,
    )


def _nights_of_beds(problem: Problem) -> tuple[Int32, Int32]:
    """Return ``[node]``: the nodes of its bed for a first night and for later ones; itself where one is for both."""
    first, later = np.arange(len(problem.node_ids)), np.arange(len(problem.node_ids))
    if problem.stays is not None:
        towns = np.array(sorted(set().union(*problem.nights)), dtype=int)
        stays, beds = problem.stays[np.ix_(towns, towns)], problem.beds[towns]
        firsts, laters = np.nonzero(stays & (beds[:, None] == beds) & ~np.diag(stays)[:, None])
        first[towns[laters]], later[towns[firsts]] = towns[firsts], towns[laters]
    return _int32(first), _int32(later)


def _int32(values: object) -> Int32:
    return np.ascontiguousarray(values, dtype=np.int32)


@dataclass(eq=False)
class Plan:
    """A plan: ``sites[day, place]``, ``num[day]`` of them, where each day begins and ends, what its rides come to."""

    sites: Int32
    num: Int32
    town: Int32  # [day + 1]
    minutes: Int32
    loss: Int32
    cny: Int32
    over: Int32  # [day] minute at which it ends at the earliest
    hire: Int32

    @staticmethod
    def empty(trip: Trip) -> Plan:
        """Return days without a visit."""
        days = trip.num_days
        per_day = [np.zeros(days, dtype=np.int32) for _ in range(6)]
        sites = np.full((days, trip.most_visits), -1, dtype=np.int32)
        return Plan(sites, per_day[0], np.zeros(days + 1, dtype=np.int32), *per_day[1:])

    def take(self, other: Plan) -> None:
        """Become a copy of another."""
        for name in ("sites", "num", "town", "minutes", "loss", "cny", "over", "hire"):
            getattr(self, name)[...] = getattr(other, name)

    def tours(self) -> tuple[Tour, ...]:
        """Return the days as tours."""
        ends, per_day = (self.town[:-1], self.town[1:]), (self.minutes, self.loss, self.cny, self.hire)
        columns = (column.tolist() for column in (*ends, self.sites, self.num, *per_day))
        return tuple(
            Tour(start, tuple(order[:num]), end, *row)
            for start, end, order, num, *row in zip(*columns, strict=True)
        )


@dataclass(eq=False)
class Pool:
    """Tours met in good plans, written round and round.

    ``tour`` is ``[tour, (day, start, end, minutes, loss, cny, hire, sites...)]``.
    """

    tour: Int32
    num: int = 0
    read: int = field(default=0)

    room = property(lambda self: len(self.tour))

    def fresh(self) -> Int32:
        """Return the tours written since the last call, each once."""
        first = max(self.read, self.num - len(self.tour))
        tours = self.tour[np.arange(first, self.num) % max(1, len(self.tour))]
        self.read = self.num
        # rows as bytes are told apart several times faster than `np.unique(axis=0)` does
        row = np.dtype((np.void, tours.itemsize * tours.shape[1]))
        once = tours[np.unique(tours.view(row), return_index=True)[1]]
        return once[np.lexsort(once.T[::-1])]


def columns_of(tours: Int32) -> list[Column]:
    """Return the tours of a pool as columns."""
    return [
        Column(day, start, tuple(site for site in sites if site >= 0), end, minutes, loss, cny, hire)
        for day, start, end, minutes, loss, cny, hire, *sites in tours.tolist()
    ]
