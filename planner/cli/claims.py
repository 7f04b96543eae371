"""``planner claims``: whether statements of the corridor plan hold, or with which scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from typer import Argument, Option

from planner.cli import options as o
from planner.cli.command import warn_if_past
from planner.cli.loading import load
from planner.texts import say
from planner.wording.dates import date_of

if TYPE_CHECKING:
    from planner.answers.claimmodel import Claims

EXAMPLES = """Examples:

planner claims --date 2026-12-05

planner claims one-hour-circle-chengdu --date 2026-12-05 --scenario dazu-rock-carvings

planner claims --date 2026-12-05 --format markdown --language zh --output claims.md"""


def claims(
    names: Annotated[
        list[str] | None, Argument(metavar="CLAIM", show_default=False, help="Only these claims.")
    ] = None,
    day: Annotated[
        str | None,
        Option("--date", metavar="YYYY-MM-DD", help="The day, or the first of trips. Default: today."),
    ] = None,
    scenario: o.ScenarioOption = None,
    work: Annotated[
        int,
        Option(
            min=1,
            max=10**9,
            metavar="NUMBER",
            help="How long to look for each plan, in about milliseconds: the same answer on every machine.",
            rich_help_panel=o.SOLVER,
        ),
    ] = 2000,
    no_cache: o.NoCacheOption = False,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    format_: Annotated[
        Literal["table", "json", "markdown"],
        Option("--format", help="A table, JSON for programs, or a report.", rich_help_panel=o.OUTPUT),
    ] = "table",
    output: o.OutputOption = None,
    debug: o.DebugOption = False,  # noqa: ARG001
) -> None:
    """Tell whether what the corridor plan states holds on a day, or only with scenarios, the smallest sets of them.

    What is assumed with --scenario is so throughout; the other scenarios of the data are tried alone, then in pairs,
    and so on.
    """
    from planner import clock
    from planner.answers.claims import claims as claims_of
    from planner.answers.claimtexts import markdown
    from planner.atlas import Atlas
    from planner.cli.show import check_can_hold, put_out
    from planner.cli.watch import Watch
    from planner.options import SolveOptions
    from planner.stopping import StoppedError

    check_can_hold(output, format_, "claims.table-in-file")
    date = date_of(day) if day else clock.today()
    warn_if_past(date, language)
    atlas = Atlas(load(data, use_cache=not no_cache), use_cache=not no_cache)
    with Watch(language) as watch:
        try:
            found = claims_of(
                date,
                only=names or (),
                scenarios=scenario or (),
                options=SolveOptions(work=work),
                atlas=atlas,
                stop=watch.stop,
                progress=watch.step,
            )
        except StoppedError as error:
            raise KeyboardInterrupt from error
    if format_ == "table":
        _show(found, language)
    elif format_ == "json":
        put_out(found.model_dump_json(by_alias=True, indent=1) + "\n", output, language)
    else:
        put_out(markdown(found, language), output, language)


def _show(found: Claims, language: o.Language) -> None:
    from planner.answers import claimtexts
    from planner.cli.show import show_table

    print(claimtexts.title(found, language))
    if not found.claims:
        print(say(language, "claims.none"))
        return
    print()
    heads, numbers = (claimtexts.heads(each, language) for each in (claimtexts.COLUMNS, claimtexts.NUMBERS))
    show_table(heads, claimtexts.rows(found, language), numbers)
    for judged in found.claims:
        print()
        print(f"{judged.name.get(language)}: {claimtexts.verdict(judged, found, language)}")
        for line in claimtexts.lines(judged, found, language):
            print(f"- {line}")
    print()
    print(claimtexts.measured(found, language))
