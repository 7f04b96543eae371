"""``planner weak-links``: what reach hangs on, and which departure more would help most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from typer import Option

from planner.cli import options as o
from planner.cli.command import warn_if_past
from planner.cli.loading import load, load_assuming, say_assumed
from planner.cli.reach import bar, rings_of
from planner.texts import Message, say
from planner.wording.dates import date_of, window_in_day

if TYPE_CHECKING:
    from planner.comparing.weakmodel import WeakProducts
    from planner.reaching.weakmodel import WeakLinks

EXAMPLES = """Examples:

planner weak-links --date 2026-12-05

planner weak-links --date 2026-12-05 --mode car --top 5

planner weak-links --date 2026-12-05 --from chongqing,chengdu --format csv --output weak.csv

planner weak-links --date 2027-05-11 --products --top 5"""


def weak_links(
    day: Annotated[str, Option("--date", metavar="YYYY-MM-DD", help="The day.")],
    from_: Annotated[
        str | None,
        Option(
            "--from",
            metavar="PLACE,...",
            help="What counts are the scores of the sites in reach of these. Default: the pairs of towns.",
        ),
    ] = None,
    products: Annotated[
        bool,
        Option(
            "--products",
            help="What counts are the products: which have a worse trip, or no plan any more. See docs/weak-links.md.",
        ),
    ] = False,
    within: Annotated[
        str, Option(metavar="MINUTES,...", help="What is in reach: from door to door, by the median.")
    ] = "60,180",
    depart: o.DepartOption = "07:00..10:00",
    mode: Annotated[
        o.Mode | None,
        Option(
            help="Lines, trains and departures more, or roads. Default: transit, and of products as each has it.",
            show_default=False,
        ),
    ] = None,
    top: Annotated[int, Option(min=1, max=1000, metavar="N", help="How many of each kind.")] = 10,
    taxi_km: o.TaxiOption = 15,
    scenario: o.ScenarioOption = None,
    work: Annotated[
        int,
        Option(
            min=1,
            max=10**9,
            metavar="NUMBER",
            help="How long to look for each trip of --products, in about milliseconds: the same on every machine.",
            rich_help_panel=o.SOLVER,
        ),
    ] = 500,
    solves: Annotated[
        int,
        Option(
            min=1,
            max=10**6,
            metavar="NUMBER",
            help="How many trips of --products to plan again at most.",
            rich_help_panel=o.SOLVER,
        ),
    ] = 60,
    threads: o.ThreadsOption = None,
    no_cache: o.NoCacheOption = False,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    format_: Annotated[
        Literal["table", "json", "csv"],
        Option("--format", help="Tables, JSON or CSV.", rich_help_panel=o.OUTPUT),
    ] = "table",
    output: o.OutputOption = None,
    debug: o.DebugOption = False,  # noqa: ARG001
) -> None:
    """Tell which line, train or road costs most reach when it is lost, and which departure more brings most.

    Each is worked out anew without it; none of the numbers is an estimate. With --products: which costs most trips.
    """
    from planner.atlas import Atlas
    from planner.cli.compare import wishes_of
    from planner.cli.show import check_can_hold, put_out
    from planner.cli.watch import Watch
    from planner.comparing.weak import weak_products
    from planner.errors import RequestError
    from planner.options import SolveOptions
    from planner.reaching.model import Question
    from planner.reaching.weak import weak_links as found_links
    from planner.reaching.weaktables import csv_of
    from planner.stopping import StoppedError
    from planner.wording.scenarios import assuming

    rings, (first, last) = rings_of(within), window_in_day(depart)
    date = date_of(day)
    warn_if_past(date, language)
    if products:
        for field, is_given in (("from", from_ is not None), ("format", format_ == "csv")):
            if is_given:
                raise RequestError(Message(f"compare.weak-no-{field}"), field=field)
    check_can_hold(output, format_, "reach.weak-table-in-file")
    if products:
        atlas = Atlas(load(data, use_cache=not no_cache), use_cache=not no_cache)
        say_assumed(assumed := assuming(atlas.corridor, scenario or []), language)
        wishes = list(wishes_of(assumed, [], date.isoformat(), mode))
        with Watch(language) as watch:
            try:
                lost = weak_products(
                    wishes,
                    date,
                    assumes=assumed.assumes,
                    options=SolveOptions(work=work).but(threads=threads),
                    top=top,
                    solves=solves,
                    atlas=atlas,
                    stop=watch.stop,
                    step=watch.step,
                )
            except StoppedError as error:
                raise KeyboardInterrupt from error
        if format_ == "json":
            put_out(lost.model_dump_json(by_alias=True, indent=1) + "\n", output, language)
        else:
            _show_products(lost, language)
        return
    question = Question(date=date, first=first, last=last, mode=mode or "transit", taxi_km=taxi_km)
    atlas = Atlas(load_assuming(data, scenario, language), use_cache=not no_cache)
    with bar() as progress:
        places = from_.split(",") if from_ else []
        found = found_links(question, places=places, within=rings, top=top, atlas=atlas, progress=progress)
    if format_ == "table":
        _show(found, language)
        return
    text = found.model_dump_json(by_alias=True, indent=1) + "\n" if format_ == "json" else csv_of(found)
    put_out(text, output, language)


def _show_products(found: WeakProducts, language: o.Language) -> None:
    from planner.cli.show import show_table
    from planner.comparing import weaktables as tables

    print(*tables.heading(found, language), sep="\n")
    print()
    if found.links:
        heads = tables.heads(language)
        show_table(heads, tables.rows(found, language), tables.heads(language, tables.NUMBERS))
        print()
    print(*tables.notes(found, language), sep="\n")


def _show(found: WeakLinks, language: o.Language) -> None:
    from planner.cli.show import show_table
    from planner.reaching import weaktables as tables

    print(*tables.heading(found, language), sep="\n")
    for kind in tables.KINDS:
        if kind in found.candidates:
            print()
            print(say(language, f"reach.weak-{kind}", n=found.candidates[kind]))
            head = tables.heads(found, "lost", language)
            show_table(head, tables.loss_rows(found, kind, language), head[:-2])
    if "departure" in found.candidates:
        print()
        print(say(language, "reach.weak-departure", n=found.candidates["departure"]))
        head = tables.heads(found, "gained", language)
        show_table(head, tables.extra_rows(found, language), head[:-4])
    print()
    for told in found.told:
        if not told.is_assumed:  # which stands on stderr
            print(told.say(language))
