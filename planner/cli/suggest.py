"""``planner suggest``: the best visits to add to a plan, or to swap."""

# ruff: noqa: ARG001 (typer reads the signature, and keeps the values in the context)
from __future__ import annotations

from typing import Annotated

from typer import Option

from planner.cli import options as o
from planner.cli.loading import load, read_plan

EXAMPLES = """Examples:

planner suggest plan.json

planner suggest plan.json --day 2 --apply 1 --output better.json"""


def suggest(
    plan_file: o.PlanFileArgument,
    day: Annotated[int | None, Option(metavar="NUMBER", help="Only for this day of the plan.")] = None,
    most: Annotated[int, Option(min=1, max=20, metavar="NUMBER", help="How many at most.")] = 5,
    apply: Annotated[
        int | None,
        Option(
            min=1,
            metavar="NUMBER",
            show_default=False,
            help="Print the plan with this one, or write it with --output. Default with --output: 1.",
        ),
    ] = None,
    no_cache: o.NoCacheOption = False,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    format_: o.FormatOption = "text",
    output: o.OutputOption = None,
    debug: o.DebugOption = False,
) -> None:
    """Suggest visits to add to a plan, or to have instead of others of the same day, the best first.

    Each is timed exactly; nights and other days stay.
    """
    from pydantic import TypeAdapter

    from planner.answers.suggest import Suggestion, full_days
    from planner.answers.suggest import suggest as suggested
    from planner.answers.telling import suggestions_told
    from planner.atlas import Atlas
    from planner.cli.show import check_can_write, show_itinerary
    from planner.errors import RequestError
    from planner.texts import Message

    if output:
        check_can_write(output)
        apply = apply or 1
    if apply and apply > most:
        raise RequestError(Message("answers.no-suggestion", {"n": most}), field="apply", value=str(apply))
    plan = read_plan(plan_file, data)
    atlas = Atlas(load(data, use_cache=not no_cache), use_cache=not no_cache)
    found = suggested(plan, day=day, most=most, atlas=atlas)
    if apply and apply > len(found):
        raise RequestError(
            Message("answers.no-suggestion", {"n": len(found)}), field="apply", value=str(apply)
        )
    if format_ == "text":
        full = full_days(plan, day=day, atlas=atlas)
        print("\n".join(suggestions_told(found, full, plan, language)))
    elif not apply or output:
        print(TypeAdapter(tuple[Suggestion, ...]).dump_json(found, indent=2, by_alias=True).decode())
    if apply:
        if format_ == "text" and not output:
            print()
        show_itinerary(found[apply - 1].plan, "json" if output else format_, language, output)
