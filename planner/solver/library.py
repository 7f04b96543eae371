"""The solver's compiled kernels, where there are some."""

from __future__ import annotations

from ctypes import CDLL
from functools import cache
from pathlib import Path

from planner import kernels

SOURCE = kernels.SOLVER
COMPILED = kernels.compiled_of(SOURCE)
PLAIN = kernels.PLAIN


def version() -> str:
    """Return what a library compiled from the source as it is now calls itself."""
    return kernels.version_of(SOURCE)


@cache
def library() -> CDLL | None:
    """Return the compiled kernels; None when there are none, or they are not wanted."""
    return None if kernels.is_plain() else load(COMPILED)


def load(path: Path) -> CDLL | None:
    """Return a library; None when it isn't there, isn't for this machine, or was compiled from another source."""
    return kernels.load(path, SOURCE)
