"""What people call themes, belts, zones, products, tags, services and regions, turned into ids."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from rapidfuzz import fuzz, process

from planner.corridor import Attraction, Corridor, Names, Town
from planner.errors import RequestError
from planner.names import names_of, normalised, unnamed
from planner.texts import Message

MUNICIPALITY = "50"  # Chongqing, whose county codes have no prefecture in between
AREAS = {  # those that no town gives its name to
    "50": ("重庆市", "Chongqing"),
    "51": ("四川省", "四川", "Sichuan"),
    "5132": ("阿坝藏族羌族自治州", "Aba", "Ngawa"),
    "5133": ("甘孜藏族自治州", "Ganzi", "Garzê"),
}
NEEDS = {
    "wheelchair": "wheelchair",
    "signs": "english_signs",
    "guides": "english_guides",
    "exchange": "currency_exchange",
    "card": "card_payment",
    "medical": "medical_post",
}
_RANK = re.compile(r"(?<=..)((土家族|苗族|藏族|羌族)*自治[州县]|[市区县])$")
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
    return value


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
    """Return the tag or heritage class as it is spelt.

    Raises
    ------
    RequestError
        When no site carries it; carries the nearest ones.
    """
    known = {tag for site in corridor.attractions for tag in (*site.tags, *site.heritage)}
    if text not in known:
        raise RequestError(
            Message("request.no-tag", {"text": text[:60]}),
            field="tag",
            value=text,
            candidates=like(text, known),
        )
    return text


def needs_of(texts: Iterable[str]) -> list[str]:
    """Return services by their names in a request; a text may hold several, with commas between.

    Raises
    ------
    RequestError
        When there is no such service; carries all.
    """
    words = [word.strip().replace("-", "_") for text in texts for word in text.split(",") if word.strip()]
    for word in words:
        if word not in (*NEEDS, *NEEDS.values()):
            raise RequestError(
                unnamed(word, ("service",)), field="needs", value=word, candidates=tuple(NEEDS)
            )
    return list(dict.fromkeys(NEEDS.get(word, word) for word in words))


def area_of(corridor: Corridor, text: str, field: str = "within") -> str:
    """Return the first digits of the county codes of a province, prefecture or county.

    Of areas with one name the largest is meant: 乐山 is the prefecture, not the city in it.

    Raises
    ------
    RequestError
        When the corridor has no such area, or several; carries what is nearest.
    """
    areas = _areas(corridor)
    codes = {code for known in areas.values() for code in known}
    wanted = normalised(text)
    if wanted in codes:
        return wanted
    found = areas.get(wanted, set())
    largest = sorted(code for code in found if len(code) == min(map(len, found)))
    if len(largest) == 1:
        return largest[0]
    names = tuple(area_name(corridor, code) for code in largest) or like(wanted, areas)
    message = unnamed(text, ("area",), is_ambiguous=bool(largest))
    raise RequestError(message, field=field, value=text, candidates=names)


def area_name(corridor: Corridor, code: str) -> str:
    """Return the Chinese name of an area by its code."""
    if code in AREAS:
        return AREAS[code][0]
    places: tuple[Attraction | Town, ...] = (*corridor.attractions, *corridor.towns)
    site = next(place for place in places if place.adcode.startswith(code))
    if len(code) < 6:
        return site.prefecture
    return site.prefecture + (site.county if isinstance(site, Attraction) else site.name.zh)


def _areas(corridor: Corridor) -> dict[str, set[str]]:
    """Return the codes of the areas that have sites or towns, by everything they are called."""
    areas: dict[str, set[str]] = defaultdict(set)

    def add(code: str, names: Iterable[str]) -> None:
        for name in names:
            areas[normalised(name)].add(code)

    places: tuple[Attraction | Town, ...] = (*corridor.attractions, *corridor.towns)
    for code, known in AREAS.items():
        if any(place.adcode.startswith(code) for place in places):
            add(code, known)
    for site in corridor.attractions:
        add(_prefecture(site), _chinese(site.prefecture))
        add(site.adcode, (*_chinese(site.county), site.prefecture + site.county))
    for town in corridor.towns:
        names = names_of("town", town)
        add(_prefecture(town), _chinese(town.prefecture))
        add(_prefecture(town) if names.intersection(_chinese(town.prefecture)) else town.adcode, names)
    return areas


def _prefecture(place: Attraction | Town) -> str:
    return place.adcode[:2] if place.adcode.startswith(MUNICIPALITY) else place.adcode[:4]


def _chinese(name: str) -> tuple[str, ...]:
    """Return a Chinese name of an area with and without its rank: 大足区 and 大足."""
    bare = _RANK.sub("", name)
    return (name, bare) if len(bare) > 1 else (name,)


def like(word: str, known: Iterable[str] | Mapping[str, Any]) -> tuple[str, ...]:
    """Return up to three known words that look like a word."""
    found = process.extract(word[:80], sorted(known), scorer=fuzz.ratio, limit=3, score_cutoff=60)
    return tuple(name for name, _, _ in found)
