"""Tables kept on disk: made once, made again when damaged, and shared by processes."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner.arrays import INFINITY
from planner.kept import default_folder
from planner.loading import load_corridor
from planner.network.cache import KEPT, cached
from planner.network.roads import Roads
from planner.network.timetable import Timetable
from planner.rules import CAR_CNY_PER_KM
from tests.builders.networks import night_train
from tests.builders.paths import SMALL
from tests.builders.shipped import shipped

TUESDAY, SATURDAY, SUNDAY = date(2026, 12, 1), date(2026, 12, 5), date(2026, 12, 6)


class Counter:
    """Makes a table and counts how often it was asked to."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> Any:
        self.made += 1
        return np.arange(24, dtype=np.int16).reshape(2, 3, 4)


def get(make: Counter, folder: Path, key: str = "key") -> Any:
    table = cached(key, (2, 3, 4), make, folder)
    assert (table == np.arange(24).reshape(2, 3, 4)).all()
    return table


def test_a_table_is_made_once(tmp_path: Path) -> None:
    make = Counter()
    for _ in range(3):
        get(make, tmp_path / "new" / "folder")
    assert make.made == 1


@pytest.mark.parametrize("damage", ["cut", "empty", "bit", "longer", "folder"])
def test_a_damaged_table_is_made_again(tmp_path: Path, damage: str) -> None:
    make = Counter()
    get(make, tmp_path)
    (path,) = tmp_path.iterdir()
    content = bytearray(path.read_bytes())
    if damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        content[10] ^= damage == "bit"
        wrong: dict[str, bytes | bytearray] = {
            "cut": content[:-5],
            "empty": b"",
            "bit": content,
            "longer": content + b"\0",
        }
        path.write_bytes(wrong[damage])
    get(make, tmp_path)
    assert make.made == 2
    get(make, tmp_path)
    assert make.made == (3 if damage == "folder" else 2)  # a folder cannot be replaced, and is no error


def test_no_folder_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    make = Counter()
    get(make, tmp_path / "file")
    get(make, tmp_path / "file")
    assert make.made == 2


def test_old_tables_are_removed(tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        get(Counter(), tmp_path, f"key {number}")
    assert len(list(tmp_path.iterdir())) == KEPT


WRITER = """
import sys
from pathlib import Path
import numpy as np
from planner.loading import load_corridor
from planner.network.cache import cached
table = np.arange(200_000, dtype=np.int16).reshape(2, -1)
for number in range(40):
    folder = Path(sys.argv[1])
    got = cached(f"key {number % 2}", table.shape, table.copy, folder)
    assert (got == table).all()
    for path in folder.glob("table-*.bin"):
        path.unlink(missing_ok=True)
"""


def test_two_processes_at_once_do_no_harm(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [writer.communicate()[1] for writer in both] == ["", ""]
    assert [writer.returncode for writer in both] == [0, 0]


def test_the_cache_lives_in_the_users_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "bashu-planner"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert default_folder() == Path.home() / ".cache" / "bashu-planner"


def test_the_cache_tells_days_and_lines_apart(tmp_path: Path) -> None:
    weekly, daily = night_train("Sa"), night_train()
    for corridor, day, files in [
        (weekly, SATURDAY, 1),
        (weekly, SUNDAY, 2),
        (daily, SATURDAY, 3),
        (weekly, SUNDAY, 3),
    ]:
        fresh = Timetable(corridor).table(day, use_cache=False)
        kept = Timetable(corridor).table(day, cache_dir=tmp_path)
        assert (fresh.layers == kept.layers).all()
        assert len(list(tmp_path.iterdir())) == files


def test_no_cache_writes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    Timetable(night_train()).table(TUESDAY, use_cache=False)
    assert list(tmp_path.iterdir()) == []


def test_the_kept_table_of_roads_is_the_fresh_one(tmp_path: Path) -> None:
    roads = Roads(shipped())
    fresh = roads.table()
    for _ in range(2):  # made, then read
        kept = roads.kept_table(tmp_path)
        assert kept.ids == fresh.ids
        assert (kept.minutes == fresh.minutes).all()
        reached = fresh.minutes < INFINITY
        assert np.abs(kept.cny - fresh.cny)[reached].max() <= 0.05 * CAR_CNY_PER_KM + 1e-9
    assert len(list(tmp_path.iterdir())) == 1


def test_other_roads_are_another_table(tmp_path: Path) -> None:
    corridor = load_corridor(SMALL)
    Roads(corridor).kept_table(tmp_path)
    faster = corridor.links[0].model_copy(update={"minutes": 1})
    other = Roads(corridor.model_copy(update={"links": (faster, *corridor.links[1:])})).kept_table(tmp_path)
    a, b = other.ids.index(faster.start), other.ids.index(faster.end)
    assert other.minutes[a, b] == 1
