"""A batch on a cluster of Dask: each worker is sent the data once; wishes of lost workers are asked again by it."""

from __future__ import annotations

import faulthandler
import secrets
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from threading import Thread
from typing import Any

from distributed import Client, KilledWorker, Worker, WorkerPlugin, get_worker

from planner.asking import Answer, Ask
from planner.asking.answering import problem
from planner.batch.clerk import Clerk
from planner.batch.local import ON_THEIR_WAY
from planner.errors import InternalError, PlannerError
from planner.stopping import POLL_SECONDS, StopToken
from planner.texts import Message

SECONDS_KNOWN = 5  # that the number of threads is taken to be the same
PATIENCE = 300.0  # seconds without a sign of life, after which Dask takes a worker for lost too
SECONDS_BETWEEN = 1.0  # signs of life
STDERR = 2
SECONDS = 30  # until a scheduler that does not answer is given up
SECONDS_TO_COME = 3  # until it is said that there is no worker
SECONDS_TO_LEAVE = 5  # until a scheduler that does not answer is left without a word


class NoClusterError(PlannerError):
    """The scheduler does not answer, or no more."""

    exit_code = 8
    code = "cluster"


class _Clerks(WorkerPlugin):
    """Puts a clerk beside each worker, also those that come later."""

    def __init__(self, name: str, make: Callable[[], Clerk], patience: float) -> None:
        self.name, self.patience, self._make = name, patience, make

    def setup(self, worker: Worker) -> None:  # noqa: ARG002 (it is the plugin's of this worker)
        self.clerk, self.stop = self._make(), StopToken()

    def teardown(self, worker: Worker) -> None:  # noqa: ARG002
        """End what goes on: the batch is given up."""
        self.stop.set()


class _Watched(StopToken):
    """Each look whether to stop is a sign that the work goes on; without one the worker ends, which Dask sees."""

    def __init__(self, patience: float, stop: StopToken) -> None:
        super().__init__()
        self._patience, self._stop, self._last = patience, stop, -SECONDS_BETWEEN

    @property
    def is_set(self) -> bool:
        if time.monotonic() - self._last >= SECONDS_BETWEEN:
            self._last = time.monotonic()
            faulthandler.dump_traceback_later(self._patience, exit=True, file=STDERR)
        return self._stop.is_set


class DaskRunner:
    """The workers of a cluster that is there."""

    def __init__(
        self,
        scheduler: str,
        make: Callable[[], Clerk],
        stop: StopToken | None = None,
        patience: float = PATIENCE,
    ) -> None:
        """Send the data to the workers; one that gives no sign of life for ``patience`` seconds ends itself.

        Who stops it meanwhile has a runner that nothing may be asked of.

        Raises
        ------
        NoClusterError
            When no scheduler answers there.
        """
        self._scheduler = scheduler
        self._name = f"planner-{secrets.token_hex(8)}"
        self._number, self._most, self._known_until = 0, 0, 0.0
        self._futures: dict[int, Any] = {}  # what nobody holds is not worked on
        self._client: Any = None  # a client once it is there
        self.has_workers = True
        begun = _in_background(lambda: self._begin(_Clerks(self._name, make, patience)))
        while not (begun.done() or (stop and stop.is_set)):
            wait([begun], timeout=POLL_SECONDS)
        try:
            if begun.done():
                begun.result()
        except (OSError, ValueError) as error:
            raise self._lost() from error

    def _begin(self, clerks: _Clerks) -> None:
        self._client = Client(self._scheduler, timeout=SECONDS, set_as_default=False)
        try:
            self._client.wait_for_workers(1, timeout=SECONDS_TO_COME)
        except TimeoutError:
            self.has_workers = False
        self._client.register_plugin(clerks)

    @property
    def most(self) -> int:
        """How many wishes may be on their way: some for each thread that the cluster has, which may grow."""
        now = time.monotonic()
        if now > self._known_until:
            workers = self._client.scheduler_info()["workers"].values()
            self._most = ON_THEIR_WAY * max(1, sum(worker["nthreads"] for worker in workers))
            self._known_until = now + SECONDS_KNOWN
        return self._most

    def submit(self, ask: Ask) -> Future[Answer]:
        """Let a wish be answered by any worker."""
        answer: Future[Answer] = Future()
        number = self._number = self._number + 1
        remote = self._client.submit(_answered, self._name, ask, key=f"{self._name}-{number}", pure=False)
        self._futures[number] = remote
        remote.add_done_callback(lambda done: self._take(number, done, answer))
        return answer

    def _take(self, number: int, done: Any, answer: Future[Answer]) -> None:
        if self._futures.pop(number, None) is None:  # it is given up
            return
        try:
            answer.set_result(done.result(timeout=SECONDS))
        except KilledWorker:
            answer.set_result(problem(InternalError(Message("request.worker-lost"))))
        except Exception:  # the scheduler is gone, and the answers with it
            answer.set_exception(self._lost())

    def close(self) -> None:
        """Give up what is on its way, and leave the cluster as it was, if it answers."""
        self._futures.clear()
        wait([_in_background(self._leave)], timeout=SECONDS_TO_LEAVE)

    def _leave(self) -> None:
        if self._client:
            with suppress(OSError, ValueError):  # the cluster may be gone, or not be there yet
                self._client.unregister_worker_plugin(self._name)
            self._client.close()

    def _lost(self) -> NoClusterError:
        return NoClusterError(Message("batch.no-cluster", {"scheduler": self._scheduler}))


def _in_background(work: Callable[[], None]) -> Future[None]:
    """Do what may take for ever; the process can end meanwhile."""
    done: Future[None] = Future()

    def run() -> None:
        try:
            work()
            done.set_result(None)
        except BaseException as error:  # who waits has it
            done.set_exception(error)

    Thread(target=run, daemon=True).start()
    return done


def _answered(name: str, ask: Ask) -> Answer:
    """Answer a wish on a worker."""
    plugin: Any = get_worker().plugins[name]
    watched = _Watched(plugin.patience, plugin.stop)
    watched.beat()
    try:
        told: Answer = plugin.clerk(ask, watched)
    finally:
        faulthandler.cancel_dump_traceback_later()
    return told
