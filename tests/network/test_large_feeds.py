"""Tables of large feeds: over some places the same as over all, in parts the same as at once, and they stop."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from planner.arrays import INFINITY
from planner.atlas import Atlas
from planner.corridor import Corridor
from planner.network import connections, scan
from planner.network.cache import Minutes
from planner.network.onward import Onward
from planner.network.timetable import Timetable, TimetableTravel
from planner.network.tracks import HORIZON
from planner.request import TripRequest
from planner.stopping import StoppedError, StopToken
from tests.builders.cities import city
from tests.network.test_timetable import TUESDAY

PLACES = ("far", "middle", "s3-5", "corner", "s0-6", "east")


@cache
def town_of_stops() -> Corridor:
    return city(12)


@cache
def whole() -> TimetableTravel:
    return Timetable(town_of_stops()).table(TUESDAY, use_cache=False)


@cache
def part() -> TimetableTravel:
    """Return a table over some places."""
    return some()


def some() -> TimetableTravel:
    """Return the same made anew."""
    return Timetable(town_of_stops()).table(TUESDAY, PLACES, use_cache=False)


def test_a_table_over_some_places_is_a_part_of_the_whole() -> None:
    rows = np.array([whole().ids.index(place) for place in PLACES])
    assert part().ids == PLACES
    assert len(whole().ids) == 148
    assert (part().layers == whole().select(rows).layers).all()


@pytest.mark.parametrize(("place", "at_once"), [("AT_ONCE", 1), ("AT_ONCE", 15_000), ("WIDE", 1)])
def test_in_parts_it_is_the_same(place: str, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = part()
    monkeypatch.setattr(scan, place, at_once)
    assert (some().layers == expected.layers).all()


def test_stops_one_by_one_are_reached_as_in_bundles(monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = Timetable(town_of_stops())
    assert bundled.stops.bundle.max() == 10  # eleven lengths of links
    monkeypatch.setattr(connections, "BUNDLED", 1000)
    alone = Timetable(town_of_stops())
    assert alone.stops.bundle.max() == -1
    assert (alone.table(TUESDAY, PLACES, use_cache=False).layers == part().layers).all()


@pytest.mark.parametrize(
    ("start", "end"), [("far", "s3-5"), ("s11-0", "far"), ("corner", "east"), ("s0-0", "s9-9")]
)
def test_the_table_knows_the_exact_journeys(start: str, end: str) -> None:
    timetable = Timetable(town_of_stops())
    ends = np.array(whole().ids.index(start)), np.array(whole().ids.index(end))
    for depart in range(360, 1380, 60):
        steps = timetable.journey(start, end, depart, TUESDAY)
        arrive = int(whole().arrive(*ends, np.array(depart)))
        moving = int(whole().moving(*ends, np.array(depart)))
        if steps is None:
            assert arrive >= INFINITY
        else:
            reach = timetable.reaches_door(steps[-1])
            assert (reach, reach - timetable.leaves_door(steps[0])) == (arrive, moving)


def test_a_bundle_is_never_early_and_what_is_nearer_stands_alone() -> None:
    minutes: Minutes = np.array([[9, 9, 4, 30], [9, INFINITY, 9, HORIZON + 1]], dtype=np.int32)
    onward = Onward(minutes, np.array([0, 0, 0, -1]))
    # all of the bundle (target 4) in 9 minutes, stop 2 in 4, stop 3 belongs to none
    assert [array.tolist() for array in onward.of(0)] == [[2, 3, 4], [4, 30, 9]]
    # one of the bundle cannot be reached: those that can stand alone
    assert [array.tolist() for array in onward.of(1)] == [[0, 2], [9, 9]]
    rows = np.array([1, 0])
    assert [array.tolist() for array in onward.of_all(rows)] == [[0, 2, 2, 3, 4], [9, 9, 4, 30, 9], [0, 2]]


class Patience(StopToken):
    """Asks to stop when it was looked at so many times."""

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left = left

    @property
    def is_set(self) -> bool:
        self.left -= 1
        return self.left < 0


def test_all_long_loops_stop_and_nothing_is_left_half_made() -> None:
    patient = Patience(1_000_000)
    Timetable(town_of_stops()).table(TUESDAY, PLACES, use_cache=False, stop=patient)
    looks = 1_000_000 - patient.left
    assert looks > 1000  # places, trips, minutes and doors
    for share in (
        0.05,
        0.2,
        0.6,
        0.99,
    ):  # of what is looked at: in the footpaths, the trips, the scan, the doors
        timetable = Timetable(town_of_stops())
        with pytest.raises(StoppedError):
            timetable.table(TUESDAY, PLACES, use_cache=False, stop=Patience(int(share * looks)))
        table = timetable.table(TUESDAY, PLACES, use_cache=False)
        assert (table.layers == part().layers).all()


def test_only_the_stations_a_trip_begins_or_ends_at_are_in_play(tmp_path: Path) -> None:
    atlas = Atlas(town_of_stops(), cache_dir=tmp_path)
    for start, end, files in (("middle", "corner", 1), ("s3-5", "corner", 2), ("corner", "middle", 2)):
        words = {"days": 2, "date": "2026-12-01", "from": start, "to": end, "mode": "transit"}
        (first, _), (second, _) = atlas.ways(TripRequest.model_validate(words)).days
        assert first is second
        assert first.ids == tuple(dict.fromkeys(("middle", "corner", "far", start, end)))
        kept = [path for path in tmp_path.iterdir() if path.name.startswith(("profiles", "ends"))]
        assert len(kept) == files
        assert max(path.stat().st_size for path in kept) < 30_000
