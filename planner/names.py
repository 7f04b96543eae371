"""What people type for a place, turned into its id."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from planner.corridor import Attraction, Corridor, Names, Place, Station
from planner.errors import RequestError
from planner.spelling import Fit, fit, normalised, simplified, words_of
from planner.texts import LANGUAGES, Message, say

Kind = Literal["attraction", "town", "station"]
KINDS: tuple[Kind, ...] = ("attraction", "town", "station")

Placed = tuple[Kind, Place]
Fitting = Callable[[Kind, Place, str, bool], Fit | None]

MAX_CANDIDATES = 5
CODE_LENGTH = 3  # of an airport's code
_KIND_RANK = {"town": 0, "attraction": 1, "station": 2}  # a bare city name means the town
_BRACKETS = re.compile(r"\s*[(（].*")
_TOWN_SUFFIX = re.compile(r"(?<=..)(主城|[市区县镇])$| (City|Town|Shi|Zhen)$", re.IGNORECASE)
_STATION_SUFFIX = re.compile(r"站$| Railway Station$")
_STATIONS = ("站", "火车站", "高铁站", " station", " railway station", " train station")
_ALIKE, _ALIKE_IN_CHINESE = 72, 60  # looser than this, names that share only a syllable look alike
_ALIKE_WORDS, _LONG_WORD, _THE_SAME = 80, 6, 100  # of single words, letters of one that may be written wrong
_BEHIND_BEST = 15
_LEAST_CHINESE = 3  # characters that are like those of a name: of two, half of them are in some name or other


@dataclass(frozen=True)
class Match:
    """A place that a text may mean, and how well it fits."""

    place: Place
    kind: Kind
    fit: Fit


def resolve(corridor: Corridor, text: str, kinds: Sequence[Kind] = KINDS, *, field: str = "") -> str:
    """Return the id of the place a person means.

    The text is an id, a code or an alias, a name in Chinese, English or pinyin, or words, beginnings of words,
    characters or syllables of one, in any spelling that `normalised` takes for one; what fits better wins. Of
    places with one whole name, a town wins over an attraction, and that over a station. Where sites may be meant
    too, the name of a station without the word is but words of it: 三星堆 is not for sure 三星堆站.

    Raises
    ------
    RequestError
        When nothing answers to the text, or several places equally well; carries them, or what is spelt alike.
    """
    places = list(_places(corridor, kinds))
    if any(place.id == text.strip() for _, place in places):
        return text.strip()
    found = _matches(places, text, _whole_fit) or _matches(places, text, _fit)
    found = [match for match in found if match.fit == found[0].fit]
    if found and found[0].fit == Fit.NAME:
        found = [match for match in found if match.kind == found[0].kind]
    if len(found) == 1:
        return found[0].place.id
    nearest = [match.place for match in found[:MAX_CANDIDATES]] or _alike(places, text)
    candidates = tuple(map(candidate, nearest))
    message = unnamed(text, kinds, is_ambiguous=bool(found))
    raise RequestError(message, field=field, value=text, candidates=candidates)


def candidate(place: Place) -> dict[str, str]:
    """Return what one may type for a place, with its name in each language and its code."""
    code = next((f", {other}" for other in place.also if other.isupper() and len(other) == CODE_LENGTH), "")
    return {"en": f"{place.id} ({place.name.en}{code})", "zh": f"{place.name.zh}（{place.id}{code}）"}


def unnamed(text: str, kinds: Sequence[str], *, is_ambiguous: bool = False) -> Message:
    """Return the message that nothing of some kinds has a name, or that several have."""
    asked = {
        language: say(language, "request.or").join(say(language, f"request.kind-{kind}") for kind in kinds)
        for language in LANGUAGES
    }
    code = "request.ambiguous" if is_ambiguous else "request.unknown"
    return Message(code, {"text": text[:60], "kind": asked})


def matches(corridor: Corridor, text: str, kinds: Sequence[Kind] = KINDS) -> list[Match]:
    """Return the places whose names a text fits, best first."""
    return _matches(list(_places(corridor, kinds)), text, _fit)


def alike(corridor: Corridor, text: str, kinds: Sequence[Kind] = KINDS) -> list[Place]:
    """Return what is spelt like a text that nothing answers to, the most alike first."""
    return _alike(list(_places(corridor, kinds)), text)


def _places(corridor: Corridor, kinds: Sequence[Kind]) -> Iterator[Placed]:
    groups: dict[Kind, Sequence[Place]] = {
        "attraction": corridor.attractions,
        "town": corridor.towns,
        "station": corridor.stations,
    }
    return ((kind, place) for kind in kinds for place in groups[kind])


def names_of(kind: Kind, place: Place, *, beside_sites: bool = True) -> frozenset[str]:
    """Return everything a place is called as a whole, normalised."""
    return _names(kind, place.id, place.name, beside_sites)


@lru_cache(maxsize=5_000)
def _names(kind: Kind, place_id: str, name: Names, beside_sites: bool) -> frozenset[str]:
    names = {name.zh, name.en, name.pinyin}
    bare = {_BRACKETS.sub("", each) for each in names}
    if kind == "town":  # what people say: 重庆 for 重庆主城(解放碑), Langzhong for Langzhong City
        bare |= {_bare(each) for each in names}
    if (
        kind == "station"
    ):  # North Station is North Railway Station; North alone is it where no sites are meant
        names.discard(name.pinyin)
        short = {_STATION_SUFFIX.sub("", each) for each in bare} - {""}
        bare = {each + suffix for each in short for suffix in _STATIONS}
        names |= set() if beside_sites else short
    return frozenset(normalised(each) for each in (place_id, *names, *bare) if each)


def _bare(name: str) -> str:
    return _TOWN_SUFFIX.sub("", _BRACKETS.sub("", name))


def _matches(places: Sequence[Placed], text: str, by: Fitting) -> list[Match]:
    beside_sites = any(kind == "attraction" for kind, _ in places)
    found = ((place, kind, by(kind, place, text, beside_sites)) for kind, place in places)
    return sorted((Match(place, kind, how) for place, kind, how in found if how is not None), key=_order)


def _fit(kind: Kind, place: Place, text: str, beside_sites: bool) -> Fit | None:
    """Return how well a text fits a place by any of its names."""
    if (whole := _whole_fit(kind, place, text, beside_sites)) is not None:
        return whole
    names = (place.name.zh, place.name.en, place.name.pinyin, *place.also)
    best = min((how for name in names if (how := fit(text, name)) is not None), default=None)
    return Fit.WORDS if best == Fit.NAME else best


def _whole_fit(kind: Kind, place: Place, text: str, beside_sites: bool) -> Fit | None:
    """Return how a text fits a place as a code, an alias or a whole name."""
    whole, names = normalised(text), names_of(kind, place, beside_sites=beside_sites)
    code = place.telecode if isinstance(place, Station) else None
    if whole and whole in map(normalised, (*place.also, code or "")):
        return Fit.CODE
    is_town = kind == "town" and normalised(_bare(simplified(text.strip()))) in names
    return Fit.NAME if whole in names or is_town else None


def _alike(places: Sequence[Placed], text: str) -> list[Place]:
    whole = normalised(text)
    if not whole.isascii() and len(whole) < _LEAST_CHINESE:
        return []
    found = [(_likeness(text, kind, place), kind, place) for kind, place in places]
    enough = _ALIKE if whole.isascii() else _ALIKE_IN_CHINESE
    least = max(enough, max((likeness for likeness, _, _ in found), default=0) - _BEHIND_BEST)
    near = sorted(
        (each for each in found if each[0] >= least), key=lambda each: (-each[0], *_worth(each[1], each[2]))
    )
    return [place for _, _, place in near[:MAX_CANDIDATES]]


def _likeness(text: str, kind: Kind, place: Place) -> float:
    """Return how much a text is like a name of a place, of 100: whole, or each word like one of the English name."""
    from rapidfuzz import fuzz

    whole, words = normalised(text), words_of(text)
    like = fuzz.ratio if whole.isascii() else fuzz.WRatio
    by_words = [
        max((fuzz.ratio(word, other) for other in words_of(place.name.en)), default=0) for word in words
    ]
    is_sure = all(
        likeness >= (_ALIKE_WORDS if len(word) >= _LONG_WORD else _THE_SAME)
        for word, likeness in zip(words, by_words, strict=True)
    )
    return max(
        *(like(whole, name) for name in names_of(kind, place)), min(by_words) if words and is_sure else 0
    )


def _order(match: Match) -> tuple[int, int, int, str]:
    return match.fit, *_worth(match.kind, match.place)


def _worth(kind: Kind, place: Place) -> tuple[int, int, str]:
    """Return by what places are told apart that fit a text equally well."""
    return _KIND_RANK[kind], -place.score if isinstance(place, Attraction) else 0, place.id
