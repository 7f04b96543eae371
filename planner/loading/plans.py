"""A plan file -> `Itinerary`; whatever is in the file, a wrong one is a `DataError` with places."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from planner.compact import ExcerptError, OtherDataError, expand, is_compact
from planner.corridor import Corridor
from planner.errors import DataError, DataProblem, Step
from planner.itinerary import Itinerary
from planner.loading.tree import Tree, read_text, read_tree, told
from planner.loading.wording import message_of, problems_of
from planner.texts import Message, ToldError

MAX_DIGITS = 15  # of a whole number; more would not survive a JSON reader that uses floating point
OF_ALL = (  # fields that plans have had from the first
    *("corridor", "request", "status", "certificate", "days", "unvisited", "totals", "warnings", "places"),
)
MAX_PLACED = 100  # problems; where there are more, the first are named without their lines

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|NaN|-?Infinity|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?', re.DOTALL)


def read_itinerary(path: Path, data: Callable[[], Corridor]) -> Itinerary:
    """Read a plan from a JSON file; where it is one in compact form, the data say the rest.

    Raises
    ------
    DataError
        When the file cannot be read, is not JSON, or is not a plan of this schema or the compact form of one.
    """
    tree, value = read_json(path)
    if is_compact(value):
        return _expanded(tree, value, data())
    if _is_excerpt(value):
        _fail(tree, told("excerpt", missing=[name for name in OF_ALL if name not in value]))
    try:
        return Itinerary.model_validate(value)
    except ValidationError as error:
        raise DataError(_problems(path, tree, error)) from error


def _is_excerpt(value: Any) -> bool:
    """Tell whether these are some fields of a plan."""
    if not isinstance(value, dict) or "schema_version" in value:
        return False
    return bool(value) and value.keys() <= Itinerary.model_fields.keys() and not value.keys() >= set(OF_ALL)


def _expanded(tree: Tree, value: Any, corridor: Corridor) -> Itinerary:
    try:
        return expand(value, corridor)
    except ValidationError as error:
        raise DataError(_without_places(tree, error)) from error
    except ExcerptError as error:
        _fail(tree, told("excerpt", missing=list(error.missing)))
    except OtherDataError:
        _fail(tree, told("compact-of-other-data"))
    except ValueError as error:
        _fail(tree, told("not-compact", problem=str(error)[:60]))


def read_json(path: Path) -> tuple[Tree, Any]:
    """Read a JSON file without odd numbers, double keys or half characters.

    Raises
    ------
    DataError
        When the file cannot be read or is not JSON.
    """
    tree, text = read_text(path)
    if text is None:
        raise DataError(tree.problems)
    return tree, json_of(tree, text)


def json_of(tree: Tree, text: str) -> Any:
    """Return what a text of JSON says, which has no odd numbers, double keys or half characters.

    Raises
    ------
    DataError
        When it is not JSON.
    """
    try:
        return parse_json(text)
    except json.JSONDecodeError as error:
        _fail(tree, told("json", problem=error.msg), error.lineno, error.colno)
    except OddNumberError as error:
        before = next((m.start() for m in _TOKEN.finditer(text) if m[0] == str(error)), 0)
        line, column = text.count("\n", 0, before) + 1, before - text.rfind("\n", 0, before)
        _fail(tree, told("no-number-allowed", number=str(error)[:40]), line, column)
    except RecursionError:
        _fail(tree, told("nested-too-deeply"))
    except ToldError as error:
        _fail(tree, error.message)
    except (ValueError, UnicodeEncodeError) as error:
        _fail(tree, told("json", problem=str(error)))


class OddNumberError(ValueError):
    """A number that is none in JSON, or too large: its text, and the keys and numbers that lead to it."""

    def __init__(self, text: str, steps: tuple[Step, ...]) -> None:
        super().__init__(text)
        self.steps = steps


class _OddNumber(str):
    """Stands for one until all is read, for only then is known where it is."""


def parse_json(text: str) -> Any:
    """Return what a JSON text says, without odd numbers, double keys or half characters.

    Raises
    ------
    ValueError
        When it is not JSON.
    RecursionError
        When it is nested too deeply.
    """
    odd: list[_OddNumber] = []

    def marked(number: str) -> _OddNumber:
        odd.append(_OddNumber(number))
        return odd[-1]

    def whole(number: str) -> int | _OddNumber:
        return int(number) if len(number) <= MAX_DIGITS else marked(number)

    def real(number: str) -> float | _OddNumber:
        value = float(number)
        return value if abs(value) < 10**MAX_DIGITS else marked(number)

    value = json.loads(
        text, parse_constant=marked, parse_int=whole, parse_float=real, object_pairs_hook=_unique
    )
    if odd:
        raise OddNumberError(*next(_odd_numbers(value)))
    if "\\ud" in text.lower():  # half of a surrogate pair is valid JSON and no text
        json.dumps(value, ensure_ascii=False).encode()
    return value


def _odd_numbers(value: Any, steps: tuple[Step, ...] = ()) -> Iterator[tuple[str, tuple[Step, ...]]]:
    if isinstance(value, _OddNumber):
        yield str(value), steps
    elif isinstance(value, dict | list):
        for step, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _odd_numbers(part, (*steps, step))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        [(twice, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise ToldError(told("json-key-twice", key=twice[:60]))
    return value


def _fail(tree: Tree, message: Message, line: int = 1, column: int = 1) -> NoReturn:
    raise DataError([DataProblem(tree.file, line, column, "syntax", message)])


def _problems(path: Path, tree: Tree, error: ValidationError) -> list[DataProblem]:
    """Return what pydantic found, with places where the JSON can be read as YAML, which keeps them."""
    root = read_tree(path).root if error.error_count() <= MAX_PLACED else None
    if root is not None:
        return list(problems_of(error, root, Itinerary))
    return _without_places(tree, error)


def _without_places(tree: Tree, error: ValidationError) -> list[DataProblem]:
    details = error.errors(include_url=False)[:MAX_PLACED]
    return [DataProblem(tree.file, 1, 1, "bad-value", message_of(detail)) for detail in details]
