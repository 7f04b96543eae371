"""Servers for tests: in this process, over the small corridor, with a thread where a server has processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from planner.asking import Answer, Ask, CrowdedError, Desk, Pending, open_desk
from planner.stopping import Report, StopToken, no_report
from planner.texts import Message
from planner.web import Settings, create_app
from tests.builders.paths import SMALL

Answerer = Callable[[Ask, StopToken, Report], Answer]
OFTEN = "1000000/second"
WISH: dict[str, Any] = {
    "days": 2,
    "date": "2026-12-05",
    "from": "East City",
    "to": "west-city",
    "mode": "car",
    "work": 50,
    "threads": 1,
}
QUESTIONS: dict[str, dict[str, Any]] = {
    "explain": {"site": "east-tower"},
    "suggest": {"most": 1},
    "replan": {"now": "2026-12-05T10:00", "late": 5},
    "edit": {"drop": ["mid-grotto"]},
    "risk": {"samples": 100},
    "alternatives": {"number": 1},
    "pareto": {"most": 2},
}


@cache
def small_desk() -> Desk:
    return open_desk(SMALL, use_cache=False)


class Threads:
    """Stands for `planner.asking.Workers`, with a thread for each process."""

    def __init__(self, answer: Answerer, number: int = 1, most_waiting: int = 32) -> None:
        self._answer, self._pool, self._most = answer, ThreadPoolExecutor(number), number + most_waiting
        self._pending: set[Pending] = set()
        self.num_ready, self.num_at_work, self.num_asked = number, 0, 0

    @property
    def num_waiting(self) -> int:
        return len(self._pending)

    def submit(
        self,
        ask: Ask,
        report: Report = no_report,
        *,
        near: str | None = None,
        begun: Callable[[], object] = lambda: None,
    ) -> Pending:
        if len(self._pending) >= self._most:
            raise CrowdedError(Message("request.too-many-waiting", {"n": len(self._pending)}))
        self.num_asked += 1
        pending, stop = Pending(ask, report, near, begun), StopToken()
        pending._stop = stop.set
        self._pending.add(pending)

        def run() -> None:
            if not pending.answer.cancelled():
                begun()
                found = self._answer(ask, stop, report)
                self._pending.discard(pending)
                pending.answer.set_result(found)

        self._pool.submit(run)
        return pending

    def close(self, *, seconds: float = 10) -> None:  # noqa: ARG002 (as the processes have it)
        for pending in list(self._pending):
            pending.stop()
        self._pool.shutdown()


@contextmanager
def server(
    database: Path | str, answer: Answerer | None = None, number: int = 1, **settings: Any
) -> Iterator[TestClient]:
    """Give a client of a server over the small corridor; ``answer`` answers in place of a desk."""
    set_up = Settings(
        **{
            "database": str(database),
            "data": SMALL,
            "host": "testserver",
            "rate": OFTEN,
            "grace": 1,
            **settings,
        }
    )
    app = create_app(set_up, lambda: Threads(answer or small_desk(), number, set_up.most_waiting))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
