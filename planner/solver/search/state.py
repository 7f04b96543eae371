"""What the local search over whole plans holds while it works, in plain Python lists: the plan, its worth, its limits.

Functions of this folder have the names that they have in `kernels.c`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from planner.problem import Bed, Node, Site
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
        self.sites: list[list[Site]] = [order[:num] for order, num in pairs]
        self.town: list[Node] = plan.town.tolist()
        self.minutes: list[int] = plan.minutes.tolist()
        self.loss: list[int] = plan.loss.tolist()
        self.cny: list[int] = plan.cny.tolist()
        self.over: list[int] = plan.over.tolist()
        self.hire: list[int] = plan.hire.tolist()

    def copy_day(self, other: Days, day: int) -> None:
        """Take a day of another plan, without its ends."""
        self.sites[day] = other.sites[day].copy()
        self.minutes[day], self.loss[day], self.cny[day] = other.minutes[day], other.loss[day], other.cny[day]
        self.over[day], self.hire[day] = other.over[day], other.hire[day]

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
        plan.town[:], plan.over[:], plan.hire[:] = self.town, self.over, self.hire
        plan.minutes[:], plan.loss[:], plan.cny[:] = self.minutes, self.loss, self.cny


class PassLists(NamedTuple):
    """A pass: its sites, on which days it holds, what it costs, and takes from the objective."""

    sites: frozenset[int]
    days: list[int]
    cny: int
    loss: float


def pass_lists(trip: Trip) -> list[PassLists]:
    """Return the passes of a trip."""
    first, sites = trip.pass_first.tolist(), trip.pass_site.tolist()
    columns = zip(trip.pass_day.tolist(), trip.pass_cny.tolist(), trip.pass_loss.tolist(), strict=True)
    return [PassLists(frozenset(sites[first[p] : first[p + 1]]), *column) for p, column in enumerate(columns)]


class Search:
    """A trip as lists, the plan at hand, and what is known of it."""

    def __init__(self, trip: Trip, plan: Plan, draws: Draws) -> None:
        """Begin with a plan; places and worth are not known yet."""
        self.trip, self.draws, self.plan = trip, draws, Days(plan)
        self._tables: list[list[DayLists]] = [[day.lists for day in of_hire] for of_hire in trip.tables]
        self.num_days, self.num_sites, self.num_rules = trip.num_days, trip.num_sites, trip.num_rules
        self.sites = [Site(Node(site)) for site in range(trip.num_sites)]
        self.worth: list[list[float]] = trip.worth.tolist()
        self.night: list[list[float]] = trip.night.tolist()
        self.empty: list[float] = trip.empty.tolist()
        self.allowed: list[list[int]] = trip.allowed.tolist()
        self.near: list[list[Site]] = trip.near.tolist()
        self.near_towns: list[list[Node]] = trip.near_towns.tolist()
        self.towns: list[Node] = trip.towns.tolist()
        self.night_cny: list[int] = trip.night_cny.tolist()
        self.most_cny: list[int] = trip.most_cny.tolist()
        first, rules = trip.rule_first.tolist(), trip.rule_of.tolist()
        self.rules: list[list[int]] = [rules[first[s] : first[s + 1]] for s in range(self.num_sites)]
        first, rules = trip.night_first.tolist(), trip.night_rule.tolist()
        self.night_rules: list[list[int]] = [rules[a:b] for a, b in pairwise(first)]
        self.at_least: list[int] = trip.at_least.tolist()
        self.at_most: list[int] = trip.at_most.tolist()
        self.must: list[int] = trip.must.tolist()
        self.bed_of: list[Bed] = trip.bed_of.tolist()
        self.first_night: list[Node] = trip.first_night.tolist()
        self.later_night: list[Node] = trip.later_night.tolist()
        self.may_stay: list[list[int]] = trip.may_stay.tolist()
        self.hire_loss: list[float] = trip.hire_loss.tolist()
        self.hire_cny: list[int] = trip.hire_cny.tolist()
        self.site_cny: list[int] = trip.problem.site_cost.tolist()
        self.ticket_loss: list[float] = trip.ticket_loss.tolist()
        self.passes = pass_lists(trip)
        self.num_must, self.must_worth, self.money = trip.num_must, trip.must_worth, trip.money
        self.penalty: float = trip.penalty
        self.visited = [False] * self.num_sites
        for order in self.plan.sites:
            for site in order:
                self.visited[site] = True
        self.changed = [True] * self.num_days
        self.count = [0] * self.num_rules
        self.places: list[list[Place | None]] = [[None] * self.num_sites for _ in range(self.num_days)]

    def day(self, d: int) -> DayLists:
        """Return the tables of a day with the vehicle that it has."""
        return self._tables[self.plan.hire[d]][d]

    def walk_day(self, d: int) -> list[list[Label]] | None:
        """Return the labels at the start of a day and after each visit, and note its rides; None if it cannot be."""
        day, plan, node = self.day(d), self.plan, self.plan.town[d]
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

    def cny_of(self) -> list[int]:
        """Return the CNY of all, rides, tickets and nights of the plan, without what passes save."""
        plan = self.plan
        rides = sum(cny + self.hire_cny[hire] for cny, hire in zip(plan.cny, plan.hire, strict=True))
        tickets = sum(self.site_cny[site] for order in plan.sites for site in order)
        nights = sum(self.night_cny[town] for town in plan.town[1:-1])
        return [rides + tickets + nights, rides, tickets, nights]

    def too_much(self, cny: list[int]) -> int:
        """Return by how much the limits of money are passed."""
        return sum(max(0, spent - most) for spent, most in zip(cny, self.most_cny, strict=True))

    def saved_of(self) -> tuple[int, float]:
        """Return what passes save, CNY and in the objective: one after the other, that which saves most first."""
        opened, saved, saved_loss = set[Site](), 0, 0.0
        while self.passes:
            best, best_pass, best_loss = 0, None, 0.0
            for each in self.passes:
                sites = [site for site in self.visited_with(each) if site not in opened]
                cny, loss = -each.cny, -each.loss
                for site in sites:
                    cny += self.site_cny[site]
                    loss += self.ticket_loss[site]
                if cny > best:
                    best, best_pass, best_loss = cny, each, loss
            if best_pass is None:
                break
            saved, saved_loss = saved + best, saved_loss + best_loss
            opened.update(self.visited_with(best_pass))
        return saved, saved_loss

    def visited_with(self, each: PassLists) -> list[Site]:
        """Return the sites of the plan that a pass opens, in order."""
        days = zip(self.plan.sites, each.days, strict=True)
        return [site for order, holds in days if holds for site in order if site in each.sites]

    def lapses(self, beds: int, broken: int, saved: int) -> float:
        """Return the lapses of the limits of the trip, weighed; 0 when all are kept."""
        trip, number = self.trip, broken
        for least, most, count in zip(self.at_least, self.at_most, self.count, strict=True):
            number += max(0, least - count) + max(0, count - most)
        if trip.max_beds >= 0:
            number += max(0, beds - trip.max_beds)
        weight: float = number * self.must_worth
        if trip.num_limits:
            every, rides, tickets, nights = self.cny_of()
            weight += self.penalty * self.too_much([every - saved, rides, tickets - saved, nights])
        return weight

    def value_of(self) -> tuple[float, float]:
        """Return what the plan is worth, and what its lapses take away; count the visits of the rules."""
        plan, trip, last = self.plan, self.trip, self.num_days - 1
        value, beds, broken = 0.0, 0, self.num_must
        began = plan.town[0]
        entered = set[Bed]() if trip.is_home[began] else {self.bed_of[began]}
        self.count = [0] * self.num_rules
        for d, order in enumerate(plan.sites):
            start, end = plan.town[d], plan.town[d + 1]
            bed, is_move = self.bed_of[end], self.bed_of[start] != self.bed_of[end]
            for site in order:
                value += self.worth[d][site]
                broken -= self.must[site]
                for rule in self.rules[site]:
                    self.count[rule] += 1
            for rule in self.night_rules[d * trip.num_nodes + end]:
                self.count[rule] += 1
            value -= trip.idle * plan.over[d]
            value -= 0.0 if order else self.empty[d]
            value -= (
                plan.loss[d] + self.money * plan.cny[d] + self.night[d][end] + self.hire_loss[plan.hire[d]]
            )
            beds += 0 < d < last and is_move
            broken += not self.may_stay[start][end]
            if d < last and is_move:
                value -= trip.back if bed in entered else 0.0
                entered.add(bed)
        value -= trip.bed * beds
        saved, saved_loss = self.saved_of()
        value += saved_loss
        lapse = self.lapses(beds, broken, saved)
        return value - lapse, lapse

    def if_empty(self, d: int) -> float:
        """Return what a visit is worth more on a day that has none."""
        return 0.0 if self.plan.sites[d] else self.empty[d]

    def take_out(self, d: int, p: int, n: int = 1) -> None:
        """Drop visits from a place on."""
        order = self.plan.sites[d]
        for site in order[p : p + n]:
            self.visited[site] = False
            for rule in self.rules[site]:
                self.count[rule] -= 1
        del order[p : p + n]
        self.changed[d] = True

    def put_in(self, d: int, site: Site) -> None:
        """Insert a site at its place."""
        plan, at = self.plan, self.places[d][site]
        assert at is not None
        plan.sites[d].insert(at.at, site)
        plan.minutes[d], plan.loss[d], plan.cny[d] = at.minutes, at.loss, at.cny
        self.visited[site] = True
        self.changed[d] = True
        for rule in self.rules[site]:
            self.count[rule] += 1

    def sleep_at(self, night: int, town: Node) -> None:
        """Spend a night elsewhere, where that is allowed; night 0 is where the trip begins."""
        if town == self.plan.town[night] or not self.allowed[night][town]:
            return
        self.plan.town[night] = town
        if night > 0:
            self.changed[night - 1] = True
        if night < self.num_days:
            self.changed[night] = True

    def name_nights(self) -> None:
        """End days at the nodes of their beds for first and for later nights."""
        for night in range(1, self.num_days):
            before, town = self.plan.town[night - 1], self.plan.town[night]
            is_later = night > 1 and self.bed_of[before] == self.bed_of[town]
            self.sleep_at(night, self.later_night[town] if is_later else self.first_night[town])
