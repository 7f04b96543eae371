"""What people type for a place, turned into its id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from planner.corridor import Attraction, Corridor, Place
from planner.errors import RequestError
from planner.texts import LANGUAGES, Message, say

Kind = Literal["attraction", "town", "station"]
KINDS: tuple[Kind, ...] = ("attraction", "town", "station")

MAX_CANDIDATES = 5
_KIND_RANK = {"town": 0, "attraction": 1, "station": 2}  # a bare city name means the town
_BRACKETS = re.compile(r"\s*[(（].*")
_TOWN_SUFFIX = re.compile(r"(?<=..)(主城|[市区县镇])$| (City|Town|Shi|Zhen)$", re.IGNORECASE)
_BREAK = re.compile(r"[\s·・•‧-]+")  # between the words of a name
_TONES = re.compile(r"[\u02b0-\u02ff]")  # marks that stand behind a letter, which count as letters
_PINYIN = str.maketrans("vɑɡ", "uag")  # ü is typed as v, ü or u; ɑ and ɡ are a and g of schoolbook fonts
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

    The text is an id, a name in Chinese, English or pinyin, or a part of one, in any spelling that
    `normalised` takes for one. An exact name wins over a part; of places with one name,
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
    """Return what answers to a text, best first: by name, then by region."""
    places = list(_places(corridor, kinds))
    by_name = _by_name(places, text)
    known = {match.place.id for match in by_name}
    by_region = [match for match in _by_region(places, text) if match.place.id not in known]
    return by_name + by_region


def alike(corridor: Corridor, text: str, kinds: Sequence[Kind] = KINDS) -> list[Match]:
    """Return what is spelt like a text that nothing answers to, the most alike first."""
    return _alike(list(_places(corridor, kinds)), text)[:MAX_CANDIDATES]


def simplified(text: str) -> str:
    """Return the text with plain letters, digits and signs, and simplified characters.

    Full width, tone marks and the dots of ü go.

    Examples
    --------
    >>> simplified("閬中　Ｃｉｔｙ"), simplified("Shénnǚ")
    ('阆中 City', 'Shennu')
    """
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text).translate(_hanzi())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=10_000)
def normalised(text: str) -> str:
    """Return what is compared of a name: all spellings of one name give the same.

    It is the simplified text without case, spaces and punctuation; pinyin has u for v and ü.

    Examples
    --------
    >>> normalised("Lèshān Giant-Buddha"), normalised("（大足）石刻"), normalised("樂山"), normalised("lvyou")
    ('leshangiantbuddha', '大足石刻', '乐山', 'luyou')
    """
    plain = _TONES.sub("", simplified(text)).casefold().translate(_PINYIN)
    return "".join(char for char in plain if char.isalnum())


@lru_cache(maxsize=1)
def _hanzi() -> dict[int, int]:
    """Return the table of tools/hanzi.py; read only when a text needs it."""
    lines = Path(__file__).with_name("hanzi.txt").read_text(encoding="utf-8").splitlines()
    return str.maketrans(lines[1], lines[2])


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
    whole, words = normalised(text), [word for word in map(normalised, _BREAK.split(text)) if word]
    if not words:
        return []
    matches = []
    for kind, place in places:
        names = names_of(kind, place)
        if whole in names or (kind == "town" and normalised(_bare(simplified(text.strip()))) in names):
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
            if whole
            and isinstance(place, Attraction)
            and whole in normalised(place.prefecture + place.county)
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
