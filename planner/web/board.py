"""Jobs between the store and the processes: what is kept is worked on, here or by another server, and answered once."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from anyio.to_thread import run_sync

from planner.asking import Answer, Ask, CrowdedError, Pending
from planner.asking.answering import problem, stopped
from planner.errors import InternalError
from planner.stopping import Report
from planner.store import Asking, Job, Jobs, State
from planner.store.jobs import MOST_TRIES
from planner.texts import Message

TURNS = 5  # looks at the store while a lease lasts
LOOK_SECONDS = 0.5  # between looks at a job of another server
CLEAN_EVERY = 1000  # turns


class Asked(Protocol):
    """What the board needs of `planner.asking.Workers`."""

    def submit(
        self,
        ask: Ask,
        report: Report = ...,
        *,
        near: str | None = None,
        begun: Callable[[], object] = ...,
    ) -> Pending: ...

    def close(self, *, seconds: float = 10) -> None: ...

    @property
    def num_waiting(self) -> int: ...

    @property
    def num_ready(self) -> int: ...

    @property
    def num_at_work(self) -> int: ...


@dataclass(eq=False)
class _Running:
    """A job that this server works on."""

    job: Job
    pending: Pending | None = None
    is_begun: bool = False
    progress: tuple[int | None, int | None] = (None, None)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Board:
    """Where jobs are asked for and looked at, from the event loop it was made in; ``ask`` and ``look`` from threads."""

    def __init__(self, jobs: Jobs, workers: Asked, most_waiting: int) -> None:
        self.jobs, self.workers, self._most_waiting = jobs, workers, most_waiting
        self._running: dict[str, _Running] = {}
        self._loop = asyncio.get_running_loop()
        self._is_closing = False
        self._keeper = self._loop.create_task(self._keep())

    def ask(self, asking: Asking, *, is_fresh: bool = False) -> Job:
        """Keep what is asked and have it worked on; what is known already is the answer, unless a fresh one is wanted.

        Raises
        ------
        CrowdedError
            When too many are waiting.
        KeyTakenError
            When something else was asked with the same idempotency key.
        """
        job, is_new = self.jobs.add(asking)
        if not is_new:
            return job
        known = None if is_fresh else self.jobs.known(asking.key)
        if known is not None:
            self.jobs.finish(job.id, known.answer, gap=known.gap, found=known.found)
            return self.jobs.get(job.id, asking.client) or job
        try:
            self._start(job)
        except CrowdedError:
            self.jobs.remove(job.id)
            raise
        return job

    def look(self, id_: str, client: str) -> Job | None:
        """Return a job of a client, as far as it is."""
        job, running = self.jobs.get(id_, client), self._running.get(id_)
        if job is None or running is None or job.state is not State.WORKING:
            return job
        objective, bound = running.progress
        return replace(job, objective=objective, bound=bound)

    def stop(self, id_: str) -> None:
        """End the search for an answer, wherever it goes on; the best so far is the answer."""
        self.jobs.stop(id_)
        self._stop_here(id_)

    async def answered(self, id_: str, client: str) -> Job | None:
        """Return a job when it is over."""
        async for job in self.changes(id_, client, only_end=True):
            if job.state is not State.WORKING:
                return job
        return None

    async def changes(self, id_: str, client: str, *, only_end: bool = False) -> AsyncIterator[Job]:
        """Yield a job now and whenever it is further, until it is over or gone."""
        told = None
        while True:
            running = self._running.get(id_)
            event = None if running is None else running.over if only_end else running.changed
            job = await run_sync(self.look, id_, client)
            if job is None:
                return
            if (job.state, job.objective, job.bound) != told:
                told = (job.state, job.objective, job.bound)
                yield job
            if job.state is not State.WORKING:
                return
            if event is None:
                await asyncio.sleep(LOOK_SECONDS)
                continue
            with suppress(TimeoutError):  # an event from before the look: nothing between is missed
                await asyncio.wait_for(event.wait(), self.jobs.lease)

    async def close(self, seconds: float) -> None:
        """End all work here; what is not answered is left to the next server."""
        self._is_closing = True
        self._keeper.cancel()
        await run_sync(lambda: self.workers.close(seconds=seconds))
        for id_, running in list(self._running.items()):
            await run_sync(partial(self.jobs.release, id_, is_begun=running.is_begun))

    def _start(self, job: Job) -> None:
        running = self._running[job.id] = _Running(job)
        ask = Ask(job.kind, job.body, job.about)

        def report(objective: int | None, bound: int | None) -> None:
            running.progress = (objective, bound)
            self._ring(running)

        def begun() -> None:
            running.is_begun = True
            self.jobs.begin(job.id)

        try:
            running.pending = self.workers.submit(ask, report, near=_near(job), begun=begun)
        except BaseException:
            del self._running[job.id]
            raise
        running.pending.answer.add_done_callback(lambda answer: self._end(running, answer))

    def _end(self, running: _Running, answer: Future[Answer]) -> None:
        try:
            if answer.cancelled() or self._is_closing:
                self.jobs.release(running.job.id, is_begun=running.is_begun)
            else:
                self._keep_answer(running.job, answer)
        finally:
            self._running.pop(running.job.id, None)
            self._ring(running, is_over=True)

    def _keep_answer(self, job: Job, answer: Future[Answer]) -> None:
        if error := answer.exception():
            logging.getLogger(__name__).error("a bug, answering %s", job.kind, exc_info=error)
            found = problem(InternalError(Message("request.bug", {"kind": type(error).__name__})))
        else:
            found = answer.result()
        gap = (
            json.loads(found.text)["certificate"]["gap"]
            if job.kind == "plan" and not found.is_problem
            else None
        )
        self.jobs.finish(job.id, found.text, found.exit_code, gap)

    def _ring(self, running: _Running, *, is_over: bool = False) -> None:
        def ring() -> None:
            running.changed.set()
            running.changed = asyncio.Event()
            if is_over:
                running.over.set()

        with suppress(RuntimeError):  # the loop is over
            self._loop.call_soon_threadsafe(ring)

    def _stop_here(self, id_: str) -> None:
        running = self._running.get(id_)
        if running and running.pending:
            running.pending.stop()

    async def _keep(self) -> None:
        """Stay the owner of what is worked on here, and take over what others left."""
        turn = 0
        while True:
            try:
                await run_sync(self._turn, turn)
            except Exception:
                logging.getLogger(__name__).exception("the store does not answer")
            turn += 1
            await asyncio.sleep(self.jobs.lease / TURNS)

    def _turn(self, turn: int) -> None:
        if turn % CLEAN_EVERY == 0:
            self.jobs.remove_expired()
        progress = {id_: running.progress for id_, running in list(self._running.items())}
        for id_ in self.jobs.renew(progress) if progress else ():
            self._stop_here(id_)
        for job in self.jobs.take_over(max(0, self._most_waiting - self.workers.num_waiting)):
            self._resume(job)

    def _resume(self, job: Job) -> None:
        if job.tries >= MOST_TRIES:  # whoever works on it goes down
            found = problem(InternalError(Message("request.server-lost", {"n": job.tries})))
            self.jobs.finish(job.id, found.text, found.exit_code)
        elif job.is_stopped:
            self.jobs.finish(job.id, stopped().text, stopped().exit_code)
        else:
            try:
                self._start(job)
            except CrowdedError:
                self.jobs.release(job.id)


def _near(job: Job) -> str:
    """Return what the travel tables of a job are made for, so that it goes where they are."""
    wish = job.body if job.about is None else json.loads(job.about)["request"]
    return f"{wish.get('date')} {wish.get('mode') or 'car'}"[:100]
