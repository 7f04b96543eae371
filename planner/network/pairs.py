"""The profiles of a day worked out: from the undominated journeys to each place, one place after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt

from planner.arrays import BoolArray, FloatArray, IntArray
from planner.kept import kept, path_of
from planner.network.buckets import STEP
from planner.network.cache import NEVER
from planner.network.fronts import Table
from planner.network.ground import FEN, Grounds
from planner.network.hops import Fan, direct_fans
from planner.network.labels import LONGEST_GROUND
from planner.network.metro import MetroWays
from planner.network.profiles import (
    BY_DAY,
    JIAO,
    JOURNEY,
    MOST_JIAO,
    PUBLIC,
    TAXI,
    WALK,
    Profiles,
    Short,
    spread,
)
from planner.network.ways import Undominated, money_of
from planner.rules import LAST_RESORT_KM, LAST_RESORT_SHARE, LUGGAGE_ON_FOOT
from planner.stopping import StopToken

FORMAT = 7  # on disk; goes up with every change of what the numbers mean
KEPT = {"profiles": 3, "ends": 30}  # files in the folder, of about 90 MB and of 3


def kept_profiles(
    options: Undominated,
    ids: tuple[str, ...],
    folder: Path | None,
    stop: StopToken | None = None,
    *,
    without: int = 0,
) -> Profiles:
    """Return `profiles_between`, kept on disk in a folder, by default the user's cache."""
    kind = "ends" if without else "profiles"
    path = path_of(kind, f"{FORMAT} {without} {options.name_of(ids)}", folder)
    content = kept(path, lambda: profiles_between(options, ids, stop, without=without).to_bytes(), KEPT[kind])
    return Profiles.from_bytes(ids, content)


def profiles_between(
    options: Undominated, ids: tuple[str, ...], stop: StopToken | None = None, *, without: int = 0
) -> Profiles:
    """Return the journeys between all places of who leaves in the hours of the timetable.

    The metro alone takes one who leaves every five minutes, or later where that is no later there. Those from one of
    the first places to another are left out, ``without`` being how many that are.

    Raises
    ------
    StoppedError
        When somebody asked to stop before they were there.
    """
    stop, size = stop or StopToken(), len(ids)
    far = np.rint(JIAO * np.array([options.grounds.taxi_cny(place, LAST_RESORT_KM) for place in ids]))
    direct = np.zeros((6, size, size), dtype=np.uint16)
    tables: list[_Rows] = []
    for begin, ends in ((without, slice(0, without)), (0, slice(without, size))):
        origins = ids[begin:]
        if not origins or not ids[ends]:
            continue
        fans = direct_fans(options.grounds, origins, ids[ends])
        ways = _direct(fans, len(origins), ends.stop - ends.start)
        direct[:PUBLIC, begin:, ends] = ways
        every = options.profiles(origins, ids[ends], options.window, fans)
        for column, (end, journeys_to) in enumerate(zip(ids[ends], every, strict=True)):
            stop.check()
            both = _Rows.together(
                [_by_service(journeys_to), *_by_metro(options.metro, origins, end, options.window)]
            )
            rows, has_public = _beside_taxis(
                _without_last_resorts(both, far[begin:]), ways[:, :, column], far[begin:]
            )
            direct[PUBLIC, begin:, ends.start + column] = has_public
            rows = rows.in_order()
            tables.append(replace(rows, origin=rows.origin + np.uint16(begin)))
    count = np.stack([np.bincount(table.origin, minlength=size) for table in tables], axis=1)
    journeys = _joined(tables, count)
    night = np.array([options.grounds.night_of(place) for place in ids], dtype=np.uint16).reshape(-1, 2)
    return Profiles(ids, count.astype(np.int32), journeys, direct, night)


def _joined(tables: Sequence[_Rows], count: IntArray) -> Table:
    """Return the journeys to all places, those of each origin one after the other; ``count`` is ``[from, to]``."""
    first = np.append(0, np.cumsum(count))[:-1].reshape(count.shape)
    numbers, more = np.empty(int(count.sum()), np.uint64), np.empty(int(count.sum()), np.uint8)
    for column, table in enumerate(tables):
        at = spread(first[:, column], count[:, column])
        numbers[at], more[at] = table.numbers, table.more
    journeys = np.empty(len(more), dtype=JOURNEY)
    columns = (*numbers.view(np.uint16).reshape(-1, 4).T, more)
    for name, values in zip(JOURNEY.names or (), columns, strict=True):
        journeys[name] = values
    return journeys


def with_taxis(
    profiles: Profiles, grounds: Grounds, ways: tuple[Sequence[str], Sequence[str]], hours: tuple[int, int]
) -> Profiles:
    """Return the journeys, with taxis however long from some places to others if nothing else runs there in hours."""
    origins, ends = (np.array([profiles.ids.index(place) for place in places]) for places in ways)
    journeys, size = profiles.journeys, len(profiles.ids)
    way = np.repeat(np.arange(size * size), profiles.count.ravel())
    runs = (journeys["leave"] >= hours[0]) & (journeys["arrive"] <= hours[1])
    if (runs & np.isin(way // size, origins) & np.isin(way % size, ends)).any():
        return profiles
    direct = profiles.direct.copy()
    taxis = _direct(direct_fans(grounds, *ways), len(origins), len(ends))[TAXI:]
    direct[np.ix_(np.arange(TAXI, PUBLIC), origins, ends)] = taxis
    direct[PUBLIC][np.ix_(origins, ends)] = False
    return replace(profiles, direct=direct)


def with_luggage_at_night(
    profiles: Profiles, options: Undominated, ways: tuple[Sequence[str], Sequence[str]]
) -> Profiles:
    """Return the journeys without long walks from some places to others, all the way or at an end of the metro.

    A taxi is no last resort there.
    """
    direct, journeys = profiles.direct.copy(), profiles.journeys
    is_wanted, size = np.ones(len(journeys), dtype=np.bool_), len(profiles.ids)
    for start, end in product(*ways):
        row, column = profiles.ids.index(start), profiles.ids.index(end)
        direct[PUBLIC, row, column] = False
        if direct[WALK, row, column] > LUGGAGE_ON_FOOT and direct[TAXI, row, column] < NEVER:
            direct[WALK, row, column] = NEVER
        way = options.metro.ways.get((start, end))
        if way and max(way.to_metro, way.from_metro) > LUGGAGE_ON_FOOT:
            leave, arrive = options.metro.every(start, end, options.window, STEP)
            these = slice(*profiles.first[row * size + column :][:2])
            times = journeys[["leave", "arrive"]][these].tolist()
            by_metro = {*zip(leave.tolist(), arrive.tolist(), strict=True)}
            is_wanted[these] = [time not in by_metro for time in times]
    gone = np.append(0, np.cumsum(~is_wanted))[profiles.first]
    count = profiles.count - np.diff(gone).reshape(profiles.count.shape).astype(np.int32)
    return replace(profiles, direct=direct, count=count, journeys=journeys[is_wanted])


def _without_last_resorts(rows: _Rows, far: FloatArray) -> _Rows:
    """Return the journeys to a place but for those by a long taxi that have a public one of the day beside them."""
    leave, arrive, _, car = rows.columns()
    minutes = arrive.astype(np.int64) - leave
    is_public = ~rows.far & (car <= far[rows.origin])
    least = np.full(len(far), NEVER, dtype=np.int64)
    np.minimum.at(least, rows.origin[is_public], minutes[is_public])
    wanted = ~rows.far
    wanted[rows.far] = least[rows.origin[rows.far]] > _slowest(minutes[rows.far])
    return rows.where(np.flatnonzero(wanted))


def _slowest(minutes: IntArray) -> IntArray:
    """Return how long a public way may take that is taken rather than a long taxi."""
    return np.maximum(2 * minutes, minutes + 60)


def _beside_taxis(rows: _Rows, direct: Short, far: FloatArray) -> tuple[_Rows, BoolArray]:
    """Return the journeys to a place, and from where a taxi that costs more than ``far`` has a public one beside it.

    One whose own taxis are no dearer and cost no more than a share of that taxi, and that takes no more than twice as
    long, or an hour more. Where there is one, what is no quicker than the taxi for more of its price is left out: who
    would not take the taxi all the way rides with the public one.
    """
    taxi, by_day = direct[TAXI].astype(np.int64), direct[BY_DAY].astype(np.int64)
    leave, arrive, _, car = rows.columns()
    minutes, origin = arrive.astype(np.int64) - leave, rows.origin
    most = LAST_RESORT_SHARE * by_day
    is_public = (car <= np.minimum(far, most)[origin]) & (minutes <= _slowest(taxi)[origin])
    has_public = np.bincount(origin[is_public], minlength=len(far)) > 0
    has_public &= (taxi < NEVER) & (by_day > far)
    is_worse = has_public[origin] & (car > most[origin]) & (minutes >= taxi[origin])
    return rows.where(np.flatnonzero(~is_worse)), has_public


def _by_service(starts: Table) -> _Rows:
    """Return the journeys of `START` rows, with the numbers of their origins."""
    names = starts.dtype.names or ()
    numbers = starts.view(np.int32).reshape(-1, len(names))
    known = dict(zip(names, numbers.T.copy(), strict=True))
    person, car = (np.rint(JIAO * cny) for cny in money_of(known))
    fits = (person <= MOST_JIAO) & (car <= MOST_JIAO) & (known["arrive"] < NEVER)
    more = 2 * (known["vehicles"] - 1) + known["fed"]
    times = known["leave"], known["arrive"]
    columns = (known["door"], *times, person, car, more, known["far"])
    return _rows(*(columns if fits.all() else (column[fits] for column in columns)))


def _by_metro(metro: MetroWays, ids: Sequence[str], end: str, window: tuple[int, int]) -> list[_Rows]:
    """Return the journeys by metro from door to door, with the numbers of their origins."""
    found = []
    for origin, start in enumerate(ids):
        if (start, end) in metro.ways:
            leave, arrive = metro.every(start, end, window, STEP)
            wanted = (arrive - leave <= LONGEST_GROUND) & (leave >= window[0])
            fare = round(JIAO * metro.price(start, end))
            changes = len(metro.ways[start, end].rides) - 1
            found.append(_rows(origin, leave[wanted], arrive[wanted], fare, 0, 2 * changes, False))
    return found


@dataclass(frozen=True, eq=False)
class _Rows:
    """Journeys to a place: the four numbers of 16 bits that `JOURNEY` begins with as one, which numpy moves at once."""

    origin: Short
    numbers: npt.NDArray[np.uint64]
    more: npt.NDArray[np.uint8]
    far: BoolArray  # by a long taxi

    def columns(self) -> Short:
        """Return departures, arrivals, and what a person and a car pay."""
        return self.numbers.view(np.uint16).reshape(-1, 4).T

    def where(self, rows: IntArray) -> _Rows:
        """Return some of the rows."""
        return _Rows(self.origin[rows], self.numbers[rows], self.more[rows], self.far[rows])

    def in_order(self) -> _Rows:
        """Return the rows by origin, then by departure, the order of the others kept."""
        return self.where(np.lexsort((self.columns()[0], self.origin)))  # both short, so that it is quick

    @staticmethod
    def together(parts: Sequence[_Rows]) -> _Rows:
        """Return all rows of some parts, one part after the other."""
        columns = zip(*(vars(part).values() for part in parts), strict=True)
        return _Rows(*(np.concatenate(column) for column in columns))


def _rows(origin: npt.ArrayLike, *columns: npt.ArrayLike) -> _Rows:
    """Return rows of columns, or of numbers that are the same in all: origin, those of `JOURNEY`, whether it is far."""
    start, leave, arrive, person, car, more, far = np.broadcast_arrays(origin, *columns)
    numbers = np.stack([leave, arrive, person, car], axis=1).astype(np.uint16)
    kinds = start.astype(np.uint16), more.astype(np.uint8), far.astype(np.bool_)
    return _Rows(kinds[0], numbers.view(np.uint64).ravel(), *kinds[1:])


def _direct(fans: Sequence[Fan], num_origins: int, num_ends: int) -> Short:
    """Return ``[what, from, to]``: the walks and taxis of some fans to each place (see `Profiles.direct`)."""
    found = np.zeros((5, num_origins, num_ends), dtype=np.uint16)
    found[[WALK, TAXI]] = NEVER
    for column, fan in enumerate(fans):
        origin = np.repeat(np.arange(num_origins), np.diff(fan.first))
        on_foot = (fan.ways["vehicles"] == 0) & (fan.ways["row"] < 0)
        found[WALK, origin[on_foot], column] = fan.ways["minutes"][on_foot]
        by_taxi = (fan.ways["vehicles"] > 0) & (fan.ways["row"] < 0)
        taxis, origin = fan.ways[by_taxi], origin[by_taxi]
        money = np.rint(np.stack([taxis["by_day"], taxis["by_night"]]) * (JIAO / FEN))
        fits = (money <= MOST_JIAO).all(axis=0)
        table = np.stack([taxis["minutes"], *money, taxis["vehicles"]])
        found[TAXI:, origin[fits], column] = table[:, fits]
    return found
