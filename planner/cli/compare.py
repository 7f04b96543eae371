"""``planner compare``: today beside scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from typer import Option

from planner.cli import options as o
from planner.cli.command import warn_if_past
from planner.cli.loading import load
from planner.cli.reach import rings_of
from planner.wording.dates import date_of, window_in_day

if TYPE_CHECKING:
    from planner.comparing.model import Comparison
    from planner.comparing.trips import Wish
    from planner.corridor import Corridor

EXAMPLES = """Examples:

planner compare --scenario chongqing-yichang --date 2027-05-11 --no-trips

planner compare --scenario chongqing-yichang,tourist-train --date 2027-05-11 --requests trip.yaml --report bureau"""


def compare(
    scenario: Annotated[
        list[str],
        Option(
            "--scenario",
            metavar="NAME|CHANGE,...",
            help="What is compared with today, all together and each alone. See docs/scenarios.md.",
        ),
    ],
    day: Annotated[str, Option("--date", metavar="YYYY-MM-DD", help="The day, and the first one of trips.")],
    requests: Annotated[
        list[Path] | None,
        Option(
            metavar="REQUEST.yaml",
            exists=True,
            dir_okay=False,
            help="A trip to plan in place of the products; may be repeated.",
        ),
    ] = None,
    no_trips: Annotated[bool, Option("--no-trips", help="Reach alone, without trips.")] = False,
    from_: Annotated[
        str | None,
        Option("--from", metavar="PLACE,...", help="Whose reach is told place by place. Default: the cores."),
    ] = None,
    within: Annotated[str, Option(metavar="MINUTES,...", help="The rings.")] = "60,180",
    depart: o.DepartOption = "07:00..10:00",
    mode: Annotated[
        o.Mode | None,
        Option(
            help="How one travels. Default: by public transport, and on trips as their request says.",
            show_default=False,
        ),
    ] = None,
    money: o.MoneyOfOneOption = None,
    taxi_km: o.TaxiOption = 15,
    work: Annotated[
        int,
        Option(
            min=1,
            max=10**9,
            metavar="NUMBER",
            help="How long to look for each trip, in about milliseconds: the same on every machine.",
            rich_help_panel=o.SOLVER,
        ),
    ] = 500,
    threads: o.ThreadsOption = None,
    no_cache: o.NoCacheOption = False,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    format_: Annotated[
        Literal["table", "json", "markdown"],
        Option("--format", help="Tables, JSON, or Markdown.", rich_help_panel=o.OUTPUT),
    ] = "table",
    output: o.OutputOption = None,
    report: Annotated[
        Path | None,
        Option(
            metavar="DIR",
            file_okay=False,
            help="Write the report there: Markdown in both languages with its pictures, and JSON.",
            rich_help_panel=o.OUTPUT,
        ),
    ] = None,
    debug: o.DebugOption = False,  # noqa: ARG001
) -> None:
    """Set today beside scenarios: reach, pairs of towns, the best trips, and which counties gain and lose.

    Of trips only what their bounds prove is said to be better or worse: a difference smaller than the gaps is
    undecided.
    """
    from planner.atlas import Atlas
    from planner.cli.show import check_can_hold, check_can_write, put_out
    from planner.cli.watch import Watch
    from planner.comparing.compare import compare as compared
    from planner.comparing.report import files_of, render
    from planner.options import SolveOptions
    from planner.reaching.model import Question
    from planner.stopping import StoppedError
    from planner.wording.scenarios import scenarios_of

    rings, (first, last) = rings_of(within), window_in_day(depart)
    check_can_hold(output, format_, "reach.table-in-file")
    if report:
        check_can_write(report / "report.md" if report.is_dir() else report.parent / "report.md")
    question = Question(
        date=date_of(day), first=first, last=last, mode=mode or "transit", money_cny=money, taxi_km=taxi_km
    )
    warn_if_past(question.date, language)
    corridor = load(data, use_cache=not no_cache)
    names = tuple(scenarios_of(corridor, scenario))
    wishes = [] if no_trips else list(wishes_of(corridor, requests or [], question.date.isoformat(), mode))
    with Watch(language) as watch:
        try:
            found = compared(
                names,
                question,
                origins=from_.split(",") if from_ else (),
                within=rings,
                wishes=wishes,
                options=SolveOptions(work=work).but(threads=threads),
                atlas=Atlas(corridor, use_cache=not no_cache),
                stop=watch.stop,
                step=watch.step,
            )
        except StoppedError as error:
            raise KeyboardInterrupt from error
    if report:
        _write(report, files_of(found), language)
    if format_ == "table":
        _show(found, language)
    elif format_ == "json":
        put_out(found.model_dump_json(by_alias=True, indent=1) + "\n", output, language)
    else:
        put_out(render(found, language), output, language)


def wishes_of(corridor: Corridor, files: list[Path], day: str, mode: o.Mode | None) -> Iterator[Wish]:
    """Yield the trips to plan: those of some files, or else the products of the corridor."""
    from planner.comparing.trips import Wish
    from planner.corridor import Names
    from planner.wording.words import read_words, request_of

    more = {"mode": mode} if mode else {}
    for path in files:
        words = read_words(path)
        with words.telling_places():
            asked = request_of(corridor, {"date": day, **words, **more})
        yield Wish(path.stem, Names(zh=path.stem, en=path.stem), asked.wish)
    for product in () if files else corridor.products:
        asked = request_of(corridor, {"product": product.id, "date": day, **more})
        yield Wish(product.id, product.name, asked.wish)


def _write(folder: Path, files: dict[str, str], language: str) -> None:
    from planner.cli.show import write

    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        write(folder / name, content, language)


def _show(found: Comparison, language: o.Language) -> None:
    from planner.cli.show import show_table
    from planner.comparing.sections import Sections

    sections = Sections(found, language)
    print(sections.title(), sections.when(), sep="\n")
    for section in sections.all():
        print(f"\n{section.title}\n")
        if section.rows:
            show_table(section.heads, section.rows, [section.heads[number] for number in section.numbers])
        print(*section.notes, sep="\n")
