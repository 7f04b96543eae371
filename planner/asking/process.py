"""What runs in a process that answers asks."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from enum import Enum
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any

from planner.asking.answering import Answer, Ask
from planner.stopping import Report, StopToken

Answerer = Callable[[Ask, StopToken, Report], Answer]
SECONDS_BETWEEN = 1.0  # signs of life
NICE = 5  # the door, which takes next to nothing, comes first: who only asks whether it lives waits for no search


class Tell(Enum):
    """What a process says."""

    READY = "ready"
    ALIVE = "alive"
    BETTER = "better"
    ANSWER = "answer"


class _Line:
    """The way out, for several threads."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._lock = connection, Lock()
        self._last = 0.0

    def say(self, tell: Tell, what: Any = None) -> None:
        with self._lock:
            self._last = time.monotonic()
            self._connection.send((tell, what))

    def live(self) -> None:
        """Give a sign of life, where the last one is some time ago."""
        if time.monotonic() - self._last > SECONDS_BETWEEN:
            self.say(Tell.ALIVE)


class _Pulse(StopToken):
    """Each look whether to stop is a sign that the work goes on."""

    def __init__(self, line: _Line) -> None:
        super().__init__()
        self._line = line

    @property
    def is_set(self) -> bool:
        self._line.live()
        return super().is_set


def run(connection: Connection) -> None:
    """Take what makes the answerer, and answer one ask after the other until the other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the whole terminal: the door says what ends
    if hasattr(os, "nice"):
        os.nice(NICE)
    try:
        make: Callable[[], Answerer] = connection.recv()
    except (EOFError, OSError):  # given up before it began
        return
    line = _Line(connection)
    asks: SimpleQueue[tuple[Ask, StopToken]] = SimpleQueue()
    Thread(target=_listen, args=(connection, line, asks), daemon=True).start()
    answer = make()
    line.say(Tell.READY)
    while True:
        ask, stop = asks.get()
        line.say(Tell.ANSWER, answer(ask, stop, lambda *found: line.say(Tell.BETTER, found)))


def _listen(connection: Connection, line: _Line, asks: SimpleQueue[tuple[Ask, StopToken]]) -> None:
    """Take asks, and None for stop; without the other end there is nobody to answer to."""
    stop = StopToken()
    try:
        while True:
            ask = connection.recv()
            if ask is None:
                stop.set()
            else:
                stop = _Pulse(line)
                asks.put((ask, stop))
    finally:
        os._exit(0)
