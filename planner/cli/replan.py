"""``planner replan``: what now, when a trip is under way and something has come between."""

# ruff: noqa: ARG001 (typer reads the signature, and keeps the values in the context)
from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import BadParameter, Option

from planner.cli import options as o
from planner.cli.loading import load, read_plan

if TYPE_CHECKING:
    from planner.answers.replan import Change
    from planner.itinerary import Itinerary

EXAMPLES = """Examples:

planner replan plan.json --now 2027-03-11T14:20 --late 50

planner replan plan.json --now 2027-03-11T14:20 --at chengdu --closed leshan-buddha@2027-03-12

planner replan plan.json --now 2027-03-11T08:00 --swap 金沙=杜甫草堂 --pin 3 --least-change --output new.json"""
NEWS, WISH, KEPT = "What is new", "What of the wish is new", "What stays"


def replan(
    plan_file: o.PlanFileArgument,
    now: Annotated[
        datetime,
        Option(
            metavar="DATETIME",
            formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
            help="The moment, in China's time, like 2027-03-11T14:20.",
        ),
    ],
    at: Annotated[
        str | None, Option(metavar="PLACE", help="Where you are; where the plan says when not given.")
    ] = None,
    late: Annotated[
        int,
        Option(
            min=0,
            max=1440,
            metavar="MINUTES",
            help="Instead of --at: what goes on at the moment is over so many minutes later.",
        ),
    ] = 0,
    closed: Annotated[
        list[str] | None,
        Option(metavar="SITE@DATE", help="A site that is closed against the data.", rich_help_panel=NEWS),
    ] = None,
    cancelled: Annotated[
        list[str] | None,
        Option(metavar="TRAIN@DATE", help="A train that does not run.", rich_help_panel=NEWS),
    ] = None,
    skip: Annotated[
        list[str] | None, Option(metavar="SITE", help="Not to be visited any more.", rich_help_panel=NEWS)
    ] = None,
    add: Annotated[
        list[str] | None, Option(metavar="SITE", help="To be visited too.", rich_help_panel=NEWS)
    ] = None,
    swap: Annotated[
        list[str] | None, Option(metavar="SITE=SITE", help="One for another.", rich_help_panel=NEWS)
    ] = None,
    pin: Annotated[
        list[str] | None,
        Option(
            metavar="DAY|SITE",
            help="Stays as it is; 2=order: only its order, 2=nights: its bed, SITE=day: its day.",
            rich_help_panel=KEPT,
        ),
    ] = None,
    least_change: Annotated[
        bool,
        Option("--least-change", help="As few changes as can be, before all else.", rich_help_panel=KEPT),
    ] = False,
    best: Annotated[
        bool, Option("--best", help="The best plan, whatever the old one was.", rich_help_panel=KEPT)
    ] = False,
    days: Annotated[
        int | None,
        Option(min=1, max=14, metavar="NUMBER", help="Of the whole trip.", rich_help_panel=WISH),
    ] = None,
    mode: Annotated[o.Mode | None, Option(help="How to travel from now on.", rich_help_panel=WISH)] = None,
    pace: Annotated[o.Pace | None, Option(help="From now on.", rich_help_panel=WISH)] = None,
    start_time: Annotated[
        str | None, Option(metavar="HH:MM", help="When each day starts.", rich_help_panel=WISH)
    ] = None,
    end_time: Annotated[
        str | None, Option(metavar="HH:MM", help="When each day ends.", rich_help_panel=WISH)
    ] = None,
    max_transit: Annotated[
        int | None, Option(metavar="MINUTES", help="Travel a day at most.", rich_help_panel=WISH)
    ] = None,
    meals: Annotated[
        bool | None,
        Option(
            "--meals/--no-meals", show_default=False, help="Hours for lunch and dinner.", rich_help_panel=WISH
        ),
    ] = None,
    time_limit: o.TimeLimitOption = None,
    work: o.WorkOption = None,
    threads: o.ThreadsOption = None,
    no_cache: o.NoCacheOption = False,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    format_: o.PlanFormatOption = "text",
    output: o.OutputOption = None,
    debug: o.DebugOption = False,
) -> None:
    """Plan the rest of a trip again: what is past is fixed, and as little changes as is worth it.

    A plan that still works stays as it is. Text tells what changes, then the rest of the trip.
    """
    from planner.answers.changing import news_of
    from planner.answers.replan import replan as replanned
    from planner.atlas import Atlas
    from planner.cli.show import check_can_write
    from planner.names import resolve

    if at and late:
        raise BadParameter("not together with --late", param_hint="--at")
    if least_change and best:
        raise BadParameter("not together with --least-change", param_hint="--best")
    if output:
        check_can_write(output)
    plan = read_plan(plan_file, data)
    atlas = Atlas(load(data, use_cache=not no_cache), use_cache=not no_cache).assuming(plan.request.scenarios)
    corridor = atlas.corridor
    news = news_of(
        corridor,
        closed=closed or (),
        cancelled=cancelled or (),
        skip=skip or (),
        add=add or (),
        swap=swap or (),
        pin=pin or (),
        wish={
            "days": days,
            "mode": mode,
            "pace": pace,
            "start_time": start_time,
            "end_time": end_time,
            "max_transit": max_transit,
            "meals": meals,
        },
    )
    change: Change = "least" if least_change else "best" if best else "worth"
    found = replanned(
        plan,
        now,
        place=resolve(corridor, at, field="at") if at else None,
        late=late,
        news=news,
        change=change,
        atlas=atlas,
        options=plan.request.options.but(time_limit, work, threads),
    )
    show(plan, found, format_, language, output)


def show(
    before: Itinerary, after: Itinerary, format_: o.PlanFormat, language: o.Language, output: Path | None
) -> None:
    """Print what of an edit does not fit and what changed, where that is text, and the plan or write it."""
    from planner.answers.difference import names_of, told
    from planner.cleaning import clean
    from planner.cli.show import show_itinerary

    if format_ == "text" or output:
        for notice in after.breaks:
            print(clean(notice.say(language)))
        if after.difference:
            print("\n".join(told(after.difference, names_of(before, after), language)))
    if format_ == "text" and not output:
        print()
    show_itinerary(after, "json" if output and format_ == "text" else format_, language, output)
