"""An itinerary as people read it, in one language: the same rows, words and marks for every format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Literal

from planner.clock import at
from planner.corridor import Location, Mode
from planner.itinerary import Entry, PlaceKind, Reason
from planner.texts import SPACED
from planner.texts.further import ViewLanguage

Language = ViewLanguage
Kind = Literal["luggage", "hire", "visit", "leg", "wait", "meal", "overnight"]


class Mark(Enum):
    """What a reader must know of a row."""

    ESTIMATED_LENGTH = "estimated-length"
    ESTIMATED_PRICE = "estimated-price"
    UNKNOWN_PRICE = "unknown-price"
    CHECK_HOURS = "check-hours"
    WITH_LUNCH = "with-lunch"
    WITH_DINNER = "with-dinner"


@dataclass(frozen=True)
class Name:
    """A place by id, with its names cleaned for display; ``text`` is the one in the view's language."""

    id: str
    text: str
    zh: str
    en: str
    location: Location | None = None  # None where the plan does not say
    kind: PlaceKind | None = None
    area: str = ""  # prefecture and county, in Chinese
    telecode: str = ""  # of a railway station


@dataclass(frozen=True)
class Note:
    """What stands in brackets behind a row's text; ``mark`` where it says the same as one."""

    text: str
    mark: Mark | None = None


@dataclass(frozen=True)
class Ride:
    """A ride in a train or the like: its code or line, also in Chinese, and when it itself leaves and is there."""

    service: str
    zh: str
    depart: int
    arrive: int
    booked: bool = False


@dataclass(frozen=True)
class Link:
    """Where a row goes on in an app: a place on a map, or tickets for a train."""

    app: Literal["amap", "geo", "organic-maps", "12306"]
    url: str


@dataclass(frozen=True)
class Row:
    """An event of a day, or several legs of one drive; minutes count from the day's midnight."""

    kind: Kind
    start: int
    end: int
    time: str
    what: str
    length: str
    price: str
    cost_cny: int | None
    marks: frozenset[Mark] = frozenset()
    notes: tuple[Note, ...] = ()
    details: tuple[str, ...] = ()
    places: tuple[Name, ...] = ()  # where it is; of a leg from and to
    mode: Mode | None = None  # of a leg
    way: tuple[Name, ...] = ()  # of a leg: all places from its start to its end that the plan names
    ride: Ride | None = None  # of a leg in a train or the like
    links: tuple[Link, ...] = ()
    closes: int | None = None  # of a visit, where that is known
    short: str = ""  # what it is, where that is said at length
    local: str = ""  # in Chinese, for who drives or sells tickets: names, with areas or telecodes

    def local_in(self, language: Language) -> str:
        """Return what is told in Chinese beside it; in Chinese what that has more: addresses and telecodes."""
        return self.local if language != "zh" or self.kind in ("visit", "overnight", "rail") else ""


@dataclass(frozen=True)
class Labelled:
    """A line that begins with what it is about."""

    label: str
    text: str


@dataclass(frozen=True)
class Header:
    """Title, dates and facts of the wish, how good the plan is proven to be, and what to know before all else."""

    title: str
    facts: tuple[str, ...]
    proof: str
    first: tuple[str, ...] = ()  # what is said before the days
    notes: tuple[str, ...] = ()  # of who offers the trip
    story: tuple[Labelled, ...] = ()  # what its themes tell
    assumed: tuple[str, ...] = ()  # what is not so yet, and the plan stands on; among the first
    rest: str = (
        ""  # of a trip under way: that this is what is left, from where and when; the first of the first
    )

    @property
    def before_all(self) -> tuple[str, ...]:
        """What is said even where there is no room for all that comes first."""
        return tuple(filter(None, (self.rest, *self.assumed)))


@dataclass(frozen=True)
class DayView:
    """A day, or what of it is done or left; ``title`` has its number, date and ends, ``sums`` its totals."""

    number: int
    date: date
    title: tuple[str, ...]
    rows: tuple[Row, ...]
    sums: tuple[str, ...]
    is_done: bool = False

    def moment(self, minute: int) -> datetime:
        """Return the moment of a row's minute, in China time."""
        return at(self.date, minute)


@dataclass(frozen=True)
class Task:
    """Something to book, and by when."""

    by: date
    entry: Entry
    places: tuple[Name, ...]  # of a train from and to
    text: str


@dataclass(frozen=True)
class ClosedDays:
    """Days of the trip on which a visited site is closed."""

    place: str
    dates: tuple[date, ...]
    text: str


@dataclass(frozen=True)
class Withdrawn:
    """What calendars have of plans before, and this one has no more."""

    entry: Entry
    text: str


@dataclass(frozen=True)
class LeftOut:
    """An attraction left out, and why."""

    place: Name
    reason: Reason
    why: str


@dataclass(frozen=True)
class View:
    """The whole page, from top to bottom."""

    language: Language
    trip: str  # an id that all versions of a trip share
    version: int
    header: Header
    done_label: str
    done: tuple[DayView, ...]  # of a trip under way what is past
    days: tuple[DayView, ...]  # of a trip under way what is left
    withdrawn: tuple[Withdrawn, ...]
    tasks_label: str
    tasks: tuple[Task, ...]
    closed: tuple[ClosedDays, ...]
    closed_lines: tuple[str, ...]  # one for all sites that are closed on the same days
    total_label: str
    totals: tuple[str, ...]
    money_label: str
    money: tuple[str, ...]  # the sum, its kinds, and what it stands on
    covered: Labelled | None
    not_covered: Labelled | None
    left_out_label: str
    left_out: tuple[LeftOut, ...]  # the best only
    more_left_out: str
    notices_label: str
    notices: tuple[str, ...]
    legend: tuple[str, ...]

    @property
    def to_do(self) -> tuple[str, ...]:
        """What to book by when, and where no visit can move."""
        return (*(task.text for task in self.tasks), *self.closed_lines)

    @property
    def every_day(self) -> tuple[DayView, ...]:
        """The whole trip; a day that is under way is in it twice, as far as it is done and as far as it is left."""
        return (*self.done, *self.days)

    @property
    def sums(self) -> tuple[str, ...]:
        """The totals with the sum of money, and of what they are where that is not the whole trip."""
        return (*([self.total_label] if self.done else ()), *self.totals, *self.money[:1])

    @property
    def legend_text(self) -> str:
        """The legend as one text."""
        return (" " if self.language in SPACED else "").join(self.legend)
