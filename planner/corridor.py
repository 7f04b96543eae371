"""The data of a corridor as frozen models. Units: minutes, kilometres, CNY, WGS84 degrees."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, PlainSerializer

from planner.clock import format_clock, parse_clock

Confidence = Literal["sourced", "estimated"]
Mode = Literal["walk", "road", "metro", "rail", "coach", "cruise", "cable"]
TriState = Literal["yes", "no", "unknown"]
HotelClass = Literal["budget", "comfort", "premium"]
Minutes = Annotated[int, Field(ge=0, le=10_000)]
Money = Annotated[int, Field(ge=0, le=1_000_000)]
_ClockMinutes = Annotated[int, Field(ge=0, lt=2880)]
_ClockText = Annotated[str, Field(pattern=r"^([0-3]?\d|4[0-7]):[0-5]\d$")]
Clock = Annotated[
    _ClockMinutes,
    BeforeValidator(
        lambda value: parse_clock(value) if isinstance(value, str) else value,
        json_schema_input_type=_ClockMinutes | _ClockText,
    ),
    PlainSerializer(format_clock, when_used="json"),
    Field(description="Minutes after midnight; text is HH:MM and may pass 24:00"),
]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
TagKey = Annotated[str, Field(pattern=r"^(\*|[a-z0-9]+(-[a-z0-9]+)*)$", max_length=64)]
_WEEKDAYS = "(Mo|Tu|We|Th|Fr|Sa|Su)(-(Mo|Tu|We|Th|Fr|Sa|Su))?"
Days = Annotated[
    str,
    Field(
        pattern=f"^(daily|{_WEEKDAYS}(,{_WEEKDAYS})*)$",
        description="'daily', or weekdays like 'Mo-Fr' or 'Sa,Su'",
    ),
]
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class Model(BaseModel):
    """Frozen, and nothing unknown is accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Names(Model):
    """What people call a thing."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    pinyin: str = ""

    def get(self, language: str) -> str:
        """Return the name in ``zh`` or ``en``."""
        return self.zh if language == "zh" else self.en


class Location(Model):
    """A WGS84 position in degrees."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class Source(Model):
    """Where the named fields come from, and how far they can be trusted."""

    fields: tuple[str, ...] = Field(min_length=1)
    source: str = Field(min_length=1, description="Page, table or rule the values were taken from")
    as_of: str = Field(min_length=1, description="ISO date, month or year; 'n.d.' where the page has none")
    confidence: Confidence


class Bounds(Model):
    """The box that every place of the corridor lies in."""

    south: float
    north: float
    west: float
    east: float

    def contains(self, location: Location) -> bool:
        """Tell whether a position lies in the box."""
        return self.south <= location.lat <= self.north and self.west <= location.lon <= self.east


class Place(Model):
    """Anything with an id, a name and a position."""

    id: Id
    name: Names
    location: Location


class VisitMinutes(Model):
    """How long a visit takes: hurried, as most do, with time to spare."""

    short: int = Field(ge=5, le=900)
    typical: int = Field(ge=5, le=900)
    long: int = Field(ge=5, le=900)


def in_season(start: str, end: str, month_day: str) -> bool:
    """Tell whether a day of the year lies between two others, all ``MM-DD``; the span may pass New Year.

    Examples
    --------
    >>> in_season("11-01", "02-28", "01-15"), in_season("03-01", "10-31", "01-15")
    (True, False)
    """
    if start <= end:
        return start <= month_day <= end
    return month_day >= start or month_day <= end


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


class Season(Model):
    """A time of year that changes what a site is worth: red leaves, snow, flowers, low water."""

    start: MonthDay
    end: MonthDay
    factor: float = Field(ge=0, le=2, description="Multiplies the score")
    reason: Names

    def holds_on(self, month_day: str) -> bool:
        """Tell whether a day of the year (``MM-DD``) lies in the season."""
        return in_season(self.start, self.end, month_day)


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
    level: Literal["5A", "4A", "3A"] | None = None
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
    visit_minutes: VisitMinutes
    ticket_cny: Ticket | None = Field(None, description="None where the price is not known")
    services: Services = Services()
    altitude_m: int | None = Field(None, ge=-100, le=6000, description="Highest point; None: unknown")
    steps: int | None = Field(None, ge=0, le=20000, description="Steps to climb; None: unknown")
    seasons: tuple[Season, ...] = ()
    evening: bool = Field(False, description="A session after the day's end: a show, a light walk")
    note: Names | None = Field(None, description="What a visitor must know: booking, shuttle, closures")
    sources: tuple[Source, ...] = Field(min_length=1)

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


class Station(Place):
    """A place where a scheduled service calls."""

    town: Id | None = Field(None, description="The town it serves")
    boarding_minutes: Minutes = Field(20, description="From the door to the train: security and boarding")
    exit_minutes: Minutes = Field(10, description="From the train to the door")
    change_minutes: Minutes = Field(20, description="From one train to another inside the station")
    sources: tuple[Source, ...] = Field(min_length=1)


class Junction(Place):
    """A node of the road graph where nobody sleeps."""


RoadClass = Literal["expressway", "trunk", "mountain", "city", "local"]


class Link(Model):
    """A way between two places that can be used at any time; both directions unless ``one_way``."""

    start: Id
    end: Id
    mode: Mode = "road"
    road_class: RoadClass
    km: float = Field(gt=0, le=1000)
    minutes: int = Field(ge=1, le=1000)
    one_way: bool = False
    confidence: Confidence = "estimated"
    source: str = Field("", description="Empty: km and minutes come from the rule in docs/travel-times.md")


class Call(Model):
    """A stop of a train; ``arrive`` is empty at the first and ``depart`` at the last."""

    station: Id
    arrive: Clock | None = None
    depart: Clock | None = None


def parse_calls(text: str) -> list[dict[str, str]]:
    """Return the calls written as ``station depart, station arrive-depart, station arrive``.

    A single time in between is a stop of no length.

    Raises
    ------
    ValueError
        When a call is not a station id and one or two times.

    Examples
    --------
    >>> parse_calls("chongqing-north 07:00, chengdu-east 08:30")
    [{'station': 'chongqing-north', 'depart': '07:00'}, {'station': 'chengdu-east', 'arrive': '08:30'}]
    """
    calls = []
    for part in text.split(","):
        station, _, times = part.strip().partition(" ")
        arrive, dash, depart = times.strip().partition("-")
        if not arrive or bool(dash) != bool(depart):
            raise ValueError(f"'{part.strip()}' is not a call like 'chengdu-east 08:30-08:32'")
        calls.append({"station": station, "arrive": arrive, "depart": depart or arrive})
    del calls[0]["arrive"], calls[-1]["depart"]
    return calls


def _calls_from_text(value: object) -> object:
    return parse_calls(value) if isinstance(value, str) else value


class Departure(Model):
    """One train (or coach, or ship) with its own calls."""

    code: str = Field(min_length=1)
    days: Days = "daily"
    calls: Annotated[tuple[Call, ...], BeforeValidator(_calls_from_text)] = Field(min_length=2)


class PatternCall(Model):
    """A stop of a pattern: minutes after the departure at the first stop."""

    station: Id
    arrive: Minutes
    depart: Minutes


def _pattern_calls_from_text(value: object) -> object:
    """Read ``station 0, station 12-14, station 30``: minutes after the first departure."""
    if not isinstance(value, str):
        return value
    return [{"arrive": "0", "depart": call.get("arrive", "0"), **call} for call in parse_calls(value)]


class Pattern(Model):
    """A service that runs every so many minutes, both ends included."""

    code: str = Field(min_length=1, description="What to look for on the board, such as 'Metro 3'")
    calls: Annotated[tuple[PatternCall, ...], BeforeValidator(_pattern_calls_from_text)] = Field(min_length=2)
    first: Clock
    last: Clock
    every: int = Field(ge=1, le=1440)
    both_ways: bool = True
    days: Days = "daily"


class Fare(Model):
    """Fare of one adult: a flag plus so much per km of track, or a table of station pairs.

    The pairs come from a cited page; ``confidence`` is that of ``flag`` and ``per_km``.
    """

    flag: float = Field(0, ge=0)
    per_km: float = Field(0, ge=0)
    pairs: dict[str, Money] = Field({}, description="'station-a station-b' -> CNY, either direction")
    confidence: Confidence = "estimated"


class Line(Model):
    """A scheduled service: train by train (``departures``) or by headway (``patterns``)."""

    id: Id
    name: Names
    mode: Mode
    as_of: str = Field(min_length=1, description="The date of the timetable")
    confidence: Confidence
    fare: Fare = Fare()
    departures: tuple[Departure, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    sources: tuple[Source, ...] = Field(min_length=1)


class Scenario(Model):
    """A named change to the network: lines that open or close."""

    id: Id
    name: Names
    expected: str = Field(description="Expected opening, or 'proposed'")
    opens: tuple[Line, ...] = ()
    closes: tuple[Id, ...] = ()
    sources: tuple[Source, ...] = Field(min_length=1)


class CoverRule(Model):
    """At least, and at most, so many sites of a set are visited.

    A site is in the set when it meets every kind of selector that is given; within a kind any value will do.
    """

    name: Names
    at_least: int = Field(0, ge=0, le=50)
    at_most: int | None = Field(None, ge=0, le=50)
    sites: tuple[Id, ...] = ()
    tags: tuple[Id, ...] = ()
    heritage: tuple[str, ...] = ()
    belts: tuple[Id, ...] = ()
    zones: tuple[Id, ...] = ()
    prefectures: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()

    @property
    def asks(self) -> str:
        """How many sites of the set, in words."""
        least = f"at least {self.at_least}" if self.at_least else ""
        most = "" if self.at_most is None else f"at most {self.at_most}"
        return " and ".join(filter(None, (least, most)))

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


class Region(Model):
    """A belt or a zone of the corridor plan."""

    id: Id
    name: Names
    note: str = ""
    axis: tuple[Id, ...] = Field((), description="Towns along a belt, from one end to the other")


class VisaPort(Model):
    """An airport of entry for visa-free transit."""

    code: str = Field(pattern="^[A-Z]{3}$")
    place: Id = Field(description="The airport's place in the corridor")


class VisaRules(Model):
    """Visa-free transit: how long, where, from when."""

    hours: int = Field(ge=1, le=1000)
    prefectures: tuple[str, ...] = Field(description="Where one may stay")
    ports: tuple[VisaPort, ...]
    as_of: str
    source: str
    note: Names


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


class Corridor(Model):
    """The whole data set."""

    name: Names
    bounds: Bounds
    themes: tuple[Theme, ...]
    belts: tuple[Region, ...] = ()
    zones: tuple[Region, ...] = ()
    towns: tuple[Town, ...]
    attractions: tuple[Attraction, ...]
    stations: tuple[Station, ...] = ()
    junctions: tuple[Junction, ...] = ()
    links: tuple[Link, ...]
    lines: tuple[Line, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    visa: VisaRules | None = None
    products: tuple[Product, ...] = ()
    data_hash: str = Field("", description="SHA-256 of the files it was read from")

    @cached_property
    def places(self) -> dict[str, Place]:
        """Every place by id: towns, attractions, stations, junctions."""
        groups = (self.towns, self.attractions, self.stations, self.junctions)
        return {place.id: place for group in groups for place in group}

    @cached_property
    def attraction_by_id(self) -> dict[str, Attraction]:
        """Attractions by id."""
        return {attraction.id: attraction for attraction in self.attractions}

    @cached_property
    def town_by_id(self) -> dict[str, Town]:
        """Towns by id."""
        return {town.id: town for town in self.towns}

    @cached_property
    def product_by_id(self) -> dict[str, Product]:
        """Products by id."""
        return {product.id: product for product in self.products}

    @cached_property
    def theme_by_id(self) -> dict[str, Theme]:
        """Themes by id."""
        return {theme.id: theme for theme in self.themes}
