"""What a trip can be about: coverage rules, themes, belts and zones, products."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from planner.corridor.base import Id, Model, Names, Source
from planner.corridor.sites import Attraction
from planner.texts import Message

MOST_BELOW_LEAST = "most-below-least"  # type of the error


class CoverRule(Model):
    """At least, and at most, so many sites of a set are visited.

    A site is in the set when it meets every kind of selector that is given; within a kind any value will do.
    """

    name: Names
    at_least: int = Field(0, ge=0, le=50)
    at_most: int | None = Field(None, ge=0, le=50)
    as_many: bool = Field(False, description="As many of the set as fit, before all else; none has to")
    sites: tuple[Id, ...] = ()
    tags: tuple[Id, ...] = ()
    heritage: tuple[str, ...] = ()
    belts: tuple[Id, ...] = ()
    zones: tuple[Id, ...] = ()
    prefectures: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()

    @field_validator("at_most")
    @classmethod
    def _most_is_not_less_than_least(cls, most: int | None, info: ValidationInfo) -> int | None:
        if most is not None and most < info.data.get("at_least", 0):
            raise PydanticCustomError(MOST_BELOW_LEAST, "at_most is less than at_least")
        return most

    @property
    def asks(self) -> Message:
        """How many sites of the set."""
        code = "asks-most" if not self.at_least else "asks-least" if self.at_most is None else "asks-both"
        return Message(f"request.{code}", {"least": self.at_least, "most": self.at_most})

    def holds(self, attraction: Attraction) -> bool:
        """Tell whether a site is in the set."""
        chosen: tuple[tuple[tuple[str, ...], tuple[str | None, ...]], ...] = (
            (self.sites, (attraction.id,)),
            (self.tags, attraction.tags),
            (self.heritage, attraction.heritage),
            (self.belts, (attraction.belt,)),
            (self.zones, (attraction.zone,)),
            (self.prefectures, (attraction.prefecture,)),
            (self.counties, (attraction.county,)),
        )
        return all(not wanted or not set(wanted).isdisjoint(has) for wanted, has in chosen)


class Theme(Model):
    """A kind of interest: how much each tag, and each heritage class, is worth to it."""

    id: Id
    name: Names
    story: Names
    tags: dict[Id | Literal["*"], float] = Field(
        description="Tag -> interest 0-1; a site takes its best tag, * is any site"
    )
    cover: tuple[CoverRule, ...] = Field((), description="What a plan of this theme has to cover")


class Tag(Model):
    """What people call a tag or a heritage class of sites."""

    id: Id
    name: Names
    also: tuple[str, ...] = Field((), description="What else people call it")


class Region(Model):
    """A belt or a zone of the corridor plan."""

    id: Id
    name: Names
    note: str = ""
    axis: tuple[Id, ...] = Field((), description="Towns along a belt, from one end to the other")


class Longer(Model):
    """What a product visits too where the trip is long enough."""

    days: int = Field(ge=2, le=14, description="From so many days on")
    must: tuple[Id, ...] = Field(min_length=1, description="Sites that must be visited too")


class Product(Model):
    """A ready request with a story: what to ask for, for how many days, and when it is best."""

    id: Id
    name: Names
    story: Names
    ideal_days: tuple[Annotated[int, Field(ge=1, le=14)], ...] = Field(
        min_length=1, description="Ascending; the first is taken when nobody says otherwise"
    )
    seasons: Names = Field(description="When to go, and why")
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = Field(min_length=1, description="The best")
    request: dict[str, JsonValue] = Field(description="Words of a request, without days and date")
    longer: tuple[Longer, ...] = Field((), description="What is added from so many days on")
    note: Names | None = Field(None, description="What a traveller must know before asking for it")
    sources: tuple[Source, ...] = ()

    def request_of(self, days: int) -> dict[str, JsonValue]:
        """Return the words of the request for so many days."""
        must = self.request.get("must")
        sites: list[JsonValue] = list(must) if isinstance(must, list) else []
        for more in self.longer:
            sites += [site for site in more.must if days >= more.days and site not in sites]
        return {**self.request, "days": days, **({"must": sites} if sites else {})}
