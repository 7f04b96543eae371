"""A booking as a file has it, its place not yet found in the corridor."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, NoReturn

from planner.cleaning import clean
from planner.clock import CHINA
from planner.errors import DataError, DataProblem
from planner.loading.tree import told
from planner.texts import Message

Kind = Literal["visit", "stay", "train", "other"]
When = dt.datetime | dt.date

MAX_RESERVATIONS = 500  # of a file; each is looked up among all places
MAX_TEXT = 200  # characters of a name or an address


@dataclass(frozen=True)
class Reservation:
    """One booking; times are China's, without a zone."""

    where: str
    kind: Kind
    title: str
    names: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    start: When | None = None
    end: When | None = None
    train: str = ""
    stations: tuple[str, ...] = ()  # of a train, one after the other, or texts between whose signs they stand
    fault: Message | None = None


class TimeError(Exception):
    """A time that cannot be one of a trip, with the words for it."""

    def __init__(self, code: str = "bad-time", **params: object) -> None:
        self.message = Message(f"bookings.{code}", params)
        super().__init__(code)


def china_time(moment: When) -> When:
    """Return a moment on China's clock; one without a zone is taken for China's, a date stays one.

    Raises
    ------
    TimeError
        When it lies at the end of all years.

    Examples
    --------
    >>> china_time(dt.datetime(2027, 3, 11, 2, tzinfo=dt.timezone.utc))
    datetime.datetime(2027, 3, 11, 10, 0)
    """
    if not isinstance(moment, dt.datetime) or moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(CHINA).replace(tzinfo=None)
    except OverflowError:
        raise TimeError(time=str(moment)) from None


def text_of(value: object) -> str:
    """Return a text on one line that is not too long; nothing for what is no text."""
    return clean(value[: 10 * MAX_TEXT], MAX_TEXT) if isinstance(value, str) else ""


def fail(file: str, message: Message, line: int = 1, hint: Message | None = None) -> NoReturn:
    """Refuse a file.

    Raises
    ------
    DataError
        With the place and what is wrong.
    """
    raise DataError([DataProblem(file, line, 1, "bookings", message, hint)])


def check_number(file: str, number: int, what: str) -> None:
    """Refuse a file without bookings, or with very many."""
    if not number:
        fail(file, told(f"no-{what}"))
    if number > MAX_RESERVATIONS:
        fail(file, told(f"many-{what}", num=number, most=MAX_RESERVATIONS), hint=told("export-those-only"))
