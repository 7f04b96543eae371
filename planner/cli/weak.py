"""``planner weak-links``: what reach hangs on, and which departure more would help most."""

from __future__ import annotations

from typing import Annotated, Literal

from typer import Option

from planner.cli import options as o
from planner.cli.command import warn_if_past
from planner.cli.loading import load_assuming
from planner.cli.reach import bar, rings_of
from planner.texts import say
from planner.wording.dates import date_of, window_in_day

EXAMPLES = """Examples:

planner weak-links --date 2026-12-05

planner weak-links --date 2026-12-05 --mode car --top 5

planner weak-links --date 2026-12-05 --from chongqing,chengdu --format csv --output weak.csv"""


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
    within: Annotated[
        str, Option(metavar="MINUTES,...", help="What is in reach: from door to door, by the median.")
    ] = "60,180",
    depart: o.DepartOption = "07:00..10:00",
    mode: Annotated[
        Literal["transit", "car"], Option(help="Lines, trains and departures more, or roads.")
    ] = "transit",
    top: Annotated[int, Option(min=1, max=1000, metavar="N", help="How many of each kind.")] = 10,
    taxi_km: o.TaxiOption = 15,
    scenario: o.ScenarioOption = None,
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

    Each is worked out anew without it; none of the numbers is an estimate.
    """
    from planner.atlas import Atlas
    from planner.cli.show import check_can_hold, put_out, show_table
    from planner.reaching import weaktables as tables
    from planner.reaching.model import Question
    from planner.reaching.weak import weak_links as found_links

    rings, (first, last) = rings_of(within), window_in_day(depart)
    question = Question(date=date_of(day), first=first, last=last, mode=mode, taxi_km=taxi_km)
    warn_if_past(question.date, language)
    check_can_hold(output, format_, "reach.weak-table-in-file")
    atlas = Atlas(load_assuming(data, scenario, language), use_cache=not no_cache)
    with bar() as progress:
        places = from_.split(",") if from_ else []
        found = found_links(question, places=places, within=rings, top=top, atlas=atlas, progress=progress)
    if format_ != "table":
        is_json = format_ == "json"
        text = found.model_dump_json(by_alias=True, indent=1) + "\n" if is_json else tables.csv_of(found)
        put_out(text, output, language)
        return
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
