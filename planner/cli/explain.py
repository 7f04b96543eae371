"""``planner explain``: why a site is not in a plan; without a site, what visits and limits are worth to it."""

# ruff: noqa: ARG001 (typer reads the signature, and keeps the values in the context)
from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from planner.cli import options as o
from planner.cli.loading import load, read_plan

if TYPE_CHECKING:
    from planner.itinerary import Itinerary
    from planner.options import SolveOptions

EXAMPLES = """Examples:

planner explain plan.json leshan-buddha

planner explain plan.json --time-limit 2"""
SECONDS = {True: 10.0, False: 2.0}  # for each plan looked for, with a site and without


def explain(
    plan_file: o.PlanFileArgument,
    site: Annotated[
        str | None,
        Argument(metavar="SITE", show_default=False, help="What the plan leaves out, by id or name."),
    ] = None,
    time_limit: Annotated[
        float | None,
        Option(
            metavar="SECONDS",
            help="How long to look for each other plan. Default: 10 with a site, else 2.",
            rich_help_panel=o.SOLVER,
        ),
    ] = None,
    work: o.WorkOption = None,
    threads: o.ThreadsOption = None,
    no_cache: o.NoCacheOption = False,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    format_: o.FormatOption = "text",
    output: o.OutputOption = None,
    debug: o.DebugOption = False,
) -> None:
    """Tell why a site is not in a plan: what the best plan with it is worth less, by a solve, or why none has it.

    Without a site the plan's story: what each visit is worth to it, and what each limit takes from it.
    With a site, --output writes the plan that has it.
    """
    from planner.answers.explain import why_not
    from planner.answers.story import story
    from planner.answers.telling import story_told, why_told
    from planner.atlas import Atlas
    from planner.cli.show import check_can_write, write
    from planner.names import resolve

    if output:
        check_can_write(output)
    plan = read_plan(plan_file, data)
    corridor = load(data, use_cache=not no_cache)
    atlas = Atlas(corridor, use_cache=not no_cache)
    options = options_of(plan, time_limit or SECONDS[site is not None], work, threads)
    if site is None:
        told = story(plan, atlas=atlas, options=options)
        answer, lines, other = told.model_dump_json(indent=2), story_told(told, plan, language), None
    else:
        found = why_not(
            plan, resolve(corridor, site, ("attraction",), field="site"), atlas=atlas, options=options
        )
        answer, lines, other = (
            found.model_dump_json(indent=2, by_alias=True),
            why_told(found, plan, language),
            found.plan,
        )
    print(answer if format_ == "json" else "\n".join(lines))
    if output and other:
        write(output, other.to_json(), language)


def options_of(plan: Itinerary, seconds: float, work: int | None, threads: int | None) -> SolveOptions:
    """Return how to look: as the plan was looked for, but for so long."""
    changes = {"time_limit": seconds, "work": work, **({"threads": threads} if threads else {})}
    asked = plan.request.options
    return type(asked).model_validate({**asked.model_dump(), **changes})
