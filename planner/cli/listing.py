"""Lists (sites, towns, lines ...) and the formats they are shown in; a format is a function and a line here."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Listing:
    """What a list shows: ``rows`` to people, ``records`` to programs."""

    columns: Sequence[str]
    rows: Iterable[Sequence[object]]
    records: object
    numbers: Sequence[str] = ()  # columns that go to the right
    nothing: str = ""  # said where there are no records
    remark: str = ""  # said below the table
    language: str = "en"  # of the heads of the columns


def show_list(listing: Listing, format_: str) -> None:
    """Print a list in a format of ``LIST_FORMATS``."""
    LIST_FORMATS[format_](listing)


def _as_text(listing: Listing) -> None:
    from planner.cli.show import show_table

    if listing.nothing and not listing.records:
        print(listing.nothing, file=sys.stderr)
        return
    heads = {column: head(column, listing.language) for column in listing.columns}
    show_table(
        [*heads.values()], listing.rows, [heads[column] for column in listing.numbers if column in heads]
    )
    if listing.remark:
        print(listing.remark)


def head(column: str, language: str) -> str:
    """Return the head of a column; one that is a name, or nothing, stays as it is."""
    from planner.texts import say

    try:
        return say(language, f"lists.column-{column.lower().replace(' ', '-')}")
    except KeyError:
        return column


def _as_json(listing: Listing) -> None:
    from planner.cli.show import show_json

    show_json(listing.records)


LIST_FORMATS: dict[str, Callable[[Listing], None]] = {"text": _as_text, "json": _as_json}
