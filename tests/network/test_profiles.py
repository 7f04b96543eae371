"""Profiles of all pairs: against all journeys, for a party against all its rides, leg by leg, and from disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from itertools import permutations
from math import floor
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import load_corridor
from planner.arrays import INFINITY, IntArray
from planner.atlas import Atlas
from planner.corridor import Corridor
from planner.network.buckets import Buckets
from planner.network.cache import NEVER
from planner.network.fronts import library
from planner.network.metro import MetroWays
from planner.network.pairs import profiles_between, with_luggage_at_night
from planner.network.partytravel import JourneyTravel
from planner.network.profiles import BY_DAY, BY_NIGHT, JOURNEY, PUBLIC, TAXI, WALK, Profiles
from planner.network.thinning import RIDE, thinned
from planner.network.timetable import Timetable
from planner.network.ways import Undominated
from planner.request import TripRequest
from planner.rules import LAST_RESORT_KM
from planner.travel import Rides
from tests.builders.every_journey import EveryJourney
from tests.builders.examples import large
from tests.builders.kernels import plainly
from tests.builders.metros import metro_corridor
from tests.builders.networks import line, link, network, station, town
from tests.network.test_timetable import LAST, PLACES, SATURDAY, days
from tests.network.test_undominated import priced_corridors

EXAMPLES = large(sample=12, full=1000)
MIDNIGHT = 1440


class Row(NamedTuple):
    """A journey of a table, money in CNY."""

    leave: int
    arrive: int
    person: float
    car: float
    changes: int
    fed: bool


def rows_of(profiles: Profiles, start: str, end: str) -> list[Row]:
    way = profiles.ids.index(start) * len(profiles.ids) + profiles.ids.index(end)
    table = profiles.journeys[profiles.first[way] : profiles.first[way + 1]]
    return [
        Row(leave, arrive, person / 10, car / 10, more // 2, bool(more % 2))
        for leave, arrive, person, car, more in table.tolist()
    ]


@contextmanager
def far_taxis() -> Iterator[None]:
    """Leave no taxi out."""
    names = ("planner.network.pairs.LAST_RESORT_KM", "planner.network.ground.LAST_RESORT_KM")
    with patch(names[0], 1e6), patch(names[1], 1e6):
        yield


def made(corridor: Corridor, day: date) -> tuple[Profiles, Undominated]:
    options = Undominated(Timetable(corridor, buckets=Buckets(0, MIDNIGHT)), day)
    with far_taxis():
        return profiles_between(options, tuple(PLACES)), options


@EXAMPLES
@given(priced_corridors(), days)
def test_a_table_has_all_journeys_worth_keeping(corridor: Corridor, day: date) -> None:
    profiles, slow = made(corridor, day)[0], EveryJourney(corridor, day)
    for a, b in permutations(PLACES, 2):
        found = [row[:5] for row in rows_of(profiles, a, b)]
        wanted = {
            (leave, arrive, round(fares, 1), round(cars, 1), max(1, vehicles) - 1)
            for leave, arrive, vehicles, fares, cars in slow.between(a, b, 0)
            if leave <= MIDNIGHT
        }
        assert [row[0] for row in found] == sorted(row[0] for row in found)
        assert len(found) == len(set(found))
        assert set(found) == wanted
        on_foot, by_taxi = profiles.direct[:2, PLACES.index(a), PLACES.index(b)].tolist()
        alone = {(ground[0], bool(ground[3])) for ground in slow.grounds(a, b, is_whole=True)}
        assert {(on_foot, False), (by_taxi, True)} - {(32767, False), (32767, True)} == alone


class Party(NamedTuple):
    people: float
    cars: int
    minute: int
    money: float
    change: int

    def loss(self, minutes: IntArray, cny: IntArray, changes: IntArray) -> IntArray:
        return np.asarray(self.minute * minutes + np.rint(self.money * cny) + self.change * changes, np.int64)


parties = st.builds(
    Party,
    st.sampled_from([1, 2.5, 7]),
    st.sampled_from([1, 2]),
    st.sampled_from([0, 1]),
    st.sampled_from([0.0, 0.5, 2.0]),
    st.sampled_from([0, 10]),
)
Offer = tuple[int, int, int, int]  # departure, arrival, loss, CNY


def offers(rides: Rides, party: Party, way: int) -> list[Offer]:
    of = rides.where(rides.way == way)
    cny = of.cny.astype(np.int64)
    loss = party.loss(of.minutes, cny, of.changes)
    assert (of.minutes == of.arrive - of.depart).all()
    return list(zip(of.depart.tolist(), of.arrive.tolist(), loss.tolist(), cny.tolist(), strict=True))


def beats(one: Offer, other: Offer, with_money: bool) -> bool:
    later, sooner = one[0] >= other[0], one[1] <= other[1]
    return later and sooner and one[2] <= other[2] and (not with_money or one[3] <= other[3])


@EXAMPLES
@given(priced_corridors(), days, parties, st.booleans(), st.sampled_from([(0, 1440), (430, 600)]))
def test_a_party_has_the_rides_that_none_is_as_good_as(
    corridor: Corridor, day: date, party: Party, with_money: bool, hours: tuple[int, int]
) -> None:
    profiles, _ = made(corridor, day)
    travel = JourneyTravel(profiles, party.people, party.cars, party.loss, with_money)
    table = travel.profile(*hours)
    for a, b in permutations(range(len(PLACES)), 2):
        way = a * len(PLACES) + b
        every = list(priced(profiles, party, a, b, hours))
        direct = (table.minutes[a, b], table.cny[a, b], table.changes[a, b])
        loss = int(party.loss(*map(np.array, direct)))
        found = offers(table.services, party, way)
        for offer in found:
            assert not any(beats(other, offer, with_money) for other in found if other is not offer)
        walks = with_money and table.cny[a, b] > 0 and profiles.direct[0, a, b] < 32767
        assert set(found) <= {offer for offer, _ in every} or walks
        at_any_time = (
            [(t, t + direct[0], loss, int(direct[1])) for t in range(*hours)] if direct[0] < INFINITY else []
        )
        for offer, fed in every:
            rivals = [*found, *(each for each in at_any_time if each[0] == offer[0])]
            assert any(beats(other, offer, with_money) for other in rivals)
            if fed:
                aboard = offers(table.with_lunch, party, way)
                assert any(beats(other, offer, with_money) for other in aboard)


def priced(
    profiles: Profiles, party: Party, a: int, b: int, hours: tuple[int, int]
) -> Iterator[tuple[Offer, bool]]:
    for row in rows_of(profiles, PLACES[a], PLACES[b]):
        if row.leave >= hours[0] and row.arrive <= hours[1]:
            cny = floor(party.people * row.person + party.cars * row.car + 0.5 + 1e-9)
            loss = party.loss(*map(np.array, (row.arrive - row.leave, cny, row.changes)))
            yield (row.leave, row.arrive, int(loss), cny), row.fed


@EXAMPLES
@given(priced_corridors(), days, parties)
def test_the_soonest_and_the_quickest_are_those_of_the_rides(
    corridor: Corridor, day: date, party: Party
) -> None:
    profiles, _ = made(corridor, day)
    travel = JourneyTravel(profiles, party.people, party.cars, party.loss)
    assert (travel.ids, travel.can_pause) == (tuple(PLACES), False)
    nodes = np.arange(len(PLACES))
    table, far = travel.profile(0, LAST), 2 * LAST
    for depart in (0, 430, 470):
        arrive = travel.arrive(nodes[:, None], nodes, np.array(depart))
        moving = travel.moving(nodes[:, None], nodes, np.array(depart))
        for a, b in permutations(range(len(PLACES)), 2):
            alone = depart + int(table.minutes[a, b])
            rides = table.services.where(table.services.way == a * len(PLACES) + b)
            later = rides.where(rides.depart >= depart)
            best = min(alone, int(later.arrive.min(initial=INFINITY)))
            assert min(int(arrive[a, b]), far) == min(best, far)
            if best < INFINITY:
                assert 0 <= moving[a, b] <= best - depart
            quickest = min(int(table.minutes[a, b]), int(rides.minutes.min(initial=INFINITY)))
            assert int(travel.quickest(np.array(a), np.array(b))) == quickest


@EXAMPLES
@given(priced_corridors(), days)
def test_legs_have_the_minutes_and_the_money_of_the_table(corridor: Corridor, day: date) -> None:
    profiles, options = made(corridor, day)
    for a, b in permutations(PLACES, 2):
        for row in rows_of(profiles, a, b):
            check_steps(options, a, b, row)


def check_steps(options: Undominated, start: str, end: str, row: Row) -> None:
    def price(person: float, car: float) -> float:
        return abs(person - row.person) + abs(car - row.car)

    legs = options.steps(start, end, (row.leave, row.arrive), price, lunch=row.fed)
    assert legs
    assert (legs[0].start, legs[-1].end) == (start, end)
    known = [leg for leg in legs if leg.fare_basis != "unknown"]
    if len(known) == len(legs):
        assert round(sum(leg.cost for leg in legs if not leg.per_car), 1) == row.person
    assert round(sum(leg.cost for leg in legs if leg.per_car), 1) == row.car
    assert sum(leg.includes_lunch for leg in legs) == row.fed
    assert sum(leg.mode != "walk" for leg in legs) - 1 <= row.changes


def test_the_metro_goes_every_five_minutes() -> None:
    options = Undominated(Timetable(metro_corridor()), SATURDAY)
    metro = MetroWays(metro_corridor())
    (start, end) = next(iter(metro.ways))
    profiles = profiles_between(options, (start, end))
    rows = rows_of(profiles, start, end)
    assert rows
    for row in rows:
        assert metro.arrive(start, end, row.leave) == row.arrive
        assert metro.arrive(start, end, row.leave + 1) > row.arrive
        assert row.person == round(metro.price(start, end), 1)
        check_steps(options, start, end, row)
    for leave in range(300, 1400, 5):
        arrive = metro.arrive(start, end, leave)
        assert any(row.arrive == arrive for row in rows) or arrive >= INFINITY or arrive - leave > 240


@cache
def shipped() -> tuple[Profiles, Undominated]:
    options = Atlas(load_corridor()).undominated(SATURDAY)
    places = ("chengdu", "leshan", "cd-museum", "tianfu-airport", "chongqing", "dazu-baodingshan")
    return profiles_between(options, places), options


@cache
def with_far_taxis() -> Profiles:
    with far_taxis():
        return profiles_between(Atlas(load_corridor()).undominated(SATURDAY), shipped()[0].ids)


def test_legs_of_the_shipped_corridor() -> None:
    profiles, options = shipped()
    assert len(profiles.journeys) > 1000
    for a, b in permutations(profiles.ids, 2):
        rows = rows_of(profiles, a, b)
        for row in rows[:: max(1, len(rows) // 4)]:
            check_steps(options, a, b, row)


def test_select_keeps_what_is_between_some_places() -> None:
    profiles, _ = shipped()
    some = profiles.select(np.array([3, 0]))
    assert some.ids == ("tianfu-airport", "chengdu")
    for a, b in permutations(some.ids, 2):
        assert rows_of(some, a, b) == rows_of(profiles, a, b)
    assert (some.direct == profiles.direct[:, [[3], [0]], [3, 0]]).all()
    assert (some.night == profiles.night[[3, 0]]).all()


def test_a_taxi_by_night_counts_where_the_hours_overlap_it() -> None:
    profiles, _ = shipped()
    travel = JourneyTravel(profiles, 1, 1, Party(1, 1, 1, 0.0, 0).loss)
    direct = profiles.direct
    is_taxi = (direct[TAXI] < direct[WALK]) & (direct[BY_DAY] < direct[BY_NIGHT]) & (direct[PUBLIC] == 0)
    start, end = np.argwhere(is_taxi & (profiles.night == (1380, 360)).all(axis=1)[:, None])[0].tolist()
    by_day, by_night = travel.profile(480, 1320).cny[start, end], travel.profile(480, 1385).cny[start, end]
    assert (by_day, by_night) == tuple(np.rint(direct[[BY_DAY, BY_NIGHT], start, end] / 10))
    assert by_day < by_night
    assert travel.profile(350, 1320).cny[start, end] == by_night


def test_tables_are_kept_on_disk(tmp_path: Path) -> None:
    words = {"days": 2, "date": SATURDAY, "from": "b", "to": "b", "mode": "transit", "adults": 1}
    corridor = metro_corridor()
    town = corridor.towns[0].id
    request = TripRequest.model_validate(words | {"from": town, "to": town})
    first, second = Atlas(corridor, cache_dir=tmp_path).profiles(request)
    assert first[0] is second[0]
    kept = list(tmp_path.glob("profiles-*"))
    assert len(kept) == 1
    assert kept[0].stat().st_size < 100 + first[0].count.size * 14 + len(first[0].journeys) * JOURNEY.itemsize
    ((again, _), _) = Atlas(corridor, cache_dir=tmp_path).profiles(request)
    none = Atlas(corridor, use_cache=False).profiles(request)[0][0]
    for other in (again, none):
        assert other.ids == first[0].ids
        for name in ("count", "journeys", "direct", "night"):
            assert (getattr(other, name) == getattr(first[0], name)).all()


def test_other_ends_are_added_to_what_is_known(tmp_path: Path) -> None:
    corridor = metro_corridor()
    town, ends = corridor.towns[0].id, [station.id for station in corridor.stations[:2]]
    words = {"days": 1, "date": SATURDAY, "mode": "transit", "adults": 1}
    atlas = Atlas(corridor, cache_dir=tmp_path)
    for start, end in ((town, town), (ends[0], ends[1]), (ends[0], town)):
        request = TripRequest.model_validate(words | {"from": start, "to": end})
        ((profiles, options),) = atlas.profiles(request)
        whole = profiles_between(options, profiles.ids)
        assert {start, end} <= set(profiles.ids)
        for name in ("ids", "count", "journeys", "direct", "night"):
            assert np.array_equal(getattr(profiles, name), getattr(whole, name))
    assert len(list(tmp_path.glob("profiles-*"))) == 1
    assert len(list(tmp_path.glob("ends-*"))) == 2


@EXAMPLES
@given(st.integers(0, 10**6))
def test_the_kernel_thins_as_its_twin_does(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ways, num = 4, int(rng.integers(0, 60))
    way, depart = rng.integers(0, ways, num), rng.integers(0, 30, num)
    order = np.lexsort((depart, way))
    rides, direct = np.zeros(num, dtype=RIDE), np.zeros(ways, dtype=RIDE)
    rides["depart"] = depart[order]
    rides["arrive"] = rides["depart"] + rng.integers(1, 20, num)
    for table in (rides, direct):
        table["loss"], table["cny"] = rng.integers(0, 12, (2, len(table)))
    direct["arrive"] = rng.integers(5, 40, ways)
    first = np.searchsorted(way[order], np.arange(ways + 1))
    with_money = bool(rng.random() < 0.5)
    found = thinned(first, rides, direct, with_money=with_money)
    with plainly(forget=library.cache_clear):
        assert (thinned(first, rides, direct, with_money=with_money) == found).all()


def test_a_long_taxi_is_left_out_where_a_public_way_goes() -> None:
    profiles, _ = shipped()
    there, gone = profiles.direct[TAXI] < NEVER, profiles.direct[PUBLIC] > 0
    row = {place: number for number, place in enumerate(profiles.ids)}
    assert (there & gone)[row["chengdu"], row["leshan"]]  # trains run
    assert not (there & gone)[row["chengdu"], row["cd-museum"]]  # near
    sparing, other = (
        JourneyTravel(profiles, 1, 1, Party(1, 1, 1, 0.0, 0).loss, spares_taxis=spares).profile(480, 1320)
        for spares in (True, False)
    )
    assert ((sparing.minutes > other.minutes) == (gone & (profiles.direct[WALK] == NEVER))).all()


BUS = line(
    "bus",
    "coach",
    patterns=[{"code": "B", "first": "07:00", "last": "18:30", "every": 10, "calls": "c 0, b 15"}],
)
COACH = line(
    "coach",
    "coach",
    patterns=[{"code": "C", "first": "08:00", "last": "18:00", "every": 60, "calls": "a 0, b 40"}],
)


@pytest.mark.parametrize(
    ("lines", "has_taxi", "cars"),
    [([BUS], True, {49.2}), ([BUS, COACH], False, {0.0})],
)
def test_a_taxi_nearly_all_the_way_is_no_public_one(
    lines: list[dict[str, Any]], has_taxi: bool, cars: set[float]
) -> None:
    """A taxi of 20 km for CNY 66, or one of 14 for CNY 49.20 and then the bus, which takes longer."""
    ends = [town("a", 30, 105), town("b", 30, 105.3)]
    priced = [{**each, "fare": {"flag": 2}} for each in lines]
    roads = [link("a", "b", 20), link("a", "c", 14), link("c", "b", 6)]
    over = network(ends, [station("c", 30, 105.2)], priced, roads)
    profiles = profiles_between(Undominated(Timetable(over), SATURDAY), ("a", "b"))
    assert profiles.direct[PUBLIC, 0, 1] != has_taxi
    assert {row.car for row in rows_of(profiles, "a", "b")} == cars


def test_a_long_taxi_at_an_end_is_left_out_where_a_public_journey_goes() -> None:
    profiles, options = shipped()
    every = with_far_taxis()
    dropped = 0
    for a, b in permutations(profiles.ids, 2):
        kept, known = set(rows_of(profiles, a, b)), set(rows_of(every, a, b))
        assert kept <= known
        far = options.grounds.taxi_cny(a, LAST_RESORT_KM)
        public = min((row.arrive - row.leave for row in kept if row.car <= far), default=MIDNIGHT)
        for row in known - kept:
            minutes = row.arrive - row.leave
            assert row.car > 8 + 1.5 * LAST_RESORT_KM  # CNY; no tariff is less
            assert public <= max(2 * minutes, minutes + 60)
            dropped += 1
    assert dropped


@pytest.mark.parametrize(("cny", "changes"), [(100, 0), (101, 1), (105, 1), (106, 2), (250, 30)])
def test_a_long_taxi_counts_as_changes(cny: int, changes: int) -> None:
    direct = np.full((6, 2, 2), NEVER, dtype=np.uint16)
    direct[1], direct[2:4], direct[4], direct[5] = 90, 10 * cny, 1, 0
    none = np.zeros((2, 2), dtype=np.int32)
    profiles = Profiles(("a", "b"), none, np.zeros(0, dtype=JOURNEY), direct, none.astype(np.uint16))
    travel = JourneyTravel(profiles, 2, 1, Party(2, 1, 1, 0.6, 10).loss)
    assert travel.profile(0, 1440).changes.tolist() == [[changes] * 2] * 2
    hiring = JourneyTravel(profiles, 2, 1, travel.loss, spares_taxis=False)
    assert not hiring.profile(0, 1440).changes.any()


def test_by_night_nobody_walks_far_with_luggage() -> None:
    """From mei by the metro or a taxi, and no more on foot where that takes more than a quarter of an hour."""
    over = metro_corridor()
    options = Undominated(Timetable(over), SATURDAY)
    profiles = profiles_between(options, ("at-mei", "at-pu"))
    way = options.metro.ways["at-mei", "at-pu"]
    longest = max(way.to_metro, way.from_metro)
    with patch("planner.network.pairs.LUGGAGE_ON_FOOT", longest):
        same = with_luggage_at_night(profiles, options, (["at-mei"], ["at-pu"]))
    with patch("planner.network.pairs.LUGGAGE_ON_FOOT", longest - 1):
        found = with_luggage_at_night(profiles, options, (["at-mei"], ["at-pu"]))
    assert rows_of(same, "at-mei", "at-pu") == rows_of(profiles, "at-mei", "at-pu") != []
    assert rows_of(found, "at-mei", "at-pu") == []
    assert rows_of(found, "at-pu", "at-mei") == rows_of(profiles, "at-pu", "at-mei")
