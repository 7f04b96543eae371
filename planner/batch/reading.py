"""Many wishes in one file, read one by one: JSON Lines, YAML documents, or CSV with a column for a word."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from planner.cleaning import plain
from planner.errors import DataError, DataProblem, PlannerError, RequestError
from planner.loading.keyboard import Typed, split
from planner.loading.plans import json_of
from planner.loading.tree import Item, Tree, parse, told
from planner.spelling import like
from planner.texts import Message
from planner.wording.fields import BY_NAME, canonical
from planner.wording.words import LISTS

Id = str | int | None
MOST_BYTES = 1_000_000  # of a line
LONGEST_ID = 200  # characters
BOM_BYTES = 3
SEVERAL = {  # what parts the values in a cell of a table
    **dict.fromkeys(LISTS, "[;；，、\n]"),
    **dict.fromkeys(
        ("visits", "stays", "trains", "free", "pauses", "day_hours", "budget", "scenarios"), "[;；\n]"
    ),
    "cover": "[|\n]",  # a rule has semicolons of its own
}
DELIMITERS = ",;\t"
NEW_DOCUMENT = re.compile(r"---(\s|$)")


@dataclass(frozen=True)
class Row:
    """A wish and the line where it begins, or what is wrong with it; ``end`` is how many bytes were read by then."""

    line: int
    end: int
    id: Id = None
    words: Mapping[str, Any] = field(default_factory=dict)
    error: PlannerError | None = None


Reading = tuple[int, int, str]  # a line: its number, how many bytes were read with it, its text


def rows_of(path: Path) -> Iterator[Row]:
    """Yield the wishes of a file; nothing but the one that is read is held.

    Raises
    ------
    RequestError
        When the file is of no kind that is known, or a column of a table is no word of a request.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise RequestError(
            Message("batch.no-kind", {"kinds": list(KINDS)}), field="requests", value=path.name
        )
    return KINDS[kind](path.name, _lines(path))  # the same problems wherever the file is


def _lines(path: Path) -> Iterator[Reading]:
    """Yield the lines of a file; what is not UTF-8 of them becomes half characters, and is told of."""
    number = end = 0
    with path.open("rb") as file:
        while raw := file.readline(MOST_BYTES + BOM_BYTES + 1):  # of a line that is too long, its beginning
            number += 1
            end += len(raw)
            rest = raw
            while not rest.endswith(b"\n") and (rest := file.readline(MOST_BYTES)):
                end += len(rest)
            text = raw.decode("utf-8", "surrogateescape")
            yield number, end, text.removeprefix("\ufeff") if number == 1 else text


def _is_too_long(line: str) -> bool:
    return len(line) > MOST_BYTES // 4 and len(line.encode("utf-8", "surrogateescape")) > MOST_BYTES


def _too_long(file: str, line: int) -> DataError:
    message = Message("batch.line-too-long", {"most": MOST_BYTES})
    return DataError([DataProblem(file, line, 1, "syntax", message)])


def _of_json(file: str, lines: Iterator[Reading]) -> Iterator[Row]:
    def read(text: str) -> Any:
        return json_of(Tree(file), text)

    for number, end, text in lines:
        if text.strip() or _is_too_long(text):
            yield _row(file, number, end, text, read)


def _of_yaml(file: str, lines: Iterator[Reading]) -> Iterator[Row]:
    begin, until, text = 1, 0, ""
    for number, end, line in lines:
        if NEW_DOCUMENT.match(line):
            yield from _document(file, begin, until, text)
            begin, text = number, ""
        text += line
        until = end
    yield from _document(file, begin, until, text)


def _document(file: str, begin: int, end: int, text: str) -> Iterator[Row]:
    if not any(map(_is_too_long, text.split("\n"))) and all(
        line.strip() in ("", "---", "...") or line.startswith("#") for line in text.splitlines()
    ):
        return

    def read(text: str) -> Any:
        typed, tree = Typed(text), Tree(file)
        parse(tree, typed.text)
        if tree.problems or tree.root is None:
            raise DataError([typed.explained(problem) for problem in tree.problems])
        return _with_lists(tree.root)

    yield _row(file, begin, end, text, read)


def _with_lists(root: Item) -> Any:
    if not isinstance(root.value, dict):
        return root.value
    return {
        word: split(root.at(word).node, value) if canonical(plain(word)) in LISTS else value
        for word, value in root.value.items()
    }


def _row(file: str, line: int, end: int, text: str, read: Callable[[str], Any]) -> Row:
    try:
        _check_text(file, text)
        value = read(text)
        if not isinstance(value, dict):
            raise DataError([DataProblem(file, 1, 1, "wrong-type", Message("data.request-no-mapping"))])
    except DataError as error:
        problems = [replace(problem, line=problem.line + line - 1) for problem in error.problems]
        return Row(line, end, error=DataError(problems))
    return _asked(line, end, value)


def _check_text(file: str, text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if _is_too_long(line):
            raise _too_long(file, number)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        column = error.start - text.rfind("\n", 0, error.start)
        message = told("not-utf-8", problem=f"U+{ord(text[error.start]):04X}")
        problem = DataProblem(file, 1, column, "encoding", message, told("save-as-utf-8"))
        raise DataError([replace(problem, line=1 + text.count("\n", 0, error.start))]) from error


def _asked(line: int, end: int, value: dict[str, Any]) -> Row:
    words = {word: content for word, content in value.items() if word != "id"}
    id_ = value.get("id")
    is_id = id_ is None or (isinstance(id_, int) and not isinstance(id_, bool))
    if not is_id and not (isinstance(id_, str) and len(id_) <= LONGEST_ID):
        error = RequestError(Message("batch.no-id", {"most": LONGEST_ID}), field="id", value=id_)
        return Row(line, end, error=error)
    return Row(line, end, id_, words)


def _of_table(file: str, lines: Iterator[Reading]) -> Iterator[Row]:
    first = next(lines, None)
    if first is None:
        return
    number, end, head = first
    if _is_too_long(head):
        raise _too_long(file, number)
    delimiter = max(DELIMITERS, key=head.count)
    words = [_column(file, number, name) for name in next(csv.reader([head], delimiter=delimiter), [])]
    if twice := [word for word in words if word and words.count(word) > 1]:
        where = f"{file}:{number}"
        raise RequestError(Message("request.word-twice", {"where": where, "word": twice[0]}))

    too_long = 0  # the last line that is

    def texts() -> Iterator[str]:
        nonlocal number, end, too_long
        for number, end, text in lines:  # noqa: B007 (they say how far the table is read)
            too_long = number if _is_too_long(text) else too_long
            yield "\n" if too_long == number else text

    table = csv.reader(texts(), delimiter=delimiter)
    while True:
        before = number
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            problem = DataProblem(
                file, before + 1, 1, "syntax", Message("batch.no-table", {"problem": str(error)})
            )
            yield Row(before + 1, end, error=DataError([problem]))
        else:
            if too_long > before:
                yield Row(before + 1, end, error=_too_long(file, too_long))
            elif any(map(str.strip, cells)):
                yield _of_cells(file, before + 1, end, words, cells)


def _column(file: str, line: int, name: str) -> str:
    word = canonical(plain(name.strip()))
    if word in BY_NAME or word in ("", "id"):
        return word
    where = f"{file}:{line}"
    raise RequestError(
        Message("request.word-unknown", {"where": where, "word": name[:60]}), candidates=like(word, BY_NAME)
    )


def _of_cells(file: str, line: int, end: int, words: list[str], cells: list[str]) -> Row:
    if any(cell.strip() for word, cell in zip([*words, *[""] * len(cells)], cells, strict=False) if not word):
        message = Message("batch.no-column", {"columns": len(words), "cells": len(cells)})
        return Row(line, end, error=DataError([DataProblem(file, line, 1, "syntax", message)]))

    def read(_: str) -> dict[str, Any]:
        return {word: _values(word, cell) for word, cell in zip(words, cells, strict=False) if cell.strip()}

    return _row(file, line, end, "\n".join(cells), read)


def _values(word: str, cell: str) -> Any:
    parts = [part.strip() for part in re.split(SEVERAL.get(word, "$^"), cell) if part.strip()]
    return parts if len(parts) > 1 else cell.strip()


KINDS: dict[str, Callable[[str, Iterator[Reading]], Iterator[Row]]] = {
    ".jsonl": _of_json,
    ".ndjson": _of_json,
    ".yaml": _of_yaml,
    ".yml": _of_yaml,
    ".csv": _of_table,
    ".tsv": _of_table,
}
