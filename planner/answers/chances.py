"""How far a trip may differ from its plan: visits, drives and trains that take longer (docs/answers.md)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import log
from typing import Literal
from zlib import crc32

import numpy as np

from planner.arrays import FloatArray, IntArray

VISIT_SPREAD = 0.2  # a visit takes so much less or more of its minutes at most, triangular; an assumption
ROAD_LONG = 1.3  # times its minutes that 19 of 20 drives keep to, log-logistic around them; an assumption
# how many of 100 are late, and by how many minutes on average, exponential
LATE: dict[Kind, tuple[float, float]] = {
    "emu": (10, 8),  # 5 of 100 by more than five minutes: docs/answers.md has the source
    "train": (30, 15),  # conventional; an assumption
    "ship": (30, 20),  # an assumption
}
HURRY = 0.5  # of the minutes to board or to change, that who is late does without; an assumption

Kind = Literal["emu", "train", "ship"]


@dataclass(frozen=True)
class Draws:
    """Random numbers by what they are of, so that two plans with the same visit have the same ones.

    Each has every quantile once, in random order (Latin hypercube): the same precision takes fewer samples.
    """

    samples: int
    seed: int

    def visit(self, *what: object) -> FloatArray:
        """Return how many times its minutes a visit takes."""
        return np.take(_visits(self.samples), self._order(what))

    def drive(self, *what: object) -> FloatArray:
        """Return how many times its minutes a drive takes."""
        return np.take(_drives(self.samples), self._order(what))

    def late(self, kind: Kind, *what: object) -> FloatArray:
        """Return how many minutes later than by the timetable one arrives."""
        return np.take(_delays(self.samples, kind), self._order(what))

    def _order(self, what: tuple[object, ...]) -> IntArray:
        return np.random.default_rng([self.seed, crc32(repr(what).encode())]).permutation(self.samples)


class AsPlanned(Draws):
    """Nothing takes longer than usual."""

    def __init__(self) -> None:
        super().__init__(1, 0)

    def visit(self, *what: object) -> FloatArray:  # noqa: ARG002 (whatever it is)
        return np.ones(1)

    drive = visit

    def late(self, kind: Kind, *what: object) -> FloatArray:  # noqa: ARG002 (whatever it is)
        return np.zeros(1)


def _levels(samples: int) -> FloatArray:
    return (np.arange(samples) + 0.5) / samples


@cache
def _visits(samples: int) -> FloatArray:
    level = _levels(samples)
    below, above = np.sqrt(2 * level) - 1, 1 - np.sqrt(2 * (1 - level))
    return 1 + VISIT_SPREAD * np.where(level < 0.5, below, above)


@cache
def _drives(samples: int) -> FloatArray:
    level = _levels(samples)
    return np.asarray(ROAD_LONG ** (np.log(level / (1 - level)) / log(19)))


@cache
def _delays(samples: int, kind: Kind) -> FloatArray:
    share, mean = LATE[kind]
    return np.asarray(np.maximum(0.0, mean * np.log(share / 100 / (1 - _levels(samples)))))
