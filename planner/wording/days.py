"""The words for single days and for what is booked: ``2=10:00-16:00``, ``SITE@2027-03-11T10:00``, a train."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from planner.bookings import BookedStay, BookedTrain, BookedVisit
from planner.cleaning import plain
from planner.corridor import Corridor
from planner.errors import RequestError
from planner.names import Kind, resolve
from planner.network.booked import ride_of
from planner.texts import Message
from planner.wording.dates import no_such_day
from planner.wording.naming import texts_of

STOPS: tuple[Kind, ...] = ("town", "station")


def day_hours(_corridor: Corridor, value: object) -> dict[str, str]:
    """Return hours by day from a mapping, or from texts like ``2=10:00-16:00``.

    Raises
    ------
    RequestError
        When a text is nothing of the kind.
    """
    return {day: words[-1] for day, words in _by_day("day_hours", "bad-hours", value).items()}


def free_time(_corridor: Corridor, value: object) -> dict[str, list[str]]:
    """Return what is kept free by day from a mapping, or from texts like ``2=afternoon``.

    Raises
    ------
    RequestError
        When a text is nothing of the kind.
    """
    return _by_day("free", "bad-free", value)


def _by_day(field: str, code: str, value: object) -> dict[str, list[str]]:
    if isinstance(value, dict):
        lists = {day: words if isinstance(words, list | tuple) else [words] for day, words in value.items()}
        return {str(day): [str(word) for word in words] for day, words in lists.items()}
    found: dict[str, list[str]] = {}
    for text in texts_of(value, field):
        day, *words = re.split("[=＝]", plain(text), maxsplit=1)
        if not day.strip().isdecimal() or not words:
            raise RequestError(Message(f"request.{code}", {"text": text[:60]}), field=field, value=text)
        found.setdefault(day.strip(), []).append(words[0].strip())
    return found


def booked(
    field: str, kind: type[BookedVisit | BookedStay], places: tuple[Kind, ...]
) -> Callable[[Corridor, Any], list[dict[str, str]]]:
    """Return the reader of bookings, whose place goes by any name."""
    name = next(iter(kind.model_fields))

    def read(corridor: Corridor, value: object) -> list[dict[str, str]]:
        found = []
        for text in texts_of(value, field):
            try:
                parts = kind.parse(plain(text))
            except ValueError:
                message = _no_booking(field, text)
                raise RequestError(message, field=field, value=text) from None
            found.append({**parts, name: resolve(corridor, parts[name], places, field=field)})
        return found

    return read


def _no_booking(field: str, text: str) -> Message:
    """Say what is wrong with a text that should be a booking: first of all its date."""
    return no_such_day(text.rpartition("@")[2]) or Message(f"request.bad-{field}", {"text": text[:80]})


def booked_trains(corridor: Corridor, value: object) -> list[dict[str, str]]:
    """Return booked trains, whose stations and towns go by any name.

    Raises
    ------
    RequestError
        When a text is nothing of the kind, or nothing answers to a name.
    """
    return [_booked_train(corridor, text) for text in texts_of(value, "trains")]


def _booked_train(corridor: Corridor, text: str) -> dict[str, str]:
    """Return the first reading whose places are known, of several one by which the train goes."""
    try:
        readings = BookedTrain.splits(plain(text))
    except ValueError:
        raise RequestError(_no_booking("trains", text), field="trains", value=text) from None
    found, errors = [], []
    for parts in readings:
        try:
            ends = {end: resolve(corridor, parts[end], STOPS, field="trains") for end in ("start", "end")}
        except RequestError as error:
            errors.append(error)
        else:
            found.append({**parts, **ends})
    if not found:
        raise min(errors, key=lambda error: not error.candidates)
    return next((parts for parts in found if _runs(corridor, parts)), found[0])


def _runs(corridor: Corridor, parts: dict[str, str]) -> bool:
    try:
        return ride_of(corridor, BookedTrain.model_validate(parts)) is not None
    except ValidationError:
        return False
