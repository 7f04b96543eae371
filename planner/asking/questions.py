"""What can be asked of a plan, as data from outside; places, sites and trains by any name."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from planner.names import resolve
from planner.options import Seconds, SolveOptions, Threads, Work

if TYPE_CHECKING:
    from planner.atlas import Atlas
    from planner.itinerary import Itinerary
    from planner.stopping import StopToken

Name = Annotated[str, Field(min_length=1, max_length=200)]
Names = Annotated[tuple[Name, ...], Field(max_length=30)]
Minutes = Annotated[int, Field(ge=0, le=1440)]
MOST_SAMPLES = 1_000_000


class Question(BaseModel):
    """A question about a plan."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @abstractmethod
    def answer(self, plan: Itinerary, atlas: Atlas, stop: StopToken) -> Any:
        """Return the answer, a model or several of them.

        Raises
        ------
        PlannerError
            When there is none.
        """


class Looking(Question):
    """A question whose answer is looked for: how long, for each plan; as the plan was looked for when not given."""

    time_limit: Seconds | None = None
    work: Work | None = None
    threads: Threads | None = None

    def options(self, plan: Itinerary, usual: float | None = None) -> SolveOptions:
        """Return how to look for it; ``usual`` seconds where neither question nor plan have a limit of work."""
        seconds = self.time_limit
        if seconds is None and not (self.work or plan.request.options.work):
            seconds = usual
        return plan.request.options.but(seconds, self.work, self.threads)


class Explain(Looking):
    """Why an attraction is not in the plan; without one, what each visit and each limit is worth to the plan.

    Those share one limit, 30 seconds when not given.
    """

    site: Name | None = Field(None, description="What the plan leaves out")

    def answer(self, plan: Itinerary, atlas: Atlas, stop: StopToken) -> Any:
        from planner.answers.explain import why_not
        from planner.answers.story import story, usual

        if self.site is None:
            options = usual(plan.request.options).but(self.time_limit, self.work, self.threads)
            return story(plan, atlas=atlas, options=options, stop=stop)
        site = resolve(atlas.corridor, self.site, ("attraction",), field="site")
        return why_not(plan, site, atlas=atlas, options=self.options(plan, 10), stop=stop)


class Suggest(Question):
    """The best visits to add, or to have instead of others of the same day."""

    day: int | None = Field(None, ge=1, le=14, description="Only for this day of the plan")
    most: int = Field(5, ge=1, le=20, description="How many at most")

    def answer(self, plan: Itinerary, atlas: Atlas, stop: StopToken) -> Any:
        from planner.answers.suggest import suggest

        return suggest(plan, day=self.day, most=self.most, atlas=atlas, stop=stop)


class Replan(Looking):
    """What now: the past is fixed, and as little changes as is worth it."""

    now: datetime = Field(description="The moment, where nothing else is said in China's time")
    at: Name | None = Field(None, description="Where the travellers are; where the plan says when not given")
    late: Minutes = Field(0, description="Instead: what goes on is over so many minutes later")
    closed: Names = Field((), description="SITE@DATE, closed against the data")
    cancelled: Names = Field((), description="TRAIN@DATE, does not run")
    skip: Names = ()
    add: Names = ()
    swap: Names = Field((), description="SITE=SITE, one for another")
    pin: Names = Field((), description="DAY or SITE that stays; 2=order, 2=nights, SITE=day: in that only")
    change: Literal["worth", "least", "best"] = Field(
        "worth", description="What a change takes: its price, all there is, nothing"
    )
    days: int | None = Field(None, ge=1, le=14, description="Of the whole trip")
    mode: Name | None = None
    pace: Name | None = None
    start_time: Name | None = None
    end_time: Name | None = None
    max_transit: Minutes | None = None
    meals: bool | None = None

    def answer(self, plan: Itinerary, atlas: Atlas, stop: StopToken) -> Any:
        from planner.answers.changing import news_of
        from planner.answers.replan import replan

        corridor = atlas.corridor
        named = {name: getattr(self, name) for name in ("closed", "cancelled", "skip", "add", "swap", "pin")}
        of_wish = ("days", "mode", "pace", "start_time", "end_time", "max_transit", "meals")
        return replan(
            plan,
            self.now,
            place=resolve(corridor, self.at, field="at") if self.at else None,
            late=self.late,
            news=news_of(corridor, **named, wish={name: getattr(self, name) for name in of_wish}),
            change=self.change,
            atlas=atlas,
            options=self.options(plan),
            stop=stop,
        )


class Edit(Looking):
    """The plan with changes by hand, timed as asked, or the smallest repair and what does not fit."""

    move: Names = Field((), description="SITE=DAY, or SITE=any: into the plan, or to another day")
    drop: Names = ()
    order: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=2000)], ...],
        Field(max_length=14, description="DAY=SITE,SITE: all visits of a day"),
    ] = ()
    stay: Names = Field((), description="TOWN=NIGHT")
    pin: Names = Field((), description="SITE that stays on its day")

    def answer(self, plan: Itinerary, atlas: Atlas, stop: StopToken) -> Any:
        from planner.answers.changing import edits_of
        from planner.answers.edit import edit

        named = {name: getattr(self, name) for name in ("move", "drop", "order", "stay", "pin")}
        edits = edits_of(atlas.corridor, **named)
        return edit(plan, edits, atlas=atlas, options=self.options(plan), stop=stop)


class Alternatives(Looking):
    """Other plans that are nearly as good and differ in what matters."""

    number: int = Field(2, ge=1, le=5, description="How many others at most")
    differ: Literal["visits", "nights"] | None = None
    share: float = Field(
        0.8, gt=0, le=1, description="Of the plan's worth, that each other is worth at least"
    )

    def answer(self, plan: Itinerary, atlas: Atlas, stop: StopToken) -> Any:
        from planner.answers.alternatives import alternatives

        found: Callable[..., Any] = alternatives
        options = self.options(plan)
        return found(
            plan, self.number, differ=self.differ, share=self.share, atlas=atlas, options=options, stop=stop
        )


class Pareto(Looking):
    """What the best plans are worth that take less money, or less travel."""

    against: Literal["money", "transit"] = "money"
    most: int = Field(6, ge=2, le=12, description="How many points at most")

    def answer(self, plan: Itinerary, atlas: Atlas, stop: StopToken) -> Any:
        from planner.answers.pareto import pareto

        options = self.options(plan)
        return pareto(plan, against=self.against, most=self.most, atlas=atlas, options=options, stop=stop)


class Risk(Question):
    """The chance to make each visit and train, and the next train that saves the day."""

    samples: int = Field(40_000, ge=1, le=MOST_SAMPLES, description="How many times the plan is followed")
    seed: int = Field(1, ge=0, le=2**31 - 1)

    def answer(self, plan: Itinerary, atlas: Atlas, stop: StopToken) -> Any:  # noqa: ARG002 (it takes seconds)
        from planner.answers.risk import risk

        return risk(plan, atlas.corridor, samples=self.samples, seed=self.seed)


QUESTIONS: dict[str, type[Question]] = {
    "explain": Explain,
    "suggest": Suggest,
    "replan": Replan,
    "edit": Edit,
    "risk": Risk,
    "alternatives": Alternatives,
    "pareto": Pareto,
}
