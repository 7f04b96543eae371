"""``planner show`` and ``planner card``: a saved plan on the terminal."""

# ruff: noqa: ARG001 (typer reads the signature, and keeps the values in the context)
from __future__ import annotations

from typing import Annotated

from typer import Option

from planner.cli import options as o

EXAMPLES = """Examples:

planner show plan.json --language zh

planner show plan.json --brief --map"""


def show(
    plan_file: o.PlanFileArgument,
    brief: Annotated[bool, Option("--brief", help="A line a day.")] = False,
    map_: Annotated[bool, Option("--map", help="A map of the trip, drawn in braille.")] = False,
    language: o.ViewLanguageOption = "en",
    debug: o.DebugOption = False,
) -> None:
    """Show a saved plan as 'planner plan' does, in a line a day, or on a map; nothing is planned anew."""
    from planner.cli.show import show_itinerary
    from planner.loading.plans import read_itinerary

    itinerary = read_itinerary(plan_file)
    formats = [name for name, is_asked in (("map", map_), ("brief", brief)) if is_asked]
    for format_ in formats or ["text"]:
        show_itinerary(itinerary, format_, language)


def card(
    plan_file: o.PlanFileArgument, language: o.ViewLanguageOption = "en", debug: o.DebugOption = False
) -> None:
    """Print large Chinese cards of a saved plan, one for each visit, night and train: for taxi drivers and stations."""
    from planner.cli.show import show_itinerary
    from planner.loading.plans import read_itinerary

    show_itinerary(read_itinerary(plan_file), "card", language)
