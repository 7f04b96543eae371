"""Wishes that many will have: the product of days, dates, ends, themes and modes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any

from planner import clock
from planner.errors import RequestError
from planner.texts import Message
from planner.wording.dates import date_of

DAYS = range(1, 15)
DAYS_AHEAD = 7


def wishes_of(choices: Mapping[str, Sequence[Any]]) -> Iterator[dict[str, Any]]:
    """Yield the words of a wish for each choice of a value for each word; a word without values is left out.

    Examples
    --------
    >>> list(wishes_of({"days": [1, 2], "from": ["chengdu"], "to": []}))
    [{'days': 1, 'from': 'chengdu'}, {'days': 2, 'from': 'chengdu'}]
    """
    asked = {word: values for word, values in choices.items() if values}
    for values in product(*asked.values()):
        yield dict(zip(asked, values, strict=True))


def several(text: str | None) -> list[str]:
    """Return the parts of a text with commas.

    Examples
    --------
    >>> several("chengdu, chongqing"), several(None)
    (['chengdu', 'chongqing'], [])
    """
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def days_of(text: str) -> list[int]:
    """Return the numbers of a text like ``1..3,5``.

    Raises
    ------
    RequestError
        When it is none, or no trip is so long.

    Examples
    --------
    >>> days_of("1..3,5")
    [1, 2, 3, 5]
    """
    parts = [_days_between(*_ends(part)) for part in several(text)]
    found = [number for part in parts for number in part]
    if not (parts and all(parts) and set(found) <= set(DAYS)):
        raise RequestError(Message("batch.no-days", {"text": text[:60]}), field="days", value=text)
    return found


def dates_of(text: str) -> list[str]:
    """Return the dates of a text like ``2027-05-01..2027-05-05,2027-10-01``.

    Raises
    ------
    RequestError
        When it is none.

    Examples
    --------
    >>> dates_of("2027-02-28..2027-03-01")
    ['2027-02-28', '2027-03-01']
    """
    parts = [_dates_between(*_ends(part)) for part in several(text)]
    if not (parts and all(parts)):
        raise RequestError(Message("request.no-day", {"text": text[:60]}), field="date", value=text)
    return [day.isoformat() for part in parts for day in part]


def dates_ahead() -> list[str]:
    """Return the dates of the next days, from tomorrow."""
    return [(clock.today() + timedelta(days=later)).isoformat() for later in range(1, DAYS_AHEAD + 1)]


def _ends(part: str) -> tuple[str, str]:
    first, dots, last = part.partition("..")
    return first.strip(), last.strip() if dots else first.strip()


def _days_between(first: str, last: str) -> Sequence[int]:
    return range(int(first), min(int(last), DAYS.stop) + 1) if (first + last).isdecimal() else ()


def _dates_between(first: str, last: str) -> Sequence[date]:
    begin, end = date_of(first), date_of(last)
    return [begin + timedelta(days=later) for later in range((end - begin).days + 1)]
