"""Tokens of those who may ask over a network. Only their digests are held."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256
from pathlib import Path

from planner.errors import RequestError
from planner.texts import Message

LEAST_TOKEN = 16  # characters


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


def is_known(token: str, tokens: Collection[str]) -> bool:
    """Tell whether a token is one of those of some digests; how long that takes says nothing of it."""
    return digest(token) in tokens
