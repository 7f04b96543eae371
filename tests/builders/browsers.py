"""A stand-in for a browser, which draws nothing and writes down what it was asked."""

from __future__ import annotations

from pathlib import Path

PICTURE = b"\x89PNG\r\n\x1a\n"


def browser(folder: Path, height: int | None = 4000) -> Path:
    """Write one that measures a page, or fails to, and return the folder to put on the path."""
    told = f"echo '<html data-height=\"{height}\">'" if height else "exit 1"
    script = f"""#!/bin/sh
printf '%s\\n' "$@" >> {folder}/asked
for argument; do
  case $argument in
    --dump-dom) {told} ;;
    --screenshot=*) printf '\\211PNG\\r\\n\\032\\n' > "${{argument#*=}}" ;;
  esac
done
"""
    path = folder / "chromium"
    path.write_text(script, encoding="utf-8")
    path.chmod(0o755)
    return folder
