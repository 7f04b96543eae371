"""The tools: what each asks, and what it returns."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from mcp.types import Tool, ToolAnnotations
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from planner.answers.explain import WhyNot
from planner.answers.story import Story
from planner.answers.suggest import Suggestion
from planner.answers.telling import story_told, why_told
from planner.asking import QUESTIONS
from planner.errors import RequestError
from planner.itinerary import Itinerary
from planner.mcp.days import shown
from planner.mcp.inquiries import CheckPlan, FindSites, Journeys, ListProducts
from planner.mcp.office import Office, Telling
from planner.mcp.results import (
    Checked,
    Explained,
    Plan,
    Products,
    Proposals,
    Proposed,
    Result,
    Sites,
    Ways,
    fitting,
    shortened,
)
from planner.mcp.schemas import schema_of
from planner.texts import Message
from planner.wording.faults import request_error

MAP = "ui://bashu/map"
PLAN = {"plan": {"type": "string", "description": "Plan id"}}
LINES = 24  # told at most
FOR_FEW = ("work", "threads")  # known to all tools that look for plans
Asked = TypeVar("Asked", bound=BaseModel)
Arguments = Mapping[str, Any]
Run = Callable[[Office, Arguments, Telling], Awaitable[Result]]


class Wish(BaseModel):
    """What plan_trip is asked; only the words that are asked for most."""

    model_config = ConfigDict(extra="allow")

    days: int | None = Field(None, description="1-14")
    date: str | None = Field(None, description="First day, YYYY-MM-DD")
    start: str | None = Field(None, alias="from", description="Town, station or site, any name")
    to: str | None = Field(None, description="As from, when not given")
    product: str | None = Field(None, description="A ready trip of list_products")
    themes: list[str] | None = Field(None, description="heritage, red=0.5, ...")
    must: list[str] | None = Field(None, description="Sites")
    avoid: list[str] | None = None
    mode: str | None = Field(None, description="car, transit or mixed")
    pace: str | None = Field(None, description="relaxed, normal or packed")
    adults: int | None = None
    child_ages: list[int] | None = None
    senior_ages: list[int] | None = None
    budget: int | None = Field(None, description="CNY for all")
    hotel: str | None = Field(None, description="budget, comfort or premium")
    max_transit: int | None = Field(None, description="Minutes a day")
    max_steps: int | None = None
    needs: list[str] | None = Field(None, description="wheelchair, signs, guides, ...")
    time_limit: float | None = Field(None, description="Seconds to look, 10")


class Page(BaseModel):
    """What show_plan is asked."""

    model_config = ConfigDict(extra="forbid")

    from_day: int = Field(1, ge=1, le=14)


class ThePlan(BaseModel):
    """A `Plan`, for the schemas of the tools that return what plan_trip does."""

    plan: str
    valid_until: str
    summary: str
    days: list[dict[str, Any]] = Field([], description="As of plan_trip")


@dataclass(frozen=True)
class Offered:
    """A tool."""

    name: str
    title: str
    description: str
    asks: type[BaseModel]
    returns: type[Result]
    run: Run
    of_plan: bool = False
    is_stable: bool = True  # the same answer to the same question

    def as_tool(self) -> Tool:
        """Return the tool as the protocol has it."""
        meta = {"ui": {"resourceUri": MAP}, "ui/resourceUri": MAP} if self.returns is Plan else None
        return Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema=schema_of(self.asks, PLAN if self.of_plan else {}, without=FOR_FEW),
            output_schema=schema_of(ThePlan if self.returns is Plan and self.of_plan else self.returns),
            annotations=ToolAnnotations(
                read_only_hint=True,
                destructive_hint=False,
                idempotent_hint=self.is_stable,
                open_world_hint=False,
            ),
            _meta=meta,
        )


async def _plan_trip(office: Office, arguments: Arguments, telling: Telling) -> Plan:
    return office.page(await office.ask("plan", arguments, telling=telling))


async def _show_plan(office: Office, arguments: Arguments, _: Telling) -> Plan:
    id_, rest = _parted(arguments)
    page = _read(Page, rest)
    text, until = office.store.get(id_)
    plan = Itinerary.model_validate_json(text)
    last = plan.days[-1].day
    if page.from_day > last:
        raise RequestError(
            Message(
                "request.not-most",
                {"given": str(page.from_day), "bound": last},
            ),
            field="from_day",
        )
    return shown(plan, id_, until, office.language, page.from_day)


def _changing(kind: str) -> Run:
    async def run(office: Office, arguments: Arguments, telling: Telling) -> Plan:
        id_, rest = _parted(arguments)
        before, _ = office.store.get(id_)
        return office.page(await office.ask(kind, rest, id_, telling), before)

    return run


async def _explain(office: Office, arguments: Arguments, telling: Telling) -> Explained:
    id_, rest = _parted(arguments)
    text, _ = office.store.get(id_)
    plan, answer = Itinerary.model_validate_json(text), await office.ask("explain", rest, id_, telling)
    if "site" not in rest:
        return fitting(
            Explained(
                told=shortened(story_told(Story.model_validate_json(answer), plan, office.language), LINES)
            ),
            "told",
        )
    why = WhyNot.model_validate_json(answer)
    found = Explained(
        told=shortened(why_told(why, plan, office.language), LINES), loss=why.loss, proven=why.proven
    )
    if why.plan is not None:
        with_it, until = office.store.put(why.plan.to_json())
        found = found.model_copy(update={"plan_with_it": with_it, "valid_until": until})
    return found


async def _suggest(office: Office, arguments: Arguments, telling: Telling) -> Proposals:
    id_, rest = _parted(arguments)
    found = [Suggestion.model_validate(each) for each in await office.data("suggest", rest, id_, telling)]
    kept = [office.store.put(each.plan.to_json()) for each in found]
    proposed = [
        Proposed(
            site=each.attraction,
            zh=each.name.zh,
            en=each.name.en,
            day=each.day,
            instead_of=each.instead_of,
            gain=each.gain,
            plan=new,
        )
        for each, (new, _) in zip(found, kept, strict=True)
    ]
    return Proposals(found=len(found), valid_until=kept[0][1] if kept else None, suggestions=proposed)


def _inquiring(kind: str, returns: type[Result]) -> Run:
    async def run(office: Office, arguments: Arguments, telling: Telling) -> Result:
        return returns.model_validate(await office.data(kind, arguments, telling=telling))

    return run


async def _check(office: Office, arguments: Arguments, telling: Telling) -> Result:
    id_, rest = _parted(arguments)
    return Checked.model_validate(await office.data("check", rest, id_, telling))


TOOLS = {
    tool.name: tool
    for tool in (
        Offered(
            "plan_trip",
            "Plan a trip",
            "Plan a dated trip through the Chongqing-Sichuan corridor: open sites, real trains, nights, money; proven "
            "how good. days, date and from are needed, or a product. Further words: resource bashu://words",
            Wish,
            Plan,
            _plan_trip,
            is_stable=False,
        ),
        Offered(
            "show_plan",
            "Show days of a plan",
            "Stops of a plan from a day on, as many days as fit",
            Page,
            Plan,
            _show_plan,
            of_plan=True,
        ),
        Offered(
            "check_plan",
            "Check a plan",
            "Check a plan against data and calendar by the independent checker",
            CheckPlan,
            Checked,
            _check,
            of_plan=True,
        ),
        Offered(
            "explain",
            "Explain a plan",
            "Why a site is not in the plan and what it would cost; without site: what each visit and limit is worth",
            QUESTIONS["explain"],
            Explained,
            _explain,
            of_plan=True,
        ),
        Offered(
            "replan",
            "Replan a trip under way",
            "What now: travellers late, sites closed, trains cancelled, minds changed. Past stays, little changes",
            QUESTIONS["replan"],
            Plan,
            _changing("replan"),
            of_plan=True,
            is_stable=False,
        ),
        Offered(
            "edit_plan",
            "Edit a plan",
            "Move, drop or order visits, or sleep elsewhere; else the smallest repair and what does not fit",
            QUESTIONS["edit"],
            Plan,
            _changing("edit"),
            of_plan=True,
            is_stable=False,
        ),
        Offered(
            "suggest",
            "Suggest visits",
            "The best visits to add or swap in, each with the id of the plan with it",
            QUESTIONS["suggest"],
            Proposals,
            _suggest,
            of_plan=True,
        ),
        Offered(
            "journeys",
            "Journeys",
            "Ways from door to door on a date by train, coach, ship, metro, taxi and foot, with 12306 queries",
            Journeys,
            Ways,
            _inquiring("journeys", Ways),
        ),
        Offered(
            "find_sites",
            "Find sites",
            "Search sites by name, kind, theme or area, in Chinese, English or pinyin",
            FindSites,
            Sites,
            _inquiring("sites", Sites),
        ),
        Offered(
            "list_products",
            "Products and themes",
            "Ready trips (products) and themes that plan_trip takes",
            ListProducts,
            Products,
            _inquiring("products", Products),
        ),
    )
}


def _parted(arguments: Arguments) -> tuple[str, dict[str, Any]]:
    """Return the id of the plan, and the rest.

    Raises
    ------
    RequestError
        When there is none.
    """
    rest = dict(arguments)
    id_ = rest.pop("plan", None)
    if not isinstance(id_, str):
        raise RequestError(Message("request.is-missing"), field="plan", value=id_)
    return id_, rest


def _read(model: type[Asked], arguments: Arguments) -> Asked:
    try:
        return model.model_validate(arguments)
    except ValidationError as error:
        raise request_error(error, model) from error
