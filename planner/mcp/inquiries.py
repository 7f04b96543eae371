"""What assistants ask of the corridor itself, and of a plan that only the checker answers."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from planner.asking.questions import Name
from planner.atlas import Atlas
from planner.clock import DAY_MINUTES, format_clock
from planner.corridor import Attraction, Clock, Corridor, Place, Product, Station, Theme
from planner.errors import RequestError
from planner.geo import great_circle_km
from planner.itinerary import Itinerary
from planner.mcp.results import (
    Checked,
    Listed,
    Products,
    Site,
    Sites,
    Spot,
    TicketQuery,
    Way,
    Ways,
    fitting,
    gcj02,
    shortened,
    spot,
)
from planner.names import Kind, resolve
from planner.network.journeys import Step
from planner.network.option import Option
from planner.texts import Message

ENDS: tuple[Kind, ...] = ("town", "station", "attraction")
Hour = Annotated[Clock, WithJsonSchema({"type": "string"})]
VIOLATIONS, ABOUT = 20, 160  # told at most; characters


class Inquiry(BaseModel):
    """A question that `planner.asking` does not have."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @abstractmethod
    def answer(self, atlas: Atlas, plan: Itinerary | None) -> Any:
        """Return the answer.

        Raises
        ------
        PlannerError
            When there is none.
        """


class FindSites(Inquiry):
    """Search sites by name, kind, theme or area, in Chinese, English or pinyin."""

    query: Name | None = Field(None, description="大足, museums in Chengdu; all sites without")
    theme: Name | None = Field(None, description="Only of a theme, best first")
    near: Name | None = Field(None, description="A place: nearest first")
    most: int = Field(10, ge=1, le=20, description="At most so many")

    def answer(self, atlas: Atlas, plan: Itinerary | None) -> Sites:  # noqa: ARG002
        from planner.wording.naming import theme_of
        from planner.wording.searching import of_theme, search

        corridor = atlas.corridor
        ranked = sorted(corridor.attractions, key=lambda site: (-site.score, site.id))
        found = search(corridor, self.query) if self.query else ranked
        if not found:
            resolve(corridor, self.query or "", ("attraction",), field="query")  # says what is spelt alike
        if self.theme:
            found = of_theme(found, corridor.theme_by_id[theme_of(corridor, self.theme, "theme")])
        centre = corridor.places[resolve(corridor, self.near, field="near")] if self.near else None
        if centre:
            found.sort(key=lambda site: _km(site, centre))
        sites = [_site(site, centre) for site in found[: self.most]]
        return fitting(Sites(found=len(found), sites=sites), "sites")


class Journeys(Inquiry):
    """Ways from door to door between two places on a date: trains, coaches, ships, metro, taxis, walks."""

    model_config = ConfigDict(populate_by_name=True)

    origin: Name = Field(alias="from", description="Town, station or site")
    target: Name = Field(alias="to")
    date: dt.date
    after: Hour = Field(360, description="Leave the door from HH:MM on")
    before: Hour = Field(DAY_MINUTES, description="... until HH:MM")
    most: int = Field(6, ge=1, le=12)

    def answer(self, atlas: Atlas, plan: Itinerary | None) -> Ways:  # noqa: ARG002
        corridor = atlas.corridor
        here = resolve(corridor, self.origin, ENDS, field="from")
        there = resolve(corridor, self.target, ENDS, field="to")
        if here == there:
            raise RequestError(Message("request.same-place", {"place": here}), field="to", value=there)
        found = atlas.undominated(self.date).between(here, there, (self.after, self.before))
        best = sorted(found, key=lambda way: (not way.undominated, way.arrive))[: self.most]
        ways = Ways(
            date=str(self.date),
            origin=_spot(corridor.places[here]),
            target=_spot(corridor.places[there]),
            found=len(found),
            journeys=[_way(corridor, way, self.date) for way in sorted(best, key=lambda way: way.depart)],
        )
        return fitting(ways, "journeys")


class ListProducts(Inquiry):
    """List ready trips (products) and themes, for plan_trip."""

    def answer(self, atlas: Atlas, plan: Itinerary | None) -> Products:  # noqa: ARG002
        corridor = atlas.corridor
        products = [_listed(each, list(each.ideal_days)) for each in corridor.products]
        themes = [_listed(each, []) for each in corridor.themes]
        return fitting(Products(products=products, themes=themes), "themes", "products")


class CheckPlan(Inquiry):
    """Check a plan again, by the independent checker."""

    def answer(self, atlas: Atlas, plan: Itinerary | None) -> Checked:
        from planner.checker import examine

        assert plan is not None, "the tool has a plan"
        report = examine(plan, atlas.assuming(plan.request.scenarios).corridor)
        told = [f"{found.where()}: {found.code}: {found.message}" for found in report.violations]
        return Checked(
            good=report.is_good,
            right=report.ok,
            violations=shortened(told, VIOLATIONS),
            unchecked=len(report.unchecked),
        )


class Item(Inquiry):
    """A site, theme or product in full, by any name."""

    kind: Literal["sites", "themes", "products"]
    name: Name

    def answer(self, atlas: Atlas, plan: Itinerary | None) -> Any:  # noqa: ARG002
        from planner.wording.naming import theme_of
        from planner.wording.words import product_of

        corridor = atlas.corridor
        if self.kind == "themes":
            return corridor.theme_by_id[theme_of(corridor, self.name, "name")]
        if self.kind == "products":
            return product_of(corridor, self.name)
        site = corridor.attraction_by_id[resolve(corridor, self.name, ("attraction",), field="name")]
        where = {"gcj02": gcj02(site.location.lat, site.location.lon)}
        return {**site.model_dump(mode="json"), **where}


INQUIRIES: dict[str, type[Inquiry]] = {
    "sites": FindSites,
    "journeys": Journeys,
    "products": ListProducts,
    "check": CheckPlan,
    "item": Item,
}


def _km(site: Attraction, centre: Place) -> float:
    here, there = site.location, centre.location
    return great_circle_km(here.lat, here.lon, there.lat, there.lon)


def _spot(place: Place) -> Spot:
    code = place.telecode if isinstance(place, Station) else None
    return Spot(**spot(place.id, place.name, place.location.lat, place.location.lon, code))


def _site(site: Attraction, centre: Place | None) -> Site:
    return Site(
        **_spot(site).model_dump(),
        score=site.score,
        level=site.level,
        tags=list(site.tags),
        hours=site.opening_hours,
        ticket_cny=site.ticket_cny.price if site.ticket_cny else None,
        minutes=site.visit_minutes.typical,
        km=round(_km(site, centre), 1) if centre else None,
    )


def _listed(item: Product | Theme, days: list[int]) -> Listed:
    story = item.story.en
    about = story if len(story) <= ABOUT else f"{story[: ABOUT - 1]}…"
    return Listed(id=item.id, zh=item.name.zh, en=item.name.en, days=days, about=about)


def _way(corridor: Corridor, way: Option, date: dt.date) -> Way:
    return Way(
        depart=format_clock(way.depart),
        arrive=format_clock(way.arrive),
        minutes=way.minutes,
        cny=round(way.person_cny + way.car_cny, 2),
        best=way.undominated,
        legs=[_leg(corridor, leg) for leg in way.legs],
        tickets=[query for leg in way.legs if (query := _query(corridor, leg, date))],
    )


def _leg(corridor: Corridor, leg: Step) -> str:
    ends = [corridor.places[place] for place in (leg.start, leg.end)]
    names = [_spot(end) for end in ends]
    shown = (f"{end.zh}[{end.telecode}]" if end.telecode else end.zh for end in names)
    name = leg.line_name.zh if leg.line_name else leg.service or ""
    what = f"{leg.mode} {name}".strip()
    return f"{format_clock(leg.depart)}-{format_clock(leg.arrive)} {what} {'-'.join(shown)}"


def _query(corridor: Corridor, leg: Step, date: dt.date) -> TicketQuery | None:
    """Return what asks for the seats of a train, where the codes of both stations are known."""
    start, end = (corridor.places[place] for place in (leg.start, leg.end))
    codes = [place.telecode for place in (start, end) if isinstance(place, Station) and place.telecode]
    if leg.mode != "rail" or not leg.service or len(codes) < 2:
        return None
    day = date + dt.timedelta(days=leg.depart // DAY_MINUTES)
    return TicketQuery(date=str(day), from_station=codes[0], to_station=codes[1])
