"""Digests of what answers depend on: by them an answer is known again, and is no answer on other data."""

from __future__ import annotations

import json
from hashlib import sha256

from planner import __version__
from planner.asking import Ask


def key_of(ask: Ask, meant: str, data_hash: str) -> str:
    """Return a digest of all that an answer depends on; ``meant`` is what the words of the ask mean."""
    return _digest(ask.kind, meant, ask.plan or "", data_hash, __version__)


def basis_of(data_hash: str) -> str:
    """Return a digest of what all answers depend on."""
    return _digest(data_hash, __version__)


def _digest(*parts: str) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()
