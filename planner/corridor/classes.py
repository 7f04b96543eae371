"""Classes of seats on trains: which one a wish means on a train, and a corridor with the fares of another class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from planner.corridor.fares import Fare, TrainFare
from planner.corridor.ways import Departure, Line
from planner.rules import FIRST_CLASS

if TYPE_CHECKING:
    from planner.corridor.whole import Corridor

RailClass = Literal["second", "first", "lowest"]
Seat = Literal["first", "second", "hard"]


def seat_of(line: Line, asked: Sequence[TrainFare], wanted: RailClass) -> Seat | None:
    """Return the class used on a train, whose asked fares are given; None for what is no train.

    Conventional trains have hard seats only, and a train that was asked and told no first class has none.
    """
    if line.mode != "rail":
        return None
    if line.fare.hard_seat:
        return "hard"
    is_there = not asked or any(fare.first for fare in asked)
    return "first" if wanted == "first" and is_there else "second"


def seat_on(corridor: Corridor, line: str | None, service: str | None, wanted: RailClass) -> Seat | None:
    """Return the class used on a service of a line, by their id and code; None for what is no train."""
    for known in corridor.lines:
        for run in known.services if known.id == line else ():
            if run.code == service:
                return seat_of(known, run.fares if isinstance(run, Departure) else (), wanted)
    return None


def in_class(corridor: Corridor, wanted: RailClass) -> Corridor:
    """Return the corridor with the fares of a class; a line with trains that have none of it is parted in two."""
    if wanted != "first":
        return corridor
    lines = tuple(new for line in corridor.lines for new in _in_first(line))
    return corridor.model_copy(update={"lines": lines})


def _in_first(line: Line) -> Iterator[Line]:
    dear, others = list[Departure](), list[Departure]()
    for train in line.departures:
        (dear if seat_of(line, train.fares, "first") == "first" else others).append(train)
    if dear or (line.patterns and seat_of(line, (), "first") == "first"):
        yield line.model_copy(
            update={"fare": _first(line.fare), "departures": tuple(map(_asked_first, dear))}
        )
        if others:
            yield line.model_copy(update={"departures": tuple(others), "patterns": ()})
    else:
        yield line


def _first(fare: Fare) -> Fare:
    """Return the fares by kilometres, which are estimates; those of pairs are of second class."""
    fast = None if fare.fast_per_km is None else FIRST_CLASS * fare.fast_per_km
    update = {"flag": FIRST_CLASS * fare.flag, "per_km": FIRST_CLASS * fare.per_km, "fast_per_km": fast}
    return fare.model_copy(update={**update, "pairs": {}, "confidence": "estimated"})


def _asked_first(train: Departure) -> Departure:
    fares = (fare.model_copy(update={"second": fare.first}) for fare in train.fares if fare.first)
    return train.model_copy(update={"fares": tuple(fares)})
