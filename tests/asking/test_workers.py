"""Asks are answered in processes; one that ends or hangs is replaced, and nothing is lost or answered twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from planner.asking import Answer, Ask, CrowdedError, Workers
from planner.stopping import Report, StopToken
from tests.builders.paths import ROOT

STOPPED = 130
SECONDS = 60  # until a test gives up


class Fake:
    """Does what the ask says; a file remembers each try, for it outlives the process."""

    def __call__(self, ask: Ask, stop: StopToken, report: Report) -> Answer:
        tries = Path(ask.body["file"]) if "file" in ask.body else None
        number = 1
        if tries:
            with tries.open("a") as file:
                file.write("x")
            number = len(tries.read_text())
        if ask.kind == "dies" or (ask.kind == "dies-once" and number == 1):
            os._exit(9)
        if ask.kind == "hangs-once" and number == 1:
            threading.Event().wait()
        if ask.kind == "until-stopped":
            report(1, 2)
            while not stop.is_set:
                pass
        if ask.kind == "signals":
            number = int(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))
        return Answer(f'"{ask.kind} {number} {os.getpid()}"')


def _fails(tries: Path) -> Fake:
    with tries.open("a") as file:
        file.write("x")
    os._exit(9)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    both = Workers(Fake, 2, most_waiting=1, patience=5)
    yield both
    both.close(seconds=1)


def answered(workers: Workers, kind: str, **body: str) -> str:
    answer = workers.submit(Ask(kind, body)).answer.result(SECONDS)
    assert not answer.is_problem
    kind, number, _ = answer.data.split()
    return f"{kind} {number}"


def test_an_answer_comes_back(workers: Workers) -> None:
    assert answered(workers, "plain") == "plain 1"


def test_processes_are_ready_before_anybody_asks() -> None:
    fresh = Workers(Fake, 1)
    for _ in range(SECONDS * 10):
        if fresh.num_ready:
            break
        fresh._keepers[0].thread.join(0.1)
    assert fresh.num_ready == 1
    fresh.close(seconds=1)


def test_who_closes_at_once_waits_for_nothing_and_breaks_nothing() -> None:
    for _ in range(3):
        Workers(Fake, 2).close(seconds=0)


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals")
def test_no_process_hears_ctrl_c_of_its_terminal_not_even_while_it_starts(workers: Workers) -> None:
    assert answered(workers, "signals") == "signals 1"


CLOSES_WHILE_A_PROCESS_STARTS = """
from functools import partial
from multiprocessing import util
from threading import Event
from planner.asking import Workers

spawn, spawned = util.spawnv_passfds, Event()

def spawn_and_tell(path, args, fds):
    pid = spawn(path, args, fds)
    if "spawn_main" in " ".join(map(str, args)):
        spawned.set()
    return pid

util.spawnv_passfds = spawn_and_tell
if __name__ == "__main__":
    workers = Workers(partial(print, "x" * 1_000_000), 1)
    spawned.wait()
    workers.close(seconds=0)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="processes start otherwise there")
def test_who_closes_while_a_process_starts_leaves_none_that_complains() -> None:
    command = [sys.executable, "-c", CLOSES_WHILE_A_PROCESS_STARTS]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_a_process_that_cannot_begin_is_a_problem_and_not_for_ever(tmp_path: Path) -> None:
    broken = Workers(partial(_fails, tmp_path / "tries"), 1)
    answer = broken.submit(Ask("plain", {})).answer.result(SECONDS)
    assert answer.is_problem
    assert len((tmp_path / "tries").read_text()) > 1
    broken.close(seconds=1)


@pytest.mark.parametrize("kind", ["dies-once", "hangs-once"])
def test_a_process_that_ends_or_hangs_is_replaced(workers: Workers, tmp_path: Path, kind: str) -> None:
    assert answered(workers, kind, file=str(tmp_path / "tries")) == f"{kind} 2"


@pytest.mark.parametrize(
    ("seconds", "lives"),
    [
        ([0, 8, 16, 24], True),  # little by little, as others leave it
        ([0, 8, 8.1], False),  # stands still
        ([0, 40], False),  # goes round and round
        ([0, 20, 40], False),
        ([0, 0], False),  # the system does not tell
    ],
)
def test_a_process_that_gets_little_of_the_processor_is_not_hung(
    workers: Workers, monkeypatch: pytest.MonkeyPatch, seconds: list[float], lives: bool
) -> None:
    keeper, told, looks = workers._keepers[0], iter(seconds), iter([False] * (len(seconds) - 1))
    monkeypatch.setattr(workers, "patience", 60)
    monkeypatch.setattr(keeper, "_processor_seconds", lambda: next(told))
    monkeypatch.setattr(keeper, "is_ready", True)
    line = SimpleNamespace(poll=lambda _: next(looks, True))
    assert keeper._lives(line) is lives  # type: ignore[arg-type]


def test_what_ends_its_process_twice_is_a_problem(workers: Workers, tmp_path: Path) -> None:
    tries = tmp_path / "tries"
    answer = workers.submit(Ask("dies", {"file": str(tries)})).answer.result(SECONDS)
    assert answer.is_problem
    assert answer.data["error"] == "internal"
    assert tries.read_text() == "xx"
    assert answered(workers, "plain") == "plain 1"


def test_what_is_stopped_answers_with_what_it_has(workers: Workers) -> None:
    heard = threading.Event()
    found: list[tuple[int | None, int | None]] = []

    def report(objective: int | None, bound: int | None) -> None:
        found.append((objective, bound))
        heard.set()

    pending = workers.submit(Ask("until-stopped"), report)
    assert heard.wait(SECONDS)
    pending.stop()
    assert pending.answer.result(SECONDS).data.startswith("until-stopped 1")
    assert found == [(1, 2)]


def test_too_many_are_told_to_wait_elsewhere(workers: Workers) -> None:
    long = [workers.submit(Ask("until-stopped")) for _ in range(3)]
    with pytest.raises(CrowdedError):
        workers.submit(Ask("plain"))
    for pending in long:
        pending.stop()
    answers = [pending.answer.result(SECONDS) for pending in long]
    assert answers[2].exit_code == STOPPED


def test_questions_go_where_their_plan_is_known(workers: Workers) -> None:
    pids = {
        workers.submit(Ask("plain"), near="a plan").answer.result(SECONDS).data.split()[2] for _ in range(4)
    }
    assert len(pids) == 1
