"""Names as people spell them: which spellings are one name, where its words begin, how well a text fits it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

_TONES = re.compile(r"[\u02b0-\u02ff]")  # marks that stand behind a letter, which count as letters
_PINYIN = str.maketrans("vɑɡ", "uag")  # ü is typed as v, ü or u; ɑ and ɡ are a and g of schoolbook fonts
_APOSTROPHES = "'’ʼ"  # within a word: Ya'an
_ONE_SYLLABLE = (
    "((([bpmfdtnlgkhjqxrzcsyw]|[zcs]h)"
    "(a|ai|ang?|ao|e|ei|eng?|i|ia|iang?|iao|ie|ing?|iong|iu|o|ong|ou|u|ua|uai|uang?|ue|ui|un|uo))"
    "|a|ai|ang?|ao|e|ei|eng?|er|o|ou)"
)
_SYLLABLE, _SYLLABLES = re.compile(_ONE_SYLLABLE), re.compile(f"{_ONE_SYLLABLE}+")


class Fit(IntEnum):
    """How well a text fits a name, the best first."""

    CODE = 0  # an id, a code or an alias
    NAME = 1  # the whole name
    WORDS = 2  # whole words of it, or two and more Chinese characters from anywhere
    BEGINNING = 3  # the beginnings of words
    INSIDE = 4  # two and more syllables of pinyin from anywhere


class _Parts(NamedTuple):
    """A name taken apart: its letters in a row, and where in it words and syllables begin and end."""

    letters: str
    starts: frozenset[int]
    ends: frozenset[int]
    joints: frozenset[int]  # between syllables and between Chinese characters, the ends of words included


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


@lru_cache(maxsize=20_000)
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


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text, normalised; what stands between two signs is one in Chinese.

    Examples
    --------
    >>> words_of("Ya'an - Mount Mengding"), words_of("大足石刻·宝顶山")
    (('yaan', 'mount', 'mengding'), ('大足石刻', '宝顶山'))
    """
    parted = "".join(" " if _parts_words(char) else char for char in simplified(text))
    return tuple(word for word in map(normalised, parted.split()) if word)


def fit(text: str, name: str) -> Fit | None:
    """Return how well a text fits a name, None where it does not.

    It does with its words, each of them somewhere in the name, and as one run of letters with spaces where
    they like: never with letters from inside a word, but with Chinese characters or syllables from anywhere. A
    single letter is no word, and a single syllable no more than a beginning: how pinyin is cut into words says little.

    Examples
    --------
    >>> fit("giant buddha", "Leshan Giant Buddha"), fit("石刻", "大足石刻·宝顶山"), fit("石", "大足石刻·宝顶山")
    (<Fit.WORDS: 2>, <Fit.WORDS: 2>, None)
    >>> fit("baoding", "Baodingshan"), fit("dingshan", "Baodingshan"), fit("ctu", "New Year Picture Village")
    (<Fit.BEGINNING: 3>, <Fit.INSIDE: 4>, None)
    >>> fit("san", "san su ci"), fit("san su", "san su ci")
    (<Fit.BEGINNING: 3>, <Fit.WORDS: 2>)
    """
    words, letters = words_of(text), normalised(name)
    run = "".join(words)
    if run and run == letters:
        return Fit.NAME
    if not all(word in letters for word in words) or (len(run) < 2 and run.isascii()):
        return None
    parts = _taken_apart(name)
    if _SYLLABLE.fullmatch(run):
        return Fit.BEGINNING if any(start in parts.starts for start in _places_of(run, letters)) else None
    whole, each = _fit_of_run(run, parts), [_fit_of_run(word, parts) for word in words]
    apart = None if None in each else max(found for found in each if found is not None)
    return min((found for found in (whole, apart) if found is not None), default=None)


def _fit_of_run(run: str, parts: _Parts) -> Fit | None:
    fits = []
    for start in _places_of(run, parts.letters):
        end = start + len(run)
        parted = {start, end} <= parts.joints and any(start < joint < end for joint in parts.joints)
        if (start in parts.starts and end in parts.ends) or (parted and not run.isascii()):
            fits.append(Fit.WORDS)
        elif start in parts.starts:
            fits.append(Fit.BEGINNING)
        elif parted:
            fits.append(Fit.INSIDE)
    return min(fits, default=None)


def _places_of(run: str, letters: str) -> Iterator[int]:
    start = letters.find(run)
    while start >= 0:
        yield start
        start = letters.find(run, start + 1)


@lru_cache(maxsize=20_000)
def _taken_apart(name: str) -> _Parts:
    letters, starts, ends, joints = "", set(), set(), {0}
    for word in words_of(name):
        starts.add(len(letters))
        joints.update(len(letters) + joint for joint in _joints(word))
        letters += word
        ends.add(len(letters))
        joints.add(len(letters))
    return _Parts(letters, frozenset(starts), frozenset(ends), frozenset(joints))


def _joints(word: str) -> Iterator[int]:
    """Yield where in a word a syllable of pinyin or a Chinese character ends and the next begins."""
    for place, (before, after) in enumerate(pairwise(word), 1):
        if not (before.isascii() and after.isascii()) or (
            _SYLLABLES.fullmatch(word[:place]) and _SYLLABLES.fullmatch(word[place:])
        ):
            yield place


def _parts_words(char: str) -> bool:
    return unicodedata.category(char)[0] in "ZPC" and char not in _APOSTROPHES


@lru_cache(maxsize=1)
def _hanzi() -> dict[int, int]:
    """Return the table of tools/hanzi.py; read only when a text needs it."""
    lines = Path(__file__).with_name("hanzi.txt").read_text(encoding="utf-8").splitlines()
    return str.maketrans(lines[1], lines[2])


def like(
    word: str, known: Iterable[str] | Mapping[str, Any], *, most: int = 3, least: float = 60
) -> tuple[str, ...]:
    """Return some known words that look like a word, the most alike first; ``least`` of 100 is how much they do."""
    from rapidfuzz import fuzz, process

    found = process.extract(word[:80], sorted(known), scorer=fuzz.ratio, limit=most, score_cutoff=least)
    return tuple(name for name, _, _ in found)
