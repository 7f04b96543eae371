"""What a trip may ask, field by field: the answer without it and with it, by hand on a straight road."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planner.arrays import INFINITY
from planner.problem import Hire, Meal, Pass, Problem, Purses, Rule, Solution
from planner.solver import Engine, NoSolution, solve
from planner.travel import ConstantTravel
from tests.bruteforce.solving import ENOUGH
from tests.builders.lines import EAST, WEST, A, B, C, on_a_line, one_day, two_days
from tests.builders.problems import LAST_MINUTE, ServiceTravel

NEVER = (INFINITY, -1)
LUNCH, DINNER = Meal(660, 810, 60, 240), Meal(1000, 1040, 60, 240)
both = pytest.mark.parametrize("engine", ["exact", "routing"])  # what the routing engine knows too


def solved(problem: Problem, engine: Engine = "exact") -> Solution:
    """Return the solution, which the exact engine has to prove."""
    solution = solve(problem, engine, limit=ENOUGH)
    assert solution.bound == solution.objective or engine == "routing"
    return solution


def worth(problem: Problem, engine: Engine = "exact") -> int:
    return solved(problem, engine).objective


def answer(problem: Problem, engine: Engine = "exact") -> tuple[int, list[tuple[int, ...]]]:
    """Return what the best plan is worth, and the orders of the days that have visits."""
    solution = solved(problem, engine)
    return solution.objective, [tour.sites for tour in solution.tours if tour.sites]


def minutes_of(problem: Problem) -> Any:
    """Return a copy of the minutes between the places of a road."""
    travel = problem.travel[0]
    assert isinstance(travel, ConstantTravel)
    return travel.minutes.copy()


def with_minutes(problem: Problem, minutes: Any) -> Problem:
    travel = ConstantTravel(problem.node_ids, minutes, np.zeros(minutes.shape))
    return replace(problem, travel=(travel,) * problem.num_days)


# Two days without anything: A and B on the way east, then C: 270 - 150 = 120.
# One night in the west instead: A and back (40), then B and C on the way east (120): 270 - 160 = 110.


def test_a_rule_counts_nights_too() -> None:
    elsewhere = Rule("alike", frozenset(), at_most=0, nights=frozenset({(0, EAST)}))
    assert worth(two_days()) == 120
    assert worth(two_days(rules=(elsewhere,))) == 110
    # of A, B and the night in the east one may stay: A and C by a night in the west, 180 - 120
    alike = replace(elsewhere, sites=frozenset({A, B}), at_most=1)
    assert worth(two_days(rules=(alike,))) == 60


def test_money_has_no_price_unless_it_is_given_one() -> None:
    assert worth(two_days(site_cost=np.array([0, 0, 90]), night_cost=np.full(5, 300))) == 120


@both
def test_a_ticket_can_be_dearer_than_a_visit_is_worth(engine: Engine) -> None:
    # C is worth 80 and costs 90; A and B on the way east: 190 - 120.
    dear = two_days(site_cost=np.array([0, 0, 90]), money_price=1.0)
    assert answer(dear, engine) == (70, [(A, B)])


def test_a_dear_ride_is_left_for_a_slow_one() -> None:
    # One site at 100 on the way from 0 to 120, on foot, or by a train that goes there in 30 minutes for 80 CNY.
    day = on_a_line((100, 0, 120), 1, 1)
    minute = np.arange(LAST_MINUTE + 1)
    on_foot = minute + minutes_of(day)[:, :, None]
    moments = np.stack([on_foot, on_foot - minute, np.zeros_like(on_foot)], axis=3)
    moments[1, 0, :541] = (570, 30, 80)
    day = replace(day, travel=(ServiceTravel(day.node_ids, moments, np.zeros((3, 3))),))
    assert worth(day) == 100 - 30 - 20
    assert worth(replace(day, money_price=0.5)) == 100 - 30 - 40 - 20
    assert worth(replace(day, money_price=1.0)) == 100 - 100 - 20  # the train would take 30 + 80


@pytest.mark.parametrize(("price", "objective"), [(0.4, 120), (0.6, 117)])
def test_money_is_rounded_once_for_each_item(price: float, objective: int) -> None:
    # Three tickets of 1 CNY: 0.4 is nothing each though 1.2 together, 0.6 is 1 each though 1.8 together.
    assert worth(two_days(site_cost=np.ones(3, dtype=np.int64), money_price=price)) == objective


def test_a_dear_night_moves_the_bed() -> None:
    dear = two_days(night_cost=np.array([0, 0, 0, 100, 111]))
    assert worth(dear) == 120
    assert worth(replace(dear, money_price=1.0)) == 110 - 100  # the night in the east would be 120 - 111


@pytest.mark.parametrize(
    ("morning", "order", "objective"),
    [
        # A and B from the west and back, till 13:00 at least: 190 - 120. Only who comes second begins after eleven.
        ((30, 0), (B, A), 70),
        ((0, 30), (A, B), 70),
        # Both lose, and to wait with both takes till 14:00: A alone at eleven, 100 - 40, not 70 - 30.
        ((30, 30), (A,), 60),
    ],
)
def test_best_hours_move_the_order(morning: tuple[int, int], order: tuple[int, ...], objective: int) -> None:
    windows = np.tile(np.array([(0, 659), (660, INFINITY)]), (1, 3, 1, 1))
    loss = np.zeros((1, 3, 2), dtype=np.int64)
    loss[0, [A, B], 0] = morning
    day = one_day(prize=np.array([100, 90, 0]), windows=windows, day_end=(830,))
    assert worth(day) == 70
    best = replace(day, window_loss=loss)
    assert answer(best) == (objective, [order])


@both
def test_dinner_is_a_second_meal(engine: Engine) -> None:
    # All three and back: 210 on the road, 180 of visits and lunch end at 17:30, 340 - 210.
    day = one_day(prize=np.array([100, 90, 150]), day_start=(600,), day_end=(1080,), meals=(LUNCH,))
    assert worth(day, engine) == 130
    # Who is out after 17:20 dines, till 18:30: A and B have to do, 190 - 120.
    dining = replace(day, meals=(LUNCH, DINNER))
    assert worth(dining, engine) == 70
    assert worth(replace(dining, day_end=(1110,)), engine) == 130


@both
def test_a_trip_begins_where_that_is_best(engine: Engine) -> None:
    east = two_days(prize=np.array([0, 60, 80]))
    assert worth(east, engine) == 140 - 120
    solution = solved(replace(east, starts=(WEST, EAST)), engine)
    assert (solution.objective, solution.tours[0].start) == (80 - 30, EAST)


@both
def test_a_trip_ends_where_that_is_best(engine: Engine) -> None:
    west = two_days(prize=np.array([80, 60, 0]))
    assert worth(west, engine) == 140 - 120
    solution = solved(replace(west, ends=(WEST, EAST)), engine)
    assert (solution.objective, solution.tours[-1].end) == (80 - 40, WEST)


@both
def test_each_day_has_its_own_cap_on_visits(engine: Engine) -> None:
    assert worth(replace(two_days(), max_visits=(2, 1)), engine) == 120
    assert worth(replace(two_days(), max_visits=(1, 2)), engine) == 110


@both
@pytest.mark.parametrize(
    ("caps", "objective"),
    [((120, 30), 120), ((40, 120), 110), ((120, 29), 70)],  # in the last C is out of reach: 190 - 120
)
def test_each_day_has_its_own_cap_on_travel(engine: Engine, caps: tuple[int, int], objective: int) -> None:
    assert worth(replace(two_days(), max_transit=caps), engine) == objective


@pytest.mark.parametrize(
    ("bonus", "objective", "plan"), [(5, 120, [(A, B), (C,)]), (15, 110 + 15, [(A,), (B, C)])]
)
def test_a_visit_keeps_its_day_if_that_is_worth_enough(
    bonus: int, objective: int, plan: list[tuple[int, ...]]
) -> None:
    kept = np.zeros((2, 3), dtype=np.int64)
    kept[1, B] = bonus
    assert answer(two_days(day_bonus=kept)) == (objective, plan)


@both
@pytest.mark.parametrize(("bonus", "objective", "town"), [(5, 120, EAST), (15, 110 + 15, WEST)])
def test_a_night_keeps_its_town_if_that_is_worth_enough(
    engine: Engine, bonus: int, objective: int, town: int
) -> None:
    kept = np.zeros((2, 5), dtype=np.int64)
    kept[0, WEST] = bonus
    solution = solved(two_days(night_bonus=kept), engine)
    assert (solution.objective, solution.tours[0].end) == (objective, town)


@pytest.mark.parametrize(
    ("days", "cny", "objective", "plan"),
    [
        # Tickets of 60 for B and C. A and B on the way east: 190 - 60 - 120; C would be 80 - 60 - 30 beside.
        ((), 70, 10, [(A, B)]),
        ((0, 1), 70, 50, [(A, B), (C,)]),  # all: 270 - 70 - 150
        ((0, 1), 130, 10, [(A, B)]),  # not bought: 270 - 130 - 150 = -10
        ((1,), 70, 40, [(A,), (B, C)]),  # both on the day on which it holds, from the west: 270 - 70 - 160
        ((0,), 70, 10, [(A, B)]),  # both on the first day: 170 - 70 - 120 = -20
    ],
)
def test_a_pass_is_bought_where_it_saves(
    days: tuple[int, ...], cny: int, objective: int, plan: list[tuple[int, ...]]
) -> None:
    offer = Pass(frozenset({B, C}), frozenset(days), cny)
    trip = two_days(site_cost=np.array([0, 60, 60]), money_price=1.0, passes=(offer,))
    assert answer(trip) == (objective, plan)


@pytest.mark.parametrize(("budget", "objective"), [(70, 120), (69, 70)])
def test_a_pass_leaves_more_of_the_budget(budget: int, objective: int) -> None:
    trip = two_days(site_cost=np.array([0, 60, 60]), budget=budget)
    assert worth(trip) == 70  # A and B
    assert worth(replace(trip, passes=(Pass(frozenset({B, C}), frozenset({0, 1}), 70),))) == objective


def west_twice(**changes: Any) -> Problem:
    """Return four days from the west with a site in the east on the second or third, and two sites in the west.

    These are open till ten only, on the second and the last day: both need the nights west, east, west.
    """
    windows = np.full((4, 3, 1, 2), NEVER, dtype=np.int64)
    windows[1:3, 0] = (0, INFINITY)
    windows[1, 1] = windows[3, 2] = (540, 600)
    return replace(on_a_line((120, 0, 0, 0, 120), 3, 4, max_transit=200, **changes), windows=windows)


@both
@pytest.mark.parametrize(("price", "objective", "returns"), [(0, 220, 1), (15, 205, 1), (50, 200, 0)])
def test_no_bed_is_come_back_to_where_that_is_dear(
    engine: Engine, price: int, objective: int, returns: int
) -> None:
    # Everything, three times between west and east: 580 - 360. Without the last site, once: 320 - 120.
    trip = replace(west_twice(prize=np.array([300, 20, 260])), return_price=price)
    solution = solved(trip, engine)
    assert solution.objective == objective
    nights = [tour.end for tour in solution.tours[:-1]]
    assert (nights == [WEST, EAST, WEST], trip.num_returns(solution.tours)) == (bool(returns), returns)


@both
@pytest.mark.parametrize("price", [0, 50])
def test_home_is_come_back_to_once(engine: Engine, price: int) -> None:
    # There and back, 340 - 240, whatever coming back costs elsewhere; without the last site 320 - 240.
    trip = replace(west_twice(prize=np.array([300, 20, 20]), ends=(WEST,)), return_price=price)
    solution = solved(trip, engine)
    assert [tour.end for tour in solution.tours[:-1]] == [WEST, EAST, WEST]
    assert (solution.objective, trip.num_returns(solution.tours)) == (100, 0)


@pytest.mark.parametrize(
    ("price", "objective", "plan"), [(0, 70, [(A, B)]), (15, 55, [(A, B)]), (25, 50, [(A, B), (C,)])]
)
def test_a_day_without_a_visit_has_its_price(price: int, objective: int, plan: list[tuple[int, ...]]) -> None:
    # A and B on the way east are worth 190 - 120; C, on the other day, takes 30 and brings 10.
    trip = two_days(prize=np.array([100, 90, 10]), empty_price=(price, price))
    assert answer(trip) == (objective, plan)


@pytest.mark.parametrize(
    ("cny", "hired", "objective"),
    [(50, [1, 0], 120 + 60 - 50), (70, [0, 0], 120), (14, [1, 1], 120 + 76 - 28)],
)
def test_a_vehicle_is_hired_on_the_days_that_pay_for_it(cny: int, hired: list[int], objective: int) -> None:
    # Its rides take 60 minutes instead of 120 on the first day, 14 instead of 30 on the second.
    trip = two_days(money_price=1.0)
    minutes = minutes_of(trip) // 2
    vehicle = ConstantTravel(trip.node_ids, minutes, np.zeros(minutes.shape))
    solution = solved(replace(trip, hires=(Hire((vehicle,) * 2, cny),)))
    assert (solution.objective, [tour.hire for tour in solution.tours]) == (objective, hired)


def test_a_vehicle_has_fares_of_its_own_and_counts_in_the_budget() -> None:
    trip = two_days()
    minutes = minutes_of(trip) // 2
    hire = Hire((ConstantTravel(trip.node_ids, minutes, np.ones(minutes.shape)),) * 2, 50, 2.0)
    # Three rides of 2 CNY on the first day (60 minutes less), two on the second (16 less), and 50 a day.
    assert worth(replace(trip, hires=(hire,))) == 120 + 76
    assert worth(replace(trip, hires=(hire,), budget=110)) == 120 + 76
    assert worth(replace(trip, hires=(hire,), budget=109)) == 120 + 60
    assert worth(replace(trip, hires=(hire,), budget=55)) == 120 + 16
    assert worth(replace(trip, hires=(hire,), budget=53)) == 120


@pytest.mark.parametrize("bed_price", [0, 10])
def test_a_town_twice_says_how_long_one_stays(bed_price: int) -> None:
    # A, B and C, one a day: nights west and east, 270 - 40 - 120 - 30 and a change of bed.
    west, east, west_later, east_later, begin, end = range(3, 9)
    trip = on_a_line(
        (20, 60, 105, 0, 120, 0, 120, 0, 120),
        3,
        3,
        prize=np.array([100, 90, 80]),
        max_visits=1,
        nights=((west, east, west_later, east_later),) * 2,
        places=np.array([0, 1, 2, 3, 4, 3, 4, 3, 4]),
        bed_price=bed_price,
    )
    assert worth(trip) == 80 - bed_price
    stays = np.zeros((9, 9), dtype=bool)
    stays[begin, [west, east]] = stays[west, west_later] = stays[east, east_later] = True
    stays[west_later, [west_later, east, end]] = stays[east_later, [east_later, west, end]] = True
    # Two nights in one bed: A and back, then B on the way east, 190 - 160; or A on that way, then C: 180 - 150.
    solution = solved(replace(trip, stays=stays))
    assert solution.objective == 30
    assert [tour.end for tour in solution.tours[:-1]] in ([west, west_later], [east, east_later])


# What has no field of its own is data.


@both
def test_a_fixed_visit_is_a_must_with_one_window(engine: Engine) -> None:
    # C at 11:45 on the first day, A before it: 180 - 120. Without C it were 190 - 120.
    windows = two_days().windows.copy()
    windows[:, C] = NEVER
    windows[0, C] = (705, 705)
    fixed = two_days(windows=windows, must=(C,))
    assert answer(fixed, engine) == (60, [(A, C)])


@both
def test_a_fixed_night_is_a_set_of_one_town(engine: Engine) -> None:
    assert worth(two_days(nights=((WEST,),)), engine) == 110


@both
def test_a_booked_ride_is_a_must_that_ends_elsewhere(engine: Engine) -> None:
    # From west to east at ten in half an hour on the first day: C is all that pays after it, 80 - 30.
    ride, west, east = range(3, 6)
    at = (20, 60, 105, 0, 0, 120)
    trip = on_a_line(at, 4, 2, prize=np.array([100, 90, 80, 0]), max_visits=2)
    minutes = minutes_of(trip)  # the column is that of the west
    minutes[ride] = minutes[east]
    windows, lengths = trip.windows.copy(), trip.minutes.copy()
    windows[:, ride] = NEVER
    lengths[:, ride] = 30
    trip = replace(with_minutes(trip, minutes), windows=windows, minutes=lengths)
    assert worth(trip, engine) == 120
    windows = windows.copy()
    windows[0, ride] = (600, 600)
    booked = replace(trip, windows=windows, must=(ride,))
    objective, days = answer(booked, engine)
    assert (objective, sum(days, ())) == (50, (ride, C))  # C on either day
    assert solved(booked, engine).tours[0].start == west


@both
def test_a_night_is_tied_to_a_site_by_rides_that_are_not_there(engine: Engine) -> None:
    trip = two_days(prize=np.array([100, 90, 300]))
    assert worth(trip, engine) == 490 - 150
    # From C one can only go to the west, so it is the last of the first day: 490 - 210 - 120.
    minutes = minutes_of(trip)
    minutes[C, [A, B, EAST]] = INFINITY
    solution = solved(with_minutes(trip, minutes), engine)
    assert (solution.objective, solution.tours[0].end) == (160, WEST)


@pytest.mark.parametrize(
    ("purses", "objective"),
    [
        (Purses(tickets=120), 120),
        (Purses(tickets=119), 70),
        (Purses(nights=80), 120),
        (Purses(rides=0), 120),
        (Purses(rides=0, tickets=119, nights=80), 70),
    ],
)
def test_each_kind_of_cost_has_a_purse_of_its_own(purses: Purses, objective: int) -> None:
    dear = two_days(site_cost=np.array([0, 60, 60]), night_cost=np.full(5, 80))
    assert worth(replace(dear, purses=purses)) == objective


def test_no_plan_pays_its_nights_from_another_purse() -> None:
    dear = two_days(night_cost=np.full(5, 80), purses=Purses(nights=79), budget=1000)
    with pytest.raises(NoSolution):
        solved(dear)


@pytest.mark.parametrize(
    ("rides", "objective"), [(110, 120 + 76), (109, 120 + 60), (55, 120 + 16), (53, 120)]
)
def test_a_vehicle_is_paid_from_the_purse_of_rides(rides: int, objective: int) -> None:
    trip = two_days()
    minutes = minutes_of(trip) // 2
    hire = Hire((ConstantTravel(trip.node_ids, minutes, np.ones(minutes.shape)),) * 2, 50, 2.0)
    assert worth(replace(trip, hires=(hire,), purses=Purses(rides=rides))) == objective
