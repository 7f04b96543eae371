"""One token ends all that takes time."""

from __future__ import annotations

import time
from datetime import date
from math import inf
from threading import Lock

import pytest

from planner.atlas import Atlas
from planner.loading import load_corridor
from planner.network.roads import Roads
from planner.network.timetable import Timetable
from planner.options import SolveOptions
from planner.planning.assemble import assemble
from planner.planning.model import build_model
from planner.planning.search import Search
from planner.request import TripRequest
from planner.stopping import Deadline, StoppedError, StopToken, held, no_report
from tests.builders.paths import SMALL
from tests.builders.small_plans import corridor


def stopped() -> StopToken:
    stop = StopToken()
    stop.set()
    return stop


class Looks(StopToken):
    """Counts how often somebody looks."""

    number = 0

    @property
    def is_set(self) -> bool:
        self.number += 1
        return False


def test_who_watches_sees_that_a_plan_is_put_together() -> None:
    request = TripRequest.model_validate(
        {"days": 2, "date": "2026-12-07", "mode": "car", "from": "east-city"}
    )
    atlas = Atlas(load_corridor(SMALL), use_cache=False)
    model = build_model(atlas.corridor, request, atlas.ways(request))
    options = SolveOptions(work=20, threads=1)
    solution = Search.begin(options, StopToken(), no_report).solve(model.problem)
    looks = Looks()
    assemble(model, solution, options, looks)
    towns = len(model.problem.starts_of(0)) + len(model.problem.starts_of(1))
    assert looks.number == len(solution.tours) + towns  # a day, and a place where one begins


def test_a_token_is_set_once_and_for_all() -> None:
    stop = StopToken()
    stop.check()
    assert not stop.is_set
    stop.set()
    assert stop.is_set
    with pytest.raises(StoppedError):
        stop.check()


def test_a_deadline_goes_by_the_clock_that_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter([100.0, 115.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(seconds))
    assert Deadline(20).seconds_left == 5


def test_a_deadline_ends_with_its_time_or_its_token() -> None:
    stop = StopToken()
    endless, short = Deadline(inf, stop), Deadline(0, stop)
    assert (endless.seconds_left, endless.is_over) == (inf, False)
    assert (short.seconds_left, short.is_over) == (0, True)
    stop.set()
    assert (endless.seconds_left, endless.is_over) == (0, True)


def test_the_token_of_a_deadline_is_set_when_that_is_over() -> None:
    stop = StopToken()
    endless = Deadline(inf, stop).token
    endless.check()
    stop.set()
    assert endless.is_set
    with pytest.raises(StoppedError):
        Timetable(corridor()).table(date(2026, 6, 6), use_cache=False, stop=Deadline(0).token)


def test_a_part_ends_with_the_whole() -> None:
    stop = StopToken()
    part = Deadline(1000, stop).part(0.5)
    assert 0 < part.seconds_left <= 500
    stop.set()
    assert part.is_over


def test_who_waits_for_a_lock_stops_too() -> None:
    lock = Lock()
    with held(lock, StopToken()), pytest.raises(StoppedError), held(lock, stopped()):
        raise AssertionError("held twice")
    assert not lock.locked()


def test_tables_stop() -> None:
    with pytest.raises(StoppedError):
        Roads(corridor()).table(stopped())
    with pytest.raises(StoppedError):
        Timetable(corridor()).table(date(2026, 6, 6), use_cache=False, stop=stopped())
