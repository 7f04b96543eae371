"""``planner precompute``: wishes that many will have, answered before anybody asks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Option

from planner.cli import options as o
from planner.cli.batch import (
    SOME_FAILED,
    RunnerOption,
    SchedulerOption,
    TimeLimitOption,
    WorkersOption,
    WorkOption,
    ending,
    runner_of,
)
from planner.cli.loading import load
from planner.cli.serve import DatabaseOption, check_extra, shown
from planner.cli.starting import INTERRUPTED
from planner.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.batch import Batch, Runner
    from planner.corridor import Corridor
    from planner.stopping import StopToken
    from planner.store import Asking

EXAMPLES = """Examples:

planner precompute --days 1..3 --date 2027-05-01..2027-05-05 --from chongqing,chengdu --theme all,heritage"""


def precompute(
    days: Annotated[str, Option(metavar="A..B,C", help="How many days.")],
    start: Annotated[str, Option("--from", metavar="PLACE,..", help="Where trips begin.")],
    date: Annotated[
        str | None,
        Option(
            metavar="DATE..DATE,DATE", help="The first days. Default: the next seven.", show_default=False
        ),
    ] = None,
    end: Annotated[
        str | None,
        Option("--to", metavar="PLACE,..", help="Where they end; without it, where they began."),
    ] = None,
    theme: Annotated[str | None, Option(metavar="NAME,..", help="Themes, one a wish.")] = None,
    mode: Annotated[str | None, Option(metavar="MODE,..", help="car, transit, mixed.")] = None,
    database: DatabaseOption = None,
    workers: WorkersOption = None,
    runner: RunnerOption = "local",
    scheduler: SchedulerOption = None,
    time_limit: TimeLimitOption = None,
    work: WorkOption = None,
    no_cache: o.NoCacheOption = False,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    debug: o.DebugOption = False,  # noqa: ARG001 (the command reads it)
) -> None:
    """Plan wishes that many will have, for 'planner serve' to answer at once.

    They are all combinations of what is named, kept in the database of the server. What is known there is not looked
    for again: the same call goes on after an end. Exit 9 when any has no plan. See docs/scaling.md.
    """
    check_extra()
    from planner.batch import Batch, Clerk, dates_ahead, dates_of, days_of, several, wishes_of
    from planner.batch.clerk import WHOLE
    from planner.store import Jobs, open_store
    from planner.web.keys import basis_of

    begin = runner_of(runner, scheduler, workers, time_limit, work, language)
    choices: dict[str, list[Any]] = {
        "days": days_of(days),
        "date": dates_of(date) if date else dates_ahead(),
        "from": several(start),
        "to": several(end),
        "themes": [[each] for each in several(theme)],
        "mode": several(mode),
    }
    corridor = load(data, use_cache=not no_cache)
    wishes = list(_askings(corridor, wishes_of(choices)))
    make = partial(Clerk, corridor, WHOLE, use_cache=not no_cache)
    batch = Batch(corridor.data_hash, time_limit=time_limit, work=work)
    with closing(open_store(database)) as store:
        jobs = Jobs(store)
        new = [wish for wish in wishes if jobs.known(wish.key) is None]
        print(say(language, "batch.foresees", n=len(wishes), known=len(wishes) - len(new)), file=sys.stderr)
        keep = partial(jobs.foresee, basis=basis_of(corridor.data_hash))
        _answer(new, batch, partial(begin, make), keep, shown(database), language)


def _askings(corridor: Corridor, wishes: Iterable[dict[str, Any]]) -> Iterator[Asking]:
    """Yield wishes as the server would keep them.

    Raises
    ------
    RequestError
        When a name is unknown, or a wish cannot be.
    """
    from planner.asking import Ask
    from planner.store import Asking
    from planner.web.keys import key_of
    from planner.wording.words import request_of

    for words in wishes:
        meant = request_of(corridor, words).model_dump_json(by_alias=True)
        yield Asking("plan", words, key_of(Ask("plan", words), meant, corridor.data_hash))


def _answer(
    wishes: list[Asking],
    batch: Batch,
    start: Callable[[StopToken], Runner],
    keep: Callable[[Asking, str, float | None], object],
    database: str,
    language: o.Language,
) -> None:
    """Keep the plan of each wish that has one, and tell how far it is."""
    from planner.batch import Before, answered
    from planner.batch.reading import Row
    from planner.cli.tally import Tally

    rows = (Row(number, words=wish.body) for number, wish in enumerate(wishes, 1))
    tally = Tally(len(wishes), Before(), language)
    with ending() as bell, closing(start(bell.stop)) as runner, tally:
        for line in answered(rows, batch, runner, bell):
            if not line.told.is_problem:
                plan = line.told
                keep(wishes[line.row.line - 1], plan.text, plan.data["certificate"]["gap"])
            tally.take(line)
    tally.tell(database, is_stopped=bell.stop.is_set)
    if bell.stop.is_set:
        raise typer.Exit(INTERRUPTED)
    if tally.num_failed:
        raise typer.Exit(SOME_FAILED)
