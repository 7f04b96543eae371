"""From a request to the numbers of a `Problem`: which sites and towns matter, prizes, hours, times, money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from planner.corridor import Attraction, Corridor
from planner.errors import RequestError
from planner.hours import start_window, ticket_on
from planner.itinerary import Reason
from planner.network.travel import INFINITY, IntArray, Journeys, Travel
from planner.problem import Lunch, Problem
from planner.request import TripRequest
from planner.rules import (
    ADULTS_A_ROOM,
    BED_PRICE,
    CHILD_SHARE,
    LUNCH_EARLIEST,
    LUNCH_INSIDE_VISIT,
    LUNCH_LATEST,
    LUNCH_MINUTES,
    PEOPLE_A_CAR,
    PEOPLE_A_ROOM,
    PRIZE_SCALE,
    TRAVEL_PRICE,
)

LUNCH = Lunch(LUNCH_EARLIEST, LUNCH_LATEST, LUNCH_MINUTES, LUNCH_INSIDE_VISIT)
TOWNS_A_SITE = 2  # nights are considered in the towns nearest to each site


@dataclass(frozen=True, eq=False)
class Ways:
    """How this trip can travel: tables over all places for each day, and exact journeys."""

    tables: tuple[Travel, ...]
    journeys: Journeys


@dataclass(frozen=True, eq=False)
class Model:
    """A problem, and what its numbers stand for."""

    corridor: Corridor
    request: TripRequest
    problem: Problem
    journeys: Journeys
    sites: tuple[Attraction, ...]
    interest: dict[str, float]
    left_out: dict[str, tuple[Reason, str]]  # attractions that never had a chance, and why

    def date_of(self, day: int) -> date:
        """Return the date of a day counted from 0."""
        return self.request.date + timedelta(days=day)

    def prize_of(self, attraction: Attraction) -> int:
        """Return what a visit is worth to this traveller."""
        return prize(attraction, self.interest[attraction.id])


def interest_in(corridor: Corridor, request: TripRequest, attraction: Attraction) -> float:
    """Return the traveller's interest in a site, 0-1: the best over themes and tags."""
    best = 0.0
    for theme_id, weight in request.themes.items():
        tags = corridor.theme_by_id[theme_id].tags
        best = max(best, *(weight * tags.get(tag, 0.0) for tag in (*attraction.tags, "*")))
    return min(best, 1.0)


def prize(attraction: Attraction, interest: float) -> int:
    """Return the whole-number prize of a site."""
    return round(attraction.score * interest * PRIZE_SCALE)


def num_cars(request: TripRequest) -> int:
    """Return how many cars (or taxis) the party fills."""
    return -(-(request.adults + request.children) // PEOPLE_A_CAR)


def fare_shares(request: TripRequest) -> float:
    """Return how many adult fares or tickets the party pays; that a child pays half is an estimate."""
    return request.adults + request.children * CHILD_SHARE


def party_ticket(request: TripRequest, price: int) -> int:
    """Return what the party pays at a gate."""
    return round(price * fare_shares(request))


def num_rooms(request: TripRequest) -> int:
    """Return how many double rooms the party needs; a child shares its parents' room."""
    people = request.adults + request.children
    return max(-(-request.adults // ADULTS_A_ROOM), -(-people // PEOPLE_A_ROOM))


def build_model(corridor: Corridor, request: TripRequest, ways: Ways) -> Model:
    """Return the problem of a request.

    Raises
    ------
    RequestError
        When a site that must be visited is closed on every day, or cannot be reached.
    """
    interest = {a.id: interest_in(corridor, request, a) for a in corridor.attractions}
    windows = {a.id: _windows(a, request) for a in corridor.attractions}
    index = {place: i for i, place in enumerate(ways.tables[0].ids)}
    left_out = _left_out(request, corridor, interest, windows, ways.tables[0], index)
    for must in request.must:
        if must in left_out:
            raise RequestError(f"'{must}' must be visited, but: {left_out[must][1]}", field="must")
    sites = tuple(a for a in corridor.attractions if a.id not in left_out)
    towns = _towns(corridor, request, sites, ways.tables[0], index)
    stops = tuple(dict.fromkeys((*towns, request.start, request.end)))
    nodes = (*(site.id for site in sites), *stops)
    where = {node: len(sites) + i for i, node in enumerate(stops)}
    rows = np.array([index[node] for node in nodes], dtype=np.int64)
    shared: dict[int, Travel] = {}
    for table in ways.tables:
        shared.setdefault(id(table), table.select(rows))
    nights = tuple(sorted(where[town] for town in towns))
    problem = Problem(
        node_ids=nodes,
        num_sites=len(sites),
        prize=np.array([prize(site, interest[site.id]) for site in sites], dtype=np.int64),
        minutes=np.array([_minutes(site, request) for site in sites], dtype=np.int64),
        windows=_window_array([windows[site.id] for site in sites], request.days),
        travel=tuple(shared[id(table)] for table in ways.tables),
        day_start=(request.day_start,) * request.days,
        day_end=(request.day_end,) * request.days,
        start=where[request.start],
        end=where[request.end],
        nights=(nights,) * (request.days - 1),
        max_visits=request.pace_rule.max_visits,
        max_transit=request.transit_cap,
        site_cost=_site_cost(request, sites),
        night_cost=_night_cost(corridor, request, nodes),
        must=tuple(i for i, site in enumerate(sites) if site.id in request.must),
        travel_cost_factor=num_cars(request) if request.mode == "car" else fare_shares(request),
        budget=request.budget,
        lunch=LUNCH if request.meals and request.day_start <= LUNCH_LATEST else None,
        travel_price=TRAVEL_PRICE,
        bed_price=BED_PRICE,
    )
    return Model(corridor, request, problem, ways.journeys, sites, interest, left_out)


def _minutes(site: Attraction, request: TripRequest) -> int:
    return int(getattr(site.visit_minutes, request.pace_rule.visit_length))


def _windows(site: Attraction, request: TripRequest) -> list[list[tuple[int, int]]]:
    days = (request.date + timedelta(days=day) for day in range(request.days))
    return [start_window(site, day, _minutes(site, request)) for day in days]


def _window_array(windows: list[list[list[tuple[int, int]]]], days: int) -> IntArray:
    most = max((len(day) for site in windows for day in site), default=1)
    array = np.full((days, len(windows), max(1, most), 2), (INFINITY, -1), dtype=np.int64)
    for site, of_site in enumerate(windows):
        for day, spans in enumerate(of_site):
            for k, span in enumerate(spans):
                array[day, site, k] = span
    return array


def _left_out(
    request: TripRequest,
    corridor: Corridor,
    interest: dict[str, float],
    windows: dict[str, list[list[tuple[int, int]]]],
    table: Travel,
    index: dict[str, int],
) -> dict[str, tuple[Reason, str]]:
    """Return the attractions that cannot be part of any plan, with the reason."""
    noon = np.array(request.day_start)
    ids = [a.id for a in corridor.attractions]
    rows = np.array([index[i] for i in ids], dtype=np.int64)
    start, end = np.array(index[request.start]), np.array(index[request.end])
    there = table.moving(start, rows, noon)
    back = table.moving(rows, end, noon)
    result: dict[str, tuple[Reason, str]] = {}
    for attraction, out, home in zip(corridor.attractions, there.tolist(), back.tolist(), strict=True):
        is_must = attraction.id in request.must
        if attraction.id in request.avoid:
            result[attraction.id] = ("avoided", "the request avoids it")
        elif interest[attraction.id] <= 0 and not is_must:
            result[attraction.id] = ("lower-prize", "not part of the themes asked for")
        elif not any(windows[attraction.id]):
            result[attraction.id] = (
                "closed",
                "closed, or not open long enough for a visit, on every day of the trip",
            )
        elif out >= INFINITY or home >= INFINITY:
            result[attraction.id] = ("unreachable", "no way leads there and on to the end of the trip")
        elif request.mode == "car" and out + home > request.days * request.transit_cap:
            hours = round((out + home) / 60, 1)
            result[attraction.id] = ("no-time", f"the way there and on to the end takes {hours} h")
    return result


def _towns(
    corridor: Corridor,
    request: TripRequest,
    sites: tuple[Attraction, ...],
    table: Travel,
    index: dict[str, int],
) -> tuple[str, ...]:
    """Return the towns where nights are considered: the nearest to each site, both ends, both cores."""
    if request.days == 1:
        return ()
    towns = [town.id for town in corridor.towns]
    rows = np.array([index[town] for town in towns], dtype=np.int64)
    morning = np.array(request.day_start)
    chosen = {town.id for town in corridor.towns if town.core}
    for place in (*(site.id for site in sites), request.start, request.end):
        minutes = table.moving(np.array(index[place]), rows, morning)
        chosen.update(towns[i] for i in np.argsort(minutes, kind="stable")[:TOWNS_A_SITE].tolist())
    limit = request.days * request.transit_cap
    if request.mode == "car":
        reach = table.moving(np.array(index[request.start]), rows, morning)
        reach = reach + table.moving(rows, np.array(index[request.end]), morning)
        chosen &= {town for town, minutes in zip(towns, reach.tolist(), strict=True) if minutes <= limit}
    chosen |= {request.start, request.end} & set(towns)
    return tuple(town for town in towns if town in chosen)


def _site_cost(request: TripRequest, sites: tuple[Attraction, ...]) -> IntArray:
    prices = [party_ticket(request, ticket_on(site, request.date) or 0) for site in sites]
    return np.array(prices, dtype=np.int64)


def _night_cost(corridor: Corridor, request: TripRequest, nodes: tuple[str, ...]) -> IntArray:
    rooms = num_rooms(request)
    towns = corridor.town_by_id
    return np.array(
        [rooms * getattr(towns[node].hotel_cny, request.hotel) if node in towns else 0 for node in nodes],
        dtype=np.int64,
    )
