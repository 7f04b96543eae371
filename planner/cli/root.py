"""All commands. Nothing heavy is imported before one runs, so that ``--help`` is quick."""

from __future__ import annotations

import errno
import gc
import os
import sys
from io import TextIOWrapper
from typing import Annotated, NoReturn

import typer

from planner.cli import (
    batch,
    bookings,
    check,
    claims,
    compare,
    data,
    edit,
    explain,
    export,
    gtfs,
    journeys,
    lines,
    lists,
    mcp,
    pareto,
    plan,
    precompute,
    reach,
    regions,
    replan,
    risk,
    saved,
    scenarios,
    serve,
    suggest,
    weak,
)
from planner.cli.command import BatchCommand, PlannerCommand, PlannerGroup, is_of_output, not_put_out
from planner.cli.usage import asks_for_chinese
from planner.texts import say

YOUNG = 100_000  # objects before the collector looks: the data are so many, and it walks them again and again

app = typer.Typer(
    name="planner",
    no_args_is_help=True,
    cls=PlannerGroup,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(is_asked: bool) -> None:
    if is_asked:
        import planner

        print(f"planner {planner.__version__}")
        raise typer.Exit


@app.callback(epilog="'planner COMMAND --help' explains a command. Exit codes: docs/cli.md.")
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks of bugs.")] = False,
) -> None:
    """Trips through the Bashu corridor (Chongqing-Sichuan) that can really be travelled."""


app.command(cls=PlannerCommand, epilog=plan.EXAMPLES)(plan.plan)
app.command(cls=BatchCommand, epilog=batch.EXAMPLES)(batch.batch)
app.command(cls=BatchCommand, epilog=precompute.EXAMPLES)(precompute.precompute)
app.command(cls=PlannerCommand, epilog=check.EXAMPLES)(check.check)
app.command(cls=PlannerCommand, epilog=saved.EXAMPLES)(saved.show)
app.command(cls=PlannerCommand, epilog="Example: planner card plan.json")(saved.card)
app.command(cls=PlannerCommand, epilog=export.EXAMPLES)(export.export)
app.command(cls=PlannerCommand, epilog=explain.EXAMPLES)(explain.explain)
app.command(cls=PlannerCommand, epilog=suggest.EXAMPLES)(suggest.suggest)
app.command(cls=PlannerCommand, epilog=pareto.EXAMPLES)(pareto.pareto)
app.command(cls=PlannerCommand, epilog=risk.EXAMPLES)(risk.risk)
app.command(cls=PlannerCommand, epilog=replan.EXAMPLES)(replan.replan)
app.command(cls=PlannerCommand, epilog=edit.EXAMPLES)(edit.edit)
app.command(cls=PlannerCommand, epilog=lists.SITES_EXAMPLES)(lists.sites)
app.command(cls=PlannerCommand, epilog="Example: planner themes --language zh")(lists.themes)
app.command(cls=PlannerCommand, epilog=regions.PRODUCTS_EXAMPLES)(regions.products)
app.command(cls=PlannerCommand, epilog=regions.CORRIDOR_EXAMPLES)(regions.corridor)
app.command(cls=PlannerCommand, epilog="Example: planner towns --format json")(lists.towns)
app.command(cls=PlannerCommand, epilog=lines.EXAMPLES)(lines.lines)
app.command(cls=PlannerCommand, epilog=journeys.EXAMPLES)(journeys.journeys)
app.command(cls=PlannerCommand, epilog=reach.EXAMPLES)(reach.reach)
app.command(cls=PlannerCommand, epilog=claims.EXAMPLES)(claims.claims)
app.command(cls=PlannerCommand, epilog=compare.EXAMPLES)(compare.compare)
app.command("weak-links", cls=PlannerCommand, epilog=weak.EXAMPLES)(weak.weak_links)
app.command(cls=PlannerCommand, epilog=scenarios.EXAMPLES)(scenarios.scenarios)
app.command(cls=PlannerCommand, epilog=bookings.EXAMPLES)(bookings.import_bookings)
app.command(cls=PlannerCommand, epilog=gtfs.IMPORT_EXAMPLES)(gtfs.import_gtfs)
app.command(cls=PlannerCommand, epilog=gtfs.EXPORT_EXAMPLES)(gtfs.export_gtfs)
app.command(cls=PlannerCommand, epilog=mcp.EXAMPLES)(mcp.mcp)
app.command(cls=PlannerCommand, epilog=serve.EXAMPLES)(serve.serve)
app.command(cls=PlannerCommand, epilog="Example: planner validate my-data/")(data.validate)
app.command(cls=PlannerCommand, epilog="Example: planner schema itinerary")(data.schema)


def run() -> None:
    """Run the command that the arguments name."""
    if sys.stdout is None:  # closed by who called
        _end_without_output(OSError(errno.EBADF, os.strerror(errno.EBADF)))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # JSON and Chinese names, whatever the locale says; bytes of an argument that are no text
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    gc.disable()  # until the data are there: see `load`
    gc.set_threshold(YOUNG)
    try:
        app(prog_name="planner")
    except OSError as error:  # of --help and --version, which are no command
        if not is_of_output(error):
            raise
        _end_without_output(error)


def _end_without_output(error: OSError) -> NoReturn:
    problem, language = not_put_out(error), "zh" if asks_for_chinese(sys.argv[1:]) else "en"
    print(say(language, "request.error", text=problem.say(language)), file=sys.stderr)
    sys.exit(problem.exit_code)
