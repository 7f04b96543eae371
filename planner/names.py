"""What people type for a place, turned into its id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from planner.corridor import Attraction, Corridor, Place
from planner.errors import RequestError
from planner.texts import LANGUAGES, Message, say

Kind = Literal["attraction", "town", "station"]
KINDS: tuple[Kind, ...] = ("attraction", "town", "station")

MAX_CANDIDATES = 5
_KIND_RANK = {"town": 0, "attraction": 1, "station": 2}  # a bare city name means the town
_BRACKETS = re.compile(r"\s*[(（].*")
_TOWN_SUFFIX = re.compile(r"(?<=..)(主城|[市区县镇])$| (City|Town|Shi|Zhen)$")
_EXACT, _PART, _REGION = 100, 90, 80
_ALIKE, _BEHIND_BEST = 60, 15  # looser than this, names that share only a syllable look alike


@dataclass(frozen=True)
class Match:
    """A place that a text may mean; ``closeness`` is 100 for an exact name and falls with the likeness."""

    place: Place
    kind: Kind
    closeness: float


def resolve(corridor: Corridor, text: str, kinds: Sequence[Kind] = KINDS, *, field: str = "") -> str:
    """Return the id of the place a person means.

    The text is an id, a name in Chinese, English or pinyin, or a part of one. Letter case, spaces, hyphens
    and tone marks do not matter. An exact name wins over a part; of places with one name,
    a town wins over an attraction, and that over a station.

    Raises
    ------
    RequestError
        When nothing, or more than one place, answers to the text; carries the nearest candidates.
    """
    places = list(_places(corridor, kinds))
    if any(place.id == text.strip() for _, place in places):
        return text.strip()
    matches = _by_name(places, text)
    exact = [match for match in matches if match.closeness == _EXACT]
    found = [match for match in exact if match.kind == exact[0].kind] or matches
    if len(found) == 1:
        return found[0].place.id
    nearest = (found or _alike(places, text))[:MAX_CANDIDATES]
    candidates = tuple(f"{match.place.id} ({match.place.name.en})" for match in nearest)
    message = unnamed(text, kinds, is_ambiguous=bool(found))
    raise RequestError(message, field=field, value=text, candidates=candidates)


def unnamed(text: str, kinds: Sequence[str], *, is_ambiguous: bool = False) -> Message:
    """Return the message that nothing of some kinds has a name, or that several have."""
    asked = {
        language: say(language, "request.or").join(say(language, f"request.kind-{kind}") for kind in kinds)
        for language in LANGUAGES
    }
    code = "request.ambiguous" if is_ambiguous else "request.unknown"
    return Message(code, {"text": text[:60], "kind": asked})


def search(corridor: Corridor, text: str, kinds: Sequence[Kind] = KINDS) -> list[Match]:
    """Return what a text may mean, best first: by name, then by region, else what is spelt alike."""
    places = list(_places(corridor, kinds))
    by_name = _by_name(places, text)
    known = {match.place.id for match in by_name}
    by_region = [match for match in _by_region(places, text) if match.place.id not in known]
    return by_name + by_region or _alike(places, text)


def normalised(text: str) -> str:
    """Return the text without case, tone marks, spaces and punctuation.

    Examples
    --------
    >>> normalised("Lèshān Giant-Buddha"), normalised("（大足）石刻")
    ('leshangiantbuddha', '大足石刻')
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in decomposed if letter.isalnum())


def _places(corridor: Corridor, kinds: Sequence[Kind]) -> Iterator[tuple[Kind, Place]]:
    groups: dict[Kind, Sequence[Place]] = {
        "attraction": corridor.attractions,
        "town": corridor.towns,
        "station": corridor.stations,
    }
    return ((kind, place) for kind in kinds for place in groups[kind])


def names_of(kind: Kind, place: Place) -> set[str]:
    """Return everything a place is called, normalised."""
    name = place.name
    names = {place.id, name.zh, name.en, name.pinyin}
    if kind == "town":  # what people say: 重庆 for 重庆主城(解放碑), Langzhong for Langzhong City
        names |= {_bare(name) for name in names}
    if kind == "station":
        names |= {f"{name.zh}站", name.en.removesuffix(" Railway Station")}
    return {normalised(name) for name in names if name}


def _bare(name: str) -> str:
    return _TOWN_SUFFIX.sub("", _BRACKETS.sub("", name))


def _by_name(places: Sequence[tuple[Kind, Place]], text: str) -> list[Match]:
    """Return the places one of whose names is the text, or holds each word of it."""
    whole, words = normalised(text), [word for word in map(normalised, text.split()) if word]
    if not words:
        return []
    matches = []
    for kind, place in places:
        names = names_of(kind, place)
        if whole in names or (kind == "town" and normalised(_bare(text.strip())) in names):
            matches.append(Match(place, kind, _EXACT))
        elif any(all(word in name for word in words) for name in names):
            matches.append(Match(place, kind, _PART))
    return sorted(matches, key=_order)


def _by_region(places: Sequence[tuple[Kind, Place]], text: str) -> list[Match]:
    """Return the attractions of a county or prefecture, best score first."""
    whole = normalised(text)
    return sorted(
        (
            Match(place, kind, _REGION)
            for kind, place in places
            if whole and isinstance(place, Attraction) and whole in place.prefecture + place.county
        ),
        key=_order,
    )


def _alike(places: Sequence[tuple[Kind, Place]], text: str) -> list[Match]:
    from rapidfuzz import fuzz

    whole = normalised(text)
    matches = [
        Match(place, kind, min(max(fuzz.WRatio(whole, name) for name in names_of(kind, place)), _REGION))
        for kind, place in places
    ]
    least = max(_ALIKE, max((match.closeness for match in matches), default=0) - _BEHIND_BEST)
    return sorted((match for match in matches if match.closeness >= least), key=_order)


def _order(match: Match) -> tuple[float, int, int, str]:
    score = match.place.score if isinstance(match.place, Attraction) else 0
    return -match.closeness, _KIND_RANK[match.kind], -score, match.place.id
