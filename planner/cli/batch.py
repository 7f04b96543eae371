"""``planner batch``: many wishes of a file, and what came of them."""

# ruff: noqa: ARG001 (typer reads the signature, and keeps the values in the context)
from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Literal
from urllib.parse import urlsplit

import typer
from typer import Argument, Option

from planner.cli import options as o
from planner.cli.loading import load
from planner.cli.refused import reason_of
from planner.cli.starting import INTERRUPTED, take_over
from planner.errors import RequestError
from planner.texts import Message, say

if TYPE_CHECKING:
    from types import FrameType

    from planner.batch import Batch, Bell, Clerk, Runner, Summary
    from planner.batch.summary import Spread
    from planner.stopping import StopToken

    Start = Callable[[Callable[[], Clerk], StopToken], Runner]

SOME_FAILED = 9
SCHEMES = ("tcp", "tls", "ws", "wss", "ucx")
WorkersOption = Annotated[
    int | None,
    Option(
        min=1,
        max=1024,
        metavar="NUMBER",
        help="Processes of this machine, each with a plan at a time. Default: as many as cores.",
        show_default=False,
    ),
]
RunnerOption = Annotated[
    Literal["local", "dask"], Option(help="This machine, or a cluster of Dask. See docs/scaling.md.")
]
SchedulerOption = Annotated[
    str | None, Option(metavar="tcp://HOST:PORT", help="Where the cluster's scheduler is.")
]
TimeLimitOption = Annotated[
    float | None,
    Option(
        metavar="SECONDS",
        min=0.001,
        max=3600,
        help="How long to look for each plan. Default: as the wish says, else 10.",
        rich_help_panel=o.SOLVER,
    ),
]
WorkOption = Annotated[
    int | None,
    Option(
        metavar="NUMBER",
        min=1,
        max=10**9,
        help="Look so long instead, in about milliseconds: the same plans on every machine, without seconds.",
        rich_help_panel=o.SOLVER,
    ),
]
EXAMPLES = """Examples:

planner batch wishes.csv --output plans.jsonl --work 500 --resume

planner batch --summary plans.jsonl

planner batch --summary plans.jsonl --format csv --output plans.csv"""


def batch(
    requests: Annotated[
        Path | None,
        Argument(
            metavar="REQUESTS",
            exists=True,
            dir_okay=False,
            show_default=False,
            help="Wishes: .jsonl, .yaml (a document each) or .csv (a column for each word of a request file); UTF-8,"
            " lines of 1,000,000 bytes at most.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        Option(
            metavar="FILE",
            help="A line of JSON for each wish goes there, in their order; no other batch writes to it then.",
        ),
    ] = None,
    resume: Annotated[
        bool, Option("--resume", help="Go on where the file ends, with the same wishes, data and options.")
    ] = False,
    summary: Annotated[
        Path | None,
        Option(
            metavar="PLANS.jsonl",
            exists=True,
            dir_okay=False,
            help="Tell what came of a batch instead: a table, JSON, or CSV for a spreadsheet.",
        ),
    ] = None,
    workers: WorkersOption = None,
    runner: RunnerOption = "local",
    scheduler: SchedulerOption = None,
    time_limit: TimeLimitOption = None,
    work: WorkOption = None,
    no_cache: o.NoCacheOption = False,
    fields: o.FieldsOption = None,
    compact: o.CompactOption = False,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    format_: Annotated[
        Literal["text", "json", "csv"],
        Option("--format", help="Of what is told of a batch.", rich_help_panel=o.OUTPUT),
    ] = "text",
    debug: o.DebugOption = False,
) -> None:
    """Plan many wishes, each in one thread, side by side; or tell what came of them.

    A wish may have an 'id' of its own. What is wrong with one is told on its line, and the rest goes on; exit 9 when
    any has no plan. Ctrl-C ends it; what is in the file stays, and --resume goes on.
    """
    from planner.batch import Batch, Clerk, Form
    from planner.cli.show import check_can_write, json_options

    if summary:
        _tell(summary, format_, output, language)
        return
    if requests is None or output is None:
        raise RequestError(Message("batch.what"), field="requests" if requests is None else "output")
    check_can_write(output)
    if output.exists() and not (output.is_file() or output.is_dir()):
        raise RequestError(Message("batch.no-file", {"path": str(output)}), field="output")
    _check_is_another(output, requests)
    start = runner_of(runner, scheduler, workers, time_limit, work, language)
    if not resume and output.exists() and output.stat().st_size:
        raise RequestError(Message("batch.there-is-one", {"path": str(output)}), field="output")
    corridor = load(data, use_cache=not no_cache)
    form = Form(json_options(["json"], fields, None)["fields"], compact)
    make = partial(Clerk, corridor, form, use_cache=not no_cache)
    asked = Batch(corridor.data_hash, form, time_limit, work)
    _run(requests, output, asked, partial(start, make), language)


def _check_is_another(output: Path, read: Path) -> None:
    if output.exists() and output.samefile(read):
        raise RequestError(Message("batch.same-file", {"path": str(output)}), field="output")


def runner_of(
    runner: str,
    scheduler: str | None,
    workers: int | None,
    time_limit: float | None,
    work: int | None,
    language: str,
) -> Start:
    """Return what starts a runner, until it is told to stop.

    Raises
    ------
    RequestError
        When options do not go together.
    """
    from planner.batch import LocalRunner

    if time_limit and work:
        raise RequestError(Message("batch.one-limit"), field="work")
    if (runner == "dask") != (scheduler is not None):
        raise RequestError(Message("batch.dask-needs"), field="scheduler")
    if scheduler and workers:
        raise RequestError(Message("batch.workers-are-there"), field="workers", value=workers)
    if scheduler:
        _check_address(scheduler)
        return partial(_on_cluster, scheduler, language)
    return lambda make, _: LocalRunner(make, number=workers or os.cpu_count() or 1)


def _check_address(scheduler: str) -> None:
    """Go on only with an address as ``tcp://scheduler:8786``; Dask takes others, and fails after a minute.

    Raises
    ------
    RequestError
        When it is another one.
    """
    try:
        parts = urlsplit(scheduler)
        is_one = parts.scheme in SCHEMES and bool(parts.hostname and parts.port)
    except ValueError:  # no port can be so high
        is_one = False
    if not is_one:
        raise RequestError(Message("batch.no-address"), field="scheduler", value=scheduler)


def _on_cluster(scheduler: str, language: str, make: Callable[[], Clerk], stop: StopToken) -> Runner:
    try:
        from planner.batch.dask import DaskRunner
    except ImportError as error:
        raise RequestError(
            Message("batch.no-dask", {"install": "bashu-planner[batch]"}), field="runner"
        ) from error
    runner = DaskRunner(scheduler, make, stop)
    if not runner.has_workers:
        print(say(language, "batch.no-worker-yet", scheduler=scheduler), file=sys.stderr, flush=True)
    return runner


def _run(
    requests: Path, output: Path, asked: Batch, start: Callable[[StopToken], Runner], language: str
) -> None:
    """Write the answers behind those that are there, and tell how far it is."""
    from planner.batch import answered, resume, rows_of
    from planner.batch.lines import num_lines
    from planner.batch.resuming import lock
    from planner.cli.tally import Tally

    rows = rows_of(requests)
    with _opened(output) as file:
        lock(file, output)
        before = resume(output, rows, asked)
        tally = Tally(num_lines(requests), before, language)
        with ending() as bell, closing(start(bell.stop)) as runner, tally:
            for line in answered(before.rest, asked, runner, bell):
                file.write(line.text.encode())
                file.flush()
                tally.take(line)
    tally.tell(str(output), is_stopped=bell.stop.is_set)
    if bell.stop.is_set:
        raise typer.Exit(INTERRUPTED)
    if tally.num_failed:
        raise typer.Exit(SOME_FAILED)


def _opened(output: Path) -> BinaryIO:
    try:
        return output.open("ab")
    except OSError as error:
        message = Message("request.not-written", {"path": str(output), "problem": reason_of(error)})
        raise RequestError(message, field="output") from error


@contextmanager
def ending() -> Iterator[Bell]:
    """Let Ctrl-C, or whoever ends this process, end the batch between two answers; the second time at once."""
    from planner.batch import Bell

    bell = Bell()

    def end(number: int, frame: FrameType | None) -> None:
        signal.signal(number, before[number])
        bell.end()

    take_over()
    before = {int(number): signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield bell
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(path: Path, format_: str, output: Path | None, language: o.Language) -> None:
    from planner.batch import COLUMNS, VALUES, left_out, lines_of, summary_of, table_of
    from planner.cli.show import check_can_hold, put_out

    check_can_hold(output, "table" if format_ == "text" else format_, "batch.table-in-file")
    if output:
        _check_is_another(output, path)
    lacks, answers = left_out(lines_of(path))
    shown = COLUMNS if format_ == "csv" else VALUES
    if empty := [column for columns in lacks.values() for column in columns if column in shown]:
        print(say(language, "batch.table-lacks", fields=list(lacks), columns=empty), file=sys.stderr)
    if format_ == "csv":
        put_out(table_of(answers, language), output, language)
        return
    found = summary_of(answers)
    if format_ == "json":
        put_out(found.model_dump_json(indent=2) + "\n", output, language)
    else:
        _show(found, language)


def _show(found: Summary, language: o.Language) -> None:
    from planner.cli.show import show_table

    def name(kind: str, code: str) -> str:
        return say(language, f"batch.{kind}-{code.replace('_', '-')}")

    print(say(language, "batch.summary", **vars(found)))
    if found.failures:
        heads = [name("head", each) for each in ("failure", "number")]
        print()
        show_table(heads, found.failures.items(), heads[1:])
    if found.spreads:
        heads = [name("head", each) for each in ("value", "number", "least", "median", "mean", "most")]
        rows = [[name("value", each), *_numbers(each, spread)] for each, spread in found.spreads.items()]
        print()
        show_table(heads, rows, heads[1:])


def _numbers(value: str, spread: Spread) -> Iterator[str]:
    yield str(spread.num)
    for number in (spread.least, spread.median, spread.mean, spread.most):
        yield (
            f"{number:.1%}"
            if value == "gap"
            else f"{number:,.2f}"
            if value == "seconds"
            else f"{number:,.0f}"
        )
