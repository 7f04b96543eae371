"""The shipped corridor and its ways: read and worked out once for all tests of a process."""

from __future__ import annotations

from functools import cache

from planner.atlas import Atlas
from planner.corridor import Corridor
from planner.loading import load_corridor


@cache
def shipped() -> Corridor:
    """Return the shipped corridor."""
    return load_corridor(use_cache=True)


@cache
def shipped_atlas() -> Atlas:
    """Return its ways; its tables are those that the test processes share (conftest.py)."""
    return Atlas(shipped())
