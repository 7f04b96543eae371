"""Weak links as tables: for people, and for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from csv import writer
from io import StringIO

from planner.clock import clock_of_day, minutes_of
from planner.export.csv import BOM, cell
from planner.reaching.tables import titles
from planner.reaching.weakmodel import Change, Extra, Kind, Level, WeakLink, WeakLinks
from planner.texts import say
from planner.texts.units import format_length

KINDS: tuple[Kind, ...] = ("line", "train", "road")
COLUMNS = {  # behind the rings
    "lost": ("lost-way", "lost-minutes", "name", "assume"),
    "gained": ("gained-way", "gained-minutes", "station", "departs", "towards", "on-line"),
}
OF_WEAK = {name for names in COLUMNS.values() for name in names}


def heading(found: WeakLinks, language: str) -> list[str]:
    """Return what is shown, when, and what there is today."""
    places = [name.get(language) for name in found.origins.values()]
    _, when = titles(found.question, places, language)
    levels = [text for level in found.today for text in (format_length(level.minutes, language), _of(level))]
    within = [f"{ring}: {number}" for ring, number in zip(levels[::2], levels[1::2], strict=True)]
    code = "reach.weak-title" if places else "reach.weak-title-towns"
    return [
        say(language, code, place=places),
        when,
        say(language, "reach.weak-today", within=within, n=found.ways, mean=f"{found.mean_minutes:g}"),
    ]


def heads(found: WeakLinks, what: str, language: str) -> list[str]:
    """Return the heads of the columns of losses or of departures more."""
    rings = [say(language, "reach.column-ring", minutes=level.minutes) for level in found.today]
    return [*rings, *(say(language, f"reach.column-{name}") for name in COLUMNS[what])]


def loss_rows(found: WeakLinks, kind: Kind, language: str) -> Iterator[list[str]]:
    """Yield the rows of one kind, the worst first."""
    for each in found.losses:
        if each.kind == kind:
            name = each.name.get(language)
            if each.has_detour is False:
                name = say(language, "reach.weak-bridge", name=name)
            yield [*_numbers(each.lost, "-"), name, each.assume or ""]


def extra_rows(found: WeakLinks, language: str) -> Iterator[list[str]]:
    """Yield the departures more, the best first."""
    for each in found.extras:
        names = (each.towards_name, each.line_name)
        clock = clock_of_day(minutes_of(each.depart, found.question.date))
        station = each.station_name.get(language)
        yield [*_numbers(each.gained, "+"), station, clock, *(name.get(language) for name in names)]


def _of(level: Level) -> str:
    return f"{level.ways if level.score is None else level.score:,}"


def _numbers(change: Change, sign: str) -> list[str]:
    counts = [_of(level) for level in change.levels] + [f"{change.no_way:,}"]
    signed = [count if count == "0" else f"{sign}{count}" for count in counts]
    return [*signed, f"{change.mean_minutes:.2f}"]


def csv_of(found: WeakLinks) -> str:
    """Return all as lines for a spreadsheet; numbers of a loss and of a gain are both positive."""
    table = StringIO()
    file = writer(table)
    rings = [level.minutes for level in found.today]
    columns = [f"{what}_{ring}" for ring in rings for what in ("ways", "score")]
    file.writerow(
        ["kind", "id", "zh", "en", "depart", *columns, "no_way", "slower", "minutes", "mean_minutes"]
    )
    every: list[WeakLink | Extra] = [*found.losses, *found.extras]
    for each in every:
        file.writerow(map(cell, [*_what(each), *_all(each)]))
    return BOM + table.getvalue()


def _what(each: WeakLink | Extra) -> list[str | None]:
    if isinstance(each, WeakLink):
        return [each.kind, each.id, each.name.zh, each.name.en, None]
    ends = f"{each.line}/{each.station}/{each.towards}"
    zh, en = (f"{each.station_name.get(key)} - {each.towards_name.get(key)}" for key in ("zh", "en"))
    return ["departure", ends, zh, en, each.depart.isoformat()]


def _all(each: WeakLink | Extra) -> list[float | None]:
    change = each.lost if isinstance(each, WeakLink) else each.gained
    levels = [number for level in change.levels for number in (level.ways, level.score)]
    return [*levels, change.no_way, change.slower, change.minutes, change.mean_minutes]
