"""Whether a wish has a plan, found out by a solve with exact fares: yes, surely not, or not known in time."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import get_args

from planner.corridor import Corridor
from planner.errors import PlannerError
from planner.planning.assemble import assemble
from planner.planning.bookings import check_bookings
from planner.planning.budget import only_kind, only_money, repriced, with_less
from planner.planning.candidates import rules_of
from planner.planning.demands import check_stay
from planner.planning.frame import check_frame
from planner.planning.leftout import some_site_fits
from planner.planning.lights import check_lights
from planner.planning.missed import missed_booking
from planner.planning.model import TripModel
from planner.planning.search import Search
from planner.problem import Problem, Solution, objective_of
from planner.request import Purse, TripRequest
from planner.solver import NoSolution
from planner.stopping import StoppedError

PROOF_FACTOR = 2  # of the seconds of a try, for a proof
PAIR_SECONDS = 1e-5  # of tables, for two places on a kind of day by timetable; measured once
FARE_TRIES = 3  # with less to spend, where exact fares come to more

Rebuild = Callable[[TripRequest], TripModel]


class Verdict(Enum):
    """Whether a wish has a plan."""

    FITS = "fits"
    NEVER = "never"
    HUNGRY = "hungry"  # but for meals, which the sites that are demanded leave no ride between
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Found:
    """A plan of a wish, as numbers of its model."""

    model: TripModel
    solution: Solution


@dataclass(frozen=True)
class Trials:
    """Tries wishes, each once; most of the time it is enough to look at the sites that a wish demands."""

    corridor: Corridor
    rebuild: Rebuild
    search: Search
    seconds: float  # a try
    wanted: TripRequest  # the wish that others are tried for
    found: list[Found] = field(default_factory=list)  # of it
    known: dict[tuple[str, bool], Verdict] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether no time is left."""
        return self.search.deadline.is_over

    def fits(self, wish: TripRequest) -> bool:
        """Tell whether a plan was found."""
        return self.verdict(wish) is Verdict.FITS

    def verdict(self, wish: TripRequest) -> Verdict:
        """Tell whether a wish has a plan of the sites that it demands; of all sites where it demands none.

        Where these leave no ride between two meals of a day, which other visits would, all sites are tried too.
        """
        found = self._known(wish, whole=False)
        return self._known(wish, whole=True) if found is Verdict.HUNGRY else found

    def is_impossible(self, wish: TripRequest) -> bool:
        """Tell whether a wish is proven to have no plan, whatever is visited on the way."""
        return self._known(wish, whole=True) is Verdict.NEVER

    def _known(self, wish: TripRequest, *, whole: bool) -> Verdict:
        key = wish.model_dump_json(), whole
        if key not in self.known:
            narrowed, seconds = (wish, PROOF_FACTOR) if whole else (self._narrowed(wish), 1)
            with _cleared():
                tried = self._try(narrowed, seconds * self.seconds, whole=narrowed is wish)
            if isinstance(tried, Found):
                if wish == self.wanted:
                    self.found.append(tried)
                tried = Verdict.FITS
            if tried is Verdict.UNKNOWN and self.is_over:
                return tried
            self.known[key] = tried
        return self.known[key]

    def _narrowed(self, wish: TripRequest) -> TripRequest:
        """Return the wish that avoids all sites that it does not demand."""
        rules = [rule for rule in rules_of(self.corridor, wish) if rule.at_least]
        if not (wish.must or rules):
            return wish
        others = (
            site.id
            for site in self.corridor.attractions
            if site.id not in wish.must and not any(rule.holds(site) for rule in rules)
        )
        return wish.model_copy(update={"avoid": tuple(dict.fromkeys((*wish.avoid, *others)))})

    def _try(self, wish: TripRequest, seconds: float, *, whole: bool) -> Verdict | Found:
        if self.is_over:
            return Verdict.UNKNOWN
        try:
            check_frame(wish, self.corridor)
            check_bookings(self.corridor, wish)
            check_lights(self.corridor, wish)
            check_stay(wish, self.corridor)
            model = self.rebuild(wish)
        except StoppedError:
            return Verdict.UNKNOWN
        except PlannerError:
            return Verdict.NEVER
        if wish.mode != "car":
            self.search.deadline.count(_table_seconds(model.problem))
        if not some_site_fits(model.problem, len(model.sites)) or missed_booking(model):
            return Verdict.NEVER
        found = self._solved(model, seconds)
        meals = model.problem.meals
        if whole or found is not Verdict.NEVER or len(meals) < 2 or all(meal.is_rest for meal in meals):
            return found
        pauses = replace(model.problem, meals=tuple(meal for meal in meals if meal.is_rest))
        hungry = self._solved(replace(model, problem=pauses), seconds)
        return found if hungry is Verdict.NEVER else Verdict.HUNGRY

    def _solved(self, model: TripModel, seconds: float) -> Verdict | Found:
        try:
            return _with_exact_fares(model, self.search.within(seconds))
        except NoSolution as error:
            return Verdict.NEVER if error.proven else Verdict.UNKNOWN


def _with_exact_fares(model: TripModel, search: Search) -> Verdict | Found:
    """Return a plan that keeps all limits, those of money by the fares that are paid."""
    whole = model.problem
    if not any(most is not None for most in whole.money_limits):
        return Found(model, search.solve(whole, any_plan=True))
    for _ in range(FARE_TRIES):
        solution = _affordable(model, search)
        if solution is None:
            return Verdict.NEVER if model.problem is whole else Verdict.UNKNOWN
        plan = assemble(model, solution, search.options, search.deadline.stop)
        tighter = with_less(model.problem, model.request, plan.totals)
        if tighter is model.problem:
            return Found(model, solution)
        model = replace(model, problem=tighter)
    return Verdict.UNKNOWN


def _affordable(model: TripModel, search: Search) -> Solution | None:
    """Return a plan within the limits of money, the cheapest first; None where it is proven that there is none."""
    problem = model.problem
    for cheap, most in _limits(problem):
        found = search.solve(cheap, enough=-most)
        if found.bound is not None and found.bound < -most:
            return None
        tours = repriced(problem, found.tours)
        if cheap.travel_cost_factor == problem.travel_cost_factor and not problem.broken_limits(tours):
            return replace(found, tours=tours, objective=objective_of(problem, tours), bound=None)
    return search.solve(problem, any_plan=True)


def _limits(problem: Problem) -> Iterator[tuple[Problem, int]]:
    """Yield the problem in which only money counts, or only one kind of cost, and the CNY it may come to."""
    if problem.budget is not None:
        yield only_money(problem), problem.budget
    for kind, most in zip(get_args(Purse), problem.purses.limits, strict=True):
        if most is not None:
            yield only_kind(problem, kind), most


def _table_seconds(problem: Problem) -> float:
    """Return how long the tables of a wish by timetable may take, where seconds are counted."""
    return PAIR_SECONDS * len(problem.node_ids) ** 2 * len(set(problem.day_kinds))


@contextmanager
def _cleared() -> Iterator[None]:
    """Free what was made meanwhile: parts of a solve hold each other, and so tables: gigabytes in many tries."""
    gc.freeze()  # what was there before is not looked through
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()
