"""The one question both ways of travelling answer: leaving ``i`` at minute ``t``, when is one at ``j``?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from planner.arrays import INFINITY, BoolArray, FloatArray, IntArray


def chained(least: IntArray, quickest: IntArray) -> IntArray:
    """Return the fewest minutes to every place by any chain of rides, from those by which some are reached.

    Examples
    --------
    >>> chained(np.array([0, 90, 90]), np.array([[0, 20, 90], [20, 0, 30], [90, 30, 0]])).tolist()
    [0, 20, 50]
    """
    while ((onward := (least[:, None] + quickest).min(axis=0)) < least).any():
        least = np.minimum(least, onward)
    return least


@dataclass(frozen=True, eq=False)
class Rides:
    """Rides that leave at given minutes, sorted by way (``from * places + to``), then departure; one a row.

    Of two rides of a way the later one may arrive earlier only where it takes fewer minutes of travel too.
    """

    way: IntArray
    depart: IntArray
    arrive: IntArray
    minutes: IntArray  # of travel
    cny: FloatArray
    changes: IntArray  # from one vehicle into another

    def __len__(self) -> int:
        return len(self.way)

    def where(self, rows: BoolArray | IntArray) -> Rides:
        """Return some of the rides."""
        numbers = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        return Rides(*(column.take(numbers) for column in vars(self).values()))

    @staticmethod
    def together(parts: Sequence[Rides]) -> Rides:
        """Return all rides of some parts, one part after the other."""
        columns = zip(*(vars(part).values() for part in parts), strict=True)
        return Rides(*(np.concatenate(column) for column in columns))

    def in_order(self) -> Rides:
        """Return the rides by way, then departure; equal ones stay as they are."""
        return self.where(np.lexsort((self.depart, self.way)))

    @staticmethod
    def none() -> Rides:
        """Return no ride."""
        nothing = np.zeros(0, dtype=np.int64)
        return Rides(nothing, nothing, nothing, nothing, np.zeros(0), nothing)


@dataclass(frozen=True, eq=False)
class Profile:
    """All that one may ride within a day: what a solver knows of travel.

    ``minutes`` and ``latest`` are ``[from, to]``: a ride that leaves whenever one likes, `INFINITY` where there is
    none, and when it has to have arrived; ``cny`` and ``changes`` are its too. ``services`` leave at given minutes,
    ``with_lunch`` have lunch aboard.
    """

    minutes: IntArray
    latest: IntArray
    cny: FloatArray
    changes: IntArray
    services: Rides
    with_lunch: Rides


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

    def arrive(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the earliest arrival (minutes), `INFINITY` or more when there is no way."""
        ...

    def moving(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the minutes of travel of that earliest arrival, without the wait before it starts."""
        ...

    def cost(self, origin: IntArray, destination: IntArray) -> FloatArray:
        """Return the CNY of the way: a car's, or one adult's fare."""
        ...

    def quickest(self, origin: IntArray, destination: IntArray) -> IntArray:
        """Return the fewest minutes of travel at any time of day."""
        ...

    def select(self, rows: IntArray) -> Travel:
        """Return the table over some of the places, in the order given."""
        ...

    def profile(self, start: int, end: int) -> Profile:
        """Return the rides that leave at a minute or later and arrive by another."""
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

    def arrive(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return departure plus the constant minutes."""
        return np.asarray(depart + self.minutes[origin, destination])

    def moving(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the constant minutes."""
        return np.asarray(self.minutes[origin, destination] + 0 * depart)

    def cost(self, origin: IntArray, destination: IntArray) -> FloatArray:
        """Return the constant cost."""
        return np.asarray(self.cny[origin, destination])

    def quickest(self, origin: IntArray, destination: IntArray) -> IntArray:
        """Return the constant minutes."""
        return np.asarray(self.minutes[origin, destination])

    def select(self, rows: IntArray) -> ConstantTravel:
        """Return the table over some of the places."""
        ids = tuple(self.ids[row] for row in rows.tolist())
        at = np.ix_(rows, rows)
        return ConstantTravel(ids, self.minutes[at], self.cny[at], self.can_pause)

    def profile(self, start: int, end: int) -> Profile:  # noqa: ARG002
        """Return the rides of a day."""
        latest = np.full_like(self.minutes, end)
        none = np.zeros_like(self.minutes)
        return Profile(self.minutes, latest, self.cny, none, Rides.none(), Rides.none())


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
    may_stop
        Whether one may stop for lunch on the way.
    eats_aboard
        Whether lunch may be had aboard.
    """

    base: Travel
    forbidden: BoolArray
    latest: IntArray
    may_stop: bool = True
    eats_aboard: bool = True

    @property
    def ids(self) -> tuple[str, ...]:
        """Places, in the order of the rows."""
        return self.base.ids

    @property
    def can_pause(self) -> bool:
        """Whether one can stop for lunch on the way."""
        return self.base.can_pause and self.may_stop

    def arrive(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the arrival, `INFINITY` when the ride is not wanted or too late."""
        return self._wanted(origin, destination, self.base.arrive(origin, destination, depart))

    def _wanted(self, origin: IntArray, destination: IntArray, arrive: IntArray) -> IntArray:
        is_late = arrive > self.latest[origin, destination]
        return np.where(self.forbidden[origin, destination] | is_late, INFINITY, arrive)

    def moving(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the minutes of travel."""
        return self.base.moving(origin, destination, depart)

    def quickest(self, origin: IntArray, destination: IntArray) -> IntArray:
        """Return the fewest minutes of travel at any time of day."""
        minutes = self.base.quickest(origin, destination)
        return np.where(self.forbidden[origin, destination], INFINITY, minutes)

    def cost(self, origin: IntArray, destination: IntArray) -> FloatArray:
        """Return the CNY of the way."""
        return self.base.cost(origin, destination)

    def select(self, rows: IntArray) -> LimitedTravel:
        """Return the table over some of the places, in the order given."""
        at = np.ix_(rows, rows)
        return replace(
            self, base=self.base.select(rows), forbidden=self.forbidden[at], latest=self.latest[at]
        )

    def profile(self, start: int, end: int) -> Profile:
        """Return the rides that are wanted."""
        every, forbidden = self.base.profile(start, end), self.forbidden.ravel()
        latest = np.minimum(every.latest, self.latest)

        def wanted(rides: Rides) -> Rides:
            return rides.where(~forbidden[rides.way] & (rides.arrive <= self.latest.ravel()[rides.way]))

        minutes = np.where(self.forbidden, INFINITY, every.minutes)
        rides = wanted(every.services), wanted(every.with_lunch) if self.eats_aboard else Rides.none()
        return Profile(minutes, latest, every.cny, every.changes, *rides)
