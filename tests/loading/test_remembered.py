"""Corridors kept on disk: the same as read anew, and read anew whenever their files are not the same."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from planner.corridor import Corridor
from planner.errors import DataError
from planner.kept import default_folder, write
from planner.loading import load_corridor, reading, remembered, shipped_data
from planner.loading.remembered import KEPT
from tests.builders.paths import INVALID, SMALL

Load = Callable[..., Corridor]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the small corridor, with an included file."""
    copy = tmp_path / "data"
    shutil.copytree(SMALL, copy)
    (copy / "lines").mkdir()
    (copy / "lines" / "more.yaml").write_text("junctions: []\n")
    routes = copy / "routes.yaml"
    routes.write_text(f"include: [lines/more.yaml]\n{routes.read_text(encoding='utf-8')}", encoding="utf-8")
    return copy


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def known(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Corridor:
    """Return the corridor of the folder, which is kept now; nothing may be read again."""
    corridor = load_corridor(folder, use_cache=True, cache_dir=cache)
    monkeypatch.setattr(reading, "read_corridor", read_again)
    return corridor


class ReadAgainError(Exception):
    """A folder was read again."""


def read_again(*_: object, **__: object) -> NoReturn:
    raise ReadAgainError


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def kept(cache: Path) -> Path:
    (path,) = cache.iterdir()
    return path


def test_what_is_kept_is_what_was_read(cache: Path) -> None:
    for data in (SMALL, shipped_data()):
        fresh = load_corridor(data, use_cache=True, cache_dir=cache)
        again = remembered.recall(data, cache)
        assert again is not None
        assert again == fresh
        assert again.data_hash == fresh.data_hash
        # what the files do not give stays known as not given: a station's own minutes count
        assert again.model_dump(exclude_unset=True) == fresh.model_dump(exclude_unset=True)
        assert again.model_dump_json() == fresh.model_dump_json()


def test_the_same_files_are_not_read_again(
    known: Corridor, folder: Path, cache: Path, tmp_path: Path
) -> None:
    assert load_corridor(folder, use_cache=True, cache_dir=cache) == known
    moved = shutil.copytree(folder, tmp_path / "elsewhere")
    assert load_corridor(moved, use_cache=True, cache_dir=cache) == known


@pytest.mark.parametrize("name", ["attractions.yaml", "routes.yaml", "lines/more.yaml"])
@pytest.mark.usefixtures("known")
def test_a_changed_file_is_read_again(folder: Path, cache: Path, name: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("# a remark\n")
    with pytest.raises(ReadAgainError):
        load_corridor(folder, use_cache=True, cache_dir=cache)


@pytest.mark.usefixtures("known")
def test_a_new_file_of_products_is_read(folder: Path, cache: Path) -> None:
    (folder / "products.yaml").write_text("products: []\n")
    with pytest.raises(ReadAgainError):
        load_corridor(folder, use_cache=True, cache_dir=cache)


def test_a_change_of_an_included_file_is_seen(folder: Path, cache: Path) -> None:
    loads = [load_corridor(folder, use_cache=True, cache_dir=cache)]
    more = "{id: pass, name: {zh: 隘口, en: Pass}, location: {lat: 29.6, lon: 105.5}}"
    (folder / "lines" / "more.yaml").write_text(f"junctions: [{more}]\n", encoding="utf-8")
    replace(folder / "routes.yaml", "links:\n", "links:\n- {start: mid-town, end: pass, road_class: local}\n")
    loads += [load_corridor(folder, use_cache=True, cache_dir=cache) for _ in range(2)]
    assert [[junction.id for junction in corridor.junctions] for corridor in loads] == [
        [],
        ["pass"],
        ["pass"],
    ]
    assert loads[1].data_hash == loads[2].data_hash != loads[0].data_hash


@pytest.mark.parametrize("name", ["unknown-key", "missing-file"])
def test_problems_are_the_same_with_what_was_kept(folder: Path, cache: Path, name: str) -> None:
    load_corridor(folder, use_cache=True, cache_dir=cache)
    if name == "unknown-key":
        replace(folder / "attractions.yaml", "corridor:", "coridor: 1\ncorridor:")
    else:
        (folder / "lines" / "more.yaml").unlink()
    told = []
    for use_cache in (False, True, True):
        with pytest.raises(DataError) as caught:
            load_corridor(folder, use_cache=use_cache, cache_dir=cache)
        told.append(caught.value.problems)
    assert told[0] == told[1] == told[2]
    assert name in {problem.code for problem in told[0]}
    assert len(list(cache.iterdir())) == 1


def test_nothing_wrong_is_kept(cache: Path) -> None:
    wrong = sorted(path for path in INVALID.iterdir() if path.is_dir())
    assert wrong
    for data in wrong:
        with pytest.raises(DataError):
            load_corridor(data, thorough=True, use_cache=True, cache_dir=cache)
    assert not cache.exists()


@pytest.mark.usefixtures("known")
def test_an_included_file_that_left_the_folder_is_not_taken(
    folder: Path, cache: Path, tmp_path: Path
) -> None:
    outside = (folder / "lines" / "more.yaml").rename(tmp_path / "more.yaml")
    (folder / "lines" / "more.yaml").symlink_to(outside)
    with pytest.raises(ReadAgainError):
        load_corridor(folder, use_cache=True, cache_dir=cache)


@pytest.mark.parametrize("damage", ["cut", "empty", "bit", "longer", "folder", "foreign", "no corridor"])
def test_a_damaged_file_is_made_again(folder: Path, cache: Path, damage: str) -> None:
    fresh = load_corridor(folder, use_cache=True, cache_dir=cache)
    path = kept(cache)
    content = bytearray(path.read_bytes())
    content[100] ^= damage == "bit"
    if damage == "folder":
        path.unlink()
        path.mkdir()
    elif damage in ("foreign", "no corridor"):
        head = content.partition(b"\n")[0] if damage == "no corridor" else b"[]"
        write(path, bytes(head + b"\n{}"), KEPT)
    else:
        wrong: dict[str, bytes | bytearray] = {
            "cut": content[:-5],
            "empty": b"",
            "bit": content,
            "longer": content + b"\0",
        }
        path.write_bytes(wrong[damage])
    assert remembered.recall(folder, cache) is None
    assert load_corridor(folder, use_cache=True, cache_dir=cache) == fresh
    assert remembered.recall(folder, cache) == (None if damage == "folder" else fresh)


def test_a_folder_that_cannot_be_written_is_no_error(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for _ in range(2):
        assert load_corridor(folder, use_cache=True, cache_dir=tmp_path / "file").towns


@pytest.mark.usefixtures("known")
def test_other_code_reads_again(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_code", lambda: "a newer release")
    with pytest.raises(ReadAgainError):
        load_corridor(folder, use_cache=True, cache_dir=cache)


def test_without_source_nothing_is_kept(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "READERS", ("nothing/*.py",))
    monkeypatch.setattr(remembered, "_code", remembered._code.__wrapped__)
    assert load_corridor(folder, use_cache=True, cache_dir=cache).towns
    assert not cache.exists()


@pytest.mark.usefixtures("known")
def test_a_thorough_look_and_one_without_a_file_read_again(folder: Path, cache: Path) -> None:
    with pytest.raises(ReadAgainError):
        load_corridor(folder, thorough=True, use_cache=True, cache_dir=cache)
    with pytest.raises(ReadAgainError):
        load_corridor(folder, without=folder / "lines" / "more.yaml", use_cache=True, cache_dir=cache)
    with pytest.raises(ReadAgainError):
        load_corridor(folder, cache_dir=cache)


def test_few_corridors_are_kept(folder: Path, cache: Path) -> None:
    for number in range(KEPT + 2):
        (folder / "lines" / "more.yaml").write_text(f"junctions: []\n# {number}\n")
        replace(folder / "routes.yaml", "links:\n", f"# {number}\nlinks:\n")
        load_corridor(folder, use_cache=True, cache_dir=cache)
    assert len(list(cache.iterdir())) == KEPT


def test_who_has_no_home_keeps_nothing(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    def homeless() -> NoReturn:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert load_corridor(folder, use_cache=True).towns
    assert not default_folder().exists()


WRITER = """
import json, sys
from pathlib import Path
from planner.loading import load_corridor
data, cache = map(Path, sys.argv[1:])
for number in range(12):
    print(len(load_corridor(data, use_cache=True, cache_dir=cache).model_dump_json()))
    for path in cache.glob("*.bin"):
        path.unlink(missing_ok=True)
"""


def test_two_processes_at_once_do_no_harm(folder: Path, cache: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(folder), str(cache)]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    told = [process.communicate() for process in both]
    size = len(load_corridor(folder).model_dump_json())
    assert told == [(f"{size}\n" * 12, "")] * 2


WARM = """
import json, sys
from pathlib import Path
from planner.atlas import Atlas
from planner.loading import load_corridor
from planner.request import TripRequest
data, cache, *names = sys.argv[1:]
corridor = load_corridor(data, use_cache=True, cache_dir=Path(cache))
atlas = Atlas(corridor, cache_dir=Path(cache))
wish = {"days": 2, "date": "2026-12-05", "from": "east-city"}
for mode in ("car", "transit"):
    ways = atlas.ways(TripRequest.model_validate({**wish, "mode": mode}))
    ways.journeys.journey("east-city", "mid-grotto", 540, TripRequest.model_validate(wish).date)
print(json.dumps([name for name in names if name in sys.modules]))
"""


def test_who_finds_all_on_disk_imports_nothing_to_make_it(folder: Path, cache: Path) -> None:
    heavy = ("yaml", "networkx", "rapidfuzz", "planner.loading.reading", "planner.loading.tree")
    told = [
        subprocess.run(
            [sys.executable, "-c", WARM, str(folder), str(cache), *heavy],
            capture_output=True,
            text=True,
            check=True,
        )
        for _ in range(2)
    ]
    assert "yaml" in json.loads(told[0].stdout)
    assert json.loads(told[1].stdout) == []
