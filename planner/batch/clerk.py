"""What answers the wishes of a batch, here or on another machine: one pure function over data that are built once."""

from __future__ import annotations

import gc
import json
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from planner.asking import Answer, Ask, Desk
from planner.atlas import Atlas
from planner.compact import compact, only
from planner.corridor import Corridor
from planner.itinerary import Itinerary
from planner.stopping import Report, StopToken, no_report

MOST_MEGABYTES = 1500  # of a process between two wishes, where the system says it (Linux)
FAILED = "failed"
MEMORY = Path("/proc/self/status")


@dataclass(frozen=True)
class Form:
    """What of a plan is told: some fields or all, compact or whole."""

    fields: tuple[str, ...] = ()
    is_compact: bool = False


WHOLE = Form()


@dataclass(frozen=True)
class Told(Answer):
    """An answer with the status of its plan, and how many seconds it took where that is told."""

    status: str = FAILED
    seconds: float | None = None


class Clerk:
    """Answers wishes; travel tables are put away when they take too much memory, and stay on disk."""

    def __init__(
        self, corridor: Corridor, form: Form, *, use_cache: bool = True, most: int = MOST_MEGABYTES
    ) -> None:
        self._corridor, self._form, self._use_cache, self._most = corridor, form, use_cache, most
        self.desk = self._new_desk()
        gc.collect()
        gc.freeze()  # the data stay

    def __call__(self, ask: Ask, stop: StopToken | None = None, report: Report = no_report) -> Told:
        """Return the answer to a wish; with a limit of work it says nothing of seconds, and is always the same."""
        begun = time.monotonic()
        answer = self.desk(ask, stop, report)
        told = Told(answer.text, answer.exit_code) if answer.is_problem else self._told(answer)
        if megabytes() > self._most:
            self.desk = self._new_desk()
        return told if ask.body.get("work") else replace(told, seconds=round(time.monotonic() - begun, 2))

    def _new_desk(self) -> Desk:
        return Desk(Atlas(self._corridor, use_cache=self._use_cache))

    def _told(self, answer: Answer) -> Told:
        plan = answer.data
        if self._form == WHOLE:
            return Told(answer.text, status=plan["status"])
        whole: dict[str, Any] = plan
        if self._form.is_compact:
            whole = compact(Itinerary.model_validate_json(answer.text), self._corridor)
        text = json.dumps(only(whole, self._form.fields), ensure_ascii=False, separators=(",", ":"))
        return Told(text, status=plan["status"])


def megabytes() -> float:
    """Return how much memory this process has now, 0 where the system does not say."""
    if not MEMORY.exists():
        return 0.0
    words = MEMORY.read_text().split()
    return int(words[words.index("VmRSS:") + 1]) / 1024
