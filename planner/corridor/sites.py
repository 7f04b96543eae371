"""Sites and towns: what to see, where to sleep."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from planner.corridor.base import (
    Confidence,
    Id,
    Minutes,
    Model,
    Money,
    MonthDay,
    Names,
    Place,
    Source,
    TriState,
    in_season,
)
from planner.rules import (
    OUTSIDE_BEST_HOURS,
    TICKET_FREE_FROM,
    TICKET_FREE_TO,
    TICKET_HALF_FROM,
    TICKET_HALF_TO,
    WHEELCHAIR_STEPS,
)

CrowdDay = Literal["weekend", "holiday"]  # weekends from April to October, and public holidays


class VisitMinutes(Model):
    """How long a visit takes: hurried, as most do, with time to spare."""

    short: int = Field(ge=5, le=900)
    typical: int = Field(ge=5, le=900)
    long: int = Field(ge=5, le=900)


class TicketSeason(Model):
    """A price that holds from one day of the year to another, both included; may pass New Year."""

    start: MonthDay
    end: MonthDay
    price: Money

    def holds_on(self, month_day: str) -> bool:
        """Tell whether a day of the year (``MM-DD``) lies in the season."""
        return in_season(self.start, self.end, month_day)


class Ticket(Model):
    """What one adult pays at the gate, including what cannot be avoided (shuttle, lift)."""

    price: Money
    seasons: tuple[TicketSeason, ...] = ()


class TicketAges(Model):
    """Whom a gate lets in free or for half, by ages in years, the ends included; what is left out is the usual rule."""

    free_to: int | None = Field(
        TICKET_FREE_TO, ge=0, le=17, description="Children up to this age; None: none"
    )
    half_to: int | None = Field(TICKET_HALF_TO, ge=0, le=18, description="The same, for half")
    half_from: int | None = Field(
        TICKET_HALF_FROM, ge=50, le=120, description="Seniors from this age on, for half"
    )
    free_from: int | None = Field(TICKET_FREE_FROM, ge=50, le=120, description="The same, free")


class Season(Model):
    """A time of year that changes what a site is worth: red leaves, snow, flowers, low water."""

    start: MonthDay
    end: MonthDay
    factor: float = Field(ge=0, le=2, description="Multiplies the score")
    reason: Names

    def holds_on(self, month_day: str) -> bool:
        """Tell whether a day of the year (``MM-DD``) lies in the season."""
        return in_season(self.start, self.end, month_day)


class Round(Model):
    """One way through a large site: the short one, the long one."""

    name: Names
    minutes: int = Field(ge=5, le=900)
    when: str = Field("24/7", min_length=1, description="Days it is open, OpenStreetMap opening_hours syntax")


class BestHours(Model):
    """When a visit is at its best: soft, unlike the opening hours."""

    hours: str = Field(min_length=1, description="OpenStreetMap opening_hours syntax")
    reason: Names
    weighs: bool = Field(
        True, description="Whether a visit that begins at another time of these days is worth less"
    )
    lost: float = Field(
        OUTSIDE_BEST_HOURS, gt=0, le=1, description="The share of its worth that such a visit loses"
    )


class Condition(Model):
    """What a visitor must know on some days of the year: winter roads, floods, thin air."""

    when: str = Field(min_length=1, description="Days in OpenStreetMap opening_hours syntax")
    text: Names


class Services(Model):
    """What a site offers; ``unknown`` where no source says."""

    wheelchair: TriState = "unknown"
    english_signs: TriState = "unknown"
    english_guides: TriState = "unknown"
    currency_exchange: TriState = "unknown"
    card_payment: TriState = "unknown"
    medical_post: TriState = "unknown"


class Attraction(Place):
    """A place worth visiting."""

    prefecture: str = Field(description="Prefecture-level city in Chinese; 重庆市 for all of Chongqing")
    county: str
    adcode: str = Field(pattern=r"^\d{6}$")
    level: Literal["5A", "4A", "3A", "2A"] | None = None
    heritage: tuple[
        Literal[
            "world", "world-tentative", "national-relic", "first-class-museum", "geopark", "national-scenic"
        ],
        ...,
    ] = ()
    tags: tuple[Id, ...] = Field(min_length=1)
    belt: Id | None = None
    zone: Id | None = None
    score: int = Field(
        ge=0, le=100, description="From the rule in docs/scores.md unless score_reason is given"
    )
    score_reason: str = ""
    opening_hours: str = Field(min_length=1, description="OpenStreetMap opening_hours syntax")
    last_entry: Minutes = Field(0, description="Minutes before closing after which nobody is let in")
    best_hours: tuple[BestHours, ...] = ()
    visit_minutes: VisitMinutes
    rounds: tuple[Round, ...] = Field((), description="Ways through a large site, the shortest first")
    ticket_cny: Ticket | None = Field(None, description="None where the price is not known")
    ticket_ages: TicketAges | None = Field(None, description="None where the gate's own rule is not known")
    services: Services = Services()
    altitude_m: int | None = Field(None, ge=-100, le=6000, description="Highest point; None: unknown")
    steps: int | None = Field(None, ge=0, le=20000, description="Steps to climb; None: unknown")
    seasons: tuple[Season, ...] = ()
    crowded: tuple[CrowdDay, ...] | None = Field(
        None, description="On which days it draws crowds; None: as its score says (docs/objective.md)"
    )
    evening: bool = Field(False, description="A session after the day's end: a show, a light walk")
    same_as: Id | None = Field(
        None,
        description="Another site that is this one at another hour or by another name: a trip has one of both",
    )
    doubtful: bool = Field(
        False, description="Whether it opens at all is in doubt: planned where asked for only"
    )
    conditions: tuple[Condition, ...] = Field((), description="Told on the days they hold for")
    note: Names | None = Field(None, description="What a visitor must know: booking, shuttle, closures")
    booking: Names | None = Field(
        None, description="What is to be booked ahead, and how; None where no source says that"
    )
    sources: tuple[Source, ...] = Field(min_length=1)

    @property
    def is_too_steep(self) -> bool:
        """Whether its steps leave no way for a wheelchair; a source that speaks of wheelchairs comes first."""
        return self.services.wheelchair == "unknown" and (self.steps or 0) > WHEELCHAIR_STEPS

    def answer_to(self, need: str) -> TriState:
        """Tell whether it has a service, by what the data says of services and of steps."""
        if need == "wheelchair" and self.is_too_steep:
            return "no"
        answer: TriState = getattr(self.services, need)
        return answer

    def confidence_of(self, field: str) -> Confidence:
        """Return how far a field can be trusted; a field without a source is an estimate."""
        marks = [source.confidence for source in self.sources if field in source.fields]
        return "sourced" if "sourced" in marks else "estimated"


class HotelPrices(Model):
    """A double room for a night, by class."""

    budget: Money
    comfort: Money
    premium: Money


class Town(Place):
    """A place where a night can be spent."""

    prefecture: str
    adcode: str = Field(pattern=r"^\d{6}$")
    core: bool = Field(False, description="One of the corridor's two cores")
    hospital: bool = Field(False, description="Has a hospital of the top grade (三级)")
    hotel_cny: HotelPrices
    sources: tuple[Source, ...] = Field(min_length=1)
