"""What a plan is worth against what it takes, in money or in minutes of travel: the best plan of each amount."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import ceil
from typing import Literal, Protocol

from pydantic import Field

from planner.answers.certified import certified
from planner.answers.explain import best_under
from planner.answers.known import Known
from planner.atlas import Atlas
from planner.corridor import Corridor
from planner.itinerary import Itinerary, Part
from planner.options import SolveOptions
from planner.planning.budget import cheapest, repriced
from planner.planning.recovered import tours_of
from planner.planning.search import Search, Start
from planner.problem import Problem, Tour
from planner.solver import Lesson, NoSolution, all_tables
from planner.stopping import StopToken, no_report

MOST = 8  # points
SHARE = 0.5  # of the plan's worth
LAST_PRICE = 100  # of a minute of travel: about the least travel that any plan takes

Against = Literal["money", "transit"]


class Point(Part):
    """The best plan found of those that take no more."""

    objective: int
    bound: int | None = Field(
        description="No plan that takes no more than this one is worth more; null: nothing proven"
    )
    proven: bool = Field(description="Whether none that takes no more is worth more than this one")
    money_cny: int
    transit_minutes: int
    plan: Itinerary

    def takes(self, against: Against) -> int:
        """Return what it takes, CNY or minutes."""
        return self.money_cny if against == "money" else self.transit_minutes


class Pareto(Part):
    """Plans of which none takes less and is worth as much as another, those that take most first."""

    against: Against
    points: tuple[Point, ...]


def pareto(
    plan: Itinerary,
    corridor: Corridor | None = None,
    *,
    against: Against = "money",
    most: int = MOST,
    share: float = SHARE,
    atlas: Atlas | None = None,
    options: SolveOptions | None = None,
    stop: StopToken | None = None,
) -> Pareto:
    """Return what the best plans of a wish are worth that take less money, or less travel, than a plan.

    Parameters
    ----------
    plan
        The plan; it is the point that takes most.
    corridor
        The data that it was made from; the shipped corridor when neither it nor an atlas is given.
    against
        What they take.
    most
        How many points at most; each new one is looked for where those that there are lie farthest apart.
    share
        Of the plan's worth, that each point is worth at least.
    options
        How to look for each of them; those of the plan when None.
    atlas, stop
        As in `planner.plan`.

    Raises
    ------
    RequestError
        When the plan was made from other data, or is none of its wish.
    """
    known = Known.of(plan, corridor, atlas, options, stop)
    least = ceil(plan.certificate.objective - (1 - share) * abs(plan.certificate.objective))
    frontier: _Frontier = _ByMoney(known) if against == "money" else _ByTravel(known)
    points = [_point(plan, plan.certificate.bound)]
    while not known.stop.is_set and sum(each.objective >= least for each in points) < most:
        found = frontier.between(points, least) if len(points) > 1 else frontier.last()
        if found is None:
            break
        points = sorted([*points, found], key=_order(against))
    best = [each for each in _undominated(points, plan) if each.objective >= least]
    return Pareto(against=against, points=tuple(best))


def _order(against: Against) -> Callable[[Point], tuple[int, int]]:
    return lambda point: (-point.takes(against), point.objective)


def _point(plan: Itinerary, bound: int | None) -> Point:
    objective = plan.certificate.objective
    bound = None if bound is None else max(bound, objective)
    return Point(
        objective=objective,
        bound=bound,
        proven=bound == objective,
        money_cny=plan.totals.cost_cny,
        transit_minutes=plan.totals.transit_minutes,
        plan=plan,
    )


def _undominated(points: Sequence[Point], plan: Itinerary) -> Iterator[Point]:
    """Yield the points that no other is better than; their plans are certified against all plans of the wish.

    What no plan is worth that takes more, none that takes less is worth either.
    """
    for number, point in enumerate(points):
        if all(other.objective < point.objective for other in points[number + 1 :]):
            whole = certified(point.plan, point.objective, plan.certificate.bound)
            bounds = (each.bound for each in points[: number + 1] if each.bound is not None)
            yield _point(point.plan, min(bounds, default=None)).model_copy(update={"plan": whole})


class _Frontier(Protocol):
    """How to find points; each answer is None where there is nothing more to find."""

    def last(self) -> Point | None:
        """Return the point that takes least, whatever it is worth."""

    def between(self, points: Sequence[Point], least: int) -> Point | None:
        """Return a point between two that lie far apart, and not both below the least worth."""


def _widest_first(points: Sequence[Point], least: int, against: Against) -> Iterator[tuple[Point, Point]]:
    """Yield neighbours, those first between which most may be found."""

    def room(pair: tuple[Point, Point]) -> int:
        more, less = pair
        return (more.takes(against) - less.takes(against)) * (more.objective - max(least, less.objective))

    yield from sorted((pair for pair in pairwise(points) if room(pair) > 0), key=room, reverse=True)


class _ByMoney:
    """Budgets: the best plan of each is a point, and none lies between its cost and the budget."""

    def __init__(self, known: Known) -> None:
        self.known, self.wish = known, known.wish(cheapest=False)
        enough = self.wish.model_copy(update={"budget": known.plan.totals.cost_cny})
        self.model = known.model_for(enough)
        self.lesson = Lesson(self.model.problem, all_tables(self.model.problem))
        self.budgets: set[int] = set()

    def last(self) -> Point | None:
        free = replace(self.model.problem, budget=None)
        try:
            price = cheapest(free, Search.begin(self.known.options, self.known.stop, no_report))
        except NoSolution:
            return None
        budget = price.cny + self.model.fixed_cny
        if budget >= self.known.plan.totals.cost_cny:
            return None
        return self._within(budget, repriced(self.model.problem, price.solution.tours))

    def between(self, points: Sequence[Point], least: int) -> Point | None:
        for more, less in _widest_first(points, least, "money"):
            for budget in ((less.money_cny + more.money_cny) // 2, more.money_cny - 1):
                if budget in self.budgets or budget <= less.money_cny or self.known.stop.is_set:
                    continue
                found = self._within(budget, tours_of(self.model, self.lesson.tables, less.plan))
                if found is not None and found.money_cny > less.money_cny:
                    return found
        return None

    def _within(self, budget: int, tours: tuple[Tour, ...] | None) -> Point | None:
        """Return the best plan within a budget, from the tours of one that costs no more."""
        self.budgets.add(budget)
        wish = self.wish.model_copy(update={"budget": budget})
        problem = replace(self.model.problem, budget=budget - self.model.fixed_cny)
        model = replace(self.model, request=self.known.spared(wish), problem=problem)
        start = Start(problem.node_ids, tours) if tours else None
        found = best_under(self.known, wish, start, model, self.lesson)
        return _point(found, found.certificate.bound) if isinstance(found, Itinerary) else None


class _ByTravel:
    """Prices of a minute: the best plan under a price is the best of all that travel no more."""

    def __init__(self, known: Known) -> None:
        self.known, self.wish = known, known.wish(cheapest=False)
        self.model = known.model
        if self.wish != known.request:
            self.model = known.model_for(self.wish)
        self.prices = {0}

    def last(self) -> Point | None:
        return self._under(LAST_PRICE)

    def between(self, points: Sequence[Point], least: int) -> Point | None:
        for more, less in _widest_first(points, least, "transit"):
            minutes = more.transit_minutes - less.transit_minutes
            price = round((more.objective - less.objective) / minutes)
            if price not in self.prices and (found := self._under(price)):
                return found
        return None

    def _under(self, price: int) -> Point | None:
        """Return the best plan when each minute takes so much more from it.

        Its bound less the price of its minutes is one of all plans: those that travel no more are worth no more.
        """
        self.prices.add(price)

        def changed(problem: Problem) -> Problem:
            return replace(problem, travel_price=problem.travel_price + price)

        start = self.known.start(self.known.tours)
        found = best_under(self.known, self.wish, start, self.model, changed=changed)
        return _point(found, found.certificate.bound) if isinstance(found, Itinerary) else None
