"""Words of people for what is new and what to change, by any names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, get_args

from pydantic import ValidationError

from planner.answers.edit import ANY_DAY, Edits
from planner.answers.replan import Level, News, Pin
from planner.cleaning import plain
from planner.corridor import Corridor, Outage
from planner.errors import RequestError
from planner.names import Kind, resolve
from planner.texts import Message

SITE: tuple[Kind, ...] = ("attraction",)
TOWN: tuple[Kind, ...] = ("town",)
Texts = Sequence[str]


def news_of(
    corridor: Corridor,
    *,
    closed: Texts = (),
    cancelled: Texts = (),
    skip: Texts = (),
    add: Texts = (),
    swap: Texts = (),
    pin: Texts = (),
    wish: Mapping[str, Any] = MappingProxyType({}),
) -> News:
    """Return what people say is new; of the wish those fields that are given.

    Raises
    ------
    RequestError
        When a text is nothing of its kind, or nothing answers to a name.
    """
    shut = [_outage("closed", text) for text in closed]
    return News(
        closed=tuple(
            each.model_copy(update={"what": resolve(corridor, each.what, SITE, field="closed")})
            for each in shut
        ),
        cancelled=tuple(
            each.model_copy(update={"what": _train(corridor, each.what.upper())})
            for each in (_outage("cancelled", text) for text in cancelled)
        ),
        skip=tuple(resolve(corridor, text, SITE, field="skip") for text in skip),
        add=tuple(resolve(corridor, text, SITE, field="add") for text in add),
        swap={
            resolve(corridor, out, SITE, field="swap"): resolve(corridor, new, SITE, field="swap")
            for out, new in _pairs("swap", swap, "SITE=SITE")
        },
        pins=tuple(_pin(corridor, text) for text in pin),
        wish={name: value for name, value in wish.items() if value is not None},
    )


def edits_of(
    corridor: Corridor,
    *,
    move: Texts = (),
    drop: Texts = (),
    order: Texts = (),
    stay: Texts = (),
    pin: Texts = (),
) -> Edits:
    """Return how people want a plan edited.

    Raises
    ------
    RequestError
        When a text is nothing of its kind, or nothing answers to a name.
    """
    return Edits(
        move={
            resolve(corridor, site, SITE, field="move"): ANY_DAY
            if day == "any"
            else _number("move", day, "SITE=DAY")
            for site, day in _pairs("move", move, "SITE=DAY")
        },
        drop=tuple(resolve(corridor, site, SITE, field="drop") for site in drop),
        order={
            _number("order", day, "2=SITE,SITE"): tuple(
                resolve(corridor, site, SITE, field="order")
                for site in sites.replace("，", ",").split(",")
                if site.strip()
            )
            for day, sites in _pairs("order", order, "2=SITE,SITE", may_be_empty=True)
        },
        stay={
            _number("stay", night, "TOWN=NIGHT"): resolve(corridor, town, TOWN, field="stay")
            for town, night in _pairs("stay", stay, "TOWN=NIGHT")
        },
        pin=tuple(resolve(corridor, site, SITE, field="pin") for site in pin),
    )


def _outage(field: str, text: str) -> Outage:
    try:
        return Outage.model_validate(Outage.parse(plain(text)))
    except (ValueError, ValidationError):
        message = Message("request.no-outage-like", {"text": text[:80]})
        raise RequestError(message, field=field, value=text) from None


def _train(corridor: Corridor, number: str) -> str:
    """Return the code of a train by one of its numbers: G8535/G8538 is G8535 at first and G8538 later."""
    codes = (train.code for line in corridor.lines for train in line.departures)
    return next((code for code in codes if number in (code, *code.split("/"))), number)


def _pin(corridor: Corridor, text: str) -> Pin:
    what, _, level = plain(text).partition("=")
    if level not in ("", *get_args(Level)):
        message = Message("changes.no-level", {"text": level[:60]})
        raise RequestError(message, field="pin", value=text, candidates=get_args(Level))
    what = what.strip()
    number = what.isascii() and what.isdecimal()
    return Pin.model_validate(
        {
            "what": int(what) if number else resolve(corridor, what, SITE, field="pin"),
            "level": level or "times",
        }
    )


def _pairs(
    field: str, texts: Iterable[str], like: str, *, may_be_empty: bool = False
) -> Iterable[tuple[str, str]]:
    for text in texts:
        first, sign, second = (part.strip() for part in plain(text).replace("＝", "=").partition("="))
        if not first or not sign or not (second or may_be_empty):
            raise _no_pair(field, text, like)
        yield first, second


def _number(field: str, text: str, like: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 2:
        raise _no_pair(field, text, like)
    return int(text)


def _no_pair(field: str, text: str, like: str) -> RequestError:
    return RequestError(
        Message("changes.no-pair", {"text": text[:60], "like": like}), field=field, value=text
    )
