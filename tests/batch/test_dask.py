"""The same answers on a cluster of a scheduler and two workers, one of which is killed in the middle."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from planner.asking import Ask
from planner.batch import Bell, Clerk, answered, rows_of
from planner.batch.clerk import WHOLE
from planner.stopping import StopToken
from tests.batch.wishes import LINES, TRIP, Hanging, Here, Waiting, batch, clerk, small, until

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")
NUM = 12
SECONDS = 30  # until a test gives up


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    once_more = dask.config.set({"distributed.scheduler.allowed-failures": 1})
    with (
        once_more,
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
        ) as both,
    ):
        yield both


def test_as_on_this_machine_though_a_worker_is_killed(cluster: Any, tmp_path: Path) -> None:
    from planner.batch.dask import DaskRunner

    path = tmp_path / "wishes.jsonl"
    wishes = [json.dumps({**TRIP, "id": number, "seed": number}) for number in range(NUM)]
    path.write_text("\n".join([LINES[1], *wishes]), encoding="utf-8")
    expected = [line.text for line in answered(rows_of(path), batch(), Here(clerk()), Bell())]

    runner = DaskRunner(cluster.scheduler_address, partial(Clerk, small(), WHOLE, use_cache=False))
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        pids = client.run(os.getpid)
    found: list[str] = []
    try:
        for line in answered(rows_of(path), batch(), runner, Bell()):
            if not found:
                os.kill(next(iter(pids.values())), signal.SIGKILL)
            found.append(line.text)
    finally:
        runner.close()
    assert found == expected


def test_a_wish_that_hangs_is_a_problem_and_the_rest_goes_on(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from planner.batch.dask import DaskRunner

    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)  # once more is shown above

    path = tmp_path / "wishes.jsonl"
    path.write_text("\n".join(json.dumps({**TRIP, "id": number, "seed": number}) for number in range(2)))
    make: Any = partial(Hanging, 1)
    runner = DaskRunner(cluster.scheduler_address, make, patience=2)
    try:
        found = [json.loads(line.text) for line in answered(rows_of(path), batch(), runner, Bell())]
    finally:
        runner.close()
    assert [each["status"] == "failed" for each in found] == [False, True]
    assert found[1]["problem"]["error"] == "internal"


def test_a_batch_that_is_given_up_leaves_the_workers_free(cluster: Any, tmp_path: Path) -> None:
    from planner.batch.dask import DaskRunner

    make: Any = partial(Waiting, tmp_path)
    runner = DaskRunner(cluster.scheduler_address, make)
    try:
        runner.submit(Ask("plan", {"seed": 1}))
        assert until(lambda: any(tmp_path.iterdir())), "it has begun"
    finally:
        runner.close()
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        workers = list(client.scheduler_info()["workers"])
        pids = [client.submit(os.getpid, workers=[each], pure=False) for each in workers]
        assert len({pid.result(timeout=SECONDS) for pid in pids}) == len(workers)


def test_where_no_scheduler_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    from planner.batch import dask

    monkeypatch.setattr(dask, "SECONDS", 0.1)
    with pytest.raises(dask.NoClusterError, match=r"tcp://127\.0\.0\.1:9"):
        dask.DaskRunner("tcp://127.0.0.1:9", partial(Clerk, small(), WHOLE))


def test_who_stops_does_not_wait_for_a_scheduler() -> None:
    from planner.batch.dask import DaskRunner

    stop = StopToken()
    stop.set()
    DaskRunner("tcp://127.0.0.1:9", partial(Clerk, small(), WHOLE), stop).close()


def test_a_cluster_without_workers_is_known_and_left(monkeypatch: pytest.MonkeyPatch) -> None:
    from planner.batch import dask

    monkeypatch.setattr(dask, "SECONDS_TO_COME", 0.1)
    with distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=":0") as empty:
        runner = dask.DaskRunner(empty.scheduler_address, partial(Clerk, small(), WHOLE))
        answer = runner.submit(Ask("plan", TRIP))
        runner.close()
        assert (runner.has_workers, answer.done()) == (False, False)


def test_a_scheduler_that_hangs_is_left_all_the_same(cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from planner.batch import dask

    runner = dask.DaskRunner(cluster.scheduler_address, partial(Clerk, small(), WHOLE))
    assert runner.has_workers
    leave, hangs = runner._leave, Event()
    monkeypatch.setattr(dask, "SECONDS_TO_LEAVE", 0.1)
    monkeypatch.setattr(runner, "_leave", hangs.wait)
    runner.close()
    hangs.set()
    leave()
