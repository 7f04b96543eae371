"""Files kept in the user's cache folder; a lost, torn or foreign one only costs the time to make it again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from zlib import crc32

CHECK_BYTES = 4  # at the end of each file


def default_folder() -> Path:
    """Return ``bashu-planner`` in the user's cache folder; for who has no home a folder that cannot be."""
    try:
        caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        caches = Path(os.devnull)
    return caches / "bashu-planner"


def path_of(kind: str, key: str, folder: Path | None = None) -> Path:
    """Return where what belongs to a key is kept, by default in the user's cache folder."""
    return (folder or default_folder()) / f"{kind}-{sha256(key.encode()).hexdigest()[:32]}.bin"


def checksum(content: bytes | memoryview) -> bytes:
    """Return what stands behind the content in its file."""
    return crc32(content).to_bytes(CHECK_BYTES, "little")


def read(path: Path) -> bytes | None:
    """Return the content of a file, None when it is not there or not whole."""
    try:
        with path.open("rb") as file:
            content = file.read(max(0, path.stat().st_size - CHECK_BYTES))
            check = file.read()
    except OSError:
        return None
    return content if content and check == checksum(content) else None


def write(path: Path, content: bytes | memoryview, most: int) -> None:
    """Keep a file, and of its kind no more than the latest; a folder that cannot be written is no error.

    It is written under a name of its own and renamed, so that nobody ever reads half of one.
    """
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        kind = path.name.partition("-")[0]
        handle, own = tempfile.mkstemp(dir=path.parent, prefix=f"{kind}-new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.write(checksum(content))
            os.replace(own, path)
        except BaseException:
            os.unlink(own)
            raise
        _remove_oldest(path.parent, kind, most)


def kept(path: Path, make: Callable[[], bytes], most: int) -> bytes:
    """Return the content of a file, made and kept when it is not there or not whole."""
    content = read(path)
    if content is None:
        content = make()
        write(path, content, most)
    return content


def _remove_oldest(folder: Path, kind: str, most: int) -> None:
    files = sorted(folder.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime)
    for path in files[:-most]:
        path.unlink(missing_ok=True)
