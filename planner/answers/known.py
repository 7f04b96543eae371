"""A plan that is asked about, and what is known of its wish: the model, its tours, how long to look."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from math import floor, isinf
from typing import Any
from weakref import WeakKeyDictionary

from planner.answers.confidence import kept_notice
from planner.answers.difference import visits_of
from planner.answers.reserves import read, spared, sparing
from planner.atlas import Atlas
from planner.compact import known_of
from planner.corridor import Corridor
from planner.errors import RequestError
from planner.itinerary import SCHEMA_VERSION, Day, Itinerary
from planner.options import SolveOptions
from planner.planning import model_of, planned
from planner.planning.model import TripModel
from planner.planning.recovered import tours_of
from planner.planning.search import Search, Start
from planner.problem import Tour, objective_of
from planner.request import TripRequest
from planner.solver import DayTables, Lesson, all_tables, learn
from planner.stopping import StopToken, no_report
from planner.texts import Message

_OF_PLAN = ("sparing", "model", "tables", "tours")  # whatever the limit
_LAST: WeakKeyDictionary[Atlas, Known] = (
    WeakKeyDictionary()
)  # what was asked about last: the next ask finds it known


@dataclass(frozen=True, eq=False)
class Known:
    """A plan and the atlas it was made from."""

    plan: Itinerary
    atlas: Atlas
    options: SolveOptions
    stop: StopToken

    @staticmethod
    def of(
        plan: Itinerary,
        corridor: Corridor | None,
        atlas: Atlas | None,
        options: SolveOptions | None,
        stop: StopToken | None,
    ) -> Known:
        """Return what is known of a plan.

        Raises
        ------
        RequestError
            When the plan was made from other data, has another schema, or no day.
        """
        if plan.schema_version != SCHEMA_VERSION or not plan.days:
            raise RequestError(Message("answers.no-plan-of-wish"))
        atlas = Atlas.given(atlas, corridor)
        atlas = atlas.assuming(plan.request.scenarios)
        if plan.corridor.data_hash != atlas.on_the_way(plan.request.under_way).corridor.data_hash:
            raise RequestError(Message("answers.other-data", {"name": plan.corridor.name}))
        known = Known(plan, atlas, options or plan.request.options, stop or StopToken())
        last = _LAST.get(atlas)
        if last is not None and (last.plan, last.options) == (known.plan, known.options):
            carried = (name for name in (*_OF_PLAN, "lesson") if name in vars(last))
            vars(known).update({name: vars(last)[name] for name in carried})
        _LAST[atlas] = known
        return known

    def within(self, options: SolveOptions, stop: StopToken, lesson: Lesson | None = None) -> Known:
        """Return the same for another limit, with what was learnt of the wish, where something was."""
        other = replace(self, options=options, stop=stop)
        vars(other).update({name: known for name, known in vars(self).items() if name in _OF_PLAN})
        if lesson:
            vars(other)["lesson"] = lesson
        return other

    @property
    def request(self) -> TripRequest:
        """The wish of the plan."""
        return self.plan.request.wish

    def wish(self, **changes: Any) -> TripRequest:
        """Return the wish with some fields changed."""
        return TripRequest.model_validate({**self.request.model_dump(by_alias=True), **changes})

    @cached_property
    def model(self) -> TripModel:
        """The model of the wish."""
        return self.model_for(self.request)

    def model_for(self, wish: TripRequest) -> TripModel:
        """Return the model of another wish for the same trip."""
        return model_of(self.spared(wish), self.sparing, self.options, self.stop)

    @cached_property
    def sparing(self) -> Atlas:
        """The atlas in which plans keep the reserves of this one."""
        return self.atlas if self.plan.reserves is None else sparing(self.plan.reserves, self.atlas)

    def spared(self, wish: TripRequest) -> TripRequest:
        """Return a wish whose plans keep the reserves of this one."""
        return wish if self.plan.reserves is None else spared(self.plan.reserves, wish)

    def read(self, found: Itinerary, wish: TripRequest) -> Itinerary:
        """Return a plan that keeps the reserves as one of a wish, and say whether each step still holds."""
        if self.plan.reserves is None:
            return found
        true = read(self.plan.reserves, found, wish, self.atlas.on_the_way(wish.under_way).corridor)
        if wish.confidence is None:
            return true
        notice = kept_notice(true, self.atlas, wish.confidence)
        return true.model_copy(update={"warnings": (*true.warnings, notice)})

    def planned(self, wish: TripRequest, start: Start | None = None, **how: Any) -> Itinerary:
        """Return the best plan of a wish that keeps the reserves; `planner.planning.planned` says more."""
        found = planned(self.spared(wish), self.sparing, self.options, self.stop, start, **how)
        return self.read(found, wish)

    @cached_property
    def tables(self) -> tuple[tuple[DayTables, ...], ...]:
        """``[hire][day]``: what the days look like to the solver."""
        return all_tables(self.model.problem)

    @cached_property
    def tours(self) -> tuple[Tour, ...]:
        """The tours of the plan.

        Raises
        ------
        RequestError
            When it is no plan of its wish.
        """
        found = tours_of(self.model, self.tables, self.plan)
        if found is None:
            raise RequestError(Message("answers.no-plan-of-wish"))
        return found

    @cached_property
    def lesson(self) -> Lesson:
        """What a solve of the wish finds out, for those of the wishes that demand a site more."""
        problem, options = self.model.problem, self.options
        lesson = Lesson(problem, self.tables)
        if any(most is not None for most in problem.money_limits) or options.engine == "routing":
            return lesson
        limit = Search.begin(options, self.stop, no_report).limit
        return learn(
            lesson,
            limit=limit,
            seed=options.seed,
            threads=options.threads,
            stop=lambda: self.stop.is_set,
            start=self.tours,
        )

    def going_on(self, found: Itinerary) -> Itinerary:
        """Return another plan of the same trip with what is past of it."""
        return self.under_way(found, self.plan.past, self.plan.now)

    def under_way(self, plan: Itinerary, past: tuple[Day, ...], now: datetime | None) -> Itinerary:
        """Return the plan of the rest of a trip with what is past at a moment, and what the data say of both."""
        plan = plan.model_copy(update={"past": past, "now": now})
        corridor = self.atlas.on_the_way(plan.request.under_way).corridor
        return plan.model_copy(update=known_of(plan, corridor))

    def start(self, tours: tuple[Tour, ...]) -> Start:
        """Return tours as what a search begins from."""
        return Start(self.model.problem.node_ids, tours)

    @cached_property
    def objective(self) -> int:
        """What the plan is worth in numbers of the model, whose tables round times up."""
        return objective_of(self.model.problem, self.tours)

    @property
    def bound(self) -> int | None:
        """What no plan of the model is worth more than."""
        most = self.most
        return None if most is None else self.objective + most - self.plan.certificate.objective

    @property
    def most(self) -> int | None:
        """What no plan of the wish is worth more than, by the certificate or what was learnt since."""
        certificate = self.plan.certificate
        lesson = vars(self).get("lesson")
        if lesson is None or isinf(lesson.bound):
            return certificate.bound
        learnt: int = max(0, floor(lesson.bound) - self.objective) + certificate.objective
        return learnt if certificate.bound is None else min(learnt, certificate.bound)

    @cached_property
    def day_of(self) -> dict[str, int]:
        """The days of the visits, in their order."""
        return {site: day for site, (day, _) in visits_of(self.plan).items()}
