"""``planner edit``: a plan changed by hand and timed exactly, or what does not fit and the smallest repair."""

# ruff: noqa: ARG001 (typer reads the signature, and keeps the values in the context)
from __future__ import annotations

from typing import Annotated

from typer import BadParameter, Option

from planner.cli import options as o
from planner.cli.loading import load, read_plan
from planner.cli.replan import show

EXAMPLES = """Examples:

planner edit plan.json --move jinsha=2 --drop dufu

planner edit plan.json --order 2=sanxingdui,jinsha --stay chengdu=1 --output new.json"""


def edit(
    plan_file: o.PlanFileArgument,
    move: Annotated[
        list[str] | None,
        Option(
            metavar="SITE=DAY", help="To another day (or any), or into the plan, at its best place there."
        ),
    ] = None,
    drop: Annotated[list[str] | None, Option(metavar="SITE", help="Out of the plan.")] = None,
    order: Annotated[
        list[str] | None, Option(metavar="DAY=SITE,SITE", help="All visits of a day, in this order.")
    ] = None,
    stay: Annotated[
        list[str] | None, Option(metavar="TOWN=NIGHT", help="The night after that day in another town.")
    ] = None,
    pin: Annotated[
        list[str] | None, Option(metavar="SITE", help="Stays on its day, whatever makes room.")
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
    """Change a plan by hand: what is asked for is timed exactly as it is.

    Where it does not fit, text tells what breaks, and the plan is the one with the fewest changes to what was asked.
    """
    from planner.answers.changing import edits_of
    from planner.answers.edit import edit as edited
    from planner.atlas import Atlas
    from planner.cli.show import check_can_write

    if not (move or drop or order or stay):
        hint = "--move, --drop, --order, --stay"
        raise BadParameter("at least one of them is needed.", param_hint=hint)
    if output:
        check_can_write(output)
    plan = read_plan(plan_file, data)
    atlas = Atlas(load(data, use_cache=not no_cache), use_cache=not no_cache).assuming(plan.request.scenarios)
    corridor = atlas.corridor
    texts = {"move": move, "drop": drop, "order": order, "stay": stay, "pin": pin}
    edits = edits_of(corridor, **{name: given or () for name, given in texts.items()})
    found = edited(
        plan,
        edits,
        atlas=atlas,
        options=plan.request.options.but(time_limit, work, threads),
    )
    show(plan, found, format_, language, output)
