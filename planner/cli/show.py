"""Results on stdout or in a file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from planner import clock
from planner.cleaning import LONGEST_NAME, LONGEST_TEXT, clean
from planner.cli.refused import reason_of
from planner.errors import RequestError
from planner.export.folding import Text
from planner.export.text import piped_width
from planner.files import write_atomically
from planner.texts import Message, say

if TYPE_CHECKING:
    from planner.corridor import Corridor
    from planner.export.view import Language
    from planner.itinerary import Itinerary
SHORT = 9  # columns of a cell that is never broken
READABLE = 20  # columns that a longer text needs
GAP = 2


def show_json(data: object) -> None:
    """Print data as JSON."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]], numbers: Sequence[str] = ()) -> None:
    """Print a table: styled on a terminal, else plain and as wide as ``COLUMNS`` says; ``numbers`` go to the right.

    Names are cut where they are very long; the last column may hold longer texts. Where there is no room for all
    columns side by side, each row is a list of them.
    """
    limits = [LONGEST_NAME] * (len(columns) - 1) + [LONGEST_TEXT]
    cells = [
        [clean("" if cell is None else str(cell), limit) for cell, limit in zip(row, limits, strict=True)]
        for row in rows
    ]
    console = Console(highlight=False, markup=False, emoji=False)
    if console.is_terminal:
        console.print(_table(columns, cells, numbers, console.width))
        return
    width = piped_width()
    plain = Console(
        file=StringIO(), width=width, color_system=None, highlight=False, markup=False, emoji=False
    )
    with plain.capture() as capture:
        plain.print(_table(columns, cells, numbers, width))
    print("\n".join(line.rstrip() for line in capture.get().strip("\n").splitlines()))


def _table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[str], width: int
) -> Table:
    """Return the rows side by side where they fit: short columns whole, the last one wide enough to read."""
    texts = zip(columns, *rows, strict=True)
    natural = [max(map(cell_len, cells)) for cells in texts]
    least = [size if size <= SHORT else SHORT - 1 for size in natural[:-1]] + [min(natural[-1], READABLE)]
    if sum(least) + GAP * (len(least) - 1) > width:
        return _cards(columns, rows)
    table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, header_style="bold")
    floors = [*least[:-1], None]  # rich would let the last one go beyond the edge to keep to its own
    for column, size, low in zip(columns, natural, floors, strict=True):
        justify: Literal["left", "right"] = "right" if column in numbers else "left"
        table.add_column(column, justify=justify, overflow="fold", min_width=low, no_wrap=size <= SHORT)
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _cards(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return each row as a list of what it holds; one of the last column alone goes on with the row before."""
    table = Table.grid(padding=(0, GAP), pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for number, row in enumerate(rows):
        goes_on = number > 0 and not any(row[:-1])
        if number and not goes_on:
            table.add_row()
        for column, cell in zip(columns, row, strict=True):
            if cell:
                table.add_row("" if goes_on else column, Text(cell))
    return table


def check_can_write(path: Path) -> None:
    """Make sure, before hours of work, that a file can be written.

    Raises
    ------
    RequestError
        When its folder is missing or must not be written to, its name is too long, or the file is a folder.
    """
    folder = path.resolve().parent
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        message = Message("request.not-written", {"path": str(path), "problem": reason_of(error)})
        raise RequestError(message, field="output") from error
    if path.is_dir():
        raise RequestError(Message("request.is-folder", {"path": str(path)}), field="output")
    if not folder.is_dir():
        raise RequestError(Message("request.no-folder", {"path": str(folder)}), field="output")
    if not os.access(folder, os.W_OK):
        raise RequestError(Message("request.read-only", {"path": str(folder)}), field="output")


def check_can_hold(path: Path | None, format_: str, code: str) -> None:
    """Make sure, before hours of work, that a file, if there is one, can be written, and is not to hold a table.

    Raises
    ------
    RequestError
        When it cannot, as `check_can_write`, or is; ``code`` is what is said of tables then.
    """
    if path is None:
        return
    check_can_write(path)
    if format_ == "table":
        raise RequestError(Message(code), field="output")


def show_itinerary(
    itinerary: Itinerary,
    format_: str,
    language: Language,
    output: Path | None = None,
    options: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Print a plan, or write it to a file.

    Raises
    ------
    RequestError
        When the file could not be written, or what is binary would go to a terminal.
    """
    from planner.export import FORMATS, export
    from planner.export.tasks import seen_on

    if format_ != "json":
        itinerary = seen_on(itinerary, clock.today())
    if output:
        write(output, export(itinerary, format_, language, **options), language)
    elif format_ == "text":
        from planner.export.text import print_itinerary

        print_itinerary(itinerary, Console(), language)
    elif FORMATS[format_].is_binary and sys.stdout.isatty():
        raise RequestError(Message("request.not-for-terminal", {"format": format_}), field="output")
    else:
        put(export(itinerary, format_, language, **options))


def json_options(
    formats: Sequence[str], fields: str | None, data: Callable[[], Corridor] | None
) -> dict[str, Any]:
    """Return what the JSON of a plan is to be, of --fields and --compact; with ``data`` it is compact.

    Raises
    ------
    RequestError
        When nothing is to be written as JSON, or a plan has no such field.
    """
    from planner.compact import only

    names = tuple(filter(None, map(str.strip, (fields or "").split(","))))
    only({}, names)
    for option, is_asked in (("fields", fields is not None), ("compact", data is not None)):
        if is_asked and "json" not in formats:
            raise RequestError(Message("request.only-json", {"formats": list(formats)}), field=option)
    return {"fields": names, "compact_on": data() if data else None}


def put_out(content: str, path: Path | None, language: str = "en") -> None:
    """Write a result to a file, or put it on stdout where there is none."""
    if path:
        write(path, content, language)
    else:
        put(content)


def put(content: str | bytes) -> None:
    """Put a result on stdout as it is."""
    if isinstance(content, str):
        sys.stdout.write(content)
    else:
        sys.stdout.buffer.write(content)


def write(path: Path, content: str | bytes, language: str = "en") -> None:
    """Write a result to a file and say where; when that fails, put it on stdout, so that nothing is lost.

    Raises
    ------
    RequestError
        When the file could not be written.
    """
    try:
        write_atomically(path, content)
    except OSError as error:
        put(content)
        message = Message("request.not-written", {"path": str(path), "problem": reason_of(error)})
        raise RequestError(message, field="output") from error
    print(say(language, "lists.written", path=str(path)), file=sys.stderr)
