"""When one is there at the earliest, for each minute of a window: by timetable, by road, or by what is earlier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from planner.arrays import INFINITY
from planner.atlas import Atlas
from planner.network.cache import Minutes
from planner.network.soonest import soonest
from planner.reaching.model import Question
from planner.rules import CAR_CNY_PER_KM
from planner.stopping import Progress, StopToken, no_progress


def minutes_between(
    atlas: Atlas,
    question: Question,
    origins: Sequence[str],
    destinations: Sequence[str],
    stop: StopToken,
    progress: Progress = no_progress,
) -> Minutes:
    """Return ``[origin, destination, departure]``: the minutes from door to door, `INFINITY` where there is no way.

    Raises
    ------
    StoppedError
        When somebody asked to stop before they were there.
    """
    shape = (len(origins), len(destinations), question.num_departures)
    found: Minutes = np.full(shape, INFINITY, dtype=np.int32)
    if question.mode != "transit":
        found[:] = _by_car(atlas, question, origins, destinations, stop)[:, :, None]
    if question.mode != "car":
        departures = np.arange(question.first, question.last + 1)
        for column, arrive in enumerate(_by_timetable(atlas, question, origins, destinations)):
            stop.check()
            found[:, column] = np.minimum(found[:, column], arrive - departures)
            progress(column + 1, len(destinations))
    return np.where(found < INFINITY // 2, found, INFINITY).astype(np.int32)


def _by_timetable(
    atlas: Atlas, question: Question, origins: Sequence[str], destinations: Sequence[str]
) -> Iterator[Minutes]:
    options = atlas.soonest(question.date, question.money_cny, question.taxi_km)
    return soonest(options, origins, destinations, question.window)


def _by_car(
    atlas: Atlas, question: Question, origins: Sequence[str], destinations: Sequence[str], stop: StopToken
) -> Minutes:
    """Return ``[origin, destination]``: the minutes of the quickest way by road, where there is money for it."""
    most = np.inf if question.money_cny is None else question.money_cny
    found: Minutes = np.full((len(origins), len(destinations)), INFINITY, dtype=np.int32)
    for row, origin in enumerate(origins):
        stop.check()
        ways = atlas.roads.minutes_and_km(origin)
        for column, end in enumerate(destinations):
            minutes, km = ways.get(end, (INFINITY, 0.0))
            if km * CAR_CNY_PER_KM <= most:
                found[row, column] = minutes
    return found
