"""The one question both ways of travelling answer: leaving ``i`` at minute ``t``, when is one at ``j``?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from planner.arrays import INFINITY, BoolArray, FloatArray, IntArray


class Travel(Protocol):
    """Times between places by index; all arguments broadcast, and leaving later never arrives earlier."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Places, in the order of the rows."""
        ...

    @property
    def can_pause(self) -> bool:
        """Whether one can stop for lunch on the way, as with a car."""
        ...

    @property
    def is_steady(self) -> bool:
        """Whether a ride takes equally many minutes at all hours, so that waiting for another one never pays."""
        ...

    @property
    def always(self) -> IntArray | None:
        """``[from, to]``: the minutes of a ride where they say all there is to say, else None."""
        ...

    def arrive(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the earliest arrival (minutes), `INFINITY` or more when there is no way."""
        ...

    def moving(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the minutes of travel of that earliest arrival, without the wait before it starts."""
        ...

    def with_lunch(
        self, origin: IntArray, destination: IntArray, depart: IntArray
    ) -> tuple[IntArray, IntArray] | None:
        """Return the earliest arrival of a ride with lunch aboard, and its minutes of travel; None: there are none."""
        ...

    def later(
        self, origin: IntArray, destination: IntArray, depart: IntArray, *, lunch: bool = False
    ) -> IntArray:
        """Return the next departure with fewer minutes of travel (with lunch aboard), `INFINITY` if there is none."""
        ...

    def cost(self, origin: IntArray, destination: IntArray) -> FloatArray:
        """Return the CNY of the way: a car's, or one adult's fare."""
        ...

    def quickest(self, origin: IntArray, destination: IntArray) -> IntArray:
        """Return the fewest minutes of travel at any time of day."""
        ...

    def shortest(self, times: IntArray, by: int) -> IntArray:
        """Return ``[from, to, time]``: the fewest minutes of travel when leaving then or later, to arrive by a minute.

        The last axis has length 1 when that is the same at all times. Numbers that are too low do no harm.
        """
        ...

    def select(self, rows: IntArray) -> Travel:
        """Return the table over some of the places, in the order given."""
        ...


@dataclass(frozen=True, eq=False)
class ConstantTravel:
    """Travel that takes equally long at all hours.

    Parameters
    ----------
    ids
        Places, in the order of the rows.
    minutes
        ``[origin, destination]``, `INFINITY` where there is no way.
    cny
        ``[origin, destination]``.
    """

    ids: tuple[str, ...]
    minutes: IntArray
    cny: FloatArray
    can_pause: bool = True
    is_steady: ClassVar[bool] = True

    @property
    def always(self) -> IntArray:
        """All minutes."""
        return self.minutes

    def arrive(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return departure plus the constant minutes."""
        return np.asarray(depart + self.minutes[origin, destination])

    def moving(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the constant minutes."""
        return np.asarray(self.minutes[origin, destination] + 0 * depart)

    def with_lunch(self, origin: IntArray, destination: IntArray, depart: IntArray) -> None:
        """Return None: a driver stops to eat."""

    def later(
        self,
        origin: IntArray,
        destination: IntArray,
        depart: IntArray,
        *,
        lunch: bool = False,  # noqa: ARG002
    ) -> IntArray:
        """Return `INFINITY`: no ride is shorter than another."""
        return np.full(np.broadcast(origin, destination, depart).shape, INFINITY, dtype=np.int64)

    def cost(self, origin: IntArray, destination: IntArray) -> FloatArray:
        """Return the constant cost."""
        return np.asarray(self.cny[origin, destination])

    def quickest(self, origin: IntArray, destination: IntArray) -> IntArray:
        """Return the constant minutes."""
        return np.asarray(self.minutes[origin, destination])

    def shortest(self, times: IntArray, by: int) -> IntArray:  # noqa: ARG002
        """Return the constant minutes."""
        return self.minutes[:, :, None]

    def select(self, rows: IntArray) -> ConstantTravel:
        """Return the table over some of the places."""
        ids = tuple(self.ids[row] for row in rows.tolist())
        at = np.ix_(rows, rows)
        return ConstantTravel(ids, self.minutes[at], self.cny[at], self.can_pause)


@dataclass(frozen=True, eq=False)
class LimitedTravel:
    """Travel of which some rides are not wanted.

    Parameters
    ----------
    base
        The travel.
    forbidden
        ``[origin, destination]``: never ride there.
    latest
        ``[origin, destination]``: latest arrival, minutes after midnight.
    """

    base: Travel
    forbidden: BoolArray
    latest: IntArray

    @property
    def ids(self) -> tuple[str, ...]:
        """Places, in the order of the rows."""
        return self.base.ids

    @property
    def can_pause(self) -> bool:
        """Whether one can stop for lunch on the way."""
        return self.base.can_pause

    @property
    def is_steady(self) -> bool:
        """Whether a ride takes equally many minutes at all hours."""
        return self.base.is_steady

    @property
    def always(self) -> None:
        """Return None: the latest arrivals count too."""

    def arrive(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the arrival, `INFINITY` when the ride is not wanted or too late."""
        return self._wanted(origin, destination, self.base.arrive(origin, destination, depart))

    def _wanted(self, origin: IntArray, destination: IntArray, arrive: IntArray) -> IntArray:
        is_late = arrive > self.latest[origin, destination]
        return np.where(self.forbidden[origin, destination] | is_late, INFINITY, arrive)

    def with_lunch(
        self, origin: IntArray, destination: IntArray, depart: IntArray
    ) -> tuple[IntArray, IntArray] | None:
        """Return the arrival and minutes of travel with lunch aboard."""
        ride = self.base.with_lunch(origin, destination, depart)
        return ride and (self._wanted(origin, destination, ride[0]), ride[1])

    def later(
        self, origin: IntArray, destination: IntArray, depart: IntArray, *, lunch: bool = False
    ) -> IntArray:
        """Return the next departure with fewer minutes of travel."""
        return self.base.later(origin, destination, depart, lunch=lunch)

    def moving(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the minutes of travel."""
        return self.base.moving(origin, destination, depart)

    def quickest(self, origin: IntArray, destination: IntArray) -> IntArray:
        """Return the fewest minutes of travel at any time of day."""
        minutes = self.base.quickest(origin, destination)
        return np.where(self.forbidden[origin, destination], INFINITY, minutes)

    def shortest(self, times: IntArray, by: int) -> IntArray:
        """Return the fewest minutes of travel of the rides that are wanted."""
        return np.where(self.forbidden[:, :, None], INFINITY, self.base.shortest(times, by))

    def cost(self, origin: IntArray, destination: IntArray) -> FloatArray:
        """Return the CNY of the way."""
        return self.base.cost(origin, destination)

    def select(self, rows: IntArray) -> LimitedTravel:
        """Return the table over some of the places, in the order given."""
        at = np.ix_(rows, rows)
        return LimitedTravel(self.base.select(rows), self.forbidden[at], self.latest[at])
