"""Files of real plans, read back by parsers that are not ours: ``python -m benchmarks.formats --trips 10 [--write]``.

The readers and what they compare are those of the tests: place, order, minute and money of every row. It is files
that are looked at, so each plan is looked for only briefly, in work that is the same on every machine.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from itertools import islice

from benchmarks.common import machine, update_page
from planner.export import export, html, markdown, pdf
from planner.export.view import Language
from planner.itinerary import Itinerary
from planner.options import SolveOptions
from planner.service import plan as planned
from tests.builders.shipped import shipped_atlas
from tests.export import test_files, test_html, test_markdown, test_pdf
from tests.planning.test_twenty_trips import COMMANDS, asked

BRIEFLY = SolveOptions(work=500)
LANGUAGES: tuple[Language, ...] = ("en", "zh")
SIZED = ("html", "pdf", "ics", "gpx", "kmz", "geojson", "jsonld", "csv", "markdown")
HEAD = """## Formats

{machine}; `python -m benchmarks.formats --trips {trips} --write`. The first {trips} of the
[twenty trips](twenty-trips.md), each file read back by programs that are not ours (icalendar, vobject, gpxpy, fastkml
with its schema, geojson-pydantic, PyLD, Python's csv, lxml, markdown-it, pypdf): rows whose place, order, minute or
money differ from the plan's. Sizes are kilobytes of the English file.

| trip | rows | files that differ | {sizes} |
|---|---|---|{dashes}"""


def page(plan: Itinerary) -> None:
    """Read the page back."""
    for language in LANGUAGES:
        assert test_html.told(html.render(plan, language)) == test_html.asked(plan, language)


def chat(plan: Itinerary) -> None:
    """Read Markdown back."""
    for language in LANGUAGES:
        text = markdown.render(plan, language)
        assert set(test_markdown.row_blocks(plan, language)) <= set(test_markdown.blocks(text))


def paper(plan: Itinerary) -> None:
    """Read PDF back."""
    for language in LANGUAGES:
        test_pdf.assert_days_are_told(plan, test_pdf.pages(pdf.render(plan, language)), language)


CHECKS: list[Callable[[Itinerary], None]] = [*test_files.CHECKS, page, chat, paper]


def differs(plan: Itinerary, check: Callable[[Itinerary], None]) -> bool:
    """Tell whether a reader finds something else than the plan has."""
    try:
        check(plan)
    except AssertionError as error:
        print(check.__name__, str(error)[:500], flush=True)
        return True
    return False


def row(trip: str) -> str:
    """Return what came of a trip."""
    plan = planned(asked(COMMANDS[trip]), atlas=shipped_atlas(), options=BRIEFLY)
    rows = sum(len(day.events) for day in plan.days)
    wrong = [check.__name__ for check in CHECKS if differs(plan, check)]
    sizes = (len(_bytes(export(plan, name))) / 1000 for name in SIZED)
    cells = (trip, str(rows), ", ".join(wrong) or "none", *(f"{size:.0f}" for size in sizes))
    line = f"| {' | '.join(cells)} |"
    print(line, flush=True)
    return line


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def main() -> None:
    """Measure and print, and write where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trips", type=int, default=10)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    head = HEAD.format(
        machine=machine(), trips=args.trips, sizes=" | ".join(SIZED), dashes="---|" * len(SIZED)
    )
    text = "\n".join([head, *map(row, islice(COMMANDS, args.trips))])
    if args.write:
        update_page("formats", text)


if __name__ == "__main__":
    main()
