"""The profiles of a day worked out: from the undominated journeys to each place, one place after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
from planner.network.metro import MetroWays, leave_by
from planner.network.profiles import BY_DAY, JIAO, JOURNEY, MOST_JIAO, TAXI, WALK, Profiles, Short, spread
from planner.network.ways import Undominated, money_of
from planner.rules import LAST_RESORT_KM
from planner.stopping import StopToken

_NUMBERED = np.dtype([("origin", np.int32), ("journey", JOURNEY), ("far", np.bool_)])  # far: by a long taxi

FORMAT = 5  # on disk; goes up with every change of what the numbers mean
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
    direct = np.zeros((5, size, size), dtype=np.uint16)
    tables: list[Table] = []
    for begin, ends in ((without, slice(0, without)), (0, slice(without, size))):
        origins = ids[begin:]
        if not origins or not ids[ends]:
            continue
        fans = direct_fans(options.grounds, origins, ids[ends])
        direct[:, begin:, ends] = _direct(fans, len(origins), ends.stop - ends.start)
        every = options.profiles(origins, ids[ends], options.window, fans)
        for end, journeys_to in zip(ids[ends], every, strict=True):
            stop.check()
            both = np.concatenate(
                [_by_service(journeys_to), _by_metro(options.metro, origins, end, options.window)]
            )
            both["origin"] += begin
            tables.append(_sorted(_without_last_resorts(both, far)))
    count = np.stack([np.bincount(table["origin"], minlength=size) for table in tables], axis=1)
    first = np.append(0, np.cumsum(count))[:-1].reshape(count.shape)
    journeys = np.empty(int(count.sum()), dtype=JOURNEY)
    for column, table in enumerate(tables):
        journeys[spread(first[:, column], count[:, column])] = table["journey"]
    night = np.array([options.grounds.night_of(place) for place in ids], dtype=np.uint16).reshape(-1, 2)
    found = Profiles(ids, count.astype(np.int32), journeys, direct, night)
    direct[TAXI, _has_public_way(found, far)] = NEVER
    return found


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
    direct[np.ix_(np.arange(TAXI, len(direct)), origins, ends)] = taxis
    return replace(profiles, direct=direct)


def _without_last_resorts(rows: Table, far: FloatArray) -> Table:
    """Return the journeys to a place but for those by a long taxi that have a public one of the day beside them."""
    origin, journey = rows["origin"], rows["journey"]
    minutes = journey["arrive"].astype(np.int64) - journey["leave"]
    is_public = ~rows["far"] & (journey["car"] <= far[origin])
    least = np.full(len(far), NEVER, dtype=np.int64)
    np.minimum.at(least, origin[is_public], minutes[is_public])
    return np.asarray(rows[~rows["far"] | (least[origin] > _slowest(minutes))])


def _slowest(minutes: IntArray) -> IntArray:
    """Return how long a public way may take that is taken rather than a long taxi."""
    return np.maximum(2 * minutes, minutes + 60)


def _has_public_way(profiles: Profiles, far: FloatArray) -> BoolArray:
    """Return ``[from, to]``: whether a taxi over a distance that costs ``far`` has a public way beside it.

    One whose own taxis are no dearer, and that takes no more than twice as long as the taxi, or an hour more.
    """
    size, taxi = len(profiles.ids), profiles.direct[TAXI].astype(np.int64)
    is_long = (taxi < NEVER) & (profiles.direct[BY_DAY] > far[:, None])
    way = np.repeat(np.arange(size * size), profiles.count.ravel())
    minutes = profiles.journeys["arrive"] - profiles.journeys["leave"]
    slowest = _slowest(taxi).ravel()[way]
    is_public = (profiles.journeys["car"] <= far[way // size]) & (minutes <= slowest)
    has = np.bincount(way[is_public], minlength=size * size).reshape(size, size) > 0
    return np.asarray(is_long & has)


def _by_service(starts: Table) -> Table:
    """Return the journeys of `START` rows, with the numbers of their origins."""
    person, car = (np.rint(JIAO * cny) for cny in money_of(starts))
    fits = (person <= MOST_JIAO) & (car <= MOST_JIAO) & (starts["arrive"] < NEVER)
    starts, person, car = starts[fits], person[fits], car[fits]
    more = 2 * (starts["vehicles"] - 1) + starts["fed"]
    found = _numbered(starts["door"], starts["leave"], starts["arrive"], person, car, more)
    found["far"] = starts["far"]
    return found


def _by_metro(metro: MetroWays, ids: Sequence[str], end: str, window: tuple[int, int]) -> Table:
    """Return the journeys by metro from door to door, with the numbers of their origins."""
    tables = [np.empty(0, dtype=_NUMBERED)]
    for origin, start in enumerate(ids):
        if (start, end) in metro.ways:
            arrivals = metro.arrivals[metro.row[start], metro.row[end]]
            by_step = arrivals[window[0] : window[1] + 1 : STEP]
            arrive = np.unique(by_step[by_step < NEVER])
            leave = leave_by(arrivals, arrive.astype(np.int64))
            wanted = (arrive - leave <= LONGEST_GROUND) & (leave >= window[0])
            fare = round(JIAO * metro.price(start, end))
            changes = len(metro.ways[start, end].rides) - 1
            tables.append(_numbered(origin, leave[wanted], arrive[wanted], fare, 0, 2 * changes))
    return np.concatenate(tables)


def _numbered(origin: npt.ArrayLike, *columns: npt.ArrayLike) -> Table:
    every = np.broadcast_arrays(origin, *columns)
    found = np.zeros(len(every[0]), dtype=_NUMBERED)
    found["origin"] = every[0]
    for name, column in zip(JOURNEY.names or (), every[1:], strict=True):
        found["journey"][name] = column
    return found


def _sorted(table: Table) -> Table:
    """Return rows by origin, then by departure, the order of the others kept."""
    key = table["origin"].astype(np.int64) * (NEVER + 1) + table["journey"]["leave"]
    return np.asarray(table[np.argsort(key, kind="stable")])


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
