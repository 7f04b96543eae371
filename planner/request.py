"""What a traveller wants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from planner.bookings import BookedVisit, Stays, Trains, Visits, as_text, from_text
from planner.clock import CHINA, DAY_MINUTES, format_clock, minutes_of, parse_clock
from planner.corridor import Clock, CoverRule, HotelClass, Money, Outage, RailClass
from planner.options import Engine, Seconds, Seed, SolveOptions, Threads, Work
from planner.rules import (
    AIRPORT_MARGINS,
    FIRST_MORNING,
    LEAST_VALUE_OF_TIME,
    LUNCH_MINUTES,
    TRAVEL_PRICE,
    VALUE_OF_TIME,
    WAY_AT_ODD_HOURS,
)
from planner.texts import Message, ToldError

Pace = Literal["relaxed", "normal", "packed"]
TravelMode = Literal["car", "transit", "mixed"]
SelfDrive = Literal["own", "rental"]
VisitLength = Literal["short", "typical", "long"]
Weight = Annotated[float, Field(gt=0, le=1)]
AreaCode = Annotated[str, Field(pattern=r"^[1-9]\d(\d\d){0,2}$")]
ChildAge = Annotated[int, Field(ge=0, le=17)]
SeniorAge = Annotated[int, Field(ge=50, le=120)]
Need = Literal[
    "wheelchair", "english_signs", "english_guides", "currency_exchange", "card_payment", "medical_post"
]


Purse = Literal["rides", "tickets", "nights"]
Hours = tuple[int, int]  # from, until: minutes after midnight


def parse_hours(text: str) -> tuple[int | None, int | None]:
    """Return the hours of a day written ``10:00-16:00``; either side may be empty.

    Raises
    ------
    ValueError
        When the text is nothing of the kind.

    Examples
    --------
    >>> parse_hours("10:00-16:00"), parse_hours("-16:00")
    ((600, 960), (None, 960))
    """
    sides = [side.strip() for side in text.split("-")]
    if len(sides) != 2 or not any(sides):
        raise ToldError(Message("request.no-hours", {"text": text[:60]}))
    start, end = (parse_clock(side) if side else None for side in sides)
    return start, end


def format_hours(hours: tuple[int | None, int | None]) -> str:
    """Return the hours of a day as `parse_hours` reads them."""
    return "-".join("" if side is None else format_clock(side) for side in hours)


DayHours = Annotated[tuple[Clock | None, Clock | None], from_text(parse_hours), as_text(format_hours)]
FreeTime = Literal["forenoon", "afternoon", "evening", "day"]
FREE_TIMES: dict[str, Hours] = {
    "forenoon": (0, 780),
    "afternoon": (780, 1080),
    "evening": (1080, 2880),
    "day": (0, 2880),
}
DayNumber = Annotated[int, Field(ge=1, le=14)]


Outages = tuple[Annotated[Outage, from_text(Outage.parse), as_text(str)], ...]


Assumption = Annotated[str, Field(min_length=1, max_length=500)]


class UnderWay(BaseModel):
    """What the rest of a trip brings along from the days before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_day: DayNumber = Field(description="Number of the first day that is left")
    origin: str = Field(description="Id of the place where the whole trip began")
    entry: dt.datetime | None = Field(None, description="When one entered, in visa-free transit")
    seen: tuple[str, ...] = Field((), description="Sites that were visited")
    hurried: tuple[str, ...] = Field(
        (), description="Sites whose visits may be as short as the data says, to be in the rest at all"
    )
    luggage: str | None = Field(
        None, description="Id of the town of an earlier bed, where the luggage still is"
    )
    pinned: tuple[str, ...] = Field(
        (),
        description="Sites that must be visited, and booked visits, as they were pinned: till the next change",
    )
    closed: Outages = Field((), description="Sites that are closed against the data: 'SITE@2027-03-11'")
    cancelled: Outages = Field((), description="Trains that do not run against it: 'G8522@2027-03-11'")


class PaceRule(BaseModel):
    """What a pace means: day hours, visits a day, travel a day, which visit length."""

    model_config = ConfigDict(frozen=True)

    day_start: int
    day_end: int
    max_visits: int
    max_transit: int
    visit_length: VisitLength


PACES: dict[str, PaceRule] = {
    "relaxed": PaceRule(day_start=540, day_end=1080, max_visits=3, max_transit=240, visit_length="typical"),
    "normal": PaceRule(day_start=510, day_end=1140, max_visits=4, max_transit=360, visit_length="typical"),
    "packed": PaceRule(day_start=450, day_end=1230, max_visits=6, max_transit=480, visit_length="short"),
}


class TripRequest(BaseModel):
    """The wish. Ids are exact here; the doors turn names into ids before."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    days: int = Field(ge=1, le=14)
    date: dt.date = Field(description="First day")
    start: str = Field(alias="from", description="Id of the town, site or station where the trip begins")
    end: str = Field("", alias="to", description="Where it ends; the start when not given")
    themes: dict[str, Weight] = Field({"all": 1.0}, description="Theme id -> weight, above 0 and at most 1")
    visits: Visits = Field((), description="Booked visits: 'SITE@2027-03-11T10:00', begun then and musts too")
    stays: Stays = Field(
        (), description="Booked nights: 'TOWN@2027-03-11..13', the last is the morning one leaves"
    )
    trains: Trains = Field(
        (), description="Booked trains: 'G8522@2027-03-12:FROM..TO', ids of stations, or of towns for theirs"
    )
    base: str | None = Field(None, description="Id of the town of all nights that are not booked elsewhere")
    at_home: bool = Field(False, description="Nights in the town of the start cost nothing")
    sunrise: tuple[str, ...] = Field((), description="Sites to be at when the sun rises; musts too")
    blue_hour: tuple[str, ...] = Field(
        (), description="Sites to be at in the blue hour of an evening, all of it; musts too"
    )
    must: tuple[str, ...] = Field((), validate_default=True)
    avoid: tuple[str, ...] = ()
    mode: TravelMode = "car"
    self_drive: SelfDrive | None = Field(
        None, description="Whose car the party drives, with breaks; without it nothing is said of who drives"
    )
    pace: Pace = "normal"
    start_time: Clock | None = Field(None, description="Day's start; the pace says when not given")
    end_time: Clock | None = Field(None, description="Day's end; the pace says when not given")
    day_hours: dict[DayNumber, DayHours] = Field(
        {}, description="Hours of single days, from 1: '10:00-16:00', '10:00-' or '-16:00'"
    )
    free: dict[DayNumber, tuple[FreeTime, ...]] = Field(
        {}, description="Parts of days, from 1, without visits: until 13:00, until 18:00, and from then on"
    )
    pauses: tuple[DayHours, ...] = Field(
        (), description="Hours of every day without visits and rides: '13:00-14:30'"
    )
    leave_by: dt.datetime | None = Field(
        None, description="When the train or flight leaves, or one has to be at the end, China time"
    )
    max_transit: int | None = Field(None, ge=0, le=1440, description="Minutes of travel a day")
    visit_length: VisitLength | None = Field(
        None, description="Planned length of visits, where the hours allow it; the pace says when not given"
    )
    budget: Money | None = Field(None, description="CNY for the whole party and trip")
    purses: dict[Purse, Money] = Field({}, description="CNY for each kind of cost at most")
    value_of_time: float = Field(
        VALUE_OF_TIME,
        ge=LEAST_VALUE_OF_TIME,
        le=10_000,
        description="CNY that an hour is worth to one person: the price of money in what a plan is worth",
    )
    cheapest: bool = Field(
        False,
        description="The cheapest of the plans that are worth nine tenths of the best, money left aside",
    )
    ignore_money: bool = Field(False, description="Money does not count in what a plan is worth")
    adults: int = Field(2, ge=1, le=50)
    children: int = Field(0, ge=0, le=50)
    child_ages: tuple[ChildAge, ...] = Field((), description="Of those of the children whose age is told")
    rail_class: RailClass = Field("second", description="Of seats on trains; what a train has not is told")
    hotel: HotelClass = "comfort"
    rooms: int | None = Field(None, ge=1, le=50, description="Rooms a night; the fewest when not given")
    meals: bool = Field(
        True,
        description="Keep an hour for lunch, begun 11:00-13:30, and for dinner on days not over by 20:00",
    )
    cover: tuple[CoverRule, ...] = Field((), description="Coverage rules, beside those of the themes")
    theme_rules: bool = Field(True, description="Keep the coverage rules of the themes too")
    belts: tuple[str, ...] = Field((), description="Only sites of these belts")
    zones: tuple[str, ...] = Field((), description="Only sites of these zones")
    within: tuple[AreaCode, ...] = Field(
        (), description="First 2, 4 or 6 digits of county codes (adcode): only sites and nights there"
    )
    outside_weight: float = Field(
        0, ge=0, le=1, description="Share of its interest that a site outside the areas keeps; 0: left out"
    )
    follow: str | None = Field(None, description="Follow this belt in one direction, without doubling back")
    slow: bool = Field(False, description="Two nights a town at least, sites near the bed, long visits")
    max_bed_changes: int | None = Field(None, ge=0, le=13)
    evenings: bool = Field(False, description="Evening sessions may lie after the day's end")
    visa_port: str | None = Field(None, description="Airport of entry (IATA) for visa-free transit")
    arrival: dt.datetime | None = Field(
        None,
        description="When one arrives at the start, China time; in visa-free transit the moment of entry. The evening "
        "before the first day has its night in the plan",
    )
    needs: tuple[Need, ...] = Field((), description="Services; sites known to lack one are left out")
    needs_strict: bool = Field(False, description="Only sites known to offer all needs")
    prefers: tuple[Need, ...] = Field(
        (),
        description="Services wished for; sites known to lack one count less, as do those of which nobody knows",
    )
    near_hospital: int | None = Field(None, ge=0, le=600, description="Most minutes to a hospital town")
    seniors: int = Field(0, ge=0, le=50, description="How many of the adults pay senior fares")
    senior_ages: tuple[SeniorAge, ...] = Field((), description="Of those of the seniors whose age is told")
    students: int = Field(0, ge=0, le=50, description="How many of the adults pay student fares")
    max_altitude: int | None = Field(None, ge=0, le=6000, description="Metres; unknown heights are allowed")
    max_steps: int | None = Field(None, ge=0, le=20000, description="To climb; unknown counts are allowed")
    free_only: bool = Field(False, description="Only sites known to be free on every day of the trip")
    avoid_crowds: bool = Field(
        False,
        description="Leave out crowded sites on crowded days, and drives between the cores at the ends of holidays",
    )

    confidence: float | None = Field(
        None, ge=0.5, le=0.99, description="Chance with which each visit, train, coach and ship should hold"
    )
    scenarios: tuple[Assumption, ...] = Field(
        (),
        description="What the plan assumes, made in this order: ids of scenarios of the data, and single changes such "
        "as 'close-line:LINE' (docs/scenarios.md)",
    )
    under_way: UnderWay | None = Field(
        None, description="The rest of a trip that began before; days are numbered as those of the whole trip"
    )

    @model_validator(mode="before")
    @classmethod
    def _end_is_start(cls, values: object) -> object:
        if isinstance(values, dict) and not values.get("to") and not values.get("end"):
            others = {name: value for name, value in values.items() if name != "end"}
            return {**others, "to": values.get("from", values.get("start", ""))}
        return values

    @model_validator(mode="before")
    @classmethod
    def _ages_count(cls, values: object) -> object:
        """Take those whose ages are told for all children and seniors, where their numbers are not given."""
        if not isinstance(values, dict):
            return values
        told = {"children": "child_ages", "seniors": "senior_ages"}
        counts = {
            word: len(values[ages])
            for word, ages in told.items()
            if isinstance(values.get(ages), list | tuple)
        }
        return {
            **counts,
            **{word: value for word, value in values.items() if value is not None or word not in told},
        }

    @model_validator(mode="before")
    @classmethod
    def _slow_is_relaxed(cls, values: object) -> object:
        """A slow trip is relaxed where no pace is given."""
        if isinstance(values, dict) and values.get("slow") and values.get("pace") is None:
            return {**values, "pace": "relaxed"}
        return values

    @field_validator("must")
    @classmethod
    def _booked_too(cls, must: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        """A booked visit must be kept, and one in some light."""
        booked = (visit.site for visit in info.data.get("visits", ()))
        lit = (*info.data.get("sunrise", ()), *info.data.get("blue_hour", ()))
        return tuple(dict.fromkeys((*must, *booked, *lit)))

    @field_validator("start_time")
    @classmethod
    def _starts_on_its_day(cls, start: int | None) -> int | None:
        if start is not None and start >= DAY_MINUTES:
            raise ToldError(Message("request.no-start", {"text": format_clock(start)}))
        return start

    @field_validator("day_hours")
    @classmethod
    def _start_on_their_days(cls, days: dict[int, DayHours]) -> dict[int, DayHours]:
        for start, _ in days.values():
            cls._starts_on_its_day(start)
        return days

    @field_validator("pauses")
    @classmethod
    def _whole(cls, pauses: tuple[DayHours, ...]) -> tuple[DayHours, ...]:
        for start, end in pauses:
            if start is None or end is None or not start < end <= DAY_MINUTES:
                raise ToldError(Message("request.no-pause", {"text": format_hours((start, end))}))
        return pauses

    @property
    def pace_rule(self) -> PaceRule:
        """What the pace means."""
        return PACES[self.pace]

    @property
    def day_start(self) -> int:
        """Minutes after midnight at which each day may start."""
        return self.pace_rule.day_start if self.start_time is None else self.start_time

    @property
    def day_end(self) -> int:
        """Minutes after midnight by which each day ends."""
        return self.pace_rule.day_end if self.end_time is None else self.end_time

    def has_night_rides(self, day: dt.date) -> bool:
        """Tell whether a day may end with a long ride at night: the last one, but for children or seniors.

        To a train or flight, whose time is fixed, everybody may.
        """
        return day == self.dates[-1] and (self.leave_by is not None or not (self.children or self.seniors))

    @property
    def services(self) -> tuple[Need, ...]:
        """What the sites should offer, needed or preferred."""
        return tuple(dict.fromkeys((*self.needs, *self.prefers)))

    @property
    def people(self) -> int:
        """How many travel."""
        return self.adults + self.children

    @property
    def hurried(self) -> tuple[str, ...]:
        """Sites whose visits may be as short as the data says."""
        return self.under_way.hurried if self.under_way else ()

    def hurrying(self, sites: Iterable[str]) -> Self:
        """Return the wish of the rest of a trip with other visits that may be short."""
        assert self.under_way is not None
        under_way = self.under_way.model_copy(update={"hurried": tuple(sites)})
        return self.model_copy(update={"under_way": under_way})

    def booked(self, site: str) -> list[BookedVisit]:
        """Return the booked visits of a site."""
        return [visit for visit in self.visits if visit.site == site]

    @property
    def has_eve(self) -> bool:
        """Whether the night before the first day is part of the trip: one arrives on the eve, or before 05:00."""
        return self.arrival is not None and -DAY_MINUTES <= minute_of(self.arrival, self.date) < FIRST_MORNING

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """The days of the trip, before them the eve where one arrives on it."""
        return _dates(self.date, -1 if self.has_eve else 0, self.days)

    @property
    def days_for_visits(self) -> frozenset[int]:
        """Numbers of the days that are to have a visit: none of an arrival, none with a part that is kept free."""
        arrives = self.arrival.date() if self.arrival else None
        numbers = (self.number_of(day) for day in self.dates if day >= self.date and day != arrives)
        return frozenset(numbers) - self.free.keys()

    @property
    def first_day(self) -> int:
        """Number of the first day, the eve aside."""
        return self.under_way.first_day if self.under_way else 1

    def number_of(self, day: dt.date) -> int:
        """Return the number of a day of the trip; that of the eve is one less than the first."""
        return (day - self.date).days + self.first_day

    @property
    def origin(self) -> str:
        """Where the trip began."""
        return self.under_way.origin if self.under_way else self.start

    @property
    def entry(self) -> dt.datetime | None:
        """When one arrived, of a trip that began before when that did."""
        return self.under_way.entry if self.under_way else self.arrival

    @property
    def is_between_rides(self) -> bool:
        """Whether one comes by a train or plane and leaves by another, with luggage that no home takes in."""
        return bool(self.arrival and self.leave_by and not self.at_home and not self.under_way)

    def without_visits(self, day: dt.date) -> list[Hours]:
        """Return the hours of a day in which there is no visit."""
        parts = self.free.get(self.number_of(day), ())
        return [*self.pauses_on(day), *(FREE_TIMES[part] for part in parts)]

    def pauses_on(self, day: dt.date) -> list[Hours]:
        """Return the pauses of a day, the earliest first; on the eve of the trip there is none."""
        pauses = sorted((start, end) for start, end in self.pauses if start is not None and end is not None)
        return pauses if day >= self.date else []

    def hours_for_visits(self, day: dt.date) -> Hours:
        """Return from when to when one sees things on a day; evening sessions may be later."""
        start, end = self.hours_asked_for(day)
        if self.arrival is not None:
            start = max(start, minute_of(self.arrival, day))
        if self.leave_by is not None:
            end = min(end, minute_of(self.leave_by, day))
        return start, end

    def hours_of(self, day: dt.date, margins: tuple[int, int] = AIRPORT_MARGINS) -> Hours:
        """Return from when to when one may be out on a day, the way from the arrival and to the departure included.

        ``margins`` are the minutes before a departure and after an arrival; both lie within the hours.
        """
        start, end = self.hours_asked_for(day)
        if self.arrival is not None and day == self.dates[0]:
            start = minute_of(self.arrival, day)
            end = max(end, start + margins[1] + WAY_AT_ODD_HOURS)
            if self.has_eve:
                end = min(end, DAY_MINUTES + self.hours_asked_for(self.date)[0])
        if self.leave_by is not None and day == self.dates[-1]:
            end = minute_of(self.leave_by, day)
            if self.arrival is None or day != self.dates[0]:
                start = max(0, min(start, end - margins[0] - WAY_AT_ODD_HOURS))
        return start, end

    def own_hours(self, day: dt.date) -> tuple[int | None, int | None]:
        """Return the hours asked for a single day; None where those of all days hold."""
        return self.day_hours.get(self.number_of(day), (None, None))

    def hours_asked_for(self, day: dt.date) -> Hours:
        """Return the hours of a day, its own or those of all days, whatever the arrival and the departure."""
        own, start, end = self.own_hours(day), self.day_start, self.day_end
        return start if own[0] is None else own[0], end if own[1] is None else own[1]

    @property
    def fixes_days(self) -> bool:
        """Whether words of the wish hold for single days, which fewer of them might not have."""
        return bool(self.leave_by or self.visits or self.stays or self.day_hours or self.free)

    @property
    def full_day(self) -> int:
        """Minutes of visits and travel that each day may hold beside lunch."""
        return self.day_end - self.day_start - (LUNCH_MINUTES if self.meals else 0)

    @property
    def has_area(self) -> bool:
        """Whether belts, zones, areas or a belt to follow say where the sites should be."""
        return bool(self.belts or self.zones or self.within or self.follow)

    @property
    def minds_money(self) -> bool:
        """Whether money counts in what a plan is worth; where the cheapest is wanted it comes before that."""
        return not (self.ignore_money or self.cheapest)

    @property
    def money_price(self) -> float:
        """What a CNY of the party takes from the objective; an hour of all of them is worth as much as its price."""
        if not self.minds_money:
            return 0.0
        return 60 * TRAVEL_PRICE / (self.value_of_time * self.people)

    @property
    def transit_cap(self) -> int:
        """Minutes of travel allowed a day."""
        return self.pace_rule.max_transit if self.max_transit is None else self.max_transit


@lru_cache
def _dates(date: dt.date, first: int, after: int) -> tuple[dt.date, ...]:
    return tuple(date + dt.timedelta(days=number) for number in range(first, after))


def minute_of(moment: dt.datetime, day: dt.date) -> int:
    """Return a moment in China's time as minutes after midnight of a day."""
    return minutes_of(moment.replace(tzinfo=moment.tzinfo or CHINA), day)


class Asked(TripRequest):
    """A wish as files and plans hold it: together with how its plan is looked for."""

    engine: Engine = "auto"
    time_limit: Seconds = 10
    work: Work | None = None
    seed: Seed = 0
    threads: Threads = 2

    @classmethod
    def of(cls, request: TripRequest, options: SolveOptions) -> Self:
        """Join a wish with its options."""
        return cls.model_validate({**_wish_of(request), **options.model_dump()})

    @property
    def wish(self) -> TripRequest:
        """The wish alone."""
        return TripRequest.model_validate(_wish_of(self))

    @property
    def options(self) -> SolveOptions:
        """How its plan is looked for."""
        return SolveOptions(**{name: getattr(self, name) for name in SolveOptions.model_fields})


def _wish_of(request: TripRequest) -> dict[str, object]:
    return {name: getattr(request, name) for name in TripRequest.model_fields}
