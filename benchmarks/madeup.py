"""Made-up trips of any size: sites around towns in a plane, the same for the same seed."""

from __future__ import annotations

from typing import Literal

import numpy as np

from planner.arrays import INFINITY, FloatArray, IntArray
from planner.network.buckets import USUAL
from planner.network.cache import NEVER, Small
from planner.network.timetable import TimetableTravel
from planner.problem import Meal, Problem
from planner.rules import LUNCH_LATEST
from planner.travel import ConstantTravel, Travel

Mode = Literal["car", "train"]

SIDE, SPREAD = 350.0, 12.0  # km: of the plane, of sites around their town
SCATTERED = 0.2  # share of sites that lie anywhere
LENGTHS, OPENS, CLOSES = (60, 75, 90, 120, 150, 180, 240), (0, 510, 540, 570), (1020, 1050, 1080, 1320)
WEEKLY = 0.15  # share of sites that are closed one day in seven
DAY = (510, 1140)
LUNCH = Meal(660, 810, 60, 240)
CAR = 5, 1.3  # minutes a ride, and a kilometre
TAXI_WAIT, LONGEST_TAXI = 10, 90
TRAIN = 10, 0.5  # minutes a ride, and a kilometre
STATION = 15  # minutes to board, or to change
HEADWAYS, LAST_TRAIN = (30, 60, 120, 240), 1320
DIRECT = 0.5  # share of pairs of towns that have a train
MEAL = 45  # minutes aboard
CITY, QUARTERS, QUARTER = (
    16.0,
    12,
    1.0,
)  # km: of a city, how many quarters it has, of sites around the middle of theirs
STOPS, MOST_STOPS = (10, 15, 20, 30), 20  # minutes, of a day
CITY_RIDE = 3, 2.0  # minutes a ride, and a kilometre


def made_up(mode: Mode, sites: int, towns: int, days: int, seed: int) -> Problem:
    """Return a round trip from the largest town."""
    rng = np.random.default_rng(seed)
    town_at = rng.uniform(0, SIDE, size=(towns, 2))
    home = rng.choice(towns, size=sites, p=_weights(towns))
    near = town_at[home] + rng.normal(0, SPREAD, size=(sites, 2))
    anywhere = rng.uniform(0, SIDE, size=(sites, 2))
    at = np.concatenate([np.where(rng.random((sites, 1)) < SCATTERED, anywhere, near), town_at])
    km = np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1))
    length = rng.choice(LENGTHS, size=sites)
    return Problem(
        node_ids=tuple(map(str, range(sites + towns))),
        num_sites=sites,
        prize=_prizes(rng, sites),
        minutes=np.tile(length, (days, 1)),
        windows=hours(rng, length, days),
        travel=(by_car(km) if mode == "car" else by_train(km, sites, rng),) * days,
        day_start=(DAY[0],) * days,
        day_end=(DAY[1],) * days,
        starts=(sites,),
        ends=(sites,),
        nights=(tuple(range(sites, sites + towns)),) * (days - 1),
        max_visits=(4,) * days,
        max_transit=(360,) * days,
        site_cost=np.zeros(sites, dtype=np.int64),
        night_cost=np.zeros(sites + towns, dtype=np.int64),
        meals=(LUNCH,),
        travel_price=1,
        bed_price=50,
    )


def city(sites: int, days: int, seed: int) -> Problem:
    """Return days in one city, each from the same bed and back, with many short stops."""
    rng = np.random.default_rng(seed)
    quarter_at = rng.uniform(0, CITY, size=(QUARTERS, 2))
    home = rng.choice(QUARTERS, size=sites, p=_weights(QUARTERS))
    near = quarter_at[home] + rng.normal(0, QUARTER, size=(sites, 2))
    anywhere = rng.uniform(0, CITY, size=(sites, 2))
    bed = np.full((1, 2), CITY / 2)
    at = np.concatenate([np.where(rng.random((sites, 1)) < SCATTERED, anywhere, near), bed])
    km = np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1))
    length = rng.choice(STOPS, size=sites)
    ids = tuple(map(str, range(sites + 1)))
    return Problem(
        node_ids=ids,
        num_sites=sites,
        prize=_prizes(rng, sites),
        minutes=np.tile(length, (days, 1)),
        windows=hours(rng, length, days),
        travel=(ConstantTravel(ids, _ride(km, CITY_RIDE), 0.6 * km),) * days,
        day_start=(DAY[0],) * days,
        day_end=(DAY[1],) * days,
        starts=(sites,),
        ends=(sites,),
        nights=((sites,),) * (days - 1),
        max_visits=(MOST_STOPS,) * days,
        max_transit=(360,) * days,
        site_cost=np.zeros(sites, dtype=np.int64),
        night_cost=np.zeros(sites + 1, dtype=np.int64),
        meals=(LUNCH,),
        travel_price=1,
    )


def _prizes(rng: np.random.Generator, sites: int) -> IntArray:
    return np.clip(np.exp(rng.normal(5.1, 0.6, size=sites)), 30, 1000).astype(np.int64)


def _weights(towns: int) -> FloatArray:
    """Return the share of each town: the largest has most."""
    weights = 1.0 / np.arange(1, towns + 1) ** 0.7
    return np.asarray(weights / weights.sum())


def hours(rng: np.random.Generator, length: IntArray, days: int) -> IntArray:
    """Return the windows of visits."""
    sites = len(length)
    last = rng.choice(CLOSES, size=sites) - length
    windows = np.tile(np.stack([rng.choice(OPENS, size=sites), last], axis=1)[None, :, None], (days, 1, 1, 1))
    rest = np.where(rng.random(sites) < WEEKLY, rng.integers(0, 7, size=sites), -1)
    windows[np.arange(days)[:, None] % 7 == rest] = (INFINITY, -1)
    return windows


def _drive(km: FloatArray) -> IntArray:
    return _ride(km, CAR)


def _ride(km: FloatArray, takes: tuple[float, float]) -> IntArray:
    minutes = np.round(takes[0] + takes[1] * km).astype(np.int64)
    np.fill_diagonal(minutes, 0)
    return minutes


def by_car(km: FloatArray) -> Travel:
    """Return travel that takes equally long at all hours."""
    return ConstantTravel(tuple(map(str, range(len(km)))), _drive(km), 0.6 * km)


def by_train(km: FloatArray, sites: int, rng: np.random.Generator) -> Travel:
    """Return travel by taxi, or by a taxi, trains between towns with a change at most, and a taxi."""
    town = km[:, sites:].argmin(axis=1)
    access = np.where(
        town + sites == np.arange(len(km)), 0, TAXI_WAIT + _drive(km)[np.arange(len(km)), town + sites]
    )
    plain, fed = trains(km[sites:, sites:], rng)
    num, meals = USUAL.num, USUAL.num_meals
    layers: Small = np.full((USUAL.num_layers + 2, len(km), len(km)), NEVER, dtype=np.int16)
    for place in range(len(km)):
        for arrivals, first, size in ((plain, 0, num), (fed, 2 * num, meals)):
            arrive, minutes = doors(arrivals, place, town, access, size)
            layers[first : first + size, place], layers[first + size : first + 2 * size, place] = (
                arrive,
                minutes,
            )
    taxi = TAXI_WAIT * ~np.eye(len(km), dtype=bool) + _drive(km)
    layers[-2] = np.where(taxi <= LONGEST_TAXI, taxi, NEVER)
    layers[-1] = np.round(np.where(taxi <= LONGEST_TAXI, 2.5, 0.5) * km)
    return TimetableTravel(tuple(map(str, range(len(km)))), layers)


def trains(km: FloatArray, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Return ``[from, to, bucket]``: the earliest arrival at a station, and of one train with lunch aboard."""
    towns = len(km)
    ride = np.round(TRAIN[0] + TRAIN[1] * km).astype(np.int64)[..., None]
    every = rng.choice(HEADWAYS, size=(towns, towns, 1))
    first = 360 + (rng.random((towns, towns, 1)) * every).astype(np.int64)
    runs = (rng.random((towns, towns, 1)) < DIRECT) & ~np.eye(towns, dtype=bool)[..., None]
    minute = USUAL.minute(np.arange(USUAL.num))

    def depart(ready: IntArray) -> IntArray:
        return np.asarray(first + every * -((first - np.maximum(ready, first)) // every))

    leave = depart(minute)
    plain = np.where(runs & (leave <= LAST_TRAIN), leave + ride, NEVER)
    changed = plain.copy()
    for hub in range(towns):
        there = plain[:, hub]
        onward = plain[hub][:, USUAL.of(there + STATION)].transpose(1, 0, 2)
        np.minimum(changed, onward, out=changed, where=(there < NEVER)[:, None])
    leave = depart(np.maximum(minute, LUNCH.earliest + MEAL - ride))
    fed = np.where(runs & (ride >= MEAL) & (leave <= LUNCH_LATEST), leave + ride, NEVER)
    return changed, fed


def doors(
    arrivals: IntArray, place: int, town: IntArray, access: IntArray, size: int
) -> tuple[IntArray, IntArray]:
    """Return ``[bucket, to]``: arrivals from a place to all others by way of their stations, and minutes of travel."""
    minute = USUAL.minute(np.arange(size))
    at_station = USUAL.of(minute + access[place] + STATION)
    arrive = arrivals[town[place]][:, at_station].T[:, town] + access
    is_train = (arrive < NEVER) & (town != town[place])
    arrive = np.where(is_train, arrive, NEVER)
    is_last = np.append(arrive[:-1] != arrive[1:], np.ones((1, len(town)), dtype=bool), axis=0)
    left = np.minimum.accumulate(np.where(is_last, minute[:, None], NEVER)[::-1], axis=0)[::-1]
    return arrive, np.where(is_train, arrive - left, NEVER)
