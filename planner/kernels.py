"""Compiled kernels, where there are some; `hatch_build.py` builds them when the planner is installed.

It reads this file too, on its own, before anything is installed: only the standard library is imported here.
"""

from __future__ import annotations

import os
from ctypes import CDLL, c_char_p
from hashlib import sha256
from pathlib import Path

PLAIN = "PLANNER_PLAIN"  # set to 1, this variable of the environment keeps to the twins in Python
SOLVER, NETWORK = (Path(__file__).parent / name for name in ("solver/kernels.c", "network/labels.c"))
SOURCES = (SOLVER, NETWORK)


def compiled_of(source: Path) -> Path:
    """Return where the library of a source is."""
    return source.with_name(f"_{source.stem}.so")


def version_of(source: Path) -> str:
    """Return what a library compiled from the source as it is now calls itself."""
    return sha256(source.read_bytes()).hexdigest()[:16]


def is_plain() -> bool:
    """Return whether the twins in Python are wanted."""
    return os.environ.get(PLAIN) == "1"


def load(path: Path, source: Path) -> CDLL | None:
    """Return a library; None when it isn't there, isn't for this machine, or was compiled from another source."""
    try:
        found = CDLL(str(path))
        found.kernels_version.restype = c_char_p
        return found if found.kernels_version() == version_of(source).encode() else None
    except (OSError, AttributeError):
        return None
