"""Vehicles with drivers: those that cost least, and hired for the day where that beats trains, and only there."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from planner import Itinerary, NoPlanError, check, plan
from planner.atlas import Atlas
from planner.corridor import Charter, Corridor, Link, Location, Names, Station
from planner.options import SolveOptions
from planner.planning.assemble import assemble
from planner.planning.charters import Fleet, fleet_of, not_hired_on, nowhere
from planner.planning.detours import detours
from planner.planning.leftout import least_travel
from planner.planning.model import TripModel, build_model
from planner.planning.party import car_factor, own_cars
from planner.planning.search import Search
from planner.problem import Node, Tour
from planner.request import TripRequest
from planner.rules import CHARTER_DAY_KM, LONG_TAXI_CNY
from planner.solver import NoSolution
from planner.stopping import StopToken, no_report
from tests.builders.charters import offer, offers, with_charters
from tests.builders.examples import every, only_in_a_soak
from tests.builders.shipped import shipped
from tests.builders.small_plans import MADE_UP, corridor_with

WORK = SolveOptions(work=20_000)


def wish(**words: object) -> TripRequest:
    return TripRequest.model_validate(
        {"days": 2, "date": "2026-06-06", "from": "east-city", "to": "west-city", "mode": "mixed", **words}
    )


@pytest.mark.parametrize(
    ("people", "cars", "factor"),
    [
        (4, {4: 1}, 1.0),
        (5, {6: 1}, 1.2),
        (7, {4: 2}, 2.0),
        (9, {4: 1, 6: 1}, 2.2),
        (12, {6: 2}, 2.4),
        (13, {4: 2, 6: 1}, 3.2),
    ],
)
def test_a_partys_own_cars_are_those_that_cost_least(
    people: int, cars: dict[int, int], factor: float
) -> None:
    party = wish(adults=people - 1, children=1)
    assert own_cars(party) == cars
    assert car_factor(party) == factor


@pytest.mark.parametrize("people", [1, 4, 5, 7, 12, 16, 17, 33, 44, 45, 60, 61, 88, 100])
def test_a_fleet_holds_the_party_for_least(people: int) -> None:
    charters = offers()
    fleet = fleet_of(
        wish(adults=50, children=people - 50) if people > 50 else wish(adults=people), with_charters()
    )
    assert fleet is not None
    assert sum(each.seats for each in fleet.charters) >= people

    def cny(nums: tuple[int, ...]) -> float:
        return sum(n * Fleet((each,)).cny(CHARTER_DAY_KM) for n, each in zip(nums, charters, strict=True))

    choices = product(range(26), range(8), range(4))
    holding = [
        c for c in choices if sum(n * each.seats for n, each in zip(c, charters, strict=True)) >= people
    ]
    assert fleet.cny(CHARTER_DAY_KM) == min(map(cny, holding))


def test_a_coach_for_44() -> None:
    fleet = fleet_of(wish(adults=44, mode="car"), shipped())
    assert fleet is not None
    assert [(each.kind, each.seats, each.num) for each in fleet.vehicles] == [("coach", 44, 1)]


@pytest.mark.parametrize(
    ("words", "is_driven"),
    [
        ({"adults": 12}, False),
        ({"adults": 13}, True),  # three cars
        ({"adults": 1, "children": 6}, True),  # two cars and one who drives
        ({"adults": 13, "mode": "transit"}, False),
    ],
)
def test_who_needs_more_than_two_cars_is_driven(words: dict[str, object], is_driven: bool) -> None:
    assert (fleet_of(wish(**{"mode": "car", **words}), with_charters()) is not None) == is_driven


@pytest.mark.parametrize(
    "charter", [offer("a", 4, 400, 100, 2), offer("b", 4, 100, 100, 2), offer("c", 4, 9, 0, 2)]
)
def test_the_solvers_line_is_never_above_the_price(charter: Charter) -> None:
    fleet = Fleet((charter, charter))
    for km in range(0, 400, 10):
        line = fleet.day_cny + fleet.km_cny * km
        assert fleet.cny(km) == 2 * (charter.day_cny + charter.km_cny * max(0, km - charter.km))
        assert line <= fleet.cny(km) + 1e-9
        assert fleet.extra(km) == pytest.approx(fleet.cny(km) - line, abs=0.5)
    assert Fleet((offers()[0],)).extra(100) == 0  # 400 - 2 x 100 and 2 a km from the first on


def planned(corridor: Corridor, request: TripRequest) -> Itinerary:
    itinerary = plan(request, corridor, options=WORK)
    assert [broken for broken in check(itinerary, corridor) if broken.severity == "error"] == []
    return itinerary


def every_choice(corridor: Corridor, request: TripRequest) -> list[int]:
    """Return what the best plans with a vehicle on some days and on no others are worth, for all choices of days."""
    model = build_model(corridor, request, Atlas(corridor, use_cache=False).ways(request))
    chosen = (set(days) for days in product(*([day, None] for day in range(model.problem.num_days))))
    return [worth for days in chosen if (worth := _with_vehicle_on(model, days)) is not None]


def _with_vehicle_on(model: TripModel, days: set[int | None]) -> int | None:
    every = range(model.problem.num_days)
    problem = not_hired_on(model.problem, [day for day in every if day not in days])
    public = [nowhere(table) if day in days else table for day, table in enumerate(problem.travel)]
    problem = replace(problem, travel=tuple(public))
    try:
        solution = Search.begin(WORK, StopToken(), no_report).solve(problem)
    except NoSolution:
        return None
    assert solution.bound == solution.objective
    return assemble(replace(model, problem=problem), solution, WORK).certificate.objective


@pytest.mark.soak
@pytest.mark.parametrize(
    ("day_cny", "adults"),
    every(4, product([150.0, 300.0, 20_000.0], [2, 4, 20])),  # the diagonal
)
def test_a_vehicle_is_hired_on_the_days_on_which_that_is_best(day_cny: float, adults: int) -> None:
    # all kilometres cost the same, so that the solver knows the whole price
    corridor = with_charters(
        offer("car", 4, day_cny, 0, 1.0), offer("coach", 44, 3 * day_cny, 0, 3.0, "coach")
    )
    request = wish(adults=adults)
    itinerary = planned(corridor, request)
    assert itinerary.certificate.objective == max(every_choice(corridor, request))
    if day_cny == 20_000:
        public = planned(corridor, wish(adults=adults, mode="transit"))
        assert not itinerary.vehicles
        assert (
            itinerary.certificate.objective >= public.certificate.objective
        )  # whose long taxis are a last resort


def test_a_cheap_car_takes_the_place_of_trains_and_taxis_and_is_paid_once_a_day() -> None:
    corridor = with_charters(offer("car", 4, 100, 400, 1.0))
    itinerary = planned(corridor, wish(adults=4))
    hires = [day.hire for day in itinerary.days if day.hire]
    assert hires
    for day in itinerary.days:
        legs = [event for event in day.events if event.kind == "leg"]
        if day.hire:
            assert {leg.cost_cny for leg in legs} == {0}
            assert all(leg.service is None for leg in legs)
            assert day.totals.cost_cny >= day.hire.cost_cny == 100
    assert itinerary.totals.rides is not None
    public = sum(
        event.cost_cny
        for day in itinerary.days
        if not day.hire
        for event in day.events
        if event.kind == "leg"
    )
    assert itinerary.totals.rides.cost_cny == 100 * len(hires) + public


@pytest.mark.parametrize("arrival", [None, "2026-06-05 18:00"])
def test_a_short_day_is_hired_only_where_its_whole_price_is_worth_it(arrival: str | None) -> None:
    # the solver sees 20 + 1.9 a km, while a day costs 400
    corridor = with_charters(offer("car", 4, 400, 200, 1.9))
    request = wish(days=1, to="east-city", arrival=arrival)
    itinerary = planned(corridor, request)
    assert itinerary.certificate.objective == max(every_choice(corridor, request))
    assert itinerary.certificate.bound is not None
    assert itinerary.certificate.objective <= itinerary.certificate.bound


def test_no_car_is_hired_for_one_way_from_an_airport_where_a_taxi_takes_less() -> None:
    """62 km at CNY 183.60, not 400 for a day; a trip by train alone counts the part beyond 100 as changes."""
    small = with_charters()
    place = Location(lat=29.3, lon=106.9)
    names = Names(zh="远机场", en="Far Airport")
    airport = Station(id="far-airport", name=names, location=place, sources=MADE_UP)
    road = Link(start="east-city", end="far-airport", road_class="expressway", km=62, minutes=58)
    corridor = corridor_with(
        charters=small.charters, stations=(*small.stations, airport), links=(*small.links, road)
    )
    ends = {"from": "far-airport", "to": "far-airport", "arrival": "2026-06-05 22:00"}
    found = {mode: planned(corridor, wish(mode=mode, **ends)) for mode in ("mixed", "transit")}
    arrival = found["mixed"].days[0]
    assert arrival.hire is None
    assert [event.cost_cny for event in arrival.events if event.kind == "leg"] == [184]
    told = {mode: plan.certificate.long_taxi_cny for mode, plan in found.items()}
    assert told == {"mixed": None, "transit": LONG_TAXI_CNY}


@only_in_a_soak
def test_a_group_by_car_rides_in_a_coach_and_pays_it_within_its_budget() -> None:
    corridor = with_charters()
    request = wish(mode="car", adults=44)
    itinerary = planned(corridor, request)
    assert [(each.kind, each.num, each.charter) for each in itinerary.vehicles] == [("coach", 1, "coach")]
    for day in itinerary.days:
        drives = [event for event in day.events if event.kind == "leg" and event.mode == "road"]
        assert (day.hire is not None) == bool(drives)
    assert itinerary.totals.rides is not None
    rides = itinerary.totals.rides.cost_cny
    assert rides >= 1850
    with pytest.raises(NoPlanError):
        plan(request.model_copy(update={"purses": {"rides": 1849}}), corridor, options=WORK)
    within = planned(corridor, request.model_copy(update={"purses": {"rides": rides}}))
    assert within.certificate.objective == itinerary.certificate.objective


def test_on_a_day_without_a_ride_a_group_may_have_its_coach() -> None:
    corridor = with_charters()
    request = wish(mode="car", adults=44, days=1, to="east-city")
    model = build_model(corridor, request, Atlas(corridor, use_cache=False).ways(request))
    problem, tower = model.problem, [site.id for site in model.sites].index("east-tower")
    home = problem.starts[0]
    idle = Tour(Node(home), (), Node(home), 0)
    minutes, cny = detours(problem, (idle,))
    assert minutes[0, tower] == 20
    assert cny[0, tower] > problem.hires[0].cny
    assert least_travel(problem)[tower] == 20


def test_without_offers_a_group_drives_as_many_cars_as_it_takes() -> None:
    itinerary = planned(with_charters().model_copy(update={"charters": ()}), wish(mode="car", adults=44))
    assert [(each.seats, each.num, each.charter) for each in itinerary.vehicles] == [
        (4, 2, None),
        (6, 6, None),
    ]
    assert not any(day.hire for day in itinerary.days)
