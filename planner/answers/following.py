"""A day of a plan as it is followed, in many samples at once: what is late, what waits, what is missed.

Who is ready goes on, and waits only for a gate to open, a train to leave, a meal's hour or what is booked.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

import numpy as np

from planner.answers.chances import AsPlanned, Draws, Kind
from planner.arrays import INFINITY, BoolArray, FloatArray, IntArray
from planner.clock import minutes_of
from planner.itinerary import Day, Event


class Followed(NamedTuple):
    """By how many minutes a step is missed, when one has come by it (infinite: not that day), when one goes on."""

    late: FloatArray
    arrive: FloatArray
    leave: FloatArray

    @property
    def made(self) -> BoolArray:
        """Whether it is made."""
        return self.late <= 0


@dataclass(frozen=True)
class Step(ABC):
    """What is done on a day; ``gap`` are the minutes it takes to come to it, or out of what was before."""

    event: int
    gap: float
    what: tuple[object, ...]  # names the random numbers

    @abstractmethod
    def follow(self, ready: FloatArray, draws: Draws) -> Followed:
        """Return what becomes of it for those who are ready at some minutes."""

    def event_of(self, day: Day) -> Event | None:
        """Return the event of the plan that it stands for; the departure at the end of the trip is none."""
        return day.events[self.event] if self.event < len(day.events) else None

    def _gone(self, arrive: FloatArray) -> Followed:
        return Followed(np.where(np.isfinite(arrive), 0.0, inf), arrive, arrive)


@dataclass(frozen=True)
class Drive(Step):
    """A drive or a walk: it begins when one is ready. Only what is ``driven`` of its minutes varies."""

    minutes: int
    driven: int

    def follow(self, ready: FloatArray, draws: Draws) -> Followed:
        longer = self.driven * (draws.drive(*self.what) - 1) if self.driven else 0.0
        return self._gone(ready + self.gap + self.minutes + longer)


@dataclass(frozen=True)
class Rest(Step):
    """A meal or a pause: not before its time, and as long whenever it begins."""

    earliest: int
    minutes: int

    def follow(self, ready: FloatArray, draws: Draws) -> Followed:  # noqa: ARG002 (nothing of it varies)
        return self._gone(np.maximum(ready + self.gap, self.earliest) + self.minutes)


@dataclass(frozen=True)
class Stay(Step):
    """A visit: from the opening, in by ``latest``; who is there at closing time has to go."""

    opens: int
    latest: int
    closes: int
    usual: int

    def follow(self, ready: FloatArray, draws: Draws) -> Followed:
        arrive = np.maximum(ready + self.gap, self.opens)
        late = arrive - self.latest
        end = np.minimum(arrive + self.usual * draws.visit(*self.what), self.closes)
        return Followed(late, arrive, np.where(late <= 0, end, arrive))


@dataclass(frozen=True)
class Ride(Step):
    """A train, coach or ship; who misses it takes the next of ``runs``, which are in order of departure."""

    runs: tuple[tuple[int, int, str], ...]  # departure, arrival, service
    boarding: float  # minutes at least from the door
    late: Kind | None
    on_road: bool

    def follow(self, ready: FloatArray, draws: Draws) -> Followed:
        there = ready + self.gap
        depart = np.array([run[0] for run in self.runs], dtype=np.float64)
        arrive = np.array([*(run[1] for run in self.runs), inf])
        run = np.searchsorted(depart, there)
        arrive = arrive[run]
        if self.late:
            arrive = arrive + draws.late(self.late, *self.what)
        if self.on_road:
            arrive = arrive + (self.runs[0][1] - self.runs[0][0]) * (draws.drive(*self.what) - 1)
        return Followed(there - depart[0], arrive, arrive)


@dataclass(frozen=True)
class Metro(Step):
    """A ride by metro, with the first train after a whole headway; missed only after the last one."""

    platform: IntArray  # for each minute one may be there, the departure
    minutes: int

    def follow(self, ready: FloatArray, draws: Draws) -> Followed:  # noqa: ARG002 (nothing of it varies)
        there = np.ceil(np.minimum(ready + self.gap, len(self.platform) - 1)).astype(np.int64)
        depart = np.where(np.isfinite(ready), self.platform[there], INFINITY)
        return self._gone(np.where(depart >= INFINITY, inf, depart + self.minutes))


@dataclass(frozen=True)
class Departure(Step):
    """The train or flight with which the trip ends."""

    latest: int

    def follow(self, ready: FloatArray, draws: Draws) -> Followed:  # noqa: ARG002 (nothing of it varies)
        there = ready + self.gap
        return Followed(there - self.latest, there, there)


def follow(steps: Sequence[Step], ready: FloatArray, draws: Draws) -> Iterator[Followed]:
    """Yield what becomes of each step."""
    for step in steps:
        followed = step.follow(ready, draws)
        ready = followed.leave
        yield followed


def follow_day(day: Day, steps: Sequence[Step], draws: Draws) -> Iterator[Followed]:
    """Yield what becomes of each step of a day that begins as planned."""
    yield from follow(steps, np.full(draws.samples, float(minutes_of(day.start.time, day.date))), draws)


def saving_run(ride: Ride, after: Sequence[Step]) -> tuple[int, int, str] | None:
    """Return the first later run with which all that follows works as long as nothing else is late."""
    later = ride.runs[1:]
    arrive = np.array([run[1] for run in later], dtype=np.float64)
    works = np.ones(len(later), dtype=np.bool_)
    for followed in follow(after, arrive, AsPlanned()):
        works &= followed.made
    return next((run for run, is_saved in zip(later, works.tolist(), strict=True) if is_saved), None)
