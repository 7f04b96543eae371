"""Work that is the same on every machine, where a test wants to say that something is not slow."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@dataclass
class Calls:
    """How many functions were called."""

    number: int = 0


@contextmanager
def counted_calls() -> Iterator[Calls]:
    """Count the calls of functions, Python's and C's, within the block."""
    calls, before = Calls(), sys.getprofile()

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        calls.number += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(before)
