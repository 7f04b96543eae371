"""The words of a request, from a file and from options, turned into a `TripRequest`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from pydantic import TypeAdapter, ValidationError

from planner.bookings import BookedStay, BookedVisit
from planner.cleaning import plain
from planner.corridor import Corridor, Product
from planner.errors import DataError, DataProblem, RequestError
from planner.names import MAX_CANDIDATES, candidate, resolve
from planner.request import Asked, Purse
from planner.spelling import like
from planner.texts import Message
from planner.wording.areas import areas_of
from planner.wording.cities import at_stations
from planner.wording.cover import rules_of
from planner.wording.days import booked, booked_trains, day_hours, free_time
from planner.wording.faults import message_of, request_error
from planner.wording.fields import BY_NAME, canonical
from planner.wording.naming import named, port_of, services_of, text_of, texts_of, theme_of
from planner.wording.scenarios import scenarios_of
from planner.wording.searching import search

if TYPE_CHECKING:
    from planner.loading.keyboard import Typed
    from planner.loading.tree import Item

Reader = Callable[[Corridor, Any], Any]
LISTS = (
    "must",
    "avoid",
    "sunrise",
    "blue_hour",
    "themes",
    "belts",
    "zones",
    "within",
    "needs",
    "prefers",
    "child_ages",
    "senior_ages",
)
NOON = 12
SINGLE = ("from", "to", "follow")  # names of one thing


class Words(dict[str, Any]):
    """What a request file says, and where: ``places`` has ``file:line:column`` of each word's value."""

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[str, str] = {}

    @contextmanager
    def telling_places(self, but: Collection[str] = ()) -> Iterator[None]:
        """Tell errors within the block where their field stands in the file, but for some fields."""
        try:
            yield
        except RequestError as error:
            error.found_at({word: place for word, place in self.places.items() if word not in but})
            raise


def read_words(path: Path) -> Words:
    """Read a request file; its values stay text.

    Raises
    ------
    DataError
        When it is not a YAML mapping.
    RequestError
        When it holds a word that no request knows.
    """
    from planner.loading.keyboard import read_typed, split  # with a reader of YAML, which options do not need
    from planner.loading.tree import position

    tree, typed = read_typed(path)
    if tree.root is not None and not isinstance(tree.root.value, dict):
        problem = tree.root.problem("wrong-type", Message("data.request-no-mapping"))
        tree.problems.append(typed.explained(problem))
    if tree.problems or tree.root is None:
        raise DataError(tree.problems)
    words = Words()
    for key, value in tree.root.value.items():
        word = canonical(plain(key))
        if word not in BY_NAME or word in words:
            where = ":".join(map(str, (path, *position(tree.root.node, (key, "[key]")))))
            code = "request.word-twice" if word in words else "request.word-unknown"
            raise RequestError(
                Message(code, {"where": where, "word": key[:60]}),
                candidates=() if word in words else like(word, BY_NAME),
            )
        there = typed.placed(*position(tree.root.node, (key,)))
        words.places[word] = ":".join(map(str, (path, *there)))
        words[word] = value if word not in LISTS else split(tree.root.at(key).node, value)
        if odd := _odd_sign(word, tree.root.at(key), typed):
            raise DataError([odd])
    return words


def _odd_sign(word: str, item: Item, typed: Typed) -> DataProblem | None:
    """Return the problem with a sign that a word cannot hold: a number, a date, the name of one place."""
    from planner.loading.keyboard import is_odd

    if word in SINGLE:
        return typed.odd_in(item, "：，；".__contains__)
    if word in READERS or word == "product":
        return None
    return typed.odd_in(item, is_odd)


def request_of(corridor: Corridor, words: Mapping[str, Any]) -> Asked:
    """Turn words into a request: names become ids, and those of a product give way to all others.

    Raises
    ------
    RequestError
        When a name is unknown or ambiguous, or a value is impossible.
    """
    words = _with_product(corridor, words)
    values = {word: _plain(word, value) for word, value in words.items() if value not in (None, "", [], {})}
    _read_entry(corridor, values)
    _read_date(values)
    _read_budget(values)
    for word in filter(values.get, READERS):
        values[word] = READERS[word](corridor, values[word])
    at_stations(corridor, values)
    try:
        return Asked.model_validate(values)
    except ValidationError as error:
        raise request_error(error) from error


def product_of(corridor: Corridor, text: str) -> Product:
    """Return the product a person means.

    Raises
    ------
    RequestError
        When there is none, or more than one; carries those.
    """
    return corridor.product_by_id[named(corridor.products, text, "product", "product")]


def _plain(word: str, value: object) -> object:
    return plain(value) if isinstance(value, str) and word not in READERS else value


def _with_product(corridor: Corridor, words: Mapping[str, Any]) -> dict[str, Any]:
    given = {word: value for word, value in words.items() if word != "product"}
    if not words.get("product"):
        return given
    product = product_of(corridor, text_of(words["product"], "product"))
    days = product.ideal_days[0]
    with suppress(TypeError, ValueError):
        days = int(plain(str(given.get("days") or days)))
    return {**product.request_of(days), **given}


def _read_entry(corridor: Corridor, values: dict[str, Any]) -> None:
    """Turn the words of visa-free transit into fields: the trip begins there, on the next day."""
    port = values.pop("arrive", None)
    if _flag(values.pop("visa_free_transit", False)):
        values["visa_port"] = port or values.get("visa_port")
        if not values["visa_port"]:
            known = tuple(port.code for port in corridor.visa.ports) if corridor.visa else ()
            raise RequestError(Message("request.port-missing"), field="visa_port", candidates=known)
    elif port is not None:
        raise RequestError(Message("request.visa-only"), field="visa_port", value=port)
    if "visa_port" not in values:
        return
    entry = port_of(corridor, text_of(values["visa_port"], "visa_port"))
    values["visa_port"] = entry.code
    values.setdefault("from", entry.place)


def _read_date(values: dict[str, Any]) -> None:
    """Begin the trip on the day of the arrival, or where that is after noon on the next one.

    Who leaves again as many days after the arrival as the trip has begins on its day, whatever the hour.
    """
    with suppress(KeyError, TypeError, ValueError, OverflowError):
        arrival = datetime.fromisoformat(values["arrival"])
        first = arrival.date() + timedelta(days=arrival.hour >= NOON)
        with suppress(KeyError, TypeError, ValueError, OverflowError):
            last = datetime.fromisoformat(values["leave_by"]).date()
            if last - timedelta(days=int(values["days"]) - 1) == arrival.date():
                first = arrival.date()
        values.setdefault("date", first)


def _read_budget(values: dict[str, Any]) -> None:
    """Part the budget of the whole trip from those of kinds of costs: ``3000``, ``tickets=500``."""
    given = values.pop("budget", None)
    parts = given.items() if isinstance(given, dict) else _named_parts(given)
    purses, kinds = values.get("purses", {}), get_args(Purse)
    if not isinstance(purses, dict):
        return  # which is told with the other values
    purses = dict(purses)
    for kind, cny in parts:
        if kind in ("", "all"):
            values["budget"] = cny
        elif kind in kinds:
            purses[kind] = cny
        else:
            raise RequestError(
                Message("request.no-purse", {"kind": str(kind)[:60]}), field="budget", candidates=kinds
            )
    if purses:
        values["purses"] = purses


def _named_parts(given: object) -> Iterator[tuple[str, Any]]:
    """Yield kind and value of each text; a value alone has no kind."""
    for part in given if isinstance(given, list | tuple) else [given]:
        if isinstance(part, str):
            *kind, cny = re.split("[=＝]", plain(part), maxsplit=1)
            yield (kind[0].strip().lower() if kind else ""), cny.strip()
        elif part is not None:
            yield "", part


def _flag(value: object) -> bool:
    try:
        return TypeAdapter(bool).validate_python(value)
    except ValidationError as error:
        message = message_of(error.errors(include_url=False)[0])
        raise RequestError(message, field="visa_free_transit", value=value) from error


def _place(field: str) -> Reader:
    """Return the reader of a place; of a kind of places those are named that are of it."""

    def read(corridor: Corridor, value: object) -> str:
        text = text_of(value, field)
        try:
            return resolve(corridor, text, field=field)
        except RequestError as error:
            if error.message.code != "request.unknown" or not (sites := search(corridor, text)):
                raise
            best = [candidate(site) for site in sorted(sites, key=lambda site: -site.score)[:MAX_CANDIDATES]]
            message = Message("request.kind-of-place", {"text": text[:60], "n": len(sites)})
            raise RequestError(message, field=field, value=text, candidates=tuple(best)) from None

    return read


def _sites(field: str) -> Reader:
    return lambda corridor, value: _unique(
        resolve(corridor, text, ("attraction",), field=field) for text in texts_of(value, field)
    )


def _unique(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))


def _belt(corridor: Corridor, value: object) -> str:
    return named(corridor.belts, text_of(value, "follow"), "belt", "follow")


def _belts(corridor: Corridor, value: object) -> list[str]:
    return _unique(named(corridor.belts, text, "belt", "belts") for text in texts_of(value, "belts"))


def _zones(corridor: Corridor, value: object) -> list[str]:
    return _unique(named(corridor.zones, text, "zone", "zones") for text in texts_of(value, "zones"))


def _within(corridor: Corridor, value: object) -> list[str]:
    return _unique(code for text in texts_of(value, "within") for code in areas_of(corridor, text))


def _ages(field: str) -> Reader:
    """Return the reader of ages, of which several may stand in one text; twins are two."""

    def read(_corridor: Corridor, value: object) -> list[object]:
        ages: list[object] = []
        for entry in value if isinstance(value, list | tuple) else [value]:
            if isinstance(entry, dict):  # no age, and told as it was given
                ages.append(entry)
            else:
                text = text_of(str(entry), field)
                ages += [plain(age) for age in re.split("[,，、；;]", text) if age.strip()]
        return ages

    return read


def _services(field: str) -> Reader:
    return lambda _corridor, value: services_of(texts_of(value, field), field)


def _themes(corridor: Corridor, value: object) -> dict[str, float]:
    """Return weights by theme id from a mapping, or from texts like ``heritage`` and ``red=0.5``."""
    if isinstance(value, dict):
        pairs = [(name, "1" if weight is None else weight) for name, weight in value.items()]
    else:
        parts = (re.split("[=＝：]", text, maxsplit=1) for text in texts_of(value, "themes"))
        pairs = [(name, weight[0] if weight else "1") for name, *weight in parts]
    return {theme_of(corridor, name): _weight(name, weight) for name, weight in pairs}


def _weight(name: str, text: object) -> float:
    try:
        weight = float(plain(str(text)))
    except (ValueError, OverflowError):
        weight = -1.0
    if not 0 < weight <= 1:
        raise RequestError(Message("request.bad-weight", {"name": name[:60]}), field="themes", value=text)
    return weight


READERS: dict[str, Reader] = {
    "day_hours": day_hours,
    "free": free_time,
    "pauses": lambda _corridor, value: [plain(value)] if isinstance(value, str) else value,
    "visits": booked("visits", BookedVisit, ("attraction",)),
    "stays": booked("stays", BookedStay, ("town",)),
    "trains": booked_trains,
    "base": lambda corridor, value: resolve(corridor, text_of(value, "base"), ("town",), field="base"),
    "from": _place("from"),
    "to": _place("to"),
    "sunrise": _sites("sunrise"),
    "blue_hour": _sites("blue_hour"),
    "must": _sites("must"),
    "avoid": _sites("avoid"),
    "themes": _themes,
    "cover": rules_of,
    "belts": _belts,
    "zones": _zones,
    "within": _within,
    "follow": _belt,
    "needs": _services("needs"),
    "prefers": _services("prefers"),
    "child_ages": _ages("child_ages"),
    "senior_ages": _ages("senior_ages"),
    "scenarios": scenarios_of,
}
