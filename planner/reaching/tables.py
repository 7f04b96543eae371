"""What is in reach as tables: for people, and for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from csv import writer
from io import StringIO
from itertools import groupby

from planner.clock import clock_of_day, minutes_of
from planner.export.csv import BOM, cell
from planner.reaching.model import Around, Best, Matrix, Question, Reach, Times
from planner.texts import SPACED, say
from planner.texts.units import format_date, format_length

OF_RINGS = ("within", "by", "sites", "score", "world", "5a", "towns", "area")
OF_PLACES = ("p10", "p50", "p90", "best", "leaves", "arrives", "kind", "place")
OF_PAIRS = ("p10", "p50", "p90", "best", "leaves", "arrives", "from", "to")
NUMBERS = ("sites", "score", "world", "5a", "towns", "area", "p10", "p50", "p90", "best")
OF_FILES = (
    *("from", "from_zh", "from_en", "to", "kind", "to_zh", "to_en", "lat", "lon", "p10", "p50", "p90"),
    *("best_minutes", "best_depart", "best_arrive", "within"),
)


def heads(columns: Iterable[str], language: str) -> list[str]:
    """Return the heads of columns."""
    return [say(language, f"reach.column-{column}") for column in columns]


def titles(question: Question, places: list[str], language: str) -> list[str]:
    """Return what is shown, around places or (none given) between all towns, then when and how one travels."""
    date, mode = format_date(question.date, language), say(language, f"reach.mode-{question.mode}")
    return [
        say(language, "reach.title" if places else "reach.title-matrix", place=places),
        say(language, "reach.when", date=date, mode=mode),
    ]


def ring_rows(around: Around, language: str) -> Iterator[list[str]]:
    """Yield the rows of the rings: what each holds by each measure."""
    for ring in around.rings:
        for tally in ring.tallies:
            is_median = tally.measure == "p50"
            numbers = (tally.num_sites, tally.score, tally.num_world_heritage, tally.num_5a, tally.num_towns)
            yield [
                format_length(ring.minutes, language) if tally == ring.tallies[0] else "",
                say(language, f"reach.by-{tally.measure}"),
                *(f"{number:,}" for number in numbers),
                f"{ring.area_km2:,.0f}" if is_median else "",
            ]


def reasons(around: Around, language: str) -> Iterator[str]:
    """Yield why rings have no site; what is the reason of several is told once."""
    place, space = around.name.get(language), " " if language in SPACED else ""
    empty = (ring for ring in around.rings if ring.reasons)
    for told, rings in groupby(empty, key=lambda ring: ring.reasons):
        minutes = [ring.minutes for ring in rings]
        none = say(language, "reach.no-site", place=place, minutes=minutes)
        yield space.join([none, *(reason.say(language) for reason in told)])


def place_rows(around: Around, question: Question, language: str) -> Iterator[list[str]]:
    """Yield the rows of the places in the largest ring by any measure, the nearest first."""
    largest = around.rings[-1].minutes
    for each in around.places:
        if (each.minutes("best") or largest + 1) <= largest:
            kind = say(language, f"reach.kind-{each.kind}")
            yield [*_times(each, question, language), kind, each.name.get(language)]


def pair_rows(found: Matrix, language: str) -> Iterator[list[str]]:
    """Yield the rows of the matrix."""
    for pair in found.pairs:
        names = (found.towns[town].get(language) for town in (pair.start, pair.end))
        yield [*_times(pair, found.question, language), *names]


def _times(times: Times, question: Question, language: str) -> list[str]:
    shares = [times.p10, times.p50, times.p90, times.minutes("best")]
    lengths = [
        format_length(each, language) if each is not None else say(language, "reach.never") for each in shares
    ]
    ends = [times.best.depart, times.best.arrive] if times.best else []
    clocks = [clock_of_day(minutes_of(moment, question.date)) for moment in ends]
    return [*lengths, *(clocks or ["", ""])]


def csv_of(found: Reach) -> str:
    """Return all places as lines for a spreadsheet, times as ISO 8601."""
    return _csv(
        [
            *(around.place, around.name.zh, around.name.en),
            *(each.place, each.kind, each.name.zh, each.name.en, each.location.lat, each.location.lon),
            *_numbers(each),
            each.within,
        ]
        for around in found.origins
        for each in around.places
    )


def csv_of_matrix(found: Matrix) -> str:
    """Return all pairs of towns, in the same columns as places."""
    names = found.towns
    return _csv(
        [
            *(pair.start, names[pair.start].zh, names[pair.start].en),
            *(pair.end, "town", names[pair.end].zh, names[pair.end].en, None, None),
            *_numbers(pair),
            None,
        ]
        for pair in found.pairs
    )


def _csv(lines: Iterable[Sequence[object]]) -> str:
    table = StringIO()
    file = writer(table)
    file.writerow(OF_FILES)
    file.writerows(map(cell, line) for line in lines)
    return BOM + table.getvalue()


def _numbers(times: Times) -> list[object]:
    best: Best | None = times.best
    ends = (best.minutes, best.depart.isoformat(), best.arrive.isoformat()) if best else (None, None, None)
    return [times.p10, times.p50, times.p90, *ends]
