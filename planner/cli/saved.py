"""``planner show`` and ``planner card``: a saved plan on the terminal."""

# ruff: noqa: ARG001 (typer reads the signature, and keeps the values in the context)
from __future__ import annotations

from typing import Annotated

from typer import Option

from planner.cli import options as o
from planner.cli.loading import load, read_plan

EXAMPLES = """Examples:

planner show plan.json --language zh

planner show plan.json --brief --map"""


def show(
    plan_file: o.PlanFileArgument,
    brief: Annotated[bool, Option("--brief", help="A line a day.")] = False,
    map_: Annotated[bool, Option("--map", help="A map of the trip, drawn in braille.")] = False,
    compact: o.CompactOption = False,
    fields: o.FieldsOption = None,
    data: o.DataOption = None,
    language: o.ViewLanguageOption = "en",
    format_: o.FormatOption = "text",
    debug: o.DebugOption = False,
) -> None:
    """Show a saved plan as 'planner plan' does, in a line a day, on a map, or as JSON; nothing is planned anew."""
    from planner.cli.show import json_options, show_itinerary

    itinerary = read_plan(plan_file, data)
    asked = {"map": map_, "brief": brief, "json": format_ == "json"}
    formats = [name for name, is_asked in asked.items() if is_asked] or ["text"]
    options = json_options(formats, fields, (lambda: load(data)) if compact else None)
    for name in formats:
        show_itinerary(itinerary, name, language, options=options)


def card(
    plan_file: o.PlanFileArgument,
    data: o.DataOption = None,
    language: o.ViewLanguageOption = "en",
    debug: o.DebugOption = False,
) -> None:
    """Print large Chinese cards of a saved plan, one for each visit, night and train: for taxi drivers and stations."""
    from planner.cli.show import show_itinerary

    show_itinerary(read_plan(plan_file, data), "card", language)
