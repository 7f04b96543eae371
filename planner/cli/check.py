"""``planner check``: the independent checker on a plan from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Option

from planner.cli import options as o
from planner.cli.loading import load, read_plan
from planner.texts import say

if TYPE_CHECKING:
    from planner.checker import Report

FOUND = 6

EXAMPLES = """Examples:

planner check plan.json

planner check plan.json --request trip.yaml --verbose

planner check plan.json --language zh"""


def check(
    plan_file: o.PlanFileArgument,
    request: Annotated[
        Path | None,
        Option(
            metavar="REQUEST.yaml",
            exists=True,
            dir_okay=False,
            help="Check against this wish instead of the plan's own one.",
        ),
    ] = None,
    verbose: Annotated[
        bool, Option("--verbose", help="Also list what the data cannot settle, such as estimated hours.")
    ] = False,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    format_: o.FormatOption = "text",
    debug: o.DebugOption = False,  # noqa: ARG001
) -> None:
    """Check a plan against data, calendar and request; exit 6 when it breaks a rule."""
    from planner.checker import examine
    from planner.cli.show import show_json
    from planner.wording.words import Words, read_words, request_of

    itinerary = read_plan(plan_file, data)
    corridor = load(data)
    words = read_words(request) if request else Words()
    with words.telling_places():
        wish = request_of(corridor, words) if request else None
    report = examine(itinerary, corridor, wish)
    if format_ == "json":
        show_json(report.as_dict())
    else:
        _show(report, language, verbose=verbose)
    if not report.is_good:
        raise typer.Exit(FOUND)


def _show(report: Report, language: str, *, verbose: bool) -> None:
    from planner.cli.show import show_table

    listed = [*report.violations, *(report.unchecked if verbose else ())]
    if listed:
        columns = [
            say(language, f"checker.column-{name}") for name in ("verdict", "where", "code", "message")
        ]
        rows = (
            (say(language, f"checker.verdict-{v.severity}"), v.where(language), v.code, v.say(language))
            for v in listed
        )
        show_table(columns, rows)
    errors = sum(violation.severity == "error" for violation in report.violations)
    counts = [
        say(language, "checker.num-right", n=report.ok),
        say(language, "checker.num-errors", n=errors),
        say(language, "checker.num-warnings", n=len(report.violations) - errors),
        say(language, "checker.num-unchecked", n=len(report.unchecked)),
    ]
    is_more = bool(report.unchecked) and not verbose
    params = {"counts": counts, "option": "--verbose"}
    print(say(language, "checker.counts-more" if is_more else "checker.counts", **params))
