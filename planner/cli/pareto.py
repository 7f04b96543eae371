"""``planner pareto``: what the best plans are worth that take less money, or less travel."""

# ruff: noqa: ARG001 (typer reads the signature, and keeps the values in the context)
from __future__ import annotations

from typing import Annotated, Literal

from typer import Option

from planner.cli import options as o
from planner.cli.loading import load, read_plan

EXAMPLES = """Examples:

planner pareto plan.json

planner pareto plan.json --against transit --format svg --output worth.svg"""


def pareto(
    plan_file: o.PlanFileArgument,
    against: Annotated[
        Literal["money", "transit"], Option(help="What less is taken of: money, or minutes of travel.")
    ] = "money",
    most: Annotated[int, Option(min=2, max=50, metavar="NUMBER", help="How many plans at most.")] = 8,
    share: Annotated[
        float,
        Option(min=0, max=1, metavar="SHARE", help="Of the plan's worth, that each is worth at least."),
    ] = 0.5,
    time_limit: Annotated[
        float | None,
        Option(
            metavar="SECONDS",
            help="How long to look for each plan. Default: as the plan was looked for.",
            rich_help_panel=o.SOLVER,
        ),
    ] = None,
    work: o.WorkOption = None,
    threads: o.ThreadsOption = None,
    no_cache: o.NoCacheOption = False,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    format_: Annotated[
        Literal["table", "json", "svg"],
        Option("--format", help="A table, JSON for programs, or a picture.", rich_help_panel=o.OUTPUT),
    ] = "table",
    output: o.OutputOption = None,
    debug: o.DebugOption = False,
) -> None:
    """Tell what the best plans are worth that take less money than a plan, or less travel.

    Ctrl-C ends the search and gives the plans so far.
    """
    from planner.answers.others import NUMBERS, OF_POINTS, columns, picture, points_rows
    from planner.answers.pareto import pareto as points_of
    from planner.atlas import Atlas
    from planner.cli.show import check_can_hold, put_out, show_table
    from planner.cli.watch import Watch

    check_can_hold(output, format_, "answers.no-table-in-file")
    plan = read_plan(plan_file, data)
    atlas = Atlas(load(data, use_cache=not no_cache), use_cache=not no_cache)
    options = plan.request.options.but(time_limit, work, threads)
    with Watch(language) as watch:
        found = points_of(
            plan, against=against, most=most, share=share, atlas=atlas, options=options, stop=watch.stop
        )
    if format_ == "table":
        show_table(columns(OF_POINTS, language), points_rows(found, language), columns(NUMBERS, language))
        return
    made = (
        picture(found, language)
        if format_ == "svg"
        else found.model_dump_json(indent=2, by_alias=True) + "\n"
    )
    put_out(made, output, language)
