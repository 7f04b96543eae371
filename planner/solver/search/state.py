"""What the local search over whole plans holds while it works, in plain Python lists: the plan, its worth, its limits.

Functions of this folder have the names that they have in `kernels.c`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from planner.solver.day.lists import DayLists
from planner.solver.day.walks import Label, begin_day, best_of, reach
from planner.solver.search.trip import Plan, Trip

WORD = 2**64


@dataclass(eq=False)
class Draws:
    """Random numbers: xorshift64*."""

    state: int

    def draw(self) -> int:
        """Return 64 random bits."""
        x = self.state
        x ^= x >> 12
        x ^= x << 25 & WORD - 1
        x ^= x >> 27
        self.state = x
        return x * 2685821657736338717 % WORD

    def chance(self) -> float:
        """Return a number from 0 up to 1."""
        return (self.draw() >> 11) * (1.0 / 9007199254740992.0)

    def below(self, n: int) -> int:
        """Return a whole number below another."""
        return (self.draw() >> 33) % n


class Place(NamedTuple):
    """The best insertion of a site into a day: before which visit, what the rides come to then, what it gains."""

    at: int
    minutes: int
    loss: int
    cny: int
    push: int  # by how much it delays what follows
    gain: float


class Days:
    """A plan: the sites of each day, what its rides come to, and where each day begins, and the last ends."""

    def __init__(self, plan: Plan) -> None:
        """Take a plan from arrays."""
        pairs = zip(plan.sites.tolist(), plan.num.tolist(), strict=True)
        self.sites: list[list[int]] = [order[:num] for order, num in pairs]
        self.town: list[int] = plan.town.tolist()
        self.minutes: list[int] = plan.minutes.tolist()
        self.loss: list[int] = plan.loss.tolist()
        self.cny: list[int] = plan.cny.tolist()
        self.over: list[int] = plan.over.tolist()

    def copy_day(self, other: Days, day: int) -> None:
        """Take a day of another plan, without its ends."""
        self.sites[day] = other.sites[day].copy()
        self.minutes[day], self.loss[day], self.cny[day] = other.minutes[day], other.loss[day], other.cny[day]
        self.over[day] = other.over[day]

    def copy_plan(self, other: Days) -> None:
        """Become a copy of another plan."""
        for day in range(len(self.sites)):
            self.copy_day(other, day)
        self.town = other.town.copy()

    def write(self, plan: Plan) -> None:
        """Put the plan into arrays."""
        plan.sites[:] = -1
        for day, order in enumerate(self.sites):
            plan.sites[day, : len(order)] = order
            plan.num[day] = len(order)
        plan.town[:], plan.over[:] = self.town, self.over
        plan.minutes[:], plan.loss[:], plan.cny[:] = self.minutes, self.loss, self.cny


class Search:
    """A trip as lists, the plan at hand, and what is known of it."""

    def __init__(self, trip: Trip, plan: Plan, draws: Draws) -> None:
        """Begin with a plan; places and worth are not known yet."""
        self.trip, self.draws, self.plan = trip, draws, Days(plan)
        self.tables: list[DayLists] = [day.lists for day in trip.tables]
        self.num_days, self.num_sites, self.num_rules = trip.num_days, trip.num_sites, trip.num_rules
        self.worth: list[list[float]] = trip.worth.tolist()
        self.night: list[list[float]] = trip.night.tolist()
        self.allowed: list[list[int]] = trip.allowed.tolist()
        self.near: list[list[int]] = trip.near.tolist()
        self.near_towns: list[list[int]] = trip.near_towns.tolist()
        self.towns: list[int] = trip.towns.tolist()
        self.night_cny: list[int] = trip.night_cny.tolist()
        first, rules = trip.rule_first.tolist(), trip.rule_of.tolist()
        self.rules: list[list[int]] = [rules[first[s] : first[s + 1]] for s in range(self.num_sites)]
        self.at_least: list[int] = trip.at_least.tolist()
        self.at_most: list[int] = trip.at_most.tolist()
        self.must: list[int] = trip.must.tolist()
        self.num_must, self.must_worth, self.money = trip.num_must, trip.must_worth, trip.money
        self.penalty: float = trip.penalty
        self.visited = [False] * self.num_sites
        for order in self.plan.sites:
            for site in order:
                self.visited[site] = True
        self.changed = [True] * self.num_days
        self.count = [0] * self.num_rules
        self.places: list[list[Place | None]] = [[None] * self.num_sites for _ in range(self.num_days)]

    def walk_day(self, d: int) -> list[list[Label]] | None:
        """Return the labels at the start of a day and after each visit, and note its rides; None if it cannot be."""
        day, plan, node = self.tables[d], self.plan, self.plan.town[d]
        prefix = [begin_day(day)]
        for site in plan.sites[d]:
            prefix.append(reach(day, False, prefix[-1], node, site))
            if not prefix[-1]:
                return None
            node = site
        ends = reach(day, False, prefix[-1], node, plan.town[d + 1])
        if not ends:
            return None
        _, plan.minutes[d], plan.loss[d], plan.cny[d], _ = best_of(ends, self.money)
        plan.over[d] = min(label[0] for label in ends)
        return prefix

    def cny_of(self) -> int:
        """Return the CNY of the plan."""
        plan, cny = self.plan, 0
        for d, order in enumerate(plan.sites):
            cny += plan.cny[d] + self.night_cny[plan.town[d + 1]]
            cny += sum(self.tables[d].site_cny[site] for site in order)
        return cny

    def lapses(self, beds: int, musts: int) -> float:
        """Return the lapses of the limits of the trip, weighed; 0 when all are kept."""
        trip = self.trip
        number = self.num_must - musts
        for least, most, count in zip(self.at_least, self.at_most, self.count, strict=True):
            number += max(0, least - count) + max(0, count - most)
        if trip.max_beds >= 0:
            number += max(0, beds - trip.max_beds)
        weight: float = number * self.must_worth
        if trip.budget >= 0:
            weight += self.penalty * max(0, self.cny_of() - trip.budget)
        return weight

    def value_of(self) -> tuple[float, float]:
        """Return what the plan is worth, and what its lapses take away; count the visits of the rules."""
        plan, last = self.plan, self.num_days - 1
        value, beds, musts = 0.0, 0, 0
        self.count = [0] * self.num_rules
        for d, order in enumerate(plan.sites):
            for site in order:
                value += self.worth[d][site]
                musts += self.must[site]
                for rule in self.rules[site]:
                    self.count[rule] += 1
            value -= self.trip.idle * plan.over[d]
            value -= plan.loss[d] + self.money * plan.cny[d] + self.night[d][plan.town[d + 1]]
            beds += 0 < d < last and plan.town[d] != plan.town[d + 1]
        value -= self.trip.bed * beds
        lapse = self.lapses(beds, musts)
        return value - lapse, lapse

    def take_out(self, d: int, p: int, n: int = 1) -> None:
        """Drop visits from a place on."""
        order = self.plan.sites[d]
        for site in order[p : p + n]:
            self.visited[site] = False
            for rule in self.rules[site]:
                self.count[rule] -= 1
        del order[p : p + n]
        self.changed[d] = True

    def put_in(self, d: int, site: int) -> None:
        """Insert a site at its place."""
        plan, at = self.plan, self.places[d][site]
        assert at is not None
        plan.sites[d].insert(at.at, site)
        plan.minutes[d], plan.loss[d], plan.cny[d] = at.minutes, at.loss, at.cny
        self.visited[site] = True
        self.changed[d] = True
        for rule in self.rules[site]:
            self.count[rule] += 1

    def sleep_at(self, night: int, town: int) -> None:
        """Spend a night elsewhere, where that is allowed; night 0 is where the trip begins."""
        if town == self.plan.town[night] or not self.allowed[night][town]:
            return
        self.plan.town[night] = town
        if night > 0:
            self.changed[night - 1] = True
        if night < self.num_days:
            self.changed[night] = True
