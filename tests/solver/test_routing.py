"""The routing engine against plain enumeration, and against problems small enough to solve by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.arrays import INFINITY
from planner.problem import Lunch, Problem, Rule, Solution, objective_of
from planner.solver import Limit, NoSolution, TooDenseError
from planner.solver.exact import solve_exact
from planner.solver.flat import flatten
from planner.solver.limit import Clock
from planner.solver.retiming import Retimer
from planner.solver.routing import solve_routing
from planner.solver.vehicles import Fleet, RoutingModel
from tests.bruteforce.plans import Day, add_tours, best_by_hand
from tests.builders.examples import large
from tests.builders.lines import EAST, WEST, A, B, C, dense_day, on_a_line, one_day, two_days
from tests.builders.problems import random_problem

NEVER = (INFINITY, -1)


def solve(problem: Problem, rounds: int = 6, seed: int = 0) -> Solution:
    """Solve without a say for the clock."""
    return solve_routing(problem, Clock(), seed, solution_limit=rounds)


def visits(solution: Solution) -> list[tuple[int, ...]]:
    return [tour.sites for tour in solution.tours]


def town(seed: int) -> Problem:
    """Return a trip of three days among 40 sites and four towns."""
    rng = np.random.default_rng(seed)
    at = tuple(rng.integers(0, 400, size=44).tolist())
    return on_a_line(at, 40, 3, prize=rng.integers(20, 200, size=40))


def test_two_days_by_hand() -> None:
    solution = solve(two_days())
    assert visits(solution) == [(A, B), (C,)]
    assert [(tour.start, tour.end, tour.travel) for tour in solution.tours] == [
        (WEST, EAST, 120),
        (EAST, EAST, 30),
    ]
    assert solution.objective == 270 - 150
    assert (solution.bound, solution.gap, solution.engine) == (None, None, "routing")


def test_a_closed_day_is_kept() -> None:
    windows = two_days().windows.copy()
    windows[0, B] = NEVER
    # B moves to the second day, and the night to the west: 40 and 120 minutes instead of 150.
    solution = solve(two_days(windows=windows))
    assert (visits(solution), solution.objective) == ([(A,), (B, C)], 270 - 160)


def test_windows_turn_the_order_round() -> None:
    windows = one_day().windows.copy()
    windows[0, A] = (720, 800)
    windows[0, B] = (540, 620)
    assert visits(solve(one_day(windows=windows, travel_price=0, max_visits=2, day_end=(900,)))) == [(B, A)]


def test_the_second_window_of_a_day_is_used() -> None:
    windows = np.tile(np.array(NEVER), (1, 3, 2, 1))
    windows[0, A] = [(400, 500), (700, 710)]
    assert visits(solve(one_day(windows=windows))) == [(A,)]
    windows[0, A] = [(400, 500), (770, 780)]  # too late to be back at 14:00
    assert visits(solve(one_day(windows=windows))) == [()]


def test_lunch_takes_an_hour() -> None:
    # A and B: 120 minutes on the road and 120 of visits end at 14:00 sharp, if nobody eats.
    day = one_day(day_start=(600,), prize=np.array([100, 90, 0]))
    assert solve(day).objective == 190 - 120
    # A alone is over at 11:40, before lunch is due.
    assert solve(replace(day, lunch=Lunch(660, 810, 60, 240))).objective == 100 - 40


def test_lunch_inside_a_long_visit() -> None:
    day = one_day(day_start=(600,), day_end=(900,), minutes=np.full((1, 3), 240))
    assert visits(solve(replace(day, lunch=Lunch(660, 810, 60, 240)))) == [(A,)]
    assert visits(solve(replace(day, lunch=Lunch(660, 810, 60, 241)))) == [()]


def test_the_cap_on_visits() -> None:
    assert solve(two_days(max_visits=1)).objective == 30  # A from the west, C from the east: 180 - 150
    assert (
        solve(one_day(prize=np.array([100, 90, 100]), day_end=(1020,), max_visits=3)).objective == 290 - 210
    )
    assert (
        solve(one_day(prize=np.array([100, 90, 100]), day_end=(1020,), max_visits=2)).objective == 190 - 120
    )


def test_the_cap_on_travel() -> None:
    assert solve(two_days(max_transit=120)).objective == 120
    with pytest.raises(NoSolution) as caught:
        solve(two_days(max_transit=119))  # the towns are 120 minutes apart
    assert not caught.value.proven


def test_a_must_outweighs_what_it_costs() -> None:
    long_day = one_day(day_end=(1020,))
    assert solve(long_day).objective == 190 - 120
    assert solve(replace(long_day, must=(C,))).objective == 240 - 210


def test_a_must_days_away_is_reached() -> None:
    # Towns at 0, 300 and 600 minutes, the must behind the last one; all that pays is near the start.
    at = (620, 10, 20, 30, 300, 600, 0, 0)
    trip = on_a_line(at, 4, 5, prize=np.array([0, 100, 100, 100]), must=(0,), max_transit=320)
    assert 0 in {site for tour in solve(trip).tours for site in tour.sites}


def test_a_rule_on_a_set_of_sites() -> None:
    rule = Rule("one of two", frozenset({A, B}), at_most=1)
    assert solve(two_days(rules=(rule,))).objective == 180 - 120  # A and C on one way
    rule = Rule("C", frozenset({C}), at_least=1)
    assert solve(one_day(day_end=(1020,), rules=(rule,))).objective == 240 - 210


def test_the_budget_of_the_trip() -> None:
    dear = two_days(site_cost=np.full(3, 50))
    assert solve(replace(dear, budget=150)).objective == 120
    assert solve(replace(dear, budget=149)).objective == 190 - 120  # A and B on one way
    with pytest.raises(NoSolution):
        solve(replace(dear, night_cost=np.full(5, 80), budget=149))


def test_days_too_dense_to_list() -> None:
    solution = solve(dense_day())
    assert visits(solution) == [tuple(range(12))]
    with pytest.raises(TooDenseError):
        solve_exact(dense_day(), Clock())


def test_a_problem_without_sites() -> None:
    assert visits(solve(on_a_line((0, 30), 0, 2))) == [(), ()]


@pytest.mark.parametrize("seed", [0, 7])
def test_the_same_seed_gives_the_same_plan(seed: int) -> None:
    first, second = solve(town(1), 3, seed), solve(town(1), 3, seed)
    assert first.tours == second.tours


def test_the_listener_hears_better_plans_and_can_stop() -> None:
    heard: list[tuple[int | None, int | None]] = []

    def listen(objective: int | None, bound: int | None) -> None:
        heard.append((objective, bound))

    solution = solve_routing(town(2), Clock(stop=lambda: len(heard) == 2), 0, listen)
    objectives = [objective or 0 for objective, _ in heard]
    assert objectives == sorted(set(objectives))
    assert len(heard) == 2
    assert {bound for _, bound in heard} == {None}
    assert solution.objective == objectives[-1]


def test_a_time_limit_of_nothing_still_gives_a_plan() -> None:
    assert solve_routing(two_days(), Clock(Limit(seconds=0))).objective > 0


def test_vehicles_keep_to_the_hours_of_their_day() -> None:
    problem = two_days()
    windows = problem.windows.copy()
    windows[0, C] = windows[1, A] = NEVER
    flat = flatten(replace(problem, windows=windows))
    fleet = Fleet(flat, range(2), (WEST, WEST, EAST), flat.problem.prize)
    days = RoutingModel(fleet, np.arange(3)).solve(Clock())
    assert days is not None
    assert A in days[0]
    assert C in days[1]
    later = Fleet(flat, range(1, 2), (WEST, EAST), flat.problem.prize)
    assert RoutingModel(later, np.arange(3)).solve(Clock()) == [[B, C]]


def test_lunch_is_cut_out_of_the_clock() -> None:
    windows = np.array([[[(500, 700)], [(750, 800)], [NEVER]]])
    flat = flatten(one_day(windows=windows, lunch=Lunch(660, 810, 60, 240), day_end=(1000,)))
    # The clock stands still from 12:15 to 13:15.
    assert flat.windows[0, :2, 0].tolist() == [[500, 700], [735, 740]]
    assert flat.windows[0, 2, 0].tolist() == list(NEVER)
    assert flat.day_end == (940,)
    assert flatten(one_day(lunch=Lunch(660, 810, 60, 240), day_end=(800,))).day_end == (800,)


@large(sample=30, full=2000)
@given(st.integers(0, 10**9))
def test_the_evaluator_agrees_with_trying_every_lunch(seed: int) -> None:
    problem, rng = random_problem(seed), np.random.default_rng(seed)
    retimer = Retimer(problem)
    for _ in range(20):
        day = int(rng.integers(problem.num_days))
        size = int(rng.integers(min(problem.max_visits, problem.num_sites) + 1))
        order = tuple(rng.permutation(problem.num_sites)[:size].tolist())
        for start in problem.starts_of(day):
            found: Day = {}
            add_tours(problem, day, start, order, found)
            for end in problem.ends_of(day):
                expected = [travel for travel, _ in found.get((start, frozenset(order), end), [])]
                tour = retimer.retime(day, start, order, end)
                assert ([tour.travel] if tour else []) == expected


@large(sample=15, full=500)
@given(st.integers(0, 10**9))
def test_plans_are_right_and_not_better_than_the_best(seed: int) -> None:
    problem = random_problem(seed)
    truth = best_by_hand(problem)
    if truth is None:
        with pytest.raises(NoSolution):
            solve(problem, 4)
        return
    solution = solve(problem, 4)
    assert solution.objective <= truth
    assert solution.objective == objective_of(problem, solution.tours)
    assert problem.broken_limits(solution.tours) == []
    seen = [site for tour in solution.tours for site in tour.sites]
    assert len(seen) == len(set(seen))
    here = problem.start
    for day, tour in enumerate(solution.tours):
        found: Day = {}
        add_tours(problem, day, tour.start, tour.sites, found)
        assert tour.start == here
        assert (tour.travel, tour.end) in [(costs[0][0], end) for (_, _, end), costs in found.items()]
        here = tour.end
    assert here == problem.end


def test_it_nearly_always_finds_the_best_of_small_plans() -> None:
    truths = {seed: best_by_hand(random_problem(seed)) for seed in range(30)}
    best = {seed: truth for seed, truth in truths.items() if truth is not None}
    found = [solve(random_problem(seed), 3).objective == truth for seed, truth in best.items()]
    assert sum(found) > 0.9 * len(found)
