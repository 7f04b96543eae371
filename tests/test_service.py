"""The one way in: what leaves it was checked, from one atlas for many plans and threads, and it stops when asked."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from planner import Corridor, Itinerary, NoPlanError, TripRequest, Violation, load_corridor, planning
from planner.atlas import Atlas, Ways
from planner.checker.case import Case
from planner.checker.report import said
from planner.errors import InternalError
from planner.options import SolveOptions
from planner.planning import model
from planner.planning.model import TripModel
from planner.request import Asked
from planner.service import plan
from planner.stopping import StoppedError, StopToken
from tests.builders.paths import SMALL
from tests.builders.small_plans import corridor

WORK = SolveOptions(work=20_000)  # the same on every machine, and more than these trips need
WISHES = [
    {"from": start, "mode": mode, "pace": "packed", "start_time": "07:00"}
    for start in ("east-city", "west-city")
    for mode in ("car", "transit", "mixed")
]


def wish(**words: object) -> TripRequest:
    return TripRequest.model_validate({"days": 1, "date": "2026-06-06", "from": "east-city", **words})


def without_seconds(itinerary: Itinerary) -> Itinerary:
    certificate = itinerary.certificate.model_copy(update={"seconds": 0})
    return itinerary.model_copy(update={"certificate": certificate})


def test_a_plan_that_fails_the_check_stays_in_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Violation("hours", "checker.short-day", {}, day=1, event=2)
    monkeypatch.setattr("planner.service.faults", lambda *_: [broken])
    with pytest.raises(
        InternalError, match=r"fails the planner's own check.*\n  day 1, event 3: hours: the day"
    ):
        plan(wish(), load_corridor(SMALL))


def test_warnings_of_the_check_keep_no_plan_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def doubt(case: Case) -> None:
        case.book.fact(False, "hours", said("short-day"), severity="warning")

    monkeypatch.setattr("planner.checker.evenings.judge", doubt)
    assert plan(wish(), load_corridor(SMALL)).totals.visits


def test_an_atlas_is_one_of_its_own_corridor() -> None:
    small = load_corridor(SMALL)
    assert plan(wish(), small, atlas=Atlas(small)).totals.visits
    with pytest.raises(ValueError, match="the atlas is one of another corridor"):
        plan(wish(), corridor(), atlas=Atlas(small))


def test_several_threads_share_an_atlas() -> None:
    wishes = [wish(**words) for words in WISHES]
    alone = [plan(request, atlas=Atlas(corridor(), use_cache=False), options=WORK) for request in wishes]
    shared = Atlas(corridor(), use_cache=False)
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda request: plan(request, atlas=shared, options=WORK), wishes * 2))
    assert [*map(without_seconds, together)] == [*map(without_seconds, alone)] * 2


@pytest.mark.parametrize("mode", ["car", "transit"])
def test_the_second_plan_builds_nothing(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    atlas = Atlas(corridor(), use_cache=False)
    first = plan(wish(mode=mode, pace="packed"), atlas=atlas, options=WORK)

    def again(*_: object, **__: object) -> None:
        raise AssertionError("built a second time")

    for name in (
        "roads.Roads.__init__",
        "roads.Roads.table",
        "timetable.bucket_table",
        "timetable.connections_on",
    ):
        monkeypatch.setattr(f"planner.network.{name}", again)
    second = plan(wish(mode=mode, pace="packed"), atlas=atlas, options=WORK)
    assert without_seconds(first) == without_seconds(second)


def test_the_kept_tables_are_in_the_folder_of_the_atlas(tmp_path: Path) -> None:
    plan(wish(mode="transit", pace="packed"), atlas=Atlas(corridor(), cache_dir=tmp_path))
    assert {path.name.split("-")[0] for path in tmp_path.iterdir()} == {"profiles", "fares"}


def test_options_stand_beside_the_wish_and_in_the_plan() -> None:
    options = SolveOptions(engine="routing", time_limit=2, seed=7)
    itinerary = plan(wish(), load_corridor(SMALL), options=options)
    assert (itinerary.request.wish, itinerary.request.options) == (wish(), options)
    assert itinerary.certificate.engine == "routing"
    asked = Asked.of(wish(), options)
    assert plan(asked, load_corridor(SMALL)).request == asked


def test_a_search_that_is_stopped_gives_the_best_plan_so_far() -> None:
    stop, seen = StopToken(), []

    def progress(objective: int | None, bound: int | None) -> None:
        if objective is not None:
            seen.append((objective, bound))
            stop.set()

    itinerary = plan(wish(days=2), load_corridor(SMALL), stop=stop, progress=progress)
    assert itinerary.totals.visits
    assert seen


@pytest.mark.parametrize("mode", ["car", "transit"])
def test_one_who_stops_before_there_is_a_plan_gets_none(mode: str) -> None:
    stop = StopToken()
    stop.set()
    with pytest.raises(NoPlanError, match="before the search was stopped") as caught:
        plan(wish(mode=mode, slow=True, budget=500), atlas=Atlas(corridor(), use_cache=False), stop=stop)
    assert caught.value.relaxations == ()


def test_changes_of_the_wish_are_not_tried_after_a_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can reach the ruins within the day: a trip without them is found, and the first try after it stops."""
    stop, tried = StopToken(), []
    build = model.build_model

    def build_and_stop(corridor: Corridor, request: TripRequest, ways: Ways, until: StopToken) -> TripModel:
        tried.append(request.days)
        if request.days > 1:
            stop.set()
        return build(corridor, request, ways, until)

    monkeypatch.setattr(planning, "build_model", build_and_stop)
    with pytest.raises(NoPlanError) as caught:
        plan(wish(must=["west-ruins"]), load_corridor(SMALL), stop=stop)
    assert tried == [1, 1, 2]
    assert [change.field for change in caught.value.relaxations] == ["must"]


def test_the_library_leaves_the_process_alone() -> None:
    before = gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()
    plan(wish(), load_corridor(SMALL))
    assert (gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()) == before


@pytest.mark.parametrize(("limit", "seconds"), [(2, 120), (900, 900)])
def test_tables_that_take_too_long_are_told_as_such(
    limit: float, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ways(_atlas: Atlas, _request: TripRequest, stop: StopToken) -> Ways:
        assert not stop.is_set  # it is time that ends it
        raise StoppedError

    monkeypatch.setattr(Atlas, "ways", ways)
    with pytest.raises(NoPlanError, match="travel tables of this data are not ready") as caught:
        plan(wish(mode="transit"), load_corridor(SMALL), options=SolveOptions(time_limit=limit))
    assert caught.value.reason.params == {"seconds": seconds}
    assert caught.value.relaxations == ()
