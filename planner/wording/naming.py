"""What people call themes, belts, zones, products, tags, services and regions, turned into ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from planner.cleaning import clean
from planner.corridor import Corridor, Names
from planner.errors import RequestError
from planner.names import normalised, unnamed
from planner.texts import Message

NEEDS = {
    "wheelchair": "wheelchair",
    "signs": "english_signs",
    "guides": "english_guides",
    "exchange": "currency_exchange",
    "card": "card_payment",
    "medical": "medical_post",
}
OTHER_WORDS = {
    "guide": "guides",
    "sign": "signs",
    "英语讲解": "guides",
    "英文标识": "signs",
    "轮椅": "wheelchair",
    "无障碍": "wheelchair",
    "外币兑换": "exchange",
    "刷卡": "card",
    "医疗点": "medical",
}
MAX_NAME = 200  # characters; to look for what is like a longer text would take long


class Named(Protocol):
    """A theme, belt, zone or product."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> Names: ...


def text_of(value: object, field: str) -> str:
    """Return the one text that a field is given.

    Raises
    ------
    RequestError
        When it is a list, a mapping or far too long.
    """
    if not isinstance(value, str) or len(value) > MAX_NAME:
        raise RequestError(Message("request.no-name"), field=field, value=value)
    return clean(value)


def texts_of(value: object, field: str) -> list[str]:
    """Return the texts that a field is given, one or a list, each once."""
    entries = value if isinstance(value, (list, tuple)) else [value]
    return list(dict.fromkeys(text_of(entry, field) for entry in entries))


def named(items: Iterable[Named], text: str, kind: str, field: str = "") -> str:
    """Return the id of what a person means: by id, by name in either language, or by a part of one.

    ``kind`` is one of ``theme, belt, zone, product, core, part``, for the message.

    Raises
    ------
    RequestError
        When there is none, or more than one; carries those, or all there are.
    """
    wanted = normalised(text)
    names = {item.id: [normalised(name) for name in (item.id, item.name.zh, item.name.en)] for item in items}
    whole = [id_ for id_, known in names.items() if wanted in known]
    part = [id_ for id_, known in names.items() if wanted and any(wanted in name for name in known)]
    found = whole or part
    if len(found) == 1:
        return found[0]
    raise RequestError(
        unnamed(text, (kind,), is_ambiguous=bool(found)),
        field=field,
        value=text,
        candidates=tuple(found or names),
    )


def theme_of(corridor: Corridor, text: str) -> str:
    """Return the id of the theme a person means."""
    return named(corridor.themes, text, "theme", "themes")


def tag_of(corridor: Corridor, text: str) -> str:
    """Return the tag or heritage class that a person means.

    Raises
    ------
    RequestError
        When no site carries it; carries the nearest ones.
    """
    known = {tag for site in corridor.attractions for tag in (*site.tags, *site.heritage)}
    tag = spelt(text, known)
    if tag is None:
        raise RequestError(
            Message("request.no-tag", {"text": text[:60]}),
            field="tag",
            value=text,
            candidates=like(text, known),
        )
    return tag


def spelt(text: str, known: Iterable[str]) -> str | None:
    """Return the known word that a person means, as it is spelt."""
    wanted = normalised(text)
    return next((word for word in sorted(known) if normalised(word) == wanted), None)


def services_of(texts: Iterable[str], field: str) -> list[str]:
    """Return services by their names in a request; a text may hold several, with commas between.

    Raises
    ------
    RequestError
        When there is no such service; carries all.
    """
    words = [word.strip() for text in texts for word in re.split("[,，、]", text) if word.strip()]
    known = (*NEEDS, *NEEDS.values())
    found = {word: spelt(OTHER_WORDS.get(word.lower(), word), known) for word in words}
    for word, need in found.items():
        if need is None:
            raise RequestError(unnamed(word, ("service",)), field=field, value=word, candidates=tuple(NEEDS))
    return list(dict.fromkeys(NEEDS.get(need, need) for need in found.values() if need))


def like(word: str, known: Iterable[str] | Mapping[str, Any]) -> tuple[str, ...]:
    """Return up to three known words that look like a word."""
    from rapidfuzz import fuzz, process

    found = process.extract(word[:80], sorted(known), scorer=fuzz.ratio, limit=3, score_cutoff=60)
    return tuple(name for name, _, _ in found)
