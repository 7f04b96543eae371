"""The compiled kernels, where there are some; `hatch_build.py` builds them when the planner is installed.

It reads this file too, on its own, before anything is installed: only the standard library is imported here.
"""

from __future__ import annotations

import os
from ctypes import CDLL, c_char_p
from functools import cache
from hashlib import sha256
from pathlib import Path

SOURCE = Path(__file__).parent / "kernels.c"
COMPILED = SOURCE.with_name("_kernels.so")
PLAIN = "PLANNER_PLAIN"  # set to 1, this variable of the environment keeps to the twins in Python


def version() -> str:
    """Return what a library compiled from the source as it is now calls itself."""
    return sha256(SOURCE.read_bytes()).hexdigest()[:16]


@cache
def library() -> CDLL | None:
    """Return the compiled kernels; None when there are none, or they are not wanted."""
    return None if os.environ.get(PLAIN) == "1" else load(COMPILED)


def load(path: Path) -> CDLL | None:
    """Return a library; None when it isn't there, isn't for this machine, or was compiled from another source."""
    try:
        found = CDLL(str(path))
        found.kernels_version.restype = c_char_p
        return found if found.kernels_version() == version().encode() else None
    except (OSError, AttributeError):
        return None
