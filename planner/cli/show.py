"""Results on stdout or in a file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.table import Table

from planner.errors import RequestError
from planner.files import write_atomically

WIDTH = 100


def show_json(data: object) -> None:
    """Print data as JSON."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]], numbers: Sequence[str] = ()) -> None:
    """Print a table: styled on a terminal, else plain and 100 columns wide; ``numbers`` go to the right."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console = Console(highlight=False, markup=False)
    if console.is_terminal:
        console.print(table)
        return
    plain = Console(file=StringIO(), width=WIDTH, color_system=None, highlight=False)
    with plain.capture() as capture:
        plain.print(table)
    print("\n".join(line.rstrip() for line in capture.get().strip("\n").splitlines()))


def check_can_write(path: Path) -> None:
    """Make sure, before hours of work, that a file can be written.

    Raises
    ------
    RequestError
        When its folder is missing or must not be written to, or the file is a folder.
    """
    folder = path.resolve().parent
    if path.is_dir():
        raise RequestError(f"--output: '{path}' is a folder, not a file.", field="output")
    if not folder.is_dir():
        raise RequestError(f"--output: there is no folder '{folder}'.", field="output")
    if not os.access(folder, os.W_OK):
        raise RequestError(f"--output: the folder '{folder}' must not be written to.", field="output")


def write(path: Path, text: str) -> None:
    """Write a result to a file and say where; when that fails, print it, so that nothing is lost.

    Raises
    ------
    RequestError
        When the file could not be written.
    """
    try:
        write_atomically(path, text)
    except OSError as error:
        print(text)
        raise RequestError(f"--output: '{path}' could not be written: {error}", field="output") from error
    print(f"Written to {path}", file=sys.stderr)
