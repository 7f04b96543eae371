"""Ctrl-C and the status line while the solver works."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any

from planner.stopping import StopToken
from planner.texts import say

if TYPE_CHECKING:
    from rich.live import Live
    from rich.text import Text


def status_line(text: Callable[[], Text]) -> Live | None:
    """Return a line on stderr that shows a text as it changes; None where that is no terminal."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        return None
    from rich.live import Live

    return Live(console=console, get_renderable=text, transient=True)


class Watch:
    """Progress of a search; the first Ctrl-C asks it to stop, the second one ends the program.

    The status line is shown on a terminal only.
    """

    def __init__(self, language: str = "en") -> None:
        self.language = language
        self.stop = StopToken()
        self._objective: int | None = None
        self._bound: int | None = None
        self._is_searching = False
        self._step: tuple[int, int] | None = None
        self._began = time.monotonic()
        self._previous: Any = signal.SIG_DFL
        self._live = status_line(self.status)

    def __enter__(self) -> Watch:
        self._previous = signal.signal(signal.SIGINT, self._stop)
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()
        signal.signal(signal.SIGINT, self._previous)

    def __call__(self, objective: int | None, bound: int | None) -> None:
        """Take the value of the best plan and the proven bound."""
        self._objective, self._bound, self._is_searching = objective, bound, True

    def step(self, number: int, of: int) -> None:
        """Take which of several solves goes on."""
        self._step, self._is_searching = (number, of), True

    def status(self) -> Text:
        """Return the status line."""
        from rich.text import Text

        doing = "stopping" if self.stop.is_set else "looking" if self._is_searching else "tables"
        parts = [self._say(doing)]
        if self._step is not None:
            number, of = self._step
            parts.append(self._say("step", number=number, of=of))
        if self._objective is not None:
            parts.append(self._say("best", value=self._objective))
        if self._bound is not None:
            parts.append(self._say("none-above", value=self._bound))
        if self._objective is not None and self._bound is not None and self._bound > 0:
            parts.append(self._say("gap", share=(self._bound - self._objective) / self._bound))
        parts.append(self._say("seconds", n=round(time.monotonic() - self._began)))
        return Text(" · ".join(parts), style="dim")

    def _say(self, word: str, **values: float) -> str:
        return say(self.language, f"lists.{word}", **values)

    def _stop(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self.stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)
