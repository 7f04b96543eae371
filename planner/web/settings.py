"""How a server is set up, and what it takes at most."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from planner.store.jobs import KEEP_DAYS, LEASE

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Settings:
    """``tokens`` are digests; without any, everybody may ask."""

    host: str = "127.0.0.1"
    port: int = 8000
    database: str | None = None
    data: Path | None = None
    workers: int = max(1, os.cpu_count() or 1)
    tokens: Collection[str] = ()
    most_waiting: int = 32
    most_seconds: float = 60
    most_body: int = 2_000_000  # bytes
    rate: str = "120/minute"
    keep_days: float = KEEP_DAYS
    lease: float = LEASE
    grace: float = 15  # seconds that open requests have when the server ends

    @property
    def most_work(self) -> int:
        """Units of work of the longest search: about a millisecond each."""
        return int(self.most_seconds * 1000)

    @property
    def is_local(self) -> bool:
        """Whether only this machine can ask."""
        return self.host in LOOPBACK
