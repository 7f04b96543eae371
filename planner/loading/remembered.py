"""Corridors that were read before, kept on disk: the same files need not be read again by the same code."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

import pydantic
from pydantic_core import to_json

from planner.corridor import Corridor
from planner.kept import path_of, read, write
from planner.loading.folder import (
    ATTRACTIONS,
    CLAIMS,
    MAX_BYTES,
    PRODUCTS,
    ROUTES,
    Contents,
    digest,
    include_problem,
)

KEPT = 4  # corridors
READERS = ("*.py", "corridor/*.py", "hours/*.py", "loading/*.py")  # the code that decides what is read
ROOTS = (ATTRACTIONS, ROUTES, PRODUCTS, CLAIMS)


def recall(folder: Path, cache_dir: Path | None = None) -> Corridor | None:
    """Return the corridor of a data folder if its files were read before, and found right."""
    with suppress(OSError, ValueError, LookupError, TypeError):  # then it is read anew
        roots = [(name, _content(folder, name)) for name in ROOTS if (folder / name).exists()]
        head, _, body = (read(_path(roots, cache_dir)) or b"").partition(b"\n")
        if head:
            known = json.loads(head)
            included = [(name, _content(folder, name)) for name in known["included"]]
            is_within = not any(include_problem(folder, name) for name, _ in included)
            if is_within and digest([*roots[:2], *included, *roots[2:]]) == known["digest"]:
                return Corridor.model_validate_json(body)
    return None


def remember(corridor: Corridor, files: Contents, cache_dir: Path | None = None) -> None:
    """Keep a corridor that was read from some files."""
    roots = [(name, content) for name, content in files if name in ROOTS]
    head = {"included": [name for name, _ in files if name not in ROOTS], "digest": digest(files)}
    # minutes stay numbers, which are read quicker than clock texts; what the files do not give is not written
    body = to_json(corridor.model_dump(exclude_unset=True))
    with suppress(OSError):
        write(_path(roots, cache_dir), to_json(head) + b"\n" + body, KEPT)


def _content(folder: Path, name: str) -> bytes:
    """Return what is in a file that may be read.

    Raises
    ------
    OSError
        When it may not.
    """
    path = folder / name
    if not path.is_file() or path.stat().st_size > MAX_BYTES:
        raise OSError(f"{path} is not read")
    return path.read_bytes()


def _path(roots: Contents, cache_dir: Path | None) -> Path:
    return path_of("corridor", f"{_code()} {digest(roots)}", cache_dir)


@cache
def _code() -> str:
    """Return a digest of the code that reads.

    Raises
    ------
    OSError
        When there is no source, and nothing tells one release from the next.
    """
    package = Path(__file__).parents[1]
    sources = [path for pattern in READERS for path in sorted(package.glob(pattern))]
    if not sources:
        raise OSError("no source of the package")
    found = sha256(pydantic.VERSION.encode())
    for path in sources:
        found.update(path.read_bytes())
    return found.hexdigest()
