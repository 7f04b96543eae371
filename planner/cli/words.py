"""The words of a request, from a file and from options, turned into a `TripRequest`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from rapidfuzz import fuzz, process

from planner.corridor import Corridor
from planner.errors import DataError, RequestError
from planner.loading.tree import read_tree
from planner.names import normalised, resolve
from planner.request import TripRequest

WORDS = tuple(field.alias or name for name, field in TripRequest.model_fields.items())
OTHER_SPELLINGS = {"theme": "themes"}
MAX_NAME = 200  # characters; to look for what is like a longer text would take long


def read_words(path: Path) -> dict[str, Any]:
    """Read a request file; its values stay text.

    Raises
    ------
    DataError
        When it is not a YAML mapping.
    RequestError
        When it holds a word that no request knows.
    """
    tree = read_tree(path)
    if tree.root is not None and not isinstance(tree.root.value, dict):
        tree.problems.append(tree.root.problem("wrong-type", "a request is a mapping of words to values"))
    if tree.problems or tree.root is None:
        raise DataError(tree.problems)
    words: dict[str, Any] = {}
    for key, value in tree.root.value.items():
        word = OTHER_SPELLINGS.get(key, key.replace("-", "_"))
        if word not in WORDS or word in words:
            problem = tree.root.problem("", "", (key, "[key]"))
            what = "is given twice" if word in words else "is no word of a request"
            message = f"{path}:{problem.line}:{problem.column}: '{key:.60}' {what}."
            raise RequestError(message, field=key, candidates=() if word in words else _like(word, WORDS))
        words[word] = value
    return words


def request_of(corridor: Corridor, words: Mapping[str, Any]) -> TripRequest:
    """Turn words into a request: names become ids.

    Raises
    ------
    RequestError
        When a name is unknown or ambiguous, or a value is impossible.
    """
    values = {word: value for word, value in words.items() if value not in (None, "", [], {})}
    for word in filter(values.get, ("from", "to")):
        values[word] = resolve(corridor, _text(values[word], word), field=word)
    for word in filter(values.get, ("must", "avoid")):
        texts = dict.fromkeys(_texts(values[word], word))
        values[word] = list(
            dict.fromkeys(resolve(corridor, text, ("attraction",), field=word) for text in texts)
        )
    if "themes" in values:
        values["themes"] = _themes(corridor, values["themes"])
    try:
        return TripRequest.model_validate(values)
    except ValidationError as error:
        raise _request_error(error) from error


def theme_of(corridor: Corridor, text: str) -> str:
    """Return the id of the theme a person means, by id or name.

    Raises
    ------
    RequestError
        When there is none; carries all themes.
    """
    wanted = normalised(text)
    for theme in corridor.themes:
        if wanted in {normalised(name) for name in (theme.id, theme.name.zh, theme.name.en)}:
            return theme.id
    raise RequestError(
        f"No theme is called '{text:.60}'.", field="theme", candidates=tuple(corridor.theme_by_id)
    )


def tag_of(corridor: Corridor, text: str) -> str:
    """Return the tag or heritage class as it is spelt.

    Raises
    ------
    RequestError
        When no site carries it; carries the nearest ones.
    """
    known = {tag for site in corridor.attractions for tag in (*site.tags, *site.heritage)}
    if text not in known:
        raise RequestError(f"No site has the tag '{text:.60}'.", field="tag", candidates=_like(text, known))
    return text


def _like(word: str, known: Any) -> tuple[str, ...]:
    found = process.extract(word[:80], sorted(known), scorer=fuzz.ratio, limit=3, score_cutoff=60)
    return tuple(name for name, _, _ in found)


def _text(value: object, word: str) -> str:
    if not isinstance(value, str) or len(value) > MAX_NAME:
        raise RequestError(f"{_option(word)}: should be one name.", field=word)
    return value


def _texts(value: object, word: str) -> list[str]:
    return [_text(entry, word) for entry in (value if isinstance(value, (list, tuple)) else [value])]


def _themes(corridor: Corridor, value: object) -> dict[str, float]:
    """Return weights by theme id from a mapping, or from texts like ``heritage`` and ``red=0.5``."""
    if isinstance(value, dict):
        pairs = [(name, "1" if weight is None else weight) for name, weight in value.items()]
    else:
        parts = (text.partition("=") for text in _texts(value, "themes"))
        pairs = [(name, weight if equals else "1") for name, equals, weight in parts]
    return {theme_of(corridor, name): _weight(name, weight) for name, weight in pairs}


def _weight(name: str, text: object) -> float:
    try:
        weight = float(text) if isinstance(text, str) else -1.0
    except ValueError:
        weight = -1.0
    if not 0 < weight <= 1:
        raise RequestError(
            f"--theme: the weight of '{name:.60}' should be above 0 and at most 1.", field="theme"
        )
    return weight


def _request_error(error: ValidationError) -> RequestError:
    texts = []
    for detail in error.errors(include_url=False):
        option = _option(str(detail["loc"][0])) if detail["loc"] else "request"
        if detail["type"] == "missing":
            texts.append(f"{option} is missing")
        else:
            message = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
            given = detail["input"]
            shown = (
                f", not '{given!s:.60}'"
                if isinstance(given, (str, int, float)) and str(given) not in message
                else ""
            )
            texts.append(f"{option}: {message}{shown}")
    first = error.errors(include_url=False)[0]["loc"]
    return RequestError("; ".join(texts) + ".", field=str(first[0]) if first else "")


def _option(word: str) -> str:
    return "--theme" if word == "themes" else f"--{word.replace('_', '-')}"
