"""A batch: wishes in, one line an answer out, in the order of the wishes; bounded numbers of both are held."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from hashlib import sha256
from queue import SimpleQueue
from typing import Any, Protocol

from planner.asking import Answer, Ask
from planner.asking.answering import problem
from planner.batch.clerk import FAILED, WHOLE, Form, Told
from planner.batch.reading import Row
from planner.errors import DataError, PlannerError
from planner.stopping import StopToken

STATUSES = ("optimal", "feasible", FAILED)


class Runner(Protocol):
    """Where wishes are answered."""

    @property
    def most(self) -> int:
        """How many may be on their way."""

    def submit(self, ask: Ask) -> Future[Answer]:
        """Let a wish be answered."""

    def close(self) -> None:
        """End all work, whatever is on its way."""


@dataclass(frozen=True)
class Line:
    """An answer as it stands in the file."""

    row: Row
    told: Told
    text: str

    @property
    def status(self) -> str:
        """That of the plan, or that there is none."""
        return self.told.status


@dataclass(frozen=True)
class Batch:
    """What all wishes of a batch have in common: data, form of the answers, and how long to look for each plan."""

    data_hash: str
    form: Form = WHOLE
    time_limit: float | None = None
    work: int | None = None

    def words_of(self, row: Row) -> dict[str, Any]:
        """Return the words of a wish, which is solved in one thread; a limit of the batch is that of all wishes."""
        words = {**row.words, "threads": 1}
        limits = {"time_limit": self.time_limit, "work": self.work}
        if any(limits.values()):
            words = {word: value for word, value in words.items() if word.replace("-", "_") not in limits}
            words |= {word: value for word, value in limits.items() if value}
        return words

    def head(self, row: Row) -> str:
        """Return how the line of a wish begins, which is told by the wish, the data and the options."""
        asked = _without_file(row.error) if row.error else self.words_of(row)
        told = [asked, self.data_hash, self.form.fields, self.form.is_compact]
        digest = sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]
        return json.dumps({"id": row.id, "line": row.line, "request": digest}, ensure_ascii=False)[:-1]

    def begins(self, row: Row) -> dict[str, str]:
        """Return how the line of a wish can begin, by the status that it tells."""
        return {status: f'{self.head(row)}, "status": "{status}"' for status in STATUSES}

    def line(self, row: Row, answer: Answer) -> Line:
        """Return the line of an answer."""
        told = answer if isinstance(answer, Told) else Told(answer.text, answer.exit_code)
        parts = [self.begins(row)[told.status]]
        if told.is_problem:
            parts.append(f'"exit_code": {told.exit_code}')
        if told.seconds is not None:
            parts.append(f'"seconds": {told.seconds}')
        parts.append(f'"{"problem" if told.is_problem else "itinerary"}": {told.text}')
        return Line(row, told, ", ".join(parts) + "}\n")


class Bell(SimpleQueue[None]):
    """Wakes who waits for answers; may be rung from any thread and from a signal handler."""

    def __init__(self) -> None:
        self.stop = StopToken()

    def ring(self, _: object = None) -> None:
        """Wake who waits."""
        self.put(None)

    def end(self) -> None:
        """Ask to stop, and wake who waits."""
        self.stop.set()
        self.ring()


def _without_file(error: PlannerError) -> object:
    """Return what is wrong with a wish, whatever its file is called."""
    if isinstance(error, DataError):
        return [replace(problem, file="").as_dict() for problem in error.problems]
    return error.as_dict()


def answered(rows: Iterator[Row], batch: Batch, runner: Runner, bell: Bell) -> Iterator[Line]:
    """Yield the lines of wishes in their order, each as soon as it and those before it are there.

    When the bell says to stop, what is answered by then is yielded and nothing more.
    """
    waiting: deque[tuple[Row, Future[Answer]]] = deque()
    while not bell.stop.is_set:
        while len(waiting) < runner.most and (row := next(rows, None)):
            waiting.append((row, _asked(row, batch, runner.submit)))
            waiting[-1][1].add_done_callback(bell.ring)
        if not waiting:
            return
        if not waiting[0][1].done():
            bell.get()
        yield from _done(waiting, batch)
    yield from _done(waiting, batch)


def _asked(row: Row, batch: Batch, submit: Callable[[Ask], Future[Answer]]) -> Future[Answer]:
    if row.error is None:
        return submit(Ask("plan", batch.words_of(row)))
    known: Future[Answer] = Future()
    known.set_result(problem(row.error))
    return known


def _done(waiting: deque[tuple[Row, Future[Answer]]], batch: Batch) -> Iterator[Line]:
    while waiting and waiting[0][1].done():
        row, answer = waiting.popleft()
        yield batch.line(row, answer.result())
