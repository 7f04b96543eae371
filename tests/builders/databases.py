"""Databases for tests: SQLite in a file, and a PostgreSQL of its own where Debian's programs are there."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def _programs() -> Path | None:
    found = shutil.which("initdb")
    return Path(found).parent if found else (DEBIAN[-1] if DEBIAN else None)


@contextmanager
def postgres() -> Iterator[str]:
    """Start a PostgreSQL that listens on a socket only, and give its address; skip where there is none."""
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL on this machine")
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:  # a short path, as a socket wants it
        as_user: list[str] = []
        if os.geteuid() == 0:  # which PostgreSQL refuses
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
            as_user = ["runuser", "-u", "postgres", "--"]
        data = f"{folder}/data"
        run = [*as_user, str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "planner", "--no-sync"]
        subprocess.run(run, check=True, capture_output=True, cwd=folder)
        control = [*as_user, str(programs / "pg_ctl"), "-D", data, "-w"]
        options = f"-k {folder} -c listen_addresses='' -F"
        start = [*control, "-o", options, "-l", f"{folder}/log", "start"]
        subprocess.run(start, check=True, capture_output=True, cwd=folder)
        try:
            yield f"postgresql://planner@/postgres?host={folder}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd=folder)
