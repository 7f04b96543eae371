"""Lines with other stops, run times and departures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from planner.clock import DAY_MINUTES
from planner.corridor.ways import Call, Departure, Line, Pattern, PatternCall

LATEST = 2 * DAY_MINUTES  # a time of the data lies before
AnyCall = TypeVar("AnyCall", Call, PatternCall)


def num_runs(line: Line) -> int:
    """Return how many services a line has on a day on which all run, in both directions together."""
    runs = (((each.last - each.first) // each.every + 1) * (1 + each.both_ways) for each in line.patterns)
    return len(line.departures) + sum(runs)


def without_stop(line: Line, stop: str) -> Line | None:
    """Return a line that passes a stop by; a service with one stop left is none, and a line without any None."""
    trains = [_train_without(train, stop) for train in line.departures]
    patterns = [each for pattern in line.patterns for each in _pattern_without(pattern, stop)]
    departures = tuple(train for train in trains if train is not None)
    if not departures and not patterns:
        return None
    return line.model_copy(update={"departures": departures, "patterns": tuple(patterns)})


def _train_without(train: Departure, stop: str) -> Departure | None:
    calls = [call for call in train.calls if call.station != stop]
    if len(calls) == len(train.calls):
        return train
    if len(calls) < 2:
        return None
    calls[0] = calls[0].model_copy(update={"arrive": None})
    calls[-1] = calls[-1].model_copy(update={"depart": None})
    fares = tuple(fare for fare in train.fares if stop not in (fare.start, fare.end))
    return train.model_copy(update={"calls": tuple(calls), "fares": fares})


def _pattern_without(pattern: Pattern, stop: str) -> Iterator[Pattern]:
    left = [call for call in pattern.calls if call.station != stop]
    if len(left) == len(pattern.calls):
        yield pattern
    elif len(left) >= 2:
        is_end = stop in (pattern.calls[0].station, pattern.calls[-1].station)
        ways = _one_by_one(pattern) if is_end else [pattern]
        for way in ways:
            yield _begun_later(way, tuple(call for call in way.calls if call.station != stop))


def _one_by_one(pattern: Pattern) -> Iterator[Pattern]:
    """Yield both directions of a pattern as two."""
    yield pattern.model_copy(update={"both_ways": False})
    if pattern.both_ways:
        whole = pattern.calls[-1].arrive
        calls = tuple(
            call.model_copy(update={"arrive": whole - call.depart, "depart": whole - call.arrive})
            for call in reversed(pattern.calls)
        )
        yield pattern.model_copy(update={"both_ways": False, "calls": calls})


def _begun_later(pattern: Pattern, calls: tuple[PatternCall, ...]) -> Pattern:
    """Return a pattern with the calls that are left of it, counted from the first of them."""
    if calls[0] == pattern.calls[0]:
        return pattern.model_copy(update={"calls": calls})
    late = calls[0].depart
    moved = [
        call.model_copy(update={"arrive": max(0, call.arrive - late), "depart": call.depart - late})
        for call in calls
    ]
    hours = {"first": pattern.first + late, "last": pattern.last + late}
    return pattern.model_copy(update={**hours, "calls": tuple(moved)})


def with_run_times(line: Line, percent: int) -> Line:
    """Return a line that takes a share of its run times from stop to stop, rounded up; stops are as long as before.

    Raises
    ------
    OverflowError
        When a service would pass the end of the day after.
    """
    departures = tuple(
        train.model_copy(update={"calls": _retimed(train.calls, percent)}) for train in line.departures
    )
    patterns = tuple(
        pattern.model_copy(update={"calls": _retimed(pattern.calls, percent)}) for pattern in line.patterns
    )
    if any(call.arrive is not None and call.arrive >= LATEST for train in departures for call in train.calls):
        raise OverflowError(line.id)
    return line.model_copy(update={"departures": departures, "patterns": patterns})


def _retimed(calls: tuple[AnyCall, ...], percent: int) -> tuple[AnyCall, ...]:
    found = [calls[0]]
    for before, call in pairwise(calls):
        left, came = before.depart, call.arrive
        assert left is not None, "loading sees to the times of calls"
        assert came is not None, "loading sees to the times of calls"
        arrive = (found[-1].depart or 0) + -(-(came - left) * percent // 100)
        depart = None if call.depart is None else arrive + call.depart - came
        found.append(call.model_copy(update={"arrive": arrive, "depart": depart}))
    return tuple(found)


def thinned(line: Line, times: int) -> Line:
    """Return a line of whose departures in each direction the first of each ``times`` is left."""
    kept = {id(train) for trains in _by_direction(line.departures) for train in trains[::times]}
    patterns = tuple(
        pattern.model_copy(update={"every": min(DAY_MINUTES, pattern.every * times)})
        for pattern in line.patterns
    )
    departures = tuple(train for train in line.departures if id(train) in kept)
    return line.model_copy(update={"departures": departures, "patterns": patterns})


def thickened(line: Line, times: int) -> Line:
    """Return a line with so many departures where there was one, evenly spread until the next of its direction.

    Raises
    ------
    ArithmeticError
        When a service runs at an interval that does not part so in whole minutes.
    """
    more: dict[int, list[Departure]] = {}
    for trains in _by_direction(line.departures):
        for train, following in pairwise(trains):
            gap = _leaves(following) - _leaves(train)
            more[id(train)] = [_moved(train, gap * part // times) for part in range(1, times)]
    departures = [each for train in line.departures for each in (train, *more.get(id(train), ()))]
    if any(pattern.every % times for pattern in line.patterns):
        raise ArithmeticError(line.id)
    patterns = [pattern.model_copy(update={"every": pattern.every // times}) for pattern in line.patterns]
    return line.model_copy(update={"departures": tuple(departures), "patterns": tuple(patterns)})


def _by_direction(trains: Sequence[Departure]) -> list[list[Departure]]:
    """Return trains by their direction, in order of departure: those that call at two places in one order."""
    groups: list[list[Departure]] = []
    for train in sorted(trains, key=_leaves):
        group = next((group for group in groups if _goes_along(train, group[0])), None)
        if group is None:
            groups.append([train])
        else:
            group.append(train)
    return groups


def _goes_along(train: Departure, other: Departure) -> bool:
    place = {call.station: number for number, call in enumerate(other.calls)}
    numbers = [place[call.station] for call in train.calls if call.station in place]
    return any(before < after for before, after in pairwise(numbers))


def _leaves(train: Departure) -> int:
    first = train.calls[0].depart
    assert first is not None, "loading sees to the times of calls"
    return first


def _moved(train: Departure, minutes: int) -> Departure:
    def later(call: Call) -> Call:
        times: dict[str, Any] = {
            key: None if time is None else time + minutes
            for key, time in (("arrive", call.arrive), ("depart", call.depart))
        }
        return call.model_copy(update=times)

    calls = tuple(map(later, train.calls))
    return train.model_copy(update={"code": f"{train.code}+{minutes}min", "calls": calls})
