"""``planner reach``: what is in reach of a place, by every minute of a window of departures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Annotated, Literal

from typer import Option

from planner.cli import options as o
from planner.cli.command import warn_if_past
from planner.cli.loading import load_assuming
from planner.clock import DAY_MINUTES
from planner.texts import Message, say
from planner.wording.dates import date_of, window_in_day

if TYPE_CHECKING:
    from planner.reaching.model import Matrix, Reach
    from planner.stopping import Progress

EXAMPLES = """Examples:

planner reach --from chongqing --date 2026-12-05

planner reach --from chongqing,chengdu --within 60,120,180 --date 2026-12-05 --money 100 --format svg --output reach.svg

planner reach --from wanzhou --date 2026-12-05 --scenario chongqing-yichang

planner reach --matrix --date 2026-12-05 --format csv --output towns.csv"""
Format = Literal["table", "json", "csv", "geojson", "svg"]


def reach(
    day: Annotated[str, Option("--date", metavar="YYYY-MM-DD", help="The day.")],
    from_: Annotated[
        str | None,
        Option("--from", metavar="PLACE,...", help="Towns, stations or sites, each with rings of its own."),
    ] = None,
    matrix: Annotated[bool, Option("--matrix", help="The times between all towns instead.")] = False,
    within: Annotated[
        str, Option(metavar="MINUTES,...", help="The rings: from door to door, by the median.")
    ] = "60,180",
    depart: o.DepartOption = "07:00..10:00",
    mode: Annotated[
        o.Mode, Option(help="By public transport, by car, or by what is there first.")
    ] = "transit",
    money: o.MoneyOfOneOption = None,
    taxi_km: o.TaxiOption = 15,
    scenario: o.ScenarioOption = None,
    no_cache: o.NoCacheOption = False,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    format_: Annotated[
        Format,
        Option(
            "--format",
            help="A table, JSON, CSV, GeoJSON of rings and places, or a map.",
            rich_help_panel=o.OUTPUT,
        ),
    ] = "table",
    output: o.OutputOption = None,
    debug: o.DebugOption = False,  # noqa: ARG001
) -> None:
    """Tell what is in reach of a place: times to all sites and towns over all departures of a window.

    Exact timetables, no random draws. The median is over every minute's departure, its wait included; the best planned
    departure stands beside it.
    """
    from planner.atlas import Atlas
    from planner.cli.show import check_can_hold, put_out
    from planner.errors import RequestError
    from planner.reaching.model import Question
    from planner.reaching.reach import matrix as matrix_of
    from planner.reaching.reach import reach as reach_of

    rings, (first, last) = rings_of(within), window_in_day(depart)
    question = Question(
        date=date_of(day), first=first, last=last, mode=mode, money_cny=money, taxi_km=taxi_km
    )
    warn_if_past(question.date, language)
    if matrix == (from_ is not None):
        raise RequestError(Message("reach.from-or-matrix"), field="from")
    if matrix and format_ in ("geojson", "svg"):
        raise RequestError(Message("reach.no-picture"), field="format", value=format_)
    check_can_hold(output, format_, "reach.table-in-file")
    corridor = load_assuming(data, scenario, language, use_cache=not no_cache)
    question = question.model_copy(update={"scenarios": corridor.assumes})
    atlas = Atlas(corridor, use_cache=not no_cache)
    with bar() as progress:
        found: Reach | Matrix
        if from_ is None:
            found = matrix_of(question, atlas=atlas, progress=progress)
        else:
            found = reach_of(from_.split(","), question, within=rings, atlas=atlas, progress=progress)
    if format_ == "table":
        _show(found, language)
    else:
        put_out(_written(found, format_, language), output, language)


def rings_of(text: str) -> tuple[int, ...]:
    """Return the minutes of rings like ``60,180``.

    Raises
    ------
    RequestError
        When they are none.
    """
    from planner.errors import RequestError

    with suppress(ValueError):
        rings = tuple(int(part) for part in text.split(","))
        if all(0 < ring <= DAY_MINUTES for ring in rings):
            return rings
    raise RequestError(Message("reach.no-within", {"text": text[:60]}), field="within", value=text)


@contextmanager
def bar() -> Iterator[Progress]:
    """Show on a terminal how many destinations are done."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _written(found: Reach | Matrix, format_: Format, language: o.Language) -> str:
    from planner.reaching import geojson, picture, tables
    from planner.reaching.model import Matrix

    if format_ == "json":
        return found.model_dump_json(by_alias=True, indent=1) + "\n"
    if isinstance(found, Matrix):
        return tables.csv_of_matrix(found)
    writers: dict[Format, Callable[[], str]] = {
        "csv": lambda: tables.csv_of(found),
        "geojson": lambda: geojson.render(found),
        "svg": lambda: picture.render(found, language),
    }
    return writers[format_]()


def _show(found: Reach | Matrix, language: o.Language) -> None:
    from planner.cli.show import show_table
    from planner.reaching import tables
    from planner.reaching.model import Matrix

    numbers = tables.heads(tables.NUMBERS, language)
    if isinstance(found, Matrix):
        print(*tables.titles(found.question, [], language), sep="\n")
        print()
        show_table(tables.heads(tables.OF_PAIRS, language), tables.pair_rows(found, language), numbers)
    else:
        for around in found.origins:
            print(*tables.titles(found.question, [around.name.get(language)], language), sep="\n")
            print()
            show_table(tables.heads(tables.OF_RINGS, language), tables.ring_rows(around, language), numbers)
            for reason in tables.reasons(around, language):
                print(reason)
            print()
            rows = list(tables.place_rows(around, found.question, language))
            if rows:
                show_table(tables.heads(tables.OF_PLACES, language), rows, numbers)
            if beyond := len(around.places) - len(rows):
                print(say(language, "reach.beyond", n=beyond))
            print()
    for told in found.told:
        if not told.is_assumed:  # which stands on stderr
            print(told.say(language))
