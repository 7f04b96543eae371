"""What a plan for the corridor states, as rules: places in reach of others, pairs of places, trips that can be made."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, JsonValue, model_validator

from planner.corridor.areas import AreaCode
from planner.corridor.base import Clock, Id, Model, Names, Source
from planner.corridor.sites import Attraction, Town
from planner.texts import Message, ToldError

if TYPE_CHECKING:
    from planner.corridor.base import Place
    from planner.corridor.whole import Corridor

Kind = Literal["reach", "pairs", "trips"]


class Places(Model):
    """Places by their ids, or all towns or sites that keep to what is said of them."""

    ids: tuple[Id, ...] = ()
    all: Literal["towns", "sites"] | None = None
    within: tuple[AreaCode, ...] = Field((), description="Only there")
    without: tuple[AreaCode, ...] = Field((), description="Not there")
    levels: tuple[str, ...] = Field((), description="Only sites of one of these levels or heritage classes")
    heritage: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if bool(self.ids) == (self.all is not None):
            raise ToldError(Message("data.ids-or-all"))
        return self

    def of(self, corridor: Corridor) -> tuple[Place, ...]:
        """Return the places; of sites that are one place by two names one."""
        if self.ids:
            return tuple(corridor.places[each] for each in self.ids)
        ends: tuple[Town | Attraction, ...] = corridor.towns if self.all == "towns" else corridor.attractions
        return tuple(end for end in ends if self._holds(end))

    def _holds(self, end: Town | Attraction) -> bool:
        is_in = not self.within or end.adcode.startswith(self.within)
        if not is_in or end.adcode.startswith(self.without):
            return False
        if not isinstance(end, Attraction):
            return True
        is_any = not (self.levels or self.heritage)
        ranked = end.level in self.levels or not set(self.heritage).isdisjoint(end.heritage)
        return end.same_as is None and (is_any or ranked)


class Trip(Model):
    """A trip that should be possible: the words of a request, beside those of a product or instead of them."""

    name: Names
    days: int = Field(ge=1, le=14)
    product: Id | None = None
    request: dict[str, JsonValue] = Field(
        {},
        description="Words of a request, without days and date; those of the product are added when it is read",
    )


class KindOfClaim(Model):
    """The kind of a claim, which says what else it has."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: Kind


class Claim(Model):
    """A statement, how it is read, and the share of its cases that must be so for it to hold."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: Id
    kind: Kind
    name: Names
    reading: Names = Field(description="How it is read: which places, from where, by which measure")
    share: float = Field(1.0, gt=0, le=1)
    sources: tuple[Source, ...] = Field(min_length=1)

    def needed(self, num_cases: int) -> int:
        """Return how many cases must be so.

        Examples
        --------
        >>> made_up = {"zh": "x", "en": "x"}
        >>> source = {"fields": ["share"], "source": "x", "as_of": "2026", "confidence": "estimated"}
        >>> Claim(id="x", kind="trips", name=made_up, reading=made_up, share=0.8, sources=[source]).needed(11)
        9
        """
        return ceil(round(self.share * num_cases, 6))


class TimedClaim(Claim):
    """A claim on minutes from door to door, as `planner reach` measures them."""

    minutes: int = Field(ge=1, le=1440)
    measure: Literal["p10", "p50", "p90", "best"] = "p50"
    mode: Literal["transit", "car", "mixed"] = "transit"
    first: Clock = Field(420, description="The first departure of the window")
    last: Clock = Field(600, description="The last one")


class ReachClaim(TimedClaim):
    """Places lie within some minutes of one of several places, each of the nearest."""

    kind: Literal["reach"] = "reach"
    start: tuple[Id, ...] = Field(alias="from", min_length=1)
    to: Places


class PairsClaim(TimedClaim):
    """Places lie within some minutes of each other, in both directions."""

    kind: Literal["pairs"] = "pairs"
    between: Places


class TripsClaim(Claim):
    """Trips can be made."""

    kind: Literal["trips"] = "trips"
    trips: tuple[Trip, ...] = Field(min_length=1)
    travel_share: float | None = Field(
        None, gt=0, le=1, description="Of the hours of each day, that travel takes at most"
    )


AnyClaim = Annotated[ReachClaim | PairsClaim | TripsClaim, Field(discriminator="kind")]
CLAIMS: dict[Any, type[Claim]] = {"reach": ReachClaim, "pairs": PairsClaim, "trips": TripsClaim}


def places_of(claim: Claim) -> Iterator[tuple[str, Places]]:
    """Yield the places that a claim is about, and under which key it has them."""
    if isinstance(claim, ReachClaim):
        yield "to", claim.to
    elif isinstance(claim, PairsClaim):
        yield "between", claim.between
