"""``planner explain``: why a site is not in a plan; without a site, what visits and limits are worth to it."""

# ruff: noqa: ARG001 (typer reads the signature, and keeps the values in the context)
from __future__ import annotations

from typing import Annotated

from typer import Argument, Option

from planner.cli import options as o
from planner.cli.loading import load, read_plan

EXAMPLES = """Examples:

planner explain plan.json leshan-buddha

planner explain plan.json --time-limit 60"""
SECONDS = 10.0  # for the plan with a site


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
            help="How long to look: for the plan with the site, or for all other plans together. Default: 10 with a"
            " site, else 30; where the plan has a limit of work, that with a site, else 30000 of work.",
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

    Without a site the plan's story: what each visit is worth to it, and what each limit takes from it. What there was
    no time for is said.
    With a site, --output writes the plan that has it.
    """
    from planner.answers.explain import why_not
    from planner.answers.story import story, usual
    from planner.answers.telling import story_told, why_told
    from planner.atlas import Atlas
    from planner.cli.show import check_can_write, write
    from planner.cli.watch import Watch
    from planner.names import resolve

    if output:
        check_can_write(output)
    plan = read_plan(plan_file, data)
    corridor = load(data, use_cache=not no_cache)
    atlas = Atlas(corridor, use_cache=not no_cache)
    if site is None:
        options = usual(plan.request.options).but(time_limit, work, threads)
        with Watch(language) as watch:
            told = story(plan, atlas=atlas, options=options, stop=watch.stop, progress=watch.step)
        answer, lines, other = told.model_dump_json(indent=2), story_told(told, plan, language), None
    else:
        if time_limit is None and not (work or plan.request.options.work):
            time_limit = SECONDS
        options = plan.request.options.but(time_limit, work, threads)
        site = resolve(corridor, site, ("attraction",), field="site")
        found = why_not(plan, site, atlas=atlas, options=options)
        answer, lines, other = (
            found.model_dump_json(indent=2, by_alias=True),
            why_told(found, plan, language),
            found.plan,
        )
    print(answer if format_ == "json" else "\n".join(lines))
    if output and other:
        write(output, other.to_json(), language)
