"""The words of a request, from a file and from options, turned into a `TripRequest`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from planner.corridor import Corridor, Product
from planner.errors import DataError, RequestError
from planner.loading.tree import read_tree
from planner.names import resolve
from planner.request import TripRequest
from planner.wording.cover import rules_of
from planner.wording.naming import area_of, like, named, needs_of, option, text_of, texts_of, theme_of

Reader = Callable[[Corridor, Any], Any]

EXTRA_WORDS = ("product", "visa_free_transit", "arrive")
WORDS = (*(field.alias or name for name, field in TripRequest.model_fields.items()), *EXTRA_WORDS)
OTHER_SPELLINGS = {
    "theme": "themes",
    "belt": "belts",
    "zone": "zones",
    "outside": "outside_weight",
    "line": "follow",
}


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
            raise RequestError(message, field=key, candidates=() if word in words else like(word, WORDS))
        words[word] = value
    return words


def request_of(corridor: Corridor, words: Mapping[str, Any]) -> TripRequest:
    """Turn words into a request: names become ids, and those of a product give way to all others.

    Raises
    ------
    RequestError
        When a name is unknown or ambiguous, or a value is impossible.
    """
    words = _with_product(corridor, words)
    values = {word: value for word, value in words.items() if value not in (None, "", [], {})}
    _read_entry(corridor, values)
    for word in filter(values.get, READERS):
        values[word] = READERS[word](corridor, values[word])
    try:
        return TripRequest.model_validate(values)
    except ValidationError as error:
        raise _request_error(error) from error


def product_of(corridor: Corridor, text: str) -> Product:
    """Return the product a person means.

    Raises
    ------
    RequestError
        When there is none, or more than one; carries those.
    """
    return corridor.product_by_id[named(corridor.products, text, "product")]


def _with_product(corridor: Corridor, words: Mapping[str, Any]) -> dict[str, Any]:
    given = {word: value for word, value in words.items() if word != "product"}
    if not words.get("product"):
        return given
    product = product_of(corridor, text_of(words["product"], "product"))
    days = product.ideal_days[0]
    with suppress(TypeError, ValueError):
        days = int(given.get("days") or days)
    return {**product.request_of(days), **given}


def _read_entry(corridor: Corridor, values: dict[str, Any]) -> None:
    """Turn the words of visa-free transit into fields: the trip begins there, on the next day."""
    port = values.pop("arrive", None)
    if _flag(values.pop("visa_free_transit", False)):
        values["visa_port"] = port or values.get("visa_port")
        if not values["visa_port"]:
            known = tuple(port.code for port in corridor.visa.ports) if corridor.visa else ()
            message = "--visa-free-transit: --arrive is missing, the airport of entry."
            raise RequestError(message, field="arrive", candidates=known)
    elif port is not None:
        raise RequestError("--arrive: goes with --visa-free-transit only.", field="arrive")
    if "visa_port" not in values:
        return
    code = values["visa_port"] = text_of(values["visa_port"], "visa_port").upper()
    ports = {port.code: port.place for port in corridor.visa.ports} if corridor.visa else {}
    if code not in ports:
        message = f"--arrive: '{code:.60}' is no airport of entry for visa-free transit."
        raise RequestError(message, field="arrive", candidates=tuple(ports))
    values.setdefault("from", ports[code])
    with suppress(KeyError, TypeError, ValueError, OverflowError):
        values.setdefault("date", datetime.fromisoformat(values["arrival"]).date() + timedelta(days=1))


def _flag(value: object) -> bool:
    try:
        return TypeAdapter(bool).validate_python(value)
    except ValidationError as error:
        message = f"--visa-free-transit: should be true or false, not '{value!s:.60}'."
        raise RequestError(message, field="visa_free_transit") from error


def _place(field: str) -> Reader:
    return lambda corridor, value: resolve(corridor, text_of(value, field), field=field)


def _sites(field: str) -> Reader:
    return lambda corridor, value: _unique(
        resolve(corridor, text, ("attraction",), field=field) for text in texts_of(value, field)
    )


def _unique(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))


def _belt(corridor: Corridor, value: object) -> str:
    return named(corridor.belts, text_of(value, "follow"), "belt", "line")


def _belts(corridor: Corridor, value: object) -> list[str]:
    return _unique(named(corridor.belts, text, "belt") for text in texts_of(value, "belts"))


def _zones(corridor: Corridor, value: object) -> list[str]:
    return _unique(named(corridor.zones, text, "zone") for text in texts_of(value, "zones"))


def _within(corridor: Corridor, value: object) -> list[str]:
    return _unique(area_of(corridor, text) for text in texts_of(value, "within"))


def _needs(_corridor: Corridor, value: object) -> list[str]:
    return needs_of(texts_of(value, "needs"))


def _themes(corridor: Corridor, value: object) -> dict[str, float]:
    """Return weights by theme id from a mapping, or from texts like ``heritage`` and ``red=0.5``."""
    if isinstance(value, dict):
        pairs = [(name, "1" if weight is None else weight) for name, weight in value.items()]
    else:
        parts = (text.partition("=") for text in texts_of(value, "themes"))
        pairs = [(name, weight if equals else "1") for name, equals, weight in parts]
    return {theme_of(corridor, name): _weight(name, weight) for name, weight in pairs}


def _weight(name: str, text: object) -> float:
    try:
        weight = float(text) if isinstance(text, (str, int, float)) else -1.0
    except (ValueError, OverflowError):
        weight = -1.0
    if not 0 < weight <= 1:
        raise RequestError(
            f"--theme: the weight of '{name:.60}' should be above 0 and at most 1.", field="theme"
        )
    return weight


def _request_error(error: ValidationError) -> RequestError:
    texts = []
    for detail in error.errors(include_url=False):
        name = option(str(detail["loc"][0])) if detail["loc"] else "request"
        if detail["type"] == "missing":
            texts.append(f"{name} is missing")
        else:
            message = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
            given = detail["input"]
            shown = (
                f", not '{given!s:.60}'"
                if isinstance(given, (str, int, float)) and str(given) not in message
                else ""
            )
            texts.append(f"{name}: {message}{shown}")
    first = error.errors(include_url=False)[0]["loc"]
    return RequestError("; ".join(texts) + ".", field=str(first[0]) if first else "")


READERS: dict[str, Reader] = {
    "from": _place("from"),
    "to": _place("to"),
    "must": _sites("must"),
    "avoid": _sites("avoid"),
    "themes": _themes,
    "cover": rules_of,
    "belts": _belts,
    "zones": _zones,
    "within": _within,
    "follow": _belt,
    "needs": _needs,
}
