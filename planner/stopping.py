"""When to stop, and whom to tell how far things are: one token and one report go through all that takes time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock

Report = Callable[[int | None, int | None], object]  # of the best objective and the lowest bound so far
Progress = Callable[[int, int], object]  # how many parts of the work are done, of how many


POLL_SECONDS = 0.1


class StoppedError(Exception):
    """Somebody asked to stop before there was anything to give back."""


def no_report(_objective: int | None, _bound: int | None) -> None:
    """Tell nobody."""


def no_progress(_done: int, _of: int) -> None:
    """Tell nobody."""


class StopToken:
    """Asks whoever was given it to stop; may be set from another thread or a signal handler."""

    def __init__(self) -> None:
        self._event = Event()

    def set(self) -> None:
        """Ask to stop."""
        self._event.set()

    @property
    def is_set(self) -> bool:
        """Whether somebody has asked to stop."""
        return self._event.is_set()

    def beat(self) -> None:
        """Look where there is nothing to stop: who watches for looks sees that the work goes on."""
        _ = self.is_set

    def check(self) -> None:
        """Go on only while nobody has asked to stop.

        Raises
        ------
        StoppedError
            When somebody has.
        """
        if self.is_set:
            raise StoppedError


@contextmanager
def held(lock: Lock, stop: StopToken) -> Iterator[None]:
    """Hold a lock, which another thread may keep for seconds.

    Raises
    ------
    StoppedError
        When somebody asked to stop meanwhile.
    """
    while not lock.acquire(timeout=POLL_SECONDS):
        stop.check()
    try:
        yield
    finally:
        lock.release()


class Counted:
    """A clock of work: its seconds pass as they are counted, alike on every machine."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Deadline:
    """A time limit from now on that a stop token ends early."""

    def __init__(
        self, seconds: float, stop: StopToken | None = None, now: Callable[[], float] | None = None
    ) -> None:
        """Start, by the time on the wall without a clock; without a token only time ends it."""
        self.stop = StopToken() if stop is None else stop
        self._now = now or time.monotonic
        self._end = self._now() + seconds

    @property
    def seconds_left(self) -> float:
        """Seconds until the limit, never below none; none when somebody has asked to stop."""
        return 0.0 if self.stop.is_set else max(0.0, self._end - self._now())

    @property
    def is_over(self) -> bool:
        """Whether no time is left."""
        return self.seconds_left <= 0

    def part(self, share: float) -> Deadline:
        """Return a deadline over a share of the time that is left."""
        return self.within(share * self.seconds_left)

    def within(self, seconds: float) -> Deadline:
        """Return a deadline over so many seconds of the time that is left."""
        return Deadline(min(seconds, self.seconds_left), self.stop, self._now)

    def count(self, seconds: float) -> None:
        """Let seconds pass where they are counted."""
        if isinstance(self._now, Counted):
            self._now.seconds += seconds

    @property
    def token(self) -> StopToken:
        """What asks to stop when the limit is over."""
        return _LimitToken(self)


class _LimitToken(StopToken):
    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    @property
    def is_set(self) -> bool:
        return super().is_set or self._deadline.is_over
