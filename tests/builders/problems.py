"""Small random problems in which every rule may be switched on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from planner.arrays import INFINITY, FloatArray, IntArray
from planner.problem import Hire, Meal, Pass, Problem, Purses, Rule
from planner.travel import ConstantTravel, Profile, Rides, Travel

LAST_MINUTE = 1500


@dataclass(frozen=True, eq=False)
class ServiceTravel:
    """Scheduled services and a walk between all places; ``moments[i, j, minute]`` is (arrival, minutes moving, CNY)."""

    ids: tuple[str, ...]
    moments: IntArray
    cny: FloatArray
    aboard: IntArray | None = None  # the same of rides with lunch aboard
    can_pause: bool = field(default=False, init=False)

    def arrive(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        return self._at(origin, destination, depart, 0)

    def moving(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        return self._at(origin, destination, depart, 1)

    def _at(self, origin: IntArray, destination: IntArray, depart: IntArray, which: int) -> IntArray:
        found = self.moments[origin, destination, np.minimum(depart, LAST_MINUTE), which]
        return np.where(np.asarray(depart) > LAST_MINUTE, INFINITY, found)

    def cost(self, origin: IntArray, destination: IntArray) -> FloatArray:
        return np.asarray(self.cny[origin, destination])

    def quickest(self, origin: IntArray, destination: IntArray) -> IntArray:
        return np.asarray(self.moments[..., 1].min(axis=2)[origin, destination])

    def profile(self, start: int, end: int) -> Profile:
        never = np.full(self.moments.shape[:2], INFINITY)
        aboard = Rides.none() if self.aboard is None else rides(self.aboard, start, end)
        return Profile(never, never, self.cny, 0 * never, rides(self.moments, start, end), aboard)

    def select(self, rows: IntArray) -> Travel:
        at = np.ix_(rows, rows)
        aboard = None if self.aboard is None else self.aboard[at]
        return ServiceTravel(tuple(self.ids[row] for row in rows), self.moments[at], self.cny[at], aboard)


@dataclass(frozen=True, eq=False)
class RideTravel:
    """Rides by timetable, of which a later one may arrive earlier, and walks between some places.

    ``rides[i, j]`` are (departure, arrival, CNY, changes), those of ``aboard`` have lunch.
    """

    ids: tuple[str, ...]
    walk: IntArray
    rides: dict[tuple[int, int], list[tuple[int, int, int, int]]]
    aboard: dict[tuple[int, int], list[tuple[int, int, int, int]]]
    can_pause: bool = field(default=False, init=False)

    def arrive(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        return self._asked(origin, destination, depart)[0]

    def moving(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        return self._asked(origin, destination, depart)[1]

    def _asked(self, origin: IntArray, destination: IntArray, depart: IntArray) -> tuple[IntArray, IntArray]:
        every = np.broadcast(origin, destination, depart)
        found = [self._first(*(int(number) for number in each)) for each in every]
        both = np.array(found, dtype=np.int64).reshape(*every.shape, 2)
        return both[..., 0], both[..., 1]

    def _first(self, origin: int, destination: int, depart: int) -> tuple[int, int]:
        walk = int(self.walk[origin, destination])
        later = [ride for ride in self.rides.get((origin, destination), []) if ride[0] >= depart]
        return min([(depart + walk, walk), *((ride[1], ride[1] - ride[0]) for ride in later)])

    def cost(self, origin: IntArray, destination: IntArray) -> FloatArray:
        return np.zeros(np.broadcast(origin, destination).shape)

    def quickest(self, origin: IntArray, destination: IntArray) -> IntArray:
        least = self.walk.copy()
        for (i, j), of in self.rides.items():
            least[i, j] = min([least[i, j], *(ride[1] - ride[0] for ride in of)])
        return np.asarray(least[origin, destination])

    def profile(self, start: int, end: int) -> Profile:
        services, fed = (self._menu(each, start, end) for each in (self.rides, self.aboard))
        none = np.zeros_like(self.walk)
        return Profile(self.walk, np.full_like(self.walk, end), none.astype(float), none, services, fed)

    def _menu(
        self, rides: dict[tuple[int, int], list[tuple[int, int, int, int]]], start: int, end: int
    ) -> Rides:
        rows = sorted(
            (i * len(self.ids) + j, *ride)
            for (i, j), of in rides.items()
            for ride in of
            if ride[0] >= start and ride[1] <= end
        )
        way, depart, arrive, cny, changes = np.array(rows, dtype=np.int64).reshape(-1, 5).T
        return Rides(way, depart, arrive, arrive - depart, cny.astype(float), changes)

    def select(self, rows: IntArray) -> Travel:
        at = {(i, j): (int(a), int(b)) for i, a in enumerate(rows) for j, b in enumerate(rows)}
        rides, aboard = (
            {new: table[old] for new, old in at.items() if old in table}
            for table in (self.rides, self.aboard)
        )
        return RideTravel(tuple(self.ids[row] for row in rows), self.walk[np.ix_(rows, rows)], rides, aboard)


def crossing_rides(rng: np.random.Generator, nodes: int) -> RideTravel:
    """Return rides slow and cheap, quick and dear, with changes, as they come; a few pairs can be walked too."""
    walk = rng.integers(20, 250, size=(nodes, nodes))
    walk[rng.random((nodes, nodes)) < 0.4] = INFINITY
    np.fill_diagonal(walk, 0)
    rides: dict[tuple[int, int], list[tuple[int, int, int, int]]] = {}
    aboard: dict[tuple[int, int], list[tuple[int, int, int, int]]] = {}
    for i in range(nodes):
        for j in range(nodes):
            for _ in range(int(rng.integers(0, 9)) if i != j else 0):
                leave, minutes = int(rng.integers(450, 1200)), int(rng.integers(10, 200))
                ride = leave, leave + minutes, int(rng.integers(0, 60)), int(rng.integers(0, 3))
                rides.setdefault((i, j), []).append(ride)
                if leave <= 810 and leave + minutes >= 705 and rng.random() < 0.7:
                    aboard.setdefault((i, j), []).append(ride)
    return RideTravel(tuple(map(str, range(nodes))), walk, rides, aboard)


def rides(moments: IntArray, start: int, end: int) -> Rides:
    """Return a ride a minute, unless that minute is no better than the next."""
    later = np.roll(moments, -1, axis=2)
    is_last = (moments != later).any(axis=3)
    is_last[..., -1] = True
    wanted = is_last & (moments[..., 0] <= end)
    wanted[..., :start] = False
    i, j, minute = np.nonzero(wanted)
    arrive, moving, cny = moments[i, j, minute].T
    return Rides(i * len(moments) + j, minute, arrive, moving, cny.astype(float), 0 * minute)


def services(
    rng: np.random.Generator, nodes: int, cny: FloatArray, classes: tuple[int, ...] = (0,)
) -> ServiceTravel:
    """Return random services, fast and slow, some with lunch; some pairs can only be walked.

    A ride costs so much more than ``cny`` as one of the ``classes`` says.
    """
    aboard = np.full((nodes, nodes, LAST_MINUTE + 1, 3), INFINITY, dtype=np.int64)
    moments = np.full((nodes, nodes, LAST_MINUTE + 1, 3), INFINITY, dtype=np.int64)
    minute = np.arange(LAST_MINUTE + 1)
    for i in range(nodes):
        for j in range(nodes):
            if i == j:
                moments[i, j] = np.stack([minute, 0 * minute, 0 * minute + int(cny[i, j])], axis=1)
                continue
            walk = int(rng.integers(20, 250))
            moments[i, j] = np.stack([minute + walk, 0 * minute + walk, 0 * minute + int(cny[i, j])], axis=1)
            for leave in sorted(rng.integers(450, 1200, size=rng.integers(0, 8)).tolist(), reverse=True):
                ride = int(rng.integers(10, 120))
                sooner = (minute <= leave) & (leave + ride < moments[i, j, :, 0])
                fare = int(cny[i, j]) + (classes[(leave + ride) % len(classes)])
                moments[i, j, sooner] = (leave + ride, ride, fare)
                if leave <= 810 and leave + ride >= 705 and rng.random() < 0.7:
                    sooner = (minute <= leave) & (leave + ride < aboard[i, j, :, 0])
                    aboard[i, j, sooner] = (leave + ride, ride, fare)
    return ServiceTravel(tuple(map(str, range(nodes))), moments, cny, aboard if rng.random() < 0.8 else None)


def random_problem(seed: int) -> Problem:
    """Return a small problem in which every rule may be switched on."""
    rng = np.random.default_rng(seed)
    sites, towns, days = int(rng.integers(1, 8)), int(rng.integers(1, 4)), int(rng.integers(1, 4))
    nodes, size = sites + towns, sites + towns
    cny = rng.integers(0, 30, size=(size, size)).astype(float)
    tables: list[Travel] = []
    for _ in range(2):
        if rng.random() < 0.5:
            tables.append(services(rng, size, cny))
        else:
            at = rng.integers(0, 200, size=(size, 2))
            minutes = 5 + np.abs(at[:, None] - at[None, :]).sum(axis=2) // 2
            if rng.random() < 0.4:
                minutes += rng.integers(0, 60, size=minutes.shape)  # no longer metric
            np.fill_diagonal(minutes, 0)
            tables.append(
                ConstantTravel(tuple(map(str, range(size))), minutes, cny, bool(rng.random() < 0.6))
            )
    stops = range(sites, nodes)
    day_start = int(rng.choice([480, 540, 660, 700, 830]))
    windows = np.full((days, sites, 2, 2), (INFINITY, -1), dtype=np.int64)
    for day in range(days):
        for site in range(sites):
            if rng.random() < 0.85:
                opens = int(rng.integers(400, 900))
                windows[day, site, 0] = (opens, opens + rng.integers(0, 400))
                if rng.random() < 0.4:
                    again = int(windows[day, site, 0, 1]) + int(rng.integers(30, 200))
                    windows[day, site, 1] = (again, again + rng.integers(0, 300))
    if days > 1 and rng.random() < 0.5:
        windows[1:] = windows[0]
    subset = frozenset(int(s) for s in np.flatnonzero(rng.random(sites) < 0.5))
    rules = [Rule("some", subset, at_least=int(rng.integers(0, 3)), at_most=int(rng.integers(1, 4)))]
    rules.append(Rule("one", frozenset({0}), at_least=1))
    nights = [tuple(int(t) for t in stops if rng.random() < 0.7) or (sites,) for _ in range(days - 1)]
    problem = Problem(
        node_ids=tuple(map(str, range(size))),
        num_sites=sites,
        prize=rng.integers(0, 300, size=sites),
        minutes=np.tile(rng.integers(20, 300, size=sites), (days, 1)),
        windows=windows,
        travel=tuple(tables[0] if rng.random() < 0.6 else tables[1] for _ in range(days)),
        day_start=(day_start,) * days,
        day_end=(day_start + int(rng.integers(120, 700)),) * days,
        starts=(int(rng.choice(stops)),),
        ends=(int(rng.choice(stops)),),
        nights=tuple(nights),
        max_visits=(int(rng.integers(1, 5)),) * days,
        max_transit=(int(rng.choice([120, 200, 300, 1000])),) * days,
        site_cost=rng.integers(0, 50, size=sites),
        night_cost=rng.integers(0, 100, size=size),
        must=tuple(int(s) for s in np.flatnonzero(rng.random(sites) < (0.3 if rng.random() < 0.3 else 0))),
        rules=tuple(rule for rule in rules if rng.random() < 0.25),
        max_bed_changes=int(rng.integers(0, 2)) if rng.random() < 0.2 else None,
        travel_cost_factor=float(rng.choice([1.0, 2.0, 1.5])),
        budget=int(rng.integers(50, 500)) if rng.random() < 0.3 else None,
        meals=(Meal(660, int(rng.choice([690, 810])), 60, 240),) if rng.random() < 0.6 else (),
        travel_price=int(rng.integers(0, 3)),
        bed_price=int(rng.choice([0, 20, 50])),
    )
    if rng.random() < 0.3:
        problem.minutes[-1] += rng.integers(0, 60, size=sites)  # crowds
    return problem


def general_problem(seed: int) -> Problem:
    """Return a small problem in which what a trip may ask beside may be switched on."""
    problem, rng = random_problem(seed), np.random.default_rng(seed + 10**9)
    sites, days, nodes = problem.num_sites, problem.num_days, len(problem.node_ids)
    changes: dict[str, Any] = {}

    def chance(share: float = 0.35) -> bool:
        return bool(rng.random() < share)

    if chance(0.6):
        changes["money_price"] = float(rng.choice([0.3, 1.0, 2.5]))
    if chance():
        by_class = services(rng, nodes, rng.integers(0, 30, size=(nodes, nodes)).astype(float), (0, 40, 5))
        changes["travel"] = (by_class,) * days
    if chance():
        changes["window_loss"] = rng.integers(0, 60, size=problem.windows.shape[:3])
    if chance():
        changes["day_bonus"] = rng.integers(0, 100, size=(days, sites)) * (rng.random((days, sites)) < 0.3)
    if chance():
        changes["night_bonus"] = rng.integers(0, 60, size=(days, nodes))
    if chance():
        meals = (Meal(660, 720, 40, 200), Meal(900, 960, 30, 150, at=frozenset({0})))
        changes["meals"] = meals
        changes["day_end"] = tuple(end + 120 for end in problem.day_end)
    if chance():
        changes["starts"] = tuple(range(sites, nodes))
    if chance():
        changes["ends"] = tuple(range(sites, nodes))
    if chance():
        changes["max_visits"] = tuple(rng.integers(0, 4, size=days).tolist())
    if chance():
        changes["max_transit"] = tuple(rng.integers(150, 400, size=days).tolist())
    if chance(0.5):
        changes["return_price"] = int(rng.choice([10, 60, 200]))
    if seed % 3 == 0:  # not drawn, so that the problems of the seeds stay what they were
        changes["empty_price"] = tuple((40 * (seed + 2 * day)) % 130 for day in range(days))
    if chance() and sites > 1:
        some = [frozenset(rng.permutation(sites)[: rng.integers(2, sites + 1)].tolist()) for _ in range(2)]
        whole = frozenset(range(days))
        passes = Pass(some[0], whole, int(rng.integers(10, 60))), Pass(some[1], frozenset({0}), 20)
        changes["passes"] = passes[: int(rng.integers(1, 3))]
    if chance():
        at = rng.integers(0, 200, size=nodes)
        minutes = 3 + np.abs(at[:, None] - at[None, :]) // 2
        np.fill_diagonal(minutes, 0)
        car = ConstantTravel(
            problem.travel[0].ids, minutes, rng.integers(0, 9, size=(nodes, nodes)).astype(np.float64)
        )
        changes["hires"] = (Hire((car,) * days, int(rng.integers(20, 90)), 1.5),)
    if chance(0.25):
        purses = [int(rng.integers(20, 300)) if chance() else None for _ in range(3)]
        changes["purses"] = Purses(*purses)
    if chance():
        changes["places"] = np.arange(nodes) // 2
    if chance():
        stays = rng.random((nodes, nodes)) < 0.8
        changes["stays"] = stays | np.eye(nodes, dtype=bool)
    if chance(0.5):
        changes["travel"] = tuple([crossing_rides(rng, nodes)] * days)
        changes["change_price"] = int(rng.choice([0, 15]))
    if chance():
        later = rng.integers(0, 90, size=(days, nodes)) * (rng.random((days, nodes)) < 0.6)
        changes["leave_from"] = np.array(problem.day_start)[:, None] + later
    if chance() and days > 1:
        nights = [(day, stop) for day in range(days - 1) for stop in range(sites, nodes)]
        some_nights = frozenset(night for night in nights if rng.random() < 0.5)
        some_sites = frozenset(np.flatnonzero(rng.random(sites) < 0.2).tolist())
        least, most = int(rng.integers(0, 2)), int(rng.integers(0, days))
        alike = Rule("alike", some_sites, at_least=min(least, most), at_most=most, nights=some_nights)
        changes["rules"] = (*problem.rules, alike)
    return replace(problem, **changes)
