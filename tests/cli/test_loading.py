"""The data of a command: kept in the user's cache folder, and out of the garbage collector's way."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.cli.loading import load
from planner.kept import default_folder
from tests.builders.paths import SMALL


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


@pytest.fixture
def resting() -> Iterator[None]:
    gc.disable()
    yield
    gc.unfreeze()
    gc.enable()


@pytest.mark.usefixtures("resting")
def test_the_collector_wakes_and_passes_over_the_data() -> None:
    before = gc.get_freeze_count()
    load(SMALL)
    assert gc.isenabled()
    assert gc.get_freeze_count() > before


def test_a_collector_that_works_is_left_alone() -> None:
    before = gc.get_freeze_count()
    load(SMALL)
    assert (gc.isenabled(), gc.get_freeze_count()) == (True, before)


def test_a_command_keeps_its_data_unless_told_otherwise() -> None:
    load(SMALL, use_cache=False)
    assert not default_folder().exists()
    assert load(SMALL) == load(SMALL)
    assert [path.name.partition("-")[0] for path in default_folder().iterdir()] == ["corridor"]
