"""An itinerary for the terminal, or as plain text when it is piped."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table

from planner.export.folding import Text
from planner.export.sayings import done_of
from planner.export.speaker import in_brackets
from planner.export.view import DayView, Language, Mark, Row, View
from planner.export.viewing import view_of
from planner.itinerary import Itinerary

WIDTH = 100  # columns of what is piped, unless COLUMNS says otherwise, and the most that a plan takes
NARROWEST = 20
NARROW = 70  # below, a row's length and price stand under its text
NAMED = ("visit", "overnight")  # kinds of rows with the Chinese name beside the English one
STYLES = {"visit": "bold", "overnight": "bold", "wait": "dim", "hire": "italic"}


def render(itinerary: Itinerary, language: Language = "en", width: int = WIDTH) -> str:
    """Return the itinerary as plain text, ``width`` columns wide, without trailing spaces."""
    console = Console(file=StringIO(), width=width, color_system=None, highlight=False)
    with console.capture() as capture:
        console.print(Group(*_page(view_of(itinerary, language), width)))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()).strip("\n") + "\n"


def print_itinerary(itinerary: Itinerary, console: Console, language: Language = "en") -> None:
    """Print the itinerary: styled on a terminal, else plain and `piped_width` columns wide; 100 at most."""
    if console.is_terminal:
        width = min(console.width, WIDTH)
        page = Group(*_page(view_of(itinerary, language), width))
        console.print(page, width=width, highlight=False)
    else:
        console.file.write(render(itinerary, language, min(piped_width(), WIDTH)))


def piped_width() -> int:
    """Return how many columns a text has that goes to no terminal: those of ``COLUMNS``, or 100."""
    told = os.environ.get("COLUMNS", "")
    return max(NARROWEST, int(told)) if told.isascii() and told.isdecimal() and len(told) < 6 else WIDTH


def _page(view: View, width: int) -> Iterator[RenderableType]:
    """Yield the parts of the page from top to bottom."""
    yield Text(view.header.title, style="bold")
    yield Text(" · ".join(view.header.facts))
    yield Text(view.header.proof, style="green")
    yield from (Text(line, style="yellow") for line in view.header.first)
    if view.done:
        yield ""
        yield from _listed(view.done_label, "bold", "-", done_of(view))
    for day in view.days:
        yield ""
        yield from _day(day, view.language, is_narrow=width < NARROW)
    yield ""
    yield Text.assemble((f"{view.total_label}  ", "bold"), " · ".join(view.totals))
    first, *more = filter(None, view.money)
    yield Text.assemble((f"{view.money_label}  ", "bold"), first)
    yield from (Padding(Text(line), (0, 0, 0, 2)) for line in more)
    for labelled, style in ((view.covered, "bold"), (view.not_covered, "bold yellow")):
        if labelled:
            yield Text.assemble((labelled.label, style), labelled.text)
    if tasks := view.to_do:
        yield ""
        yield from _listed(view.tasks_label, "bold", "-", tasks)
    if view.left_out:
        yield ""
        yield from _left_out(view, is_narrow=width < NARROW)
    if view.notices:
        yield ""
        yield from _listed(view.notices_label, "bold yellow", "!", view.notices)
    yield ""
    yield Text(view.legend_text, style="dim")


def _listed(label: str, style: str, bullet: str, lines: Iterable[str]) -> Iterator[RenderableType]:
    yield Text(label, style=style)
    table = _grid(1, None, padding=1)
    for line in lines:
        table.add_row(bullet, Text(line))
    yield Padding(table, (0, 0, 0, 2))


def _day(day: DayView, language: Language, *, is_narrow: bool) -> Iterator[RenderableType]:
    yield Text(" · ".join(day.title), style="bold cyan")
    times = max([11, *(len(row.time) for row in day.rows)])
    table = _grid(times, None) if is_narrow else _grid(times, None, 11, 11)
    for row in day.rows:
        time, what = Text(row.time, style="cyan"), _what(row, language)
        if is_narrow:
            under = " · ".join(filter(None, (row.length, row.price)))
            table.add_row(time, what.append(f"\n{under}", "not bold dim") if under else what)
        else:
            table.add_row(time, what, Text(row.length), Text(row.price, justify="right"))
    yield Padding(table, (0, 0, 0, 2))
    yield Padding(Text(" · ".join(day.sums), style="dim"), (0, 0, 0, 2 if is_narrow else times + 4))


def _what(row: Row, language: Language) -> Text:
    what = Text(row.what, style=STYLES.get(row.kind, ""))
    if not language.startswith("zh") and row.kind in NAMED and row.places[0].zh not in row.what:
        what.append(f" {row.places[0].zh}", "not bold")
    for note in row.notes:
        style = "not bold yellow" if note.mark is Mark.CHECK_HOURS else "not bold"
        what.append(in_brackets(language, note.text), style)
    rides = (row.local,) if not language.startswith("zh") and row.ride else ()
    for detail in (*rides, *row.details):
        what.append(f"\n{detail}", "dim")
    return what


def _left_out(view: View, *, is_narrow: bool) -> Iterator[RenderableType]:
    table = _grid(None) if is_narrow else _grid(36, None)
    for left in view.left_out:
        name, why = Text(left.place.text), Text(left.why)
        if is_narrow:
            table.add_row(name)
            table.add_row(Padding(why, (0, 0, 0, 2)))
        else:
            table.add_row(name, why)
    yield Text(view.left_out_label, style="bold")
    yield Padding(table, (0, 0, 0, 2))
    if view.more_left_out:
        yield Padding(Text(view.more_left_out, style="dim"), (0, 0, 0, 2))


def _grid(*widths: int | None, padding: int = 2) -> Table:
    """Return a table without lines; one column, of width None, takes what is left. Nothing of a text is cut off."""
    table = Table.grid(padding=(0, padding), expand=True)
    for width in widths:
        table.add_column(width=width, ratio=None if width else 1, overflow="fold")
    return table
