"""Wishes over the small corridor, good and bad, and a runner that answers them in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from pathlib import Path
from threading import Event
from typing import Any

from planner.asking import Answer, Ask
from planner.asking.answering import stopped
from planner.batch import Batch, Clerk, Form
from planner.batch.clerk import WHOLE
from planner.corridor import Corridor
from planner.loading import load_corridor
from planner.stopping import StopToken
from tests.builders.paths import SMALL

WORK = 50
MANY = 10**6
TRIP = {"days": 1, "date": "2026-12-05", "from": "East City"}
LINES = [
    json.dumps({"id": "two days", **TRIP, "days": 2, "to": "west-city"}),
    json.dumps({"id": 2, **TRIP, "from": "nowhere"}),
    "no JSON at all",
    json.dumps(TRIP),
    "",
    json.dumps({"id": "西", **TRIP, "from": "西城", "work": 70}, ensure_ascii=False),
    json.dumps({"id": "none", **TRIP, "max_transit": 1}),
    json.dumps({"id": "last", **TRIP, "must": ["east-tower"]}),
]
NUM_WISHES = len(LINES) - 1


@cache
def small() -> Corridor:
    return load_corridor(SMALL, use_cache=False)


def batch(**options: Any) -> Batch:
    return Batch(small().data_hash, **{"work": WORK, **options})


def clerk(form: Form = WHOLE) -> Clerk:
    return Clerk(small(), form, use_cache=False)


class Hanging:
    """A clerk that never comes back from one wish."""

    def __init__(self, seed: int) -> None:
        self._seed, self._clerk = seed, clerk()

    def __call__(self, ask: Ask, stop: StopToken) -> Answer:
        if ask.body["seed"] == self._seed:
            Event().wait()
        return self._clerk(ask, stop)


class Waiting:
    """A clerk that says by a file that it has begun, and goes on until it is stopped."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, ask: Ask, stop: StopToken) -> Answer:
        (self._folder / str(ask.body["seed"])).touch()
        until(lambda: stop.is_set, looks=MANY)
        return stopped()


def until(is_so: Callable[[], bool], looks: int = 3000) -> bool:
    """Wait until something is so, 30 s at most by default."""
    return any(is_so() or Event().wait(0.01) for _ in range(looks))


class Here:
    """Answers at once, each wish once: who resumes asks again what was answered already."""

    def __init__(self, answer: Callable[[Ask], Answer], most: int = 3) -> None:
        self.most, self._answer = most, answer
        self.known: dict[str, Answer] = {}

    def submit(self, ask: Ask) -> Future[Answer]:
        found: Future[Answer] = Future()
        key = json.dumps(ask.body)
        if key not in self.known:
            self.known[key] = self._answer(ask)
        found.set_result(self.known[key])
        return found

    def close(self) -> None:
        pass
