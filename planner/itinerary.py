"""The answer: days of gapless events, totals, what was left out, and how good it is proven to be.

This is the JSON contract of ``planner plan --format json`` (docs/itinerary.schema.json). Fields may be added,
never renamed or dropped within a schema version.
"""

from __future__ import annotations

import datetime as dt
import json
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from planner.corridor import (
    Attraction,
    Confidence,
    Corridor,
    FareBasis,
    Location,
    MetroStation,
    Mode,
    Names,
    Place,
    Seat,
    Source,
    Station,
    Town,
    TriState,
    VehicleKind,
)
from planner.difference import Difference
from planner.links import MapApp
from planner.request import Asked, Need, TripRequest
from planner.rules import EVENING_BEGINS, LIT_LEAST
from planner.texts import Message, say

SCHEMA_VERSION = "1"

NoteOfPerson = Annotated[
    str | None,
    Field(max_length=500, description="What a person wrote beside it; it stays when the plan changes"),
]
MealName = Literal["lunch", "dinner"]
PlaceKind = Literal["attraction", "town", "station", "junction"]
Limited = Literal["altitude_m", "steps"]  # what a wish may limit, and the data not know


class Part(BaseModel):
    """Frozen; unknown fields are an error, so that a damaged file is noticed."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False)


class Timed(Part):
    """Something that goes on at a place from one moment to another."""

    place: str
    start: AwareDatetime
    end: AwareDatetime
    note: NoteOfPerson = None

    @property
    def begins(self) -> tuple[str, datetime]:
        """Where and when it begins."""
        return self.place, self.start

    @property
    def finishes(self) -> tuple[str, datetime]:
        """Where and when it is over."""
        return self.place, self.end


class Wait(Timed):
    """Time with nothing planned, the part of a journey spent at a station, or a pause that was asked for."""

    kind: Literal["wait"] = "wait"
    purpose: Literal["free", "journey", "pause"] = Field(
        "free",
        description="'journey': boarding, changing or calling a taxi; it counts as travel. 'pause': asked for",
    )
    awaits: Literal["opening", "booking", "evening"] | None = Field(
        None,
        description="What of the visit that follows: that it opens, the time it is booked for, or that its "
        "last half hour is in its best hours of the evening",
    )


class Meal(Timed):
    """Lunch or dinner."""

    kind: Literal["meal"] = "meal"
    meal: MealName = "lunch"


class Overnight(Timed):
    """A night in a town."""

    kind: Literal["overnight"] = "overnight"
    rooms: int | None = Field(None, ge=1, description="Rooms for the party, with two beds each")
    cost_cny: int = Field(0, ge=0, description="For the party")
    cost_basis: FareBasis | None = Field(None, description="What the price stands on")


class BestTime(Part):
    """When a visit of a site is at its best on the day."""

    start: AwareDatetime
    end: AwareDatetime
    reason: Names
    weighs: bool = Field(True, description="Whether a visit that begins at another time is worth less")

    def is_met(self, start: dt.datetime, end: dt.datetime) -> bool:
        """Tell whether a visit has them: begun in them, or, in an evening, with half an hour or half of it in them."""
        is_evening = self.start.hour * 60 + self.start.minute >= EVENING_BEGINS
        latest = (
            max(start + (end - start) / 2, end - dt.timedelta(minutes=LIT_LEAST)) if is_evening else start
        )
        return start < self.end and self.start <= latest


class Light(Part):
    """A light of the day by the sun, at the place of a visit."""

    kind: Literal["sunrise", "blue_hour"]
    start: AwareDatetime
    end: AwareDatetime


class Visit(Part):
    """A stay at an attraction. ``arrive`` equals ``start``; waiting before it is an event of its own."""

    kind: Literal["visit"] = "visit"
    attraction: str
    name: Names
    arrive: AwareDatetime
    start: AwareDatetime
    end: AwareDatetime
    open_until: AwareDatetime | None = Field(
        None,
        description="When the hours of the visit end; null: not known, or not within two days; none in older plans",
    )
    score: int
    prize: int
    ticket_cny: int | None = Field(description="For the party; null when the price is not known")
    cost_basis: FareBasis | None = Field(
        None, description="What the party's ticket stands on: that of one adult, and the shares of all others"
    )
    pass_id: str | None = Field(
        None, alias="pass", description="The pass that opens the gate; its first visit pays it, the others 0"
    )
    booking: Names | None = Field(
        None, description="What is to be booked ahead, and how; null where nothing says that"
    )
    round: Names | None = Field(None, description="The longest round of a large site that the time allows")
    includes_lunch: bool = Field(False, description="Long enough, and the lunch hour is inside")
    best_times: tuple[BestTime, ...] = Field((), description="The best hours of the site on the day")
    light: Light | None = Field(None, description="The light in which the traveller wants to be there")
    hours_loss: int = Field(
        0, ge=0, description="What of its worth the visit loses as it begins outside the best hours"
    )
    includes_dinner: bool = Field(False, description="Long enough, and the dinner hour is inside")
    confidence: Confidence
    estimated: tuple[str, ...] = Field((), description="Fields of the attraction that are estimates")
    needs: dict[Need, TriState] = Field(
        {}, description="Whether it has each service that the wish needs or prefers, as far as known"
    )
    unknown: tuple[Limited, ...] = Field(
        (), description="What the wish limits and nobody knows of the attraction"
    )
    note: NoteOfPerson = None

    @property
    def begins(self) -> tuple[str, datetime]:
        """Where and when it begins."""
        return self.attraction, self.arrive

    @property
    def finishes(self) -> tuple[str, datetime]:
        """Where and when it is over."""
        return self.attraction, self.end


class Leg(Part):
    """One uninterrupted movement by one mode."""

    kind: Literal["leg"] = "leg"
    mode: Mode
    start: str = Field(alias="from")
    end: str = Field(alias="to")
    depart: AwareDatetime
    arrive: AwareDatetime
    minutes: int = Field(ge=0)
    km: float = Field(ge=0)
    seat: Seat | None = Field(None, description="Class of the seats, on trains; hard: of conventional trains")
    service: str | None = Field(None, description="Train code or line, for scheduled services")
    line: str | None = Field(None, description="Id of the line, for scheduled services")
    line_name: Names | None = Field(None, description="What the line is called, for rides by metro")
    towards: Names | None = Field(
        None, description="The end of the line, on a loop the next station, by metro"
    )
    as_of: str | None = Field(None, description="Date of the timetable, for scheduled services")
    via: tuple[str, ...] = Field((), description="Road nodes passed on the way")
    cost_cny: int = Field(0, ge=0, description="For the party")
    fare_basis: FareBasis | None = Field(
        None,
        description="What the price stands on: a page or ticket (sourced), a published rule by kilometres (formula), "
        "an estimate, or nothing (unknown, counted as 0); null where nothing is paid",
    )
    cost_basis: FareBasis | None = Field(
        None, description="What the party's price stands on: that of one adult, and the shares of all others"
    )
    running_days: Literal["known", "unknown"] | None = Field(
        None, description="unknown: the timetable does not say on which days; null: no scheduled service"
    )
    confidence: Confidence
    includes_lunch: bool = Field(False, description="There is time for lunch aboard, in the hours of lunch")
    booked: bool = Field(False, description="One of the ``trains`` of the request: it stays as it is")
    rest_minutes: int = Field(0, ge=0, description="Breaks of whoever drives, within ``minutes``")
    note: NoteOfPerson = None

    @property
    def begins(self) -> tuple[str, datetime]:
        """Where and when it begins."""
        return self.start, self.depart

    @property
    def finishes(self) -> tuple[str, datetime]:
        """Where and when it is over."""
        return self.end, self.arrive


Event = Annotated[Visit | Leg | Wait | Meal | Overnight, Field(discriminator="kind")]


def is_fixed(event: Event) -> bool:
    """Tell whether an event parts what is a ride before it from what is one after it: a visit, or a booked train."""
    return isinstance(event, Visit) or (isinstance(event, Leg) and event.booked)


class Moment(Part):
    """A place and a time."""

    place: str
    time: AwareDatetime


class Money(Part):
    """A sum of money for the party, by what its prices stand on; the parts add up to ``cost_cny``."""

    cost_cny: int = 0
    sourced: int = Field(0, description="By a page or a ticket that is cited")
    formula: int = Field(0, description="By a published rule")
    estimated: int = 0
    unknown: int = Field(0, description="How many prices are not known; the sum counts them as 0")


class Rental(Part):
    """A car that is rented for the whole trip and driven by the party; what is paid for kilometres is in the legs."""

    cars: int = Field(ge=1)
    days: int = Field(ge=1)
    days_cny: int = Field(ge=0, description="By the day, for all cars and days")
    one_way_cny: int = Field(0, ge=0, description="To return it in another town")
    cost_cny: int = Field(ge=0, description="Both")
    cost_basis: FareBasis = Field("estimated", description="What the price stands on")


class DayTotals(Part):
    """Sums of one day."""

    visit_minutes: int
    transit_minutes: int
    wait_minutes: int
    cost_cny: int
    money: Money | None = Field(None, description="What ``cost_cny`` stands on")


class Vehicles(Part):
    """Some vehicles of a kind that the party rides in on roads."""

    kind: VehicleKind
    seats: int = Field(ge=1, description="For travellers")
    num: int = Field(ge=1)
    charter: str | None = Field(None, description="Id of the offer, with a driver; null: a car of one's own")


class Hire(Part):
    """A day with vehicles and their drivers; its legs cost nothing beside."""

    km: float = Field(ge=0, description="Of all drives of the day")
    km_included: float = Field(ge=0, description="What is ridden beyond costs more")
    cost_cny: int = Field(ge=0, description="For the party and the day, further kilometres included")
    cost_basis: FareBasis = Field(description="What the price stands on")


class Nearby(Part):
    """A place around that is open in free time, with time for a short visit and the way back."""

    attraction: str
    name: Names
    mode: Literal["walk", "road", "metro"] = Field(description="road: one's own car, a hired one or a taxi")
    minutes: int = Field(ge=0, description="There, from door to door, for who leaves as the free time begins")
    opens: AwareDatetime
    closes: AwareDatetime
    crowded: bool = Field(False, description="Whether it draws crowds on this day")


class FreeTime(Timed):
    """More than an hour and a half of a day with nothing planned, pauses aside."""

    near: tuple[Nearby, ...] = Field(
        (), description="What is open around, three places at most; not part of the plan"
    )


class NearBed(Part):
    """A bed a short walk from a visit on which one has luggage along: who goes by there first or after it has none."""

    place: str
    attraction: str
    minutes: int = Field(description="On foot; the way and its time are no part of the plan")
    use: Literal["before", "until-after", "trip-end"] = Field(
        description="Left at the next bed before the visit, at the last one until after it, or before it where the "
        "trip ends, if the traveller has a place there"
    )


class Luggage(Part):
    """Luggage on a day that leaves a bed for good, comes to a new one, or lies between two rides without a bed.

    Its minutes lie outside the events.
    """

    check_out_minutes: int | None = Field(
        None,
        ge=0,
        description="To pack and check out, before the day begins; null: no bed is left but at home",
    )
    check_in_minutes: int | None = Field(
        None, ge=0, description="To check in, after the day's end; null: no new bed but at home"
    )
    waits: Literal["car", "with-you", "at-bed"] = Field(
        description="Where it is meanwhile; with-you: on some visit or on all rides of a day without one"
    )
    beds: tuple[str, ...] = Field(
        (), description="Towns whose bed the way goes by, so that it waits there during other visits"
    )
    parked: str | None = Field(
        None, description="Where the car stands meanwhile, below a bed to which it does not come"
    )
    along: tuple[str, ...] = Field(
        (), description="Attractions visited with it; of cloakrooms and lockers the data knows nothing"
    )
    near: tuple[NearBed, ...] = Field((), description="What would spare one the luggage on some of ``along``")
    climbs: dict[str, int | None] = Field(
        {}, description="Those ``along`` that are a climb, with their steps, null where these are not known"
    )
    station: str | None = Field(
        None,
        description="Of hours between two rides: the station or airport that one comes back to; whether it has left "
        "luggage is not known",
    )
    fetch: str | None = Field(
        None, description="Of a trip under way: the bed where it was left and by which the way does not go"
    )


class Day(Part):
    """One day of the trip; ``day`` counts from 1, and 0 is the evening of the arrival where that comes before."""

    day: int
    date: dt.date
    start: Moment
    end: Moment
    events: tuple[Event, ...]
    hire: Hire | None = Field(
        None,
        description="All drives of the day are with ``vehicles`` and their drivers; null: one's own, or taxis",
    )
    totals: DayTotals
    free: tuple[FreeTime, ...] = Field(
        (),
        description="Waits, and hours before and after the events, of more than 90 minutes; none in older plans",
    )
    luggage: Luggage | None = Field(
        None, description="Where the bed changes; null where it stays, and in older plans"
    )
    awaits: Literal["opening", "booking", "evening"] | None = Field(
        None,
        description="What a visit waits for, without a wait before it, on a day that begins more than half an hour "
        "after its hours; none in older plans",
    )
    awaits_at: str | None = Field(
        None, description="The attraction of that visit; null: the first of the day, as in older plans"
    )

    @property
    def night(self) -> Overnight | None:
        """The night after it."""
        return next((event for event in self.events if isinstance(event, Overnight)), None)


Reason = Literal["closed", "unreachable", "no-time", "over-budget", "outside-area", "avoided", "lower-prize"]


REASON_OF: dict[str, Reason] = {  # by cause, which may grow; the text of one is "planning.out-CAUSE"
    "asked": "avoided",
    "seen": "avoided",
    "altitude": "avoided",
    "steps": "avoided",
    "lacks": "avoided",
    "wheelchair-steps": "avoided",
    "not-free": "avoided",
    "price-unknown": "avoided",
    "needs-unknown": "avoided",
    "rule-none": "avoided",
    "rule": "avoided",
    "crowded": "avoided",
    "visa-area": "outside-area",
    "area": "outside-area",
    "belt": "outside-area",
    "zone": "outside-area",
    "hospital": "outside-area",
    "slow": "outside-area",
    "slow-away": "outside-area",
    "slow-days": "outside-area",
    "worth-nothing": "lower-prize",
    "off-theme": "lower-prize",
    "displaced": "lower-prize",
    "displaced-outside": "lower-prize",
    "instead": "lower-prize",
    "instead-outside": "lower-prize",
    "none-better": "lower-prize",
    "none-better-outside": "lower-prize",
    "dear": "lower-prize",
    "dear-usual": "lower-prize",
    "detour": "lower-prize",
    "costly": "lower-prize",
    "costly-usual": "lower-prize",
    "other-nights": "lower-prize",
    "other-visits": "lower-prize",
    "not-needed": "lower-prize",
    "same-place": "lower-prize",
    "evening": "no-time",
    "far": "no-time",
    "no-room": "no-time",
    "pause": "no-time",
    "travel": "no-time",
    "pace": "no-time",
    "hours": "no-time",
    "closed": "closed",
    "hours-unknown": "closed",
    "doubtful": "closed",
    "no-way": "unreachable",
    "ticket": "over-budget",
    "budget": "over-budget",
    "fares": "over-budget",
}

FORMER_REASONS: dict[str, Reason] = {"crowded": "closed"}  # of causes, in plans of before

Params = Annotated[dict[str, Any], Field(description="What the text is made of: numbers, words, names")]


class Unvisited(Part):
    """An attraction left out, and why."""

    attraction: str
    reason: Reason
    cause: str | None = Field(
        None, description="Finer than the reason; null in plans written before there were causes"
    )
    detail: str = Field(description="The cause in English")
    params: Params = {}
    regret: int = Field(ge=0, description="The site's prize", deprecated="called prize now")
    prize: int = Field(
        default_factory=lambda fields: fields.get("regret", 0),
        ge=0,
        description="What a visit is worth to this traveller",
    )

    def say(self, language: str) -> str:
        """Return why, in a language; nothing where a plan written before there were causes says it in English only."""
        known = _said(language, f"planning.out-{self.cause}", self.params) if self.cause else ""
        return known or (self.detail if language == "en" else "")


class Note(Part):
    """Something to know of a certificate, by the code of its text."""

    code: str
    params: Params = {}


class Proven(Part):
    """What was proven of all plans of a wish."""

    bound: int = Field(description="No plan of the wish is worth more")
    wish: TripRequest


class Certificate(Part):
    """How good the plan is, and what the bound is a bound of; ``gap = (bound - objective) / bound``."""

    engine: str
    objective: int
    bound: int | None = Field(description="No plan of the model is worth more; null: nothing proven")
    gap: float | None = Field(
        ge=0, description="null: nothing proven, or a bound that is not above 0, of which nothing is a share"
    )
    seconds: float = Field(ge=0)
    value_of_time: float | None = Field(
        None,
        description="CNY that an hour counts as for each person; null: money took nothing from the objective",
    )
    change_price: int = Field(
        0, description="What a change of vehicles took from the objective; 0 in plans made before it did"
    )
    return_price: int = Field(
        0, description="What sleeping again in a town once left took; 0 in plans made before it did"
    )
    empty_price: int = Field(
        0,
        description="What a day without a visit took; 0 where what suits does not fill the days, and in former plans",
    )
    bed_price: int = Field(50, description="What a change of bed took; 50 in plans made before it was told")
    night_share: float = Field(
        1.0, description="What share of the price of nights took from the objective; 1 in plans made before"
    )
    long_taxi_cny: int | None = Field(
        None,
        description="From which CNY a car on the taxis of one ride counted as changes of vehicles; null: none did",
    )
    note: str = Field(description="The notes in English")
    notes: tuple[Note, ...] = ()
    proven: Proven | None = Field(
        None,
        description="Of a plan changed by hand: what was proven before the first change, of the wish by then; "
        "the bound of each plan that asks for no less",
    )

    def say(self, language: str) -> str:
        """Return the notes in a language; nothing where a plan written before has them in English only."""
        return self.text_of(self.notes, language) or (self.note if language == "en" else "")

    @staticmethod
    def text_of(notes: tuple[Note, ...], language: str) -> str:
        """Return notes in a language, or nothing where one is not known here."""
        known = [_said(language, f"planning.note-{note.code}", note.params) for note in notes]
        return say(language, "planning.note-join").join(known) if all(known) else ""


class Totals(Part):
    """Sums of the trip."""

    score: int
    visits: int
    visit_minutes: int
    transit_minutes: int
    cost_cny: int
    nights: int
    per_person_cny: int | None = Field(None, description="``cost_cny`` by all who travel, rounded")
    money: Money | None = Field(None, description="What ``cost_cny`` stands on")
    rides: Money | None = Field(None, description="The part of it for rides and cars, rented ones too")
    tickets: Money | None = Field(None, description="The part of it for tickets and passes")
    rooms: Money | None = Field(None, description="The part of it for nights")


class Coverage(Part):
    """A coverage rule, and the visits that count for it."""

    name: Names
    at_least: int
    at_most: int | None
    sites: tuple[str, ...] = Field(description="Visited attractions of the set")
    as_many: bool = Field(False, description="As many as fit were asked for")
    missed: tuple[str, ...] = Field(
        (), description="The others of the set, where as many as fit were asked for"
    )


class Notice(Part):
    """Something the traveller must know."""

    code: str
    message: str
    message_zh: str = Field("", description="The same in Chinese")
    params: Params = {}

    @classmethod
    def of(cls, code: str, /, **params: Any) -> Notice:
        """Return the notice of a code, its messages written out."""
        message = Message(f"planning.notice-{code}", params)
        return cls(code=code, message=message.say("en"), message_zh=message.say("zh"), params=params)

    def say(self, language: str) -> str:
        """Return the notice in a language; as written out where its code or params are not known."""
        known = _said(language, f"planning.notice-{self.code}", self.params)
        return known or (language == "zh" and self.message_zh) or self.message


def _said(language: str, code: str, params: dict[str, Any]) -> str:
    """Return a text, or nothing where a plan from elsewhere has a code or params that are not known here."""
    try:
        return say(language, code, **params)
    except (KeyError, TypeError, ValueError):
        return ""


NOT_OPEN = ("not-open", "not-open-undated", "what-if")  # codes of notices that a plan assumes what is not so


class Offer(Part):
    """Another wish that could be made, where days have no visit or lights are seen by day; nobody has tried it."""

    field: str = Field(description="Of the request")
    value: Any = Field(description="What it would be, as request files write it")
    code: str
    params: Params = {}

    def say(self, language: str) -> str:
        """Return what it is, in a language."""
        return _said(language, f"request.{self.code}", self.params)


class CorridorRef(Part):
    """Which data the plan was made from."""

    name: str
    data_hash: str
    names: Names | None = Field(None, description="In both languages; null in older plans")

    @classmethod
    def of(cls, corridor: Corridor) -> CorridorRef:
        """Return what names a corridor."""
        return cls(name=corridor.name.en, data_hash=corridor.data_hash, names=corridor.name)


class PlaceRef(Part):
    """A place named in the plan, so that a reader needs no other file."""

    name: Names
    location: Location
    kind: PlaceKind
    area: str | None = Field(
        None, description="Prefecture and county in Chinese, of attractions and towns; null in older plans"
    )
    telecode: str | None = Field(None, description="The railway's code of a station, where it is known")

    @classmethod
    def of(cls, place: Place) -> PlaceRef:
        """Return what a plan says of a place of the data."""
        kind: PlaceKind = "junction"
        area = None
        if isinstance(place, Attraction):
            kind, area = "attraction", place.prefecture + place.county
        elif isinstance(place, Town):
            kind, area = "town", place.prefecture
        elif isinstance(place, Station | MetroStation):
            kind = "station"
        telecode = place.telecode if isinstance(place, Station) else None
        return cls(name=place.name, location=place.location, kind=kind, area=area, telecode=telecode)


class SourceOf(Source):
    """Where something of the plan comes from, by the fields of the data that plans stand on."""

    of: Literal["attraction", "town", "line", "pass", "charter"]
    id: str


class ToBook(Part):
    """Something to book, or to know of before days are changed; of a train ``start`` and ``end`` are its stations."""

    kind: Literal["train", "night", "visit"]
    on: dt.date
    opens: dt.date | None = Field(
        None, description="The first day on which it can be booked, where that is known"
    )
    by: dt.date | None = Field(
        None,
        description="The day by which it should be booked, not before that of the plan's `now`; none in older plans",
    )
    place: str | None = Field(None, description="The attraction, or the town of the night")
    nights: int | None = Field(
        None,
        ge=1,
        description="How many nights in a row; none in older plans, where each is a line of its own",
    )
    service: str | None = None
    start: str | None = Field(None, alias="from")
    end: str | None = Field(None, alias="to")
    time: AwareDatetime | None = Field(None, description="Of the visit, or when the train leaves")
    how: Names | None = None


class Closed(Part):
    """Days of the trip on which a visited site is closed: the visit cannot be moved there."""

    attraction: str
    dates: tuple[dt.date, ...]


class Entry(Part):
    """Something that calendars have of a plan; ``number`` tells apart what is alike, as rides between two places."""

    kind: Literal["luggage", "hire", "visit", "leg", "meal", "overnight", "booking"]
    on: dt.date
    places: tuple[str, ...] = Field(description="Where it is; of a ride from and to")
    number: int = Field(1, ge=1, description="In the order of the trip")

    @property
    def key(self) -> tuple[str, ...]:
        """What it stays in all versions of a trip, whenever it is: a site, a ride, the meal of a day, a booking."""
        when = () if self.kind in ("visit", "leg") else (str(self.on),)
        where = self.places if self.kind in ("visit", "leg", "booking") else ()
        return (self.kind, *when, *where, str(self.number))


class Run(Part):
    """A run of a line, by where and when it is boarded."""

    line: str
    service: str
    stop: str
    minute: int = Field(description="Of the day, when it leaves there")


class Reserves(Part):
    """Time in hand by which the steps of a plan hold with the ``confidence`` of its wish."""

    within: dict[str, int] = Field({}, description="Minutes that a visit is longer, by attraction")
    to_closing: dict[str, int] = Field(
        {}, description="Minutes before closing time by which a visit begins at the latest, by attraction"
    )
    at_start: dict[dt.date, int] = Field({}, description="Minutes that a day begins earlier than it has to")
    runs: tuple[Run, ...] = Field(
        (), description="Runs that leave too little time to change, and are not taken"
    )


class Itinerary(Part):
    """All days."""

    schema_version: str = SCHEMA_VERSION
    id: str | None = Field(
        None, description="A digest of data, wish and days: equal plans have equal ids; null in older plans"
    )
    version: int = Field(1, ge=1, description="1, and one more for each plan that it replaces")
    replaces: str | None = Field(None, description="The id of the plan that this one was made from")
    trip: str | None = Field(
        None, description="The id of the first of the plans that this one came from; null: it is the first"
    )
    corridor: CorridorRef
    request: Asked = Field(description="The normalised request")
    status: Literal["optimal", "feasible"]
    certificate: Certificate
    days: tuple[Day, ...]
    past: tuple[Day, ...] = Field(
        (), description="Of a trip under way what was before ``days``, as it went; no part of the sums"
    )
    now: AwareDatetime | None = Field(
        None,
        description="Of a trip under way when it was planned again last: what was due before is due then",
    )
    unvisited: tuple[Unvisited, ...] = ()
    totals: Totals
    rental: Rental | None = Field(None, description="Not in the sums of the days, but in those of the trip")
    coverage: tuple[Coverage, ...] = ()
    warnings: tuple[Notice, ...] = ()
    offers: tuple[Offer, ...] = Field((), description="Other wishes, where days have no visit")
    places: dict[str, PlaceRef] = {}
    themes: dict[str, Names] = Field({}, description="Names of the themes asked for")
    stories: dict[str, Names] = Field({}, description="What these themes tell; none in older plans")
    lines: dict[str, Names] = Field({}, description="Names of the lines used")
    passes: dict[str, Names] = Field({}, description="Names of the passes used")
    sources: tuple[SourceOf, ...] = Field(
        (), description="Of visits, nights, lines, passes and hired vehicles"
    )
    links: dict[str, dict[MapApp, str]] = Field(
        {},
        description="Addresses that open a place in map apps, of visits, nights and stations of trains and ships",
    )
    tickets: dict[str, str] = Field(
        {}, description="Where the railway sells tickets, by train and date: ``G8522@2027-03-11``"
    )
    to_book: tuple[ToBook, ...] = Field(
        (), description="What comes first first; what has no date of its own last"
    )
    closed: tuple[Closed, ...] = ()
    vehicles: tuple[Vehicles, ...] = Field(
        (), description="The party's own cars, or the vehicles of the days that have a ``hire``"
    )

    reserves: Reserves | None = Field(
        None, description="What makes it as sure as was asked for; null: no confidence was"
    )

    difference: Difference | None = Field(None, description="What changed from the plan it was made from")
    withdrawn: tuple[Entry, ...] = Field(
        (), description="What calendars have of the plans that it came from, and this one has no more"
    )
    breaks: tuple[Notice, ...] = Field(
        (), description="What of an edit does not fit, and what was done instead"
    )

    @property
    def lines_not_open(self) -> frozenset[str]:
        """Ids of the lines of the plan that the scenarios of its request open."""
        assumed = (notice for notice in self.warnings if notice.code in NOT_OPEN)
        return frozenset(line for notice in assumed for line in notice.params.get("lines", ()))

    def noted(self, note: Note) -> Itinerary:
        """Return the plan with one note more in its certificate."""
        notes = (*self.certificate.notes, note)
        update = {"notes": notes, "note": Certificate.text_of(notes, "en")}
        return self.model_copy(update={"certificate": self.certificate.model_copy(update=update)})

    def identified(self, before: Itinerary | None = None) -> Itinerary:
        """Return the plan with its id, as the next version of another one."""
        version, replaces, trip = 1, None, None
        if before is not None:
            version, replaces = before.version + 1, before.id or before.identified().id
            trip = before.trip or replaces
        days = [each.model_dump(mode="json", by_alias=True) for each in (*self.past, *self.days)]
        for event in (event for day in days for event in day["events"]):
            del event["note"]
        wish = self.request.model_dump_json(include=set(TripRequest.model_fields), by_alias=True)
        content = json.dumps([self.corridor.data_hash, wish, days, replaces], sort_keys=True)
        digest = sha256(content.encode()).hexdigest()[:16]
        update = {"id": digest, "version": version, "replaces": replaces, "trip": trip}
        return self.model_copy(update=update)

    def to_json(self) -> str:
        """Return the document of the JSON contract."""
        return self.model_dump_json(by_alias=True, indent=2)
