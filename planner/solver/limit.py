"""How long a solve may take: in seconds, or in work that is the same on every machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from planner.solver.compiled import Watch

Stop = Callable[[], bool]

LONGEST = 1_000_000  # seconds that OR-Tools takes for a limit
LABELS_A_UNIT = 1_000  # labels of a kernel in a unit of work
LEAST_SEARCH = 20_000  # labels; so few are no use to the bound
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
        self._began = time.monotonic()
        work = self.limit.work
        self.deadline = self.limit.seconds if work is None else work / UNITS_A_SECOND
        self.watch, self.search_watch = Watch(0, 0, 0), Watch(0, 0, 0)  # one for each thread

    @property
    def counts_work(self) -> bool:
        """Whether the limit is one of work."""
        return self.limit.work is not None

    @property
    def now(self) -> float:
        """Seconds since the start."""
        if not self.counts_work:
            return time.monotonic() - self._began
        return float(self.watch.work + self.search_watch.work) / (LABELS_A_UNIT * UNITS_A_SECOND)

    @property
    def left(self) -> float:
        """Seconds until the limit; none when somebody has asked to stop."""
        return 0.0 if self.stop() else self.deadline - self.now

    @property
    def is_stopped(self) -> bool:
        """Whether somebody asked to stop, or the time is over."""
        return self.stop() or (not self.counts_work and self.left <= 0)

    def count(self, units: float) -> None:
        """Note that so many units of work were done."""
        self.watch.work += int(units * LABELS_A_UNIT)

    def share_out(self, searching: int) -> None:
        """Tell the kernels how much work is left, of which the search may do so much now, and half of much."""
        if self.counts_work:
            left = max(
                1,
                int(self.deadline * LABELS_A_UNIT * UNITS_A_SECOND)
                - self.watch.work
                - self.search_watch.work,
            )
            searching = min(searching, left, max(LEAST_SEARCH, left // 2))
            self.search_watch.limit = self.search_watch.work + searching
            self.watch.limit = self.watch.work + max(1, left - searching)

    def halt(self) -> None:
        """Let the kernels end at once."""
        self.watch.stop = self.search_watch.stop = 1
