"""What the days of a problem look like to the kernels: plain arrays, one set for each kind of day."""

from __future__ import annotations

from ctypes import Structure
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from planner.arrays import INFINITY, BoolArray, IntArray
from planner.problem import Problem
from planner.solver.compiled import structure
from planner.solver.day.lists import DayLists
from planner.travel import Profile, Rides

NEVER = 1 << 28  # minutes
MOST_VISITS = 512  # of a day
LOW = -1e9  # "impossible" among values
FORBIDDEN = -2 * LOW  # price of what is not allowed
Int32 = npt.NDArray[np.int32]

RIDE = np.dtype(
    [
        ("depart", np.int16),
        ("arrive", np.int16),
        ("minutes", np.int16),
        ("least_minutes", np.int16),  # of all rides of the way that leave later
        ("cny", np.int32),
        ("loss", np.int32),  # what the ride takes from the objective
        ("least_loss", np.int32),
        ("least_cny", np.int32),
    ]
)
Menu = npt.NDArray[np.void]
LONGEST = np.iinfo(np.int16).max


@dataclass(frozen=True, eq=False)
class DayTables:
    """A kind of day: hours, visits, meals and rides.

    Arrays over ways are ``[from, to]``; the rides of way ``w = from * num_nodes + to`` are rows ``first[w]`` to
    ``first[w + 1]`` of ``rides``, by departure. Minutes that do not exist are `NEVER`.
    """

    num_sites: int
    num_nodes: int
    max_visits: int
    max_minutes: int
    start: int
    end: int
    can_pause: bool
    with_money: bool  # whether a cheaper way may be wanted though it is longer
    windows: Int32  # [site, k, (first, last)]
    window_loss: Int32  # [site, k]
    leave_from: Int32  # [node]: nobody leaves for it before
    length: Int32  # [site]
    meals: Int32  # [meal, (earliest, latest, minutes)]
    holds: BoolArray  # [meal, site]: whether a visit may hold it
    direct: Int32  # minutes of a ride at any time
    direct_cny: Int32
    direct_loss: Int32
    latest: Int32  # arrival of that ride
    first: IntArray
    rides: Menu
    meal_first: IntArray
    meal_rides: Menu  # with the first meal aboard
    site_cny: Int32
    quick: Int32 = field(init=False)  # fewest minutes of any ride
    low: Int32 = field(init=False)  # least loss of any ride

    @property
    def num_windows(self) -> int:
        """Windows of a site at most."""
        return int(self.windows.shape[1])

    @property
    def num_meals(self) -> int:
        """Meals of a day."""
        return len(self.meals)

    @cached_property
    def dearest(self) -> int:
        """The most that a ride takes from the objective."""
        menus = [rides["loss"] for rides in (self.rides, self.meal_rides)]
        return max(int(losses.max(initial=0)) for losses in (self.direct_loss[self.direct < NEVER], *menus))

    @cached_property
    def in_c(self) -> Structure:
        """The same as the kernels take it."""
        return structure(self)

    @cached_property
    def lists(self) -> DayLists:
        """The same as Python lists."""
        return DayLists(self)

    @cached_property
    def is_plain(self) -> bool:
        """Whether a look at the clock says all: rides at any time, one window, no meals, money does not matter."""
        is_free = (self.direct >= NEVER) | (self.latest >= self.end)
        is_simple = self.num_windows == 1 and not self.window_loss.any() and not self.with_money
        is_simple = is_simple and not (self.leave_from > self.start).any()
        return bool(is_simple and not self.num_meals and not len(self.rides) and is_free.all())

    def __post_init__(self) -> None:
        """Derive the least of each way."""
        for name, direct, column in (("quick", self.direct, "minutes"), ("low", self.direct_loss, "loss")):
            least = np.where(self.direct < NEVER, direct, NEVER).ravel()
            for first, rides in ((self.first, self.rides), (self.meal_first, self.meal_rides)):
                has = first[1:] > first[:-1]
                if has.any():
                    each = np.minimum.reduceat(rides[column], first[:-1][has])
                    least[has] = np.minimum(least[has], each)
            object.__setattr__(self, name, least.reshape(self.direct.shape).astype(np.int32))


def day_tables(problem: Problem, hire: int = 0) -> tuple[DayTables, ...]:
    """Return the tables of each day, with a vehicle hired or (0) without; days of a kind share them.

    Raises
    ------
    ValueError
        When a day may have more visits than `MOST_VISITS`, or a window adds to the objective.
    """
    most = max(min(visits, problem.num_sites) for visits in problem.max_visits)
    if most > MOST_VISITS:
        raise ValueError(f"a day may have {most} visits: at most {MOST_VISITS} can be planned")
    travel = problem.travel_with(hire)
    by_kind: dict[int, DayTables] = {}
    rides: dict[tuple[int, int, int], _Rides] = {}  # days of other windows share them
    for day in dict.fromkeys(problem.day_kinds):
        key = id(travel[day]), problem.day_start[day], problem.day_end[day]
        if key not in rides:
            rides[key] = _rides(problem, hire, travel[day].profile(*key[1:]))
        by_kind[day] = _tables(problem, day, rides[key], travel[day].can_pause)
    return tuple(by_kind[kind] for kind in problem.day_kinds)


AllTables = tuple[tuple[DayTables, ...], ...]  # [hire][day]


def all_tables(problem: Problem) -> AllTables:
    """Return ``[hire][day]``: the tables of `day_tables` without and with each vehicle."""
    return tuple(day_tables(problem, hire) for hire in range(len(problem.hires) + 1))


class _Rides(TypedDict):
    """What `DayTables` holds of the rides within some hours."""

    direct: Int32
    direct_cny: Int32
    direct_loss: Int32
    latest: Int32
    first: IntArray
    rides: Menu
    meal_first: IntArray
    meal_rides: Menu


def _rides(problem: Problem, hire: int, profile: Profile) -> _Rides:
    """Return the rides of a profile, priced, with a vehicle hired or (0) without."""
    exists = profile.minutes < INFINITY
    direct_loss, direct_cny = problem.priced(profile.minutes, profile.cny, profile.changes, hire)
    first, rides = _menu(problem, hire, profile.services)
    meal_first, meal_rides = _menu(problem, hire, profile.with_lunch)
    return _Rides(
        direct=np.where(exists, profile.minutes, NEVER).astype(np.int32),
        direct_cny=direct_cny.astype(np.int32),
        direct_loss=np.where(exists, direct_loss, NEVER).astype(np.int32),
        latest=np.minimum(profile.latest, NEVER).astype(np.int32),
        first=first,
        rides=rides,
        meal_first=meal_first,
        meal_rides=meal_rides,
    )


def _tables(problem: Problem, day: int, rides: _Rides, can_pause: bool) -> DayTables:
    """Return the tables of a day."""
    windows = problem.windows[day].copy()
    windows[windows[..., 1] < 0] = (NEVER, -1)
    losses = np.zeros(windows.shape[:2]) if problem.window_loss is None else problem.window_loss[day]
    if losses.min(initial=0) < 0:
        raise ValueError(
            "a window may not give what it should take: add it to the prize, and a loss to the others"
        )
    return DayTables(
        num_sites=problem.num_sites,
        num_nodes=len(problem.node_ids),
        max_visits=min(problem.max_visits[day], problem.num_sites),
        max_minutes=problem.max_transit[day],
        start=problem.day_start[day],
        end=problem.day_end[day],
        can_pause=can_pause,
        with_money=problem.rides_are_limited,
        windows=windows.astype(np.int32),
        window_loss=losses.astype(np.int32),
        leave_from=problem.leaves_from(day).astype(np.int32),
        length=problem.minutes[day].astype(np.int32),
        meals=np.array(
            [(meal.earliest, meal.latest, meal.minutes) for meal in problem.meals], dtype=np.int32
        ).reshape(-1, 3),
        holds=np.array(
            [
                [meal.is_held(site, minutes) for site, minutes in enumerate(problem.minutes[day].tolist())]
                for meal in problem.meals
            ],
            dtype=bool,
        ).reshape(len(problem.meals), problem.num_sites),
        site_cny=problem.site_cost.astype(np.int32),
        **rides,
    )


def _menu(problem: Problem, hire: int, rides: Rides) -> tuple[IntArray, Menu]:
    """Return where the rides of each way begin, and the rides."""
    menu = np.zeros(len(rides), dtype=RIDE)
    loss, cny = problem.priced(rides.minutes, rides.cny, rides.changes, hire)
    menu["depart"], menu["arrive"] = rides.depart, rides.arrive
    menu["minutes"], menu["cny"], menu["loss"] = rides.minutes, cny, loss
    menu["least_minutes"] = _least_later(rides.way, rides.minutes, LONGEST)
    menu["least_loss"] = _least_later(rides.way, loss, NEVER)
    menu["least_cny"] = _least_later(rides.way, cny, NEVER)
    return np.searchsorted(rides.way, np.arange(len(problem.node_ids) ** 2 + 1)), menu


def _least_later(way: IntArray, values: IntArray, none: int) -> IntArray:
    """Return for each ride the least value of the later ones of its way."""
    if len(way) == 0:
        return values
    # Ways are shifted apart, so that one running minimum from the end serves all of them.
    shift = way * (none + 1)
    least = np.minimum.accumulate((values + shift)[::-1])[::-1]
    after = np.append(least[1:], 0) - shift
    return np.where(np.append(way[1:] == way[:-1], False), after, none)
