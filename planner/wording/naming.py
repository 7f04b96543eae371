"""What people call themes, belts, zones, products, tags, services and regions, turned into ids."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Protocol

from planner.cleaning import clean
from planner.corridor import Corridor, Names, Tag, VisaPort
from planner.errors import RequestError
from planner.names import matches, unnamed
from planner.spelling import fit, like, normalised
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
CLOSE = 75  # of 100: how much an id has to be like what was typed to be the one that was meant
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
    """Return the id of what a person means: by id, by name in either language, or as `fit` takes a part of one.

    ``kind`` is one of ``theme, belt, zone, product, core, part, scenario, line, claim``, for the message.

    Raises
    ------
    RequestError
        When there is none, or more than one; carries those, or all there are.
    """
    by_id = {item.id: item.name for item in items}
    known = {id_: (id_, name.zh, name.en) for id_, name in by_id.items()}
    fits = {
        id_: [how for name in names if (how := fit(text, name)) is not None] for id_, names in known.items()
    }
    best = min((min(found) for found in fits.values() if found), default=None)
    found = [id_ for id_, hows in fits.items() if best in hows]
    if len(found) == 1:
        return found[0]
    nearest = found or like(text.lower(), known, least=CLOSE)
    raise RequestError(
        unnamed(text, (kind,), is_ambiguous=bool(found)),
        field=field,
        value=text,
        candidates=tuple(candidate_of(id_, by_id[id_]) for id_ in nearest or known),
        are_all=not nearest,
    )


def candidate_of(id_: str, name: Names) -> dict[str, str]:
    """Return what one may type for what has an id and a name."""
    return {"en": id_, "zh": f"{name.zh}（{id_}）"}


def theme_of(corridor: Corridor, text: str, field: str = "themes") -> str:
    """Return the id of the theme a person means.

    Raises
    ------
    RequestError
        When there is none, or more than one; where sites have a tag of that name it says how to ask for them.
    """
    try:
        return named(corridor.themes, text, "theme", field)
    except RequestError as error:
        tags = {tag for site in corridor.attractions for tag in (*site.tags, *site.heritage)}
        tag = tag_among(corridor, text, tags)
        if error.message.code != "request.unknown" or tag is None:
            raise
        weights = {theme.id: theme.tags.get(tag, 0) for theme in corridor.themes}
        themes = sorted(filter(weights.get, weights), key=lambda theme: -weights[theme])
        message = Message("request.theme-is-tag", {"text": text[:60], "tag": tag})
        candidates = tuple(candidate_of(theme, corridor.theme_by_id[theme].name) for theme in themes)
        raise RequestError(message, field=field, value=text, candidates=candidates) from None


def port_of(corridor: Corridor, text: str) -> VisaPort:
    """Return the airport of entry for visa-free transit that a person means: its code, its name or its city.

    Raises
    ------
    RequestError
        When there is none, or the city has several; carries them.
    """
    ports = corridor.visa.ports if corridor.visa else ()
    found = matches(corridor, text, ("town", "station"))
    meant = {match.place.id for match in found if match.fit == found[0].fit}
    town = {station.id: station.town for station in corridor.stations}
    by_name = [port for port in ports if not meant.isdisjoint((port.place, town.get(port.place)))]
    several = [port for port in ports if port.code == text.strip().upper()] or by_name
    if len(several) == 1:
        return several[0]
    message = Message("request.no-port", {"text": text[:60]})
    if several:
        message = unnamed(text, ("station",), is_ambiguous=True)
    names = {port.code: corridor.places[port.place].name for port in several or ports}
    known = tuple({**candidate_of(code, name), "en": f"{code} ({name.en})"} for code, name in names.items())
    raise RequestError(message, field="visa_port", value=text, candidates=known, are_all=not several)


def tag_of(corridor: Corridor, text: str) -> str:
    """Return the tag or heritage class that a person means.

    Raises
    ------
    RequestError
        When no site carries it; carries the nearest ones.
    """
    known = {tag for site in corridor.attractions for tag in (*site.tags, *site.heritage)}
    tag = tag_among(corridor, text, known)
    if tag is None:
        raise RequestError(
            Message("request.no-tag", {"text": text[:60]}),
            field="tag",
            value=text,
            candidates=like(text, known),
        )
    return tag


def tag_among(corridor: Corridor, text: str, known: Collection[str]) -> str | None:
    """Return the one of some tags and heritage classes that a person means, by itself or by what it is called."""
    if tag := spelt(text, known):
        return tag
    called = (tag for tag in corridor.tags if tag.id in known and is_called(text, tag))
    return next((tag.id for tag in called), None)


def is_called(text: str, tag: Tag) -> bool:
    """Tell whether people call a tag so, in the singular or the plural."""
    wanted = normalised(text).removesuffix("s")
    return wanted in (normalised(name).removesuffix("s") for name in (tag.name.zh, tag.name.en, *tag.also))


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
            raise RequestError(
                unnamed(word, ("service",)), field=field, value=word, candidates=tuple(NEEDS), are_all=True
            )
    return list(dict.fromkeys(NEEDS.get(need, need) for need in found.values() if need))
