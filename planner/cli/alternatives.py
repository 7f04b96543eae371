"""``planner plan --alternatives``: other plans that are nearly as good, beside the best one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import RequestError
from planner.texts import Message, say

if TYPE_CHECKING:
    from planner.answers.alternatives import Alternatives, Differ
    from planner.atlas import Atlas
    from planner.itinerary import Itinerary
    from planner.texts.further import ViewLanguage


def check_asked(format_: str, *, is_whole: bool) -> None:
    """Refuse a format that holds one plan, and a part or the compact form of one.

    Raises
    ------
    RequestError
        When they are asked for in one.
    """
    if not is_whole:
        raise RequestError(Message("answers.no-alternatives-in-part"), field="alternatives")
    if format_ not in ("text", "json"):
        raise RequestError(Message("answers.no-alternatives-in", {"format": format_}), field="format")


def look_for(
    plan: Itinerary, number: int, differ: Differ | None, share: float, atlas: Atlas, language: str
) -> tuple[Alternatives, bool]:
    """Return the plan with others, and whether Ctrl-C ended the search."""
    from planner.answers.alternatives import alternatives
    from planner.cli.watch import Watch

    with Watch(language) as watch:
        found = alternatives(plan, number, differ=differ, share=share, atlas=atlas, stop=watch.stop)
        return found, watch.stop.is_set


def show(found: Alternatives, format_: str, language: ViewLanguage, output: Path | None) -> None:
    """Print the best plan, a table that compares the others with it, and their days; or JSON."""
    from planner.cli.show import put_out, show_itinerary

    if format_ == "json":
        put_out(found.model_dump_json(indent=2, by_alias=True) + "\n", output, language)
        return
    first, *others = found.plans
    show_itinerary(first, format_, language, output)
    print()
    _compare(found, language)
    from planner.answers.others import about_alternatives, days_told

    for number, plan in enumerate(others, 2):
        print("", say(language, "answers.alternative", number=number), sep="\n")
        print("\n".join(f"  {line}" for line in days_told(plan, language)))
    for line in about_alternatives(found, language):
        print("", line, sep="\n")


def _compare(found: Alternatives, language: str) -> None:
    from planner.answers.others import NUMBERS, OF_ALTERNATIVES, alternatives_rows, columns
    from planner.cli.show import show_table

    rows = alternatives_rows(found, language)
    show_table(columns(OF_ALTERNATIVES, language), rows, columns(NUMBERS, language))
