"""Many wishes in one file, read one by one: JSON Lines, YAML documents, or CSV with a column for a word."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeGuard

from planner.batch.lines import Reading, bare, check_text, is_too_long, lines_of
from planner.batch.tables import TableRow, table_rows
from planner.cleaning import plain
from planner.errors import DataError, DataProblem, PlannerError, RequestError
from planner.loading.keyboard import Typed, split
from planner.loading.plans import json_of
from planner.loading.tree import Item, Tree, parse
from planner.spelling import like
from planner.texts import Message
from planner.wording.fields import BY_NAME, canonical
from planner.wording.words import LISTS

Id = str | int | None
LONGEST_ID = 200  # characters
HALF = re.compile("[\ud800-\udfff]")  # of a character, which no file can hold
SEVERAL = {  # what parts the values in a cell of a table
    **dict.fromkeys(LISTS, "[;；，、\n]"),
    **dict.fromkeys(
        ("visits", "stays", "trains", "free", "pauses", "day_hours", "budget", "scenarios"), "[;；\n]"
    ),
    "cover": "[|\n]",  # a rule has semicolons of its own
}
SPREADSHEET_DATE = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})", re.ASCII)  # what it makes of 2026-12-05
NEW_DOCUMENT = re.compile(r"---(\s|$)")


@dataclass(frozen=True)
class Row:
    """A wish and the line where it begins, or what is wrong with it."""

    line: int
    id: Id = None
    words: Mapping[str, Any] = field(default_factory=dict)
    error: PlannerError | None = None


Read = Callable[[str], Any]


def rows_of(path: Path) -> Iterator[Row]:
    """Yield the wishes of a file; nothing but the one that is read is held.

    Raises
    ------
    DataError
        When the file is in UTF-16, or the names of the columns of a table cannot be read.
    RequestError
        When the file is of no kind that is known, or a column of a table is no word of a request.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise RequestError(
            Message("batch.no-kind", {"kinds": list(KINDS)}), field="requests", value=path.name
        )
    rows = KINDS[kind](path.name, lines_of(path))  # the same problems wherever the file is
    return chain([*islice(rows, 1)], rows)  # what is wrong with the file as a whole is raised now


def _of_json(file: str, lines: Iterator[Reading]) -> Iterator[Row]:
    def read(text: str) -> Any:
        return json_of(Tree(file), text)

    for line in lines:
        if line.text.strip() or line.is_too_long:
            yield _row(file, line.number, line.text, read, json.loads)


def _of_yaml(file: str, lines: Iterator[Reading]) -> Iterator[Row]:
    begin, text = 1, ""
    for line in lines:
        if NEW_DOCUMENT.match(line.text):
            yield from _document(file, begin, text)
            begin, text = line.number, ""
        text += line.text
    yield from _document(file, begin, text)


def _document(file: str, begin: int, text: str) -> Iterator[Row]:
    if not any(map(is_too_long, text.split("\n"))) and all(
        line.strip() in ("", "---", "...") or line.startswith("#") for line in text.splitlines()
    ):
        return

    def read(text: str) -> Any:
        typed, tree = Typed(text), Tree(file)
        parse(tree, typed.text)
        if tree.problems or tree.root is None:
            raise DataError([typed.explained(problem) for problem in tree.problems])
        return _with_lists(tree.root)

    def read_loosely(text: str) -> Any:
        tree = Tree(file)
        parse(tree, Typed(text).text)
        return tree.root and tree.root.value

    yield _row(file, begin, text, read, read_loosely)


def _with_lists(root: Item) -> Any:
    if not isinstance(root.value, dict):
        return root.value
    return {
        word: split(root.at(word).node, value) if canonical(plain(word)) in LISTS else value
        for word, value in root.value.items()
    }


def _row(file: str, line: int, text: str, read: Read, read_loosely: Read) -> Row:
    """Return the wish of a text; of one that is refused the id, where a reading that minds less finds it."""
    text = bare(text)
    try:
        check_text(file, text)
        value = read(text)
        if not isinstance(value, dict):
            raise DataError([DataProblem(file, 1, 1, "wrong-type", Message("data.request-no-mapping"))])
    except DataError as error:
        problems = [replace(problem, line=problem.line + line - 1) for problem in error.problems]
        return Row(line, _id_in(text, read_loosely), error=DataError(problems))
    return _asked(line, value)


def _id_in(text: str, read: Read) -> Id:
    try:
        value = read(text)
    except (ValueError, RecursionError):
        return None
    id_ = value.get("id") if isinstance(value, dict) else None
    return id_ if _is_id(id_) else None


def _is_id(value: object) -> TypeGuard[Id]:
    if isinstance(value, str):
        return len(value) <= LONGEST_ID and not HALF.search(value)
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def _asked(line: int, value: dict[str, Any]) -> Row:
    words = {word: content for word, content in value.items() if word != "id"}
    id_ = value.get("id")
    if not _is_id(id_):
        error = RequestError(Message("batch.no-id", {"most": LONGEST_ID}), field="id", value=id_)
        return Row(line, error=error)
    return Row(line, id_, words)


def _of_table(file: str, lines: Iterator[Reading]) -> Iterator[Row]:
    rows = table_rows(file, lines)
    head = next(rows, None)
    if head is None:
        return
    if head.error:
        raise head.error
    check_text(file, head.text)
    number = head.lines[0].number
    words = [_column(file, number, name) for name in head.cells]
    if twice := [word for word in words if word and words.count(word) > 1]:
        where = f"{file}:{number}"
        raise RequestError(Message("request.word-twice", {"where": where, "word": twice[0]}))
    for row in rows:
        yield _of_cells(file, row, words)


def _column(file: str, line: int, name: str) -> str:
    word = canonical(plain(name.strip()))
    if word in BY_NAME or word in ("", "id"):
        return word
    where = f"{file}:{line}"
    raise RequestError(
        Message("request.word-unknown", {"where": where, "word": name[:60]}), candidates=like(word, BY_NAME)
    )


def _of_cells(file: str, row: TableRow, words: Sequence[str]) -> Row:
    """Return the wish of a row; what is wrong with the row has its place already."""
    line = row.lines[0].number

    def read(_: str) -> dict[str, Any]:
        said = zip(words, row.cells, strict=False)
        return {word: _values(word, cell) for word, cell in said if word and cell.strip()}

    nameless = zip([*words, *[""] * len(row.cells)], row.cells, strict=False)
    if row.error:
        return Row(line, error=row.error)
    if any(cell.strip() for word, cell in nameless if not word):
        message = Message("batch.no-column", {"columns": len(words), "cells": len(row.cells)})
        error = DataError([DataProblem(file, line, 1, "syntax", message)])
        return Row(line, _id_in("", read), error=error)
    return _row(file, line, row.text, read, read)


def _values(word: str, cell: str) -> Any:
    if word == "date" and (day := SPREADSHEET_DATE.fullmatch(cell.strip())):
        return f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"
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
