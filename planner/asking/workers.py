"""Processes that answer asks beside each other; one that ends or hangs is replaced, and its ask tried once more."""

from __future__ import annotations

import multiprocessing as mp
import os
import signal
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Condition, Lock, Thread

from planner.asking.answering import Answer, Ask, problem, stopped
from planner.asking.process import Answerer, Tell, run
from planner.errors import InternalError, PlannerError
from planner.stopping import Report, no_report
from planner.texts import Message

PATIENCE = 120.0  # seconds without a sign of life; all that takes time looks far more often whether to stop
LEAST_SHARE = 0.01  # of its patience on a processor; who has less stands still
TO_START = 600.0  # seconds until it has its data
BETWEEN_LOOKS = 0.1  # seconds, whether nobody wants it any more
TRIES = 2
MOST_KNOWN = 8  # what each process was asked about last


def nothing() -> None:
    """Hear that work on an ask has begun, and do nothing."""


class CrowdedError(PlannerError):
    """Too many are waiting."""

    exit_code = 10
    code = "busy"


@dataclass(eq=False)
class Pending:
    """An ask on its way; ``near`` names what it is about, so that it goes where that is known."""

    ask: Ask
    report: Report
    near: str | None
    begun: Callable[[], object] = nothing
    answer: Future[Answer] = field(default_factory=Future)
    tries: int = 0
    _stop: Callable[[], object] | None = None
    is_stopped: bool = False

    def stop(self) -> None:
        """End the search; what was found so far is the answer."""
        self.is_stopped = True
        if self._stop:
            self._stop()


class Workers:
    """So many processes over the same data; each keeps what it built. May be asked from any thread."""

    def __init__(
        self,
        make: Callable[[], Answerer],
        number: int,
        *,
        most_waiting: int | None = None,
        patience: float = PATIENCE,
    ) -> None:
        """Start them.

        Parameters
        ----------
        make
            Called in each process, for what answers there; sent to it by pickling.
        number
            How many.
        most_waiting
            How many asks may wait beside those at work; any number when None.
        patience
            Seconds without a sign of life after which a process is replaced.
        """
        self.make, self.patience, self._most_waiting = make, patience, most_waiting
        self._waiting: deque[Pending] = deque()
        self._news = Condition()
        self.is_closed = False
        self._keepers = [_Keeper(self) for _ in range(number)]
        for keeper in self._keepers:
            keeper.thread.start()

    @property
    def num_waiting(self) -> int:
        """How many asks no process has yet."""
        return len(self._waiting)

    @property
    def num_ready(self) -> int:
        """How many processes have their data."""
        return sum(keeper.is_ready for keeper in self._keepers)

    @property
    def num_at_work(self) -> int:
        """How many processes work on an ask."""
        return sum(keeper.at_work is not None for keeper in self._keepers)

    def submit(
        self,
        ask: Ask,
        report: Report = no_report,
        *,
        near: str | None = None,
        begun: Callable[[], object] = nothing,
    ) -> Pending:
        """Let an ask be answered; ``report``, and ``begun`` once before it, are called from a thread of its own.

        Raises
        ------
        CrowdedError
            When too many are waiting.
        """
        pending = Pending(ask, report, near, begun)
        with self._news:
            if self._most_waiting is not None and len(self._waiting) >= self._most_waiting + self._num_idle:
                raise CrowdedError(Message("request.too-many-waiting", {"n": len(self._waiting)}))
            if self.is_closed:
                raise RuntimeError("the workers are closed")
            self._waiting.append(pending)
            self._news.notify_all()
        return pending

    def close(self, *, seconds: float = 10) -> None:
        """Stop all work, wait so long for what was found, and end the processes; what waits is not answered."""
        with self._news:
            self.is_closed = True
            for pending in self._waiting:
                pending.answer.cancel()
            self._waiting.clear()
            at_work = [keeper.at_work for keeper in self._keepers]
            self._news.notify_all()
        for pending in filter(None, at_work):
            pending.stop()
        for keeper in self._keepers:
            keeper.thread.join(seconds)
            keeper.end()

    @property
    def _num_idle(self) -> int:
        return len(self._keepers) - self.num_at_work

    def next_for(self, keeper: _Keeper) -> Pending | None:
        """Return the next ask for a keeper once there is one, or None when there will be no more."""
        with self._news:
            while True:
                if self.is_closed:
                    return None
                chosen = self._chosen(keeper)
                if chosen is not None:
                    self._waiting.remove(chosen)
                    keeper.at_work = chosen
                    return chosen
                self._news.wait()

    def _chosen(self, keeper: _Keeper) -> Pending | None:
        """Return the first ask about what the keeper's process knows, or the first that no idle one knows better."""
        idle = [other for other in self._keepers if other is not keeper and other.at_work is None]
        mine = (each for each in self._waiting if each.near in keeper.known)
        others = (each for each in self._waiting if not any(each.near in other.known for other in idle))
        return next(mine, None) or next(others, None)


class _Keeper:
    """The thread beside a process: hands asks to it, and hears what it says."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self.thread = Thread(target=self._keep, daemon=True)
        self.at_work: Pending | None = None
        self.known: deque[str] = deque(maxlen=MOST_KNOWN)
        self.is_ready = False
        self._process: BaseProcess | None = None
        self._line: Connection | None = None
        self._ending = Lock()

    def _keep(self) -> None:
        _keep_ctrl_c_from_processes()
        self._start()
        while pending := self._workers.next_for(self):
            if pending.is_stopped:
                pending.answer.set_result(stopped())
            else:
                self._answer(pending)
            self.at_work = None
        self.end()

    def _answer(self, pending: Pending) -> None:
        try:
            answer = self._tried(pending)
        except Exception as error:  # whoever waits is told, and the thread goes on
            pending.answer.set_exception(error)
            return
        if answer is None:
            pending.answer.cancel()
        else:
            pending.answer.set_result(answer)

    def _tried(self, pending: Pending) -> Answer | None:
        """Return the answer, if there is one before the workers are closed."""
        pending.begun()
        while pending.tries < TRIES:
            pending.tries += 1
            answer = self._asked(pending)
            if answer is not None:
                if pending.near and pending.near not in self.known:
                    self.known.append(pending.near)
                return answer
            self.end()
            if self._workers.is_closed:
                return None
            self._start()
        return problem(InternalError(Message("request.worker-lost")))

    def _asked(self, pending: Pending) -> Answer | None:
        """Return what the process answers, or None when it ended or gave no sign of life."""
        line = self._line
        if line is None or not self.is_ready:
            return None
        try:
            line.send(pending.ask)
            pending._stop = lambda: _send_stop(line)
            if pending.is_stopped:
                pending.stop()
            while self._lives(line):
                said, what = line.recv()
                if said is Tell.BETTER:
                    pending.report(*what)
                elif said is Tell.ANSWER:
                    answer: Answer = what
                    return answer
        except (EOFError, OSError):
            pass
        finally:
            pending._stop = None
        return None

    def _lives(self, line: Connection) -> bool:
        """Wait for what the process says; False when it has to be taken for hung.

        One that others leave little of the processor is slow, not hung: it has until half its patience is spent there.
        """
        patience = self._workers.patience
        begun = before = self._processor_seconds()
        while not line.poll(patience):
            now = self._processor_seconds()
            if now - before < LEAST_SHARE * patience or now - begun > patience / 2:
                return False
            before = now
        return True

    def _processor_seconds(self) -> float:
        """Return how long the process was on a processor, 0 where the system does not say."""
        file = Path(f"/proc/{self._process.pid if self._process else 0}/stat")
        if not file.exists():
            return 0.0
        words = file.read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def _start(self) -> None:
        context = mp.get_context("spawn")  # a fork of a process with threads may stand still for ever
        with self._ending:
            if self._workers.is_closed:
                return
            line, theirs = context.Pipe()
            process = context.Process(target=run, args=(theirs,), daemon=True)
            process.start()
            self._process, self._line = process, line
            theirs.close()
        with suppress(EOFError, OSError):  # it has ended
            line.send(self._workers.make)  # takes until it listens, which whoever closes does not wait for
            self.is_ready = self._says_ready(line)

    def _says_ready(self, line: Connection) -> bool:
        """Wait until the process has its data; what it says first is that."""
        end = time.monotonic() + TO_START
        while not self._workers.is_closed and time.monotonic() < end:
            if line.poll(BETWEEN_LOOKS):
                return line.recv()[0] is Tell.READY
        return False

    def end(self) -> None:
        """End the process; the keeper does, and whoever closes."""
        with self._ending:
            self.is_ready = False
            self.known.clear()
            process, self._process = self._process, None
            line, self._line = self._line, None
        if process:
            process.kill()
            process.join()
        if line:
            line.close()


def _keep_ctrl_c_from_processes() -> None:
    """Let no process that this thread starts hear Ctrl-C of its terminal, not even while it starts."""
    if hasattr(signal, "pthread_sigmask"):
        resource_tracker.ensure_running()  # which starting a process does too, and then unblocks the signal
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _send_stop(line: Connection) -> None:
    with suppress(OSError):
        line.send(None)
