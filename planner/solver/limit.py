"""How long a solve may take: in seconds, or in work that is the same on every machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

Stop = Callable[[], bool]

LONGEST = 1_000_000  # seconds that OR-Tools takes for a limit
UNITS_A_SECOND = 1_000  # a unit of work is about a millisecond of the machine of docs/benchmarks.md


class OutOfTimeError(Exception):
    """The limit was reached, or somebody asked to stop."""


@dataclass(frozen=True)
class Limit:
    """One of seconds and work; ``work`` is in units of about a millisecond."""

    seconds: float = 10.0
    work: int | None = None


def milliseconds(seconds: float) -> int:
    """Return a time limit as OR-Tools takes it."""
    return max(1, int(1000 * min(seconds, LONGEST)))


def never() -> bool:
    """Return that nobody asks to stop."""
    return False


@dataclass
class Clock:
    """What is used of a limit. All times are seconds since the start, counted ones where work is limited.

    Parameters
    ----------
    limit
        The limit.
    stop
        Asked now and then; once it answers yes nothing is left.
    """

    limit: Limit = field(default_factory=lambda: Limit(seconds=float("inf")))
    stop: Stop = never

    def __post_init__(self) -> None:
        """Start."""
        self._began, self._done = time.monotonic(), 0.0
        work = self.limit.work
        self.deadline = self.limit.seconds if work is None else work / UNITS_A_SECOND

    @property
    def counts_work(self) -> bool:
        """Whether the limit is one of work."""
        return self.limit.work is not None

    @property
    def now(self) -> float:
        """Seconds since the start."""
        return self._done if self.counts_work else time.monotonic() - self._began

    @property
    def left(self) -> float:
        """Seconds until the limit; none when somebody has asked to stop."""
        return 0.0 if self.stop() else self.deadline - self.now

    def count(self, units: float) -> None:
        """Note that so many units of work were done."""
        self._done += units / UNITS_A_SECOND

    def check(self) -> None:
        """Go on only while there is time.

        Raises
        ------
        OutOfTimeError
            When there is none.
        """
        if self.left <= 0:
            raise OutOfTimeError

    def catch_up(self, part: Clock) -> None:
        """Take over the work that a copy of this clock has counted."""
        self._done = part._done
