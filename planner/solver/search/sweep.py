"""Plans to begin with: stays are put into the way from start to end where they bring most for their days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.arrays import BoolArray, FloatArray, IntArray
from planner.problem import Node
from planner.solver.day.tables import DayTables
from planner.solver.search.trip import Trip

NEAR = 64  # sites of a town that may count
AHEAD = (2, 3, 8)  # days by which a stay is judged: those that pay for a long way take some


def sweeps(trip: Trip, start: Node, end: Node) -> list[list[Node]]:
    """Return where each day may begin, and the last end, without visits yet; days fit but for hours of services."""
    found = [_Sweep(trip, start, end).towns(ahead) for ahead in AHEAD]
    return [towns for k, towns in enumerate(found) if towns not in found[:k] and _is_possible(trip, towns)]


def _is_possible(trip: Trip, towns: list[Node]) -> bool:
    """Return whether each night may be where it is, and each ride is short enough for its day."""
    return all(
        trip.allowed[day + 1, towns[day + 1]]
        and trip.may_stay[towns[day], towns[day + 1]]
        and table.quick[towns[day], towns[day + 1]] <= table.max_minutes
        for day, table in enumerate(trip.tables[0])
    )


class _Sweep:
    """What a sweep is made of: stays of a night or two, ``enter`` and ``leave`` where they begin and end."""

    def __init__(self, trip: Trip, start: Node, end: Node) -> None:
        """Begin with the start and the end; the way between them leaves time for visits around the start."""
        self.trip, self.table, self.ends = trip, trip.tables[0][trip.num_days // 2], (start, end)
        self.enter, self.leave = _stays(trip)
        self.num_nights = np.where(self.enter == self.leave, 1, 2)
        self.night = trip.night[:-1].mean(axis=0)[self.leave] if trip.num_days > 1 else 0.0
        self.hours = self.table.end - self.table.start - int(self.table.meals[:, 2].sum())
        self.near = _Near.of(trip, self.table, np.array([*self.leave, start]), self.hours)
        self.near.take(-1, self.hours - self.table.quick[start, end])

    def towns(self, ahead: int) -> list[Node]:
        """Return where each day begins, and the last ends."""
        towns = list(self.ends)
        while len(towns) <= self.trip.num_days:
            left = self.trip.num_days + 1 - len(towns)
            before, after = np.array(towns[:-1])[:, None], np.array(towns[1:])[:, None]
            minutes = self._longer(self.table.quick, before, after)
            price = self._longer(self.table.low, before, after) + self._beds(before, after, towns)
            days = np.maximum(self.num_nights, min(ahead, left))
            worth = self.near.worth_of(days * self.hours - minutes)
            score = (worth - price) / days - self.night
            score[~self._fits(before, after) | (self.num_nights > left)] = -np.inf
            gap, stay = divmod(int(score.argmax()), len(self.enter))
            nights = [int(self.enter[stay]), int(self.leave[stay])][-self.num_nights[stay] :]
            towns[gap + 1 : gap + 1] = map(Node, nights[:left])
            self.near.take(stay, self.num_nights[stay] * self.hours - minutes[gap, stay])
        return towns

    def _longer(self, ways: IntArray, before: IntArray, after: IntArray) -> FloatArray:
        """Return what each stay in each gap adds to the way."""
        added = ways[before, self.enter] + ways[self.leave, after] - ways[before, after].astype(float)
        return np.asarray(added)

    def _beds(self, before: IntArray, after: IntArray, towns: list[Node]) -> FloatArray:
        """Return the price of a bed more, and of one that the trip has left."""
        beds, was_at = self.trip.bed_of, towns[1:-1] if self.trip.is_home[towns[0]] else towns[:-1]
        bed = beds[self.enter]
        is_new = (beds[before] != bed) & (bed != beds[after])
        return np.asarray(is_new * (self.trip.bed + self.trip.back * np.isin(bed, beds[was_at])))

    def _fits(self, before: IntArray, after: IntArray) -> BoolArray:
        may_stay, quick = self.trip.may_stay, self.table.quick
        longest = np.maximum(quick[before, self.enter], quick[self.leave, after])
        may = may_stay[before, self.enter] & may_stay[self.leave, after]
        return np.asarray((longest <= self.table.max_minutes) & (may > 0))


def _stays(trip: Trip) -> tuple[IntArray, IntArray]:
    """Return single nights, and those that two in a row begin and end where a bed has other nodes for later nights."""
    towns, beds = trip.towns, trip.bed_of[trip.towns]
    again = (beds[:, None] == beds) & (towns[:, None] != towns) & (trip.may_stay[np.ix_(towns, towns)] > 0)
    first, later = np.nonzero(again)
    return np.concatenate([towns, towns[first]]), np.concatenate([towns, towns[later]])


@dataclass(frozen=True)
class _Near:
    """``[place, rank]``: the sites that bring most for their time to who ends the day at a place."""

    site: IntArray
    worth: FloatArray
    minutes: FloatArray
    is_free: BoolArray  # [site] whether no stay has taken it

    @staticmethod
    def of(trip: Trip, table: DayTables, places: IntArray, hours: int) -> _Near:
        """Return them, each with the ride from there to the place."""
        num = trip.num_sites
        minutes = (table.length[:num, None] + table.quick[:num, places]).T.astype(float)
        is_open = (trip.problem.windows[..., 1] >= 0).any(axis=-1).mean(axis=0)
        worth = trip.worth.mean(axis=0) * is_open - table.low[:num, places].T
        worth = np.where(minutes <= hours, np.maximum(worth, 0), 0)
        site = np.argsort(-worth / np.maximum(minutes, 1), axis=1, kind="stable")[:, :NEAR]
        worth, minutes = (np.take_along_axis(of_all, site, 1) for of_all in (worth, minutes))
        return _Near(site, worth, np.where(worth > 0, minutes, np.inf), np.ones(num, dtype=bool))

    def worth_of(self, minutes: FloatArray) -> FloatArray:
        """Return what is to be had in so many minutes, ``[gap, place]``, for all places but the last."""
        free = self.is_free[self.site[:-1]]
        took = np.cumsum(np.where(free, self.minutes[:-1], 0), axis=1)
        num = (took <= minutes[:, :, None]).sum(axis=2)
        earned = np.cumsum(np.where(free, self.worth[:-1], 0), axis=1)
        earned = np.concatenate([np.zeros((len(earned), 1)), earned], axis=1)
        return np.take_along_axis(earned, num.T, axis=1).T

    def take(self, place: int, minutes: float) -> None:
        """Take the sites that so many minutes have room for."""
        free = self.is_free[self.site[place]]
        took = np.cumsum(np.where(free, self.minutes[place], 0))
        self.is_free[self.site[place][free & (took <= minutes)]] = False
