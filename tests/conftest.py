"""How much of the large property tests is run, and where all test processes keep what is slow to make."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.builders import examples

if sys.platform != "win32":
    from fcntl import LOCK_EX, flock

TODAY = date(2026, 6, 1)  # of every test, in which no date is past that is planned for


@pytest.fixture(autouse=True)
def no_wall_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the same day whenever the tests run."""
    monkeypatch.setattr("planner.clock.today", lambda: TODAY)


@pytest.fixture(scope="session", autouse=True)
def tables_are_made_once() -> Iterator[None]:
    """Let a test process that wants a table which another one is making wait for it, where files can be locked."""
    from planner.kept import kept  # not before the coverage of the worker is counted

    folder = Path(os.environ["XDG_CACHE_HOME"])

    def kept_once(path: Path, make: Callable[[], bytes], most: int) -> bytes:
        with (folder / f"{path.stem}.lock").open("w") as lock:
            if sys.platform != "win32":
                flock(lock, LOCK_EX)
            return kept(path, make, most)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("planner.network.pairs.kept", kept_once)
        yield


def pytest_configure(config: pytest.Config) -> None:
    """Run the full numbers where they are asked for, before any test module is imported.

    The user's cache is left alone: one new folder in its place serves the workers and the commands they run.
    """
    os.environ.pop("COLUMNS", None)
    examples.FULL = config.option.markexpr == "soak"
    if not hasattr(config, "workerinput"):
        folder = tempfile.TemporaryDirectory(prefix="planner-tests-", ignore_cleanup_errors=True)
        config.add_cleanup(folder.cleanup)
        os.environ["XDG_CACHE_HOME"] = folder.name
