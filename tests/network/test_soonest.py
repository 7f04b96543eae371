"""The earliest arrival of every minute: against a slow search, against single journeys, and by hand."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner.arrays import INFINITY
from planner.corridor import Corridor
from planner.network.cache import Minutes
from planner.network.footpaths import margins
from planner.network.fronts import library
from planner.network.hops import Aims
from planner.network.soonest import soonest
from planner.network.timetable import Timetable
from planner.network.ways import Undominated
from planner.rules import TAXI_WAIT
from tests.builders.every_journey import EveryJourney, Ground
from tests.builders.examples import large
from tests.builders.kernels import plainly
from tests.builders.metros import metro_corridor
from tests.network.test_timetable import PLACES, SATURDAY, days
from tests.network.test_undominated import priced_corridors

EXAMPLES = large(sample=8, full=2000)
WINDOW = (425, 470)
money = st.sampled_from([None, 5.0, 12.0, 20.0, 35.0])
State = tuple[int, int]  # leaves the door, hundredths of a CNY


class SlowSoonest(EveryJourney):
    """Every ride after every other, with taxis that drive so many km at most."""

    def __init__(self, corridor: Corridor, day: date, taxi_km: float) -> None:
        super().__init__(corridor, day)
        self.taxi_km = taxi_km

    def grounds(self, a: str, b: str, *, is_whole: bool = False) -> list[Ground]:
        every = super().grounds(a, b, is_whole=is_whole)
        return [each for each in every if not each[3] or each[0] - TAXI_WAIT <= self.taxi_km]

    def journeys(self, a: str, b: str, first: int) -> set[tuple[int, int, int]]:
        """Return when one leaves, when one is there, and the hundredths of a CNY."""
        reached: list[tuple[int, set[State]]] = []
        found = set()
        for number, (hop, fare) in enumerate(self.hops):
            states = {
                (leave, fen(fares + cars)) for leave, _, fares, cars in self._begun(a, hop, fare, first)
            }
            for other, before in reached:
                for leave, spent in before:
                    more = self._changed((leave, 0, 0.0, 0.0), self.hops[other][0], hop, fare)
                    states |= {(leave, spent + fen(fares + cars)) for leave, _, fares, cars in more}
            if states:
                reached.append((number, states))
                for leave, spent in states:
                    ended = self._ended({(leave, 0, 0.0, 0.0)}, hop, b)
                    found |= {(leave, there, spent + fen(cars)) for _, there, _, _, cars in ended}
        for ground in self.grounds(a, b, is_whole=True):
            found |= {(at, at + ground[0], fen(self.car(ground, at))) for at in range(first, 1441)}
        return found


def fen(cny: float) -> int:
    return round(100 * cny)


def by_minute(corridor: Corridor, day: date, a: str, b: str, cny: float | None, km: float) -> list[int]:
    options = Undominated(Timetable(corridor), day, aims=Aims.soonest(cny, km))
    (arrive,) = soonest(options, (a,), (b,), WINDOW)
    minutes: list[int] = arrive[0].tolist()
    return minutes


@EXAMPLES
@given(priced_corridors(), days, money, st.sampled_from([4, 15, 40]), st.permutations(PLACES))
def test_every_minute_has_the_earliest_arrival_that_the_money_is_enough_for(
    corridor: Corridor, day: date, cny: float | None, km: float, places: list[str]
) -> None:
    a, b, *_ = places
    most = 10**9 if cny is None else fen(cny)
    journeys = SlowSoonest(corridor, day, km).journeys(a, b, WINDOW[0])
    wanted = [
        min(
            (there for leave, there, spent in journeys if leave >= minute and spent <= most), default=INFINITY
        )
        for minute in range(WINDOW[0], WINDOW[1] + 1)
    ]
    found = by_minute(corridor, day, a, b, cny, km)
    assert found == wanted
    assert found == sorted(found)  # who leaves later is never there earlier
    with plainly(forget=library.cache_clear):
        assert by_minute(corridor, day, a, b, cny, km) == wanted


@EXAMPLES
@given(priced_corridors(), days)
def test_where_money_does_not_matter_it_is_that_of_the_exact_journey(corridor: Corridor, day: date) -> None:
    timetable = Timetable(corridor)
    options = Undominated(timetable, day, aims=Aims.soonest(None, 60))
    every = np.stack(list(soonest(options, PLACES, PLACES, WINDOW)), axis=1)
    for a, b in permutations(range(len(PLACES)), 2):
        for minute in (WINDOW[0], 440, WINDOW[1]):
            steps = timetable.journey(PLACES[a], PLACES[b], minute, day)
            arrive = INFINITY if not steps else timetable.reaches_door(steps[-1])
            assert every[a, b, minute - WINDOW[0]] == arrive


@EXAMPLES
@given(priced_corridors(), days, money, st.integers(0, 5))
def test_another_line_never_makes_anything_later(
    corridor: Corridor, day: date, cny: float | None, number: int
) -> None:
    others = tuple(line for n, line in enumerate(corridor.lines) if n != number % len(corridor.lines))
    without = corridor.model_copy(update={"lines": others})
    known = margins(corridor)
    assume(
        all(known[stop] == each for stop, each in margins(without).items())
    )  # its mode may be the weightiest
    assert (every_minute(corridor, day, cny) <= every_minute(without, day, cny)).all()


def every_minute(corridor: Corridor, day: date, cny: float | None) -> Minutes:
    options = Undominated(Timetable(corridor), day, aims=Aims.soonest(cny, 15))
    return np.stack(list(soonest(options, PLACES, PLACES, WINDOW)), axis=1)


@pytest.mark.parametrize(("cny", "leaves"), [(None, True), (3, True), (2.9, False)])
def test_a_metro_takes_its_fare(cny: float | None, leaves: bool) -> None:
    """From 08:00: 4 to the metro, 3 to board, 5 of waiting, 5 aboard, 5 to change, 5, 6 aboard, 2 and 2 to the door."""
    options = Undominated(Timetable(metro_corridor()), SATURDAY, aims=Aims.soonest(cny, 15))
    (arrive,) = soonest(options, ("at-mei",), ("at-pu",), (480, 481))
    assert arrive.tolist() == ([[517, 518]] if leaves else [[INFINITY, INFINITY]])
