"""How much of the large property tests is run, and where all test processes keep what is slow to make."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.builders import examples

if TYPE_CHECKING:
    from planner.corridor import Corridor

if sys.platform != "win32":
    from fcntl import LOCK_EX, flock

TODAY = date(2026, 6, 1)  # of every test, in which no date is past that is planned for
YOUNG = 100_000  # objects before the garbage collector looks, as in a command
MOST_TABLES = 100  # kept of a kind: the tests travel on more days than a user


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
            return kept(path, make, max(most, MOST_TABLES))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("planner.network.pairs.kept", kept_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def shipped_data_are_recalled_once() -> Iterator[None]:
    """Let the commands that run within a test process share the shipped corridor, which nobody can change."""
    from planner.loading.folder import shipped_data
    from planner.loading.remembered import recall

    known: list[Corridor] = []

    def recalled_once(folder: Path, cache_dir: Path | None = None) -> Corridor | None:
        if cache_dir or folder != shipped_data():
            return recall(folder, cache_dir)
        if not known and (corridor := recall(folder)):
            known.append(corridor)
        return known[0] if known else None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("planner.loading.corridors.recall", recalled_once)
        yield


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what all tests are made of."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


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
