"""How a server is set up, and what it takes at most."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from planner.errors import RequestError
from planner.store.jobs import KEEP_DAYS, LEASE
from planner.texts import Message

LEAST_TOKEN = 16  # characters
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
    def is_local(self) -> bool:
        """Whether only this machine can ask."""
        return self.host in LOOPBACK


def digest(token: str) -> str:
    """Return what stands for a token."""
    return sha256(token.encode()).hexdigest()


def tokens_of(path: Path) -> frozenset[str]:
    """Return the digests of the tokens of a file, one a line.

    Raises
    ------
    RequestError
        When there is none, or one that can be guessed.
    """
    try:
        lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError):
        lines = []
    tokens = [line for line in lines if line and not line.startswith("#")]
    if not tokens or min(map(len, tokens)) < LEAST_TOKEN:
        raise RequestError(Message("web.no-tokens", {"file": str(path)}), field="token_file")
    return frozenset(map(digest, tokens))
