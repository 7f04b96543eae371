"""A batch on this machine: processes that each build the data once and solve in one thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from planner.asking import Answer, Ask, Workers
from planner.batch.clerk import Clerk

ON_THEIR_WAY = 16  # wishes a process, or a thread of a cluster: a long one holds up the file alone
PATIENCE = (
    60.0  # seconds without a sign of life; the longest silence of a wish is a few seconds of a processor
)


class LocalRunner:
    """So many processes beside each other."""

    def __init__(self, make: Callable[[], Clerk], number: int) -> None:
        self.most = ON_THEIR_WAY * number
        self._workers = Workers(make, number, patience=PATIENCE)

    def submit(self, ask: Ask) -> Future[Answer]:
        """Let a wish be answered by the next process that is idle."""
        return self._workers.submit(ask).answer

    def close(self) -> None:
        """End the processes."""
        self._workers.close(seconds=0)
