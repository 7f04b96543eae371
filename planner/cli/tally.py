"""How far a batch is: a status line on a terminal, now and then a plain line in a log."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from planner.cli.watch import status_line
from planner.texts import say
from planner.texts.units import format_length

if TYPE_CHECKING:
    from rich.text import Text

    from planner.batch import Before, Line

SECONDS_BETWEEN = 10.0  # plain lines
FEW = 5  # answers that tell nothing of the time left


class Tally:
    """Counts answers by status; ``num_lines`` is how many the file of wishes has."""

    def __init__(
        self, num_lines: int, before: Before, language: str = "en", now: Callable[[], float] = time.monotonic
    ) -> None:
        self._num_lines, self._before, self._language, self._now = num_lines, before, language, now
        self.statuses = before.statuses.copy()
        self._begun = self._told = now()
        self._line = before.line
        self._live = status_line(self._text)

    def __enter__(self) -> Tally:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    @property
    def num_failed(self) -> int:
        """How many wishes have no plan."""
        return self.statuses["failed"]

    def take(self, line: Line) -> None:
        """Count an answer."""
        self.statuses[line.status] += 1
        self._line = line.row.line
        if not self._live and self._now() - self._told >= SECONDS_BETWEEN:
            self._told = self._now()
            print(self.status(), file=sys.stderr, flush=True)

    def status(self, *, goes_on: bool = True) -> str:
        """Return how many are answered and failed, the share that is proven best, the rate and the time left."""
        total = self.statuses.total()
        parts = [self._say("answered", n=total)]
        if self.num_failed:
            parts.append(self._say("failed", n=self.num_failed))
        if plans := total - self.num_failed:
            parts.append(self._say("proven", share=100 * self.statuses["optimal"] / plans))
        seconds, new = self._now() - self._begun, total - self._before.statuses.total()
        if new and seconds:
            parts.append(self._say("rate", n=round(60 * new / seconds)))
        if goes_on and new >= FEW and self._line < self._num_lines:
            left = seconds * (self._num_lines - self._line) / (self._line - self._before.line)
            parts.append(self._say("left", time=format_length(math.ceil(left / 60), self._language)))
        return " · ".join(parts)

    def tell(self, output: str, *, is_stopped: bool) -> None:
        """Say what all came to, and how to go on after a stop."""
        print(self.status(goes_on=False), file=sys.stderr)
        print(self._say("stopped" if is_stopped else "written", path=output), file=sys.stderr)

    def _text(self) -> Text:
        from rich.text import Text

        return Text(self.status(), style="dim")

    def _say(self, code: str, **values: object) -> str:
        return say(self._language, f"batch.{code}", **values)
