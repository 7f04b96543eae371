"""The profiles of a day worked out: from the undominated journeys to each place, one place after the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.arrays import BoolArray
from planner.network.buckets import STEP
from planner.network.cache import NEVER
from planner.network.fronts import Table
from planner.network.ground import FEN
from planner.network.hops import Fan, direct_fans
from planner.network.labels import LONGEST_GROUND
from planner.network.metro import MetroWays, leave_by
from planner.network.profiles import JIAO, MOST_JIAO, TAXI, WALK, Profiles, Short
from planner.network.ways import Undominated
from planner.rules import PEOPLE_A_CAR
from planner.stopping import StopToken

JOURNEY = np.dtype(
    [
        ("origin", np.int32),
        ("leave", np.int16),
        ("arrive", np.int16),
        ("person", np.uint16),
        ("car", np.uint16),
        ("more", np.uint8),
    ]
)
_COLUMNS = ("leave", "arrive", "person", "car", "more")


def profiles_between(
    options: Undominated, ids: Sequence[str], window: tuple[int, int], stop: StopToken | None = None
) -> Profiles:
    """Return the journeys between all places of who leaves within a window.

    The metro alone takes one who leaves every five minutes, or later where that is no later there.

    Raises
    ------
    StoppedError
        When somebody asked to stop before they were there.
    """
    stop, size = stop or StopToken(), len(ids)
    fans = direct_fans(options.grounds, ids, ids)
    tables = []
    for end, table in zip(ids, options.profiles(ids, ids, window, fans), strict=True):
        stop.check()
        tables.append(_sorted(np.concatenate([_journeys(table), _by_metro(options.metro, ids, end, window)])))
    count = np.stack([np.bincount(table["origin"], minlength=size) for table in tables], axis=1)
    first = np.append(0, np.cumsum(count))[:-1].reshape(count.shape)
    columns = [np.empty(int(count.sum()), dtype=JOURNEY[name]) for name in _COLUMNS]
    for column, table in enumerate(tables):
        before = np.cumsum(count[:, column]) - count[:, column]
        row = np.arange(len(table)) + np.repeat(first[:, column] - before, count[:, column])
        for name, values in zip(_COLUMNS, columns, strict=True):
            values[row] = table[name]
    night = np.array([options.grounds.night_of(place) for place in ids], dtype=np.uint16).reshape(-1, 2)
    return Profiles(tuple(ids), count.astype(np.int32), *columns, _direct(fans), night)


def _journeys(table: Table) -> Table:
    """Return `JOURNEY` rows of `START` rows."""
    car = (PEOPLE_A_CAR * table["alone"] - table["full"]) // (PEOPLE_A_CAR - 1)
    money = (np.rint(fen * (JIAO / FEN)) for fen in (table["alone"] - car, car))
    person, car = money
    fits = (person <= MOST_JIAO) & (car <= MOST_JIAO) & (table["arrive"] < NEVER)
    found = np.empty(len(table), dtype=JOURNEY)
    found["origin"], found["leave"] = table["door"], table["leave"]
    found["arrive"] = np.minimum(table["arrive"], NEVER)
    found["person"], found["car"] = np.minimum(person, MOST_JIAO), np.minimum(car, MOST_JIAO)
    found["more"] = 2 * (table["vehicles"] - 1) + table["fed"]
    return found[fits]


def _by_metro(metro: MetroWays, ids: Sequence[str], end: str, window: tuple[int, int]) -> Table:
    """Return the `JOURNEY` rows of the metro from door to door."""
    tables = [np.empty(0, dtype=JOURNEY)]
    for origin, start in enumerate(ids):
        if (start, end) in metro.ways:
            tables.append(_by_one_metro(metro, start, end, window))
            tables[-1]["origin"] = origin
    return np.concatenate(tables)


def _by_one_metro(metro: MetroWays, start: str, end: str, window: tuple[int, int]) -> Table:
    arrivals = metro.arrivals[metro.row[start], metro.row[end]]
    by_step = arrivals[window[0] : window[1] + 1 : STEP]
    arrive = np.unique(by_step[by_step < NEVER])
    leave = leave_by(arrivals, arrive.astype(np.int64))
    wanted: BoolArray = (arrive - leave <= LONGEST_GROUND) & (leave >= window[0])
    found = np.zeros(int(wanted.sum()), dtype=JOURNEY)
    found["leave"], found["arrive"] = leave[wanted], arrive[wanted]
    found["person"] = round(JIAO * metro.price(start, end))
    found["more"] = 2 * max(0, len(metro.ways[start, end].rides) - 1)
    return found


def _sorted(table: Table) -> Table:
    """Return rows by origin, then by departure, the order of the others kept."""
    order = np.argsort(table["origin"].astype(np.int64) * (NEVER + 1) + table["leave"], kind="stable")
    return table[order]


def _direct(fans: Sequence[Fan]) -> Short:
    """Return ``[what, from, to]``: the walks and taxis of some fans to each place (see `Profiles.direct`)."""
    size = len(fans)
    found = np.zeros((5, size, size), dtype=np.uint16)
    found[[WALK, TAXI]] = NEVER
    for column, fan in enumerate(fans):
        origin = np.repeat(np.arange(size), np.diff(fan.first))
        on_foot = (fan.ways["vehicles"] == 0) & (fan.ways["row"] < 0)
        found[WALK, origin[on_foot], column] = fan.ways["minutes"][on_foot]
        by_taxi = (fan.ways["vehicles"] > 0) & (fan.ways["row"] < 0)
        taxis, origin = fan.ways[by_taxi], origin[by_taxi]
        money = np.rint(np.stack([taxis["by_day"], taxis["by_night"]]) * (JIAO / FEN))
        fits = (money <= MOST_JIAO).all(axis=0)
        table = np.stack([taxis["minutes"], *money, taxis["vehicles"]])
        found[TAXI:, origin[fits], column] = table[:, fits]
    return found
