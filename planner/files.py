"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_atomically(path: Path | str, content: str | bytes) -> None:
    """Write bytes, or a text as UTF-8; whenever the process is killed, the old file is there or the new one.

    Raises
    ------
    OSError
        When the folder cannot be written to; the old file is untouched.
    """
    data = content.encode() if isinstance(content, str) else content
    target = Path(path).resolve()  # through a symbolic link, which would be replaced otherwise
    if target.exists() and not target.is_file():  # a device or a pipe must not be replaced by a file
        target.write_bytes(data)
        return
    temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
