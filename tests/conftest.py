"""How much of the large property tests is run, and where all test processes keep what is slow to make."""

from __future__ import annotations

import os
import tempfile
from datetime import date

import pytest

from tests.builders import examples

TODAY = date(2026, 6, 1)  # of every test, in which no date is past that is planned for


@pytest.fixture(autouse=True)
def no_wall_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the same day whenever the tests run."""
    monkeypatch.setattr("planner.clock.today", lambda: TODAY)


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
