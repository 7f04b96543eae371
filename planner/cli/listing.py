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


def show_list(listing: Listing, format_: str) -> None:
    """Print a list in a format of ``LIST_FORMATS``."""
    LIST_FORMATS[format_](listing)


def _as_text(listing: Listing) -> None:
    from planner.cli.show import show_table

    if listing.nothing and not listing.records:
        print(listing.nothing, file=sys.stderr)
        return
    show_table(listing.columns, listing.rows, listing.numbers)
    if listing.remark:
        print(listing.remark)


def _as_json(listing: Listing) -> None:
    from planner.cli.show import show_json

    show_json(listing.records)


LIST_FORMATS: dict[str, Callable[[Listing], None]] = {"text": _as_text, "json": _as_json}
