"""Which engine answers, what it may claim, and whether that is true: against plain enumeration."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks.madeup import made_up
from planner.arrays import INFINITY
from planner.problem import Meal, Problem, Rule, Solution, objective_of
from planner.solver import Engine, Lesson, Limit, NoSolution, all_tables, learn, solve
from planner.solver.bound import lagrangian, proof
from planner.solver.bound.knapsack import knapsack
from tests.bruteforce.plans import Day, add_tours, best_by_hand, is_quick
from tests.bruteforce.solving import ENOUGH, News, check_news, watched
from tests.builders import examples
from tests.builders.examples import large
from tests.builders.kernels import needs_kernels
from tests.builders.lines import EAST, WEST, A, B, C, dense_day, on_a_line, one_day, two_days
from tests.builders.problems import general_problem, random_problem

NEVER = (INFINITY, -1)
LUNCH = Meal(660, 810, 60, 240)


@pytest.fixture(params=["auto", "routing"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Return an engine; what a person can work out both get right."""
    name: Engine = request.param
    return name


def solved(problem: Problem, engine: Engine) -> Solution:
    return solve(problem, engine, limit=ENOUGH)


def visits(solution: Solution) -> list[tuple[int, ...]]:
    return [tour.sites for tour in solution.tours]


def impossible() -> Problem:
    """Return a problem whose must is never open."""
    windows = two_days().windows.copy()
    windows[:, C] = NEVER
    return two_days(windows=windows, must=(C,))


def town(seed: int) -> Problem:
    """Return a trip of three days among 40 sites and four towns."""
    rng = np.random.default_rng(seed)
    at = tuple(rng.integers(0, 400, size=44).tolist())
    return on_a_line(at, 40, 3, prize=rng.integers(20, 200, size=40))


@pytest.mark.parametrize(
    ("asked", "answers", "bound"),
    [("auto", "exact", 120), ("exact", "exact", 120), ("routing", "routing", None)],
)
def test_the_engine_asked_for_answers(asked: Engine, answers: str, bound: int | None) -> None:
    solution = solved(two_days(), asked)
    assert (solution.engine, solution.objective, solution.bound) == (answers, 120, bound)


def test_only_the_exact_engine_proves_that_nothing_fits(engine: Engine) -> None:
    with pytest.raises(NoSolution) as caught:
        solved(impossible(), engine)
    assert caught.value.proven is (engine == "auto")


def test_who_asks_to_stop_gets_the_plan_so_far(engine: Engine) -> None:
    heard: News = []
    solution = solve(
        two_days(),
        engine,
        report=lambda *news: heard.append(news),
        stop=lambda: any(objective is not None for objective, _ in heard),
    )
    assert solution.objective == max(objective for objective, _ in heard if objective is not None)


def test_two_days_by_hand(engine: Engine) -> None:
    solution = solved(two_days(), engine)
    assert visits(solution) == [(A, B), (C,)]
    assert [(tour.start, tour.end, tour.travel) for tour in solution.tours] == [
        (WEST, EAST, 120),
        (EAST, EAST, 30),
    ]
    assert solution.objective == 270 - 150


def test_a_closed_day_is_kept(engine: Engine) -> None:
    windows = two_days().windows.copy()
    windows[0, B] = NEVER
    # B moves to the second day, and the night to the west: 40 and 120 minutes instead of 150.
    solution = solved(two_days(windows=windows), engine)
    assert (visits(solution), solution.objective) == ([(A,), (B, C)], 270 - 160)


def test_windows_turn_the_order_round(engine: Engine) -> None:
    windows = one_day().windows.copy()
    windows[0, A] = (720, 800)
    windows[0, B] = (540, 620)
    day = one_day(windows=windows, travel_price=0, max_visits=2, day_end=(900,))
    assert visits(solved(day, engine)) == [(B, A)]


def test_the_second_window_of_a_day_is_used(engine: Engine) -> None:
    windows = np.tile(np.array(NEVER), (1, 3, 2, 1))
    windows[0, A] = [(400, 500), (700, 710)]
    assert visits(solved(one_day(windows=windows), engine)) == [(A,)]
    windows[0, A] = [(400, 500), (770, 780)]  # too late to be back at 14:00
    assert visits(solved(one_day(windows=windows), engine)) == [()]


def test_lunch_takes_an_hour(engine: Engine) -> None:
    # A and B: 120 minutes on the road and 120 of visits end at 14:00 sharp, if nobody eats.
    day = one_day(day_start=(600,), prize=np.array([100, 90, 0]))
    assert solved(day, engine).objective == 190 - 120
    # A alone is over at 11:40, before lunch is due.
    assert solved(replace(day, meals=(LUNCH,)), engine).objective == 100 - 40


def test_lunch_inside_a_long_visit(engine: Engine) -> None:
    day = one_day(day_start=(600,), day_end=(900,), minutes=np.full((1, 3), 240))
    assert visits(solved(replace(day, meals=(LUNCH,)), engine)) == [(A,)]
    assert visits(solved(replace(day, meals=(replace(LUNCH, inside_visit=241),)), engine)) == [()]


def test_the_cap_on_visits(engine: Engine) -> None:
    assert (
        solved(two_days(max_visits=1), engine).objective == 30
    )  # A from the west, C from the east: 180 - 150
    day = one_day(prize=np.array([100, 90, 100]), day_end=(1020,), max_visits=3)
    assert solved(day, engine).objective == 290 - 210
    assert solved(replace(day, max_visits=(2,)), engine).objective == 190 - 120


def test_the_cap_on_travel(engine: Engine) -> None:
    assert solved(two_days(max_transit=120), engine).objective == 120
    with pytest.raises(NoSolution):
        solved(two_days(max_transit=119), engine)  # the towns are 120 minutes apart


def test_a_must_outweighs_what_it_costs(engine: Engine) -> None:
    long_day = one_day(day_end=(1020,))
    assert solved(long_day, engine).objective == 190 - 120
    assert solved(replace(long_day, must=(C,)), engine).objective == 240 - 210


def test_a_must_days_away_is_reached() -> None:
    # Towns at 0, 300 and 600 minutes, the must behind the last one; all that pays is near the start.
    at = (620, 10, 20, 30, 300, 600, 0, 0)
    trip = on_a_line(at, 4, 5, prize=np.array([0, 100, 100, 100]), must=(0,), max_transit=320)
    assert 0 in {site for tour in solved(trip, "exact").tours for site in tour.sites}


def test_a_rule_on_a_set_of_sites(engine: Engine) -> None:
    rule = Rule("one of two", frozenset({A, B}), at_most=1)
    assert solved(two_days(rules=(rule,)), engine).objective == 180 - 120  # A and C on one way
    rule = Rule("C", frozenset({C}), at_least=1)
    assert solved(one_day(day_end=(1020,), rules=(rule,)), engine).objective == 240 - 210


def test_the_budget_of_the_trip(engine: Engine) -> None:
    dear = two_days(site_cost=np.full(3, 50))
    assert solved(replace(dear, budget=150), engine).objective == 120
    assert solved(replace(dear, budget=149), engine).objective == 190 - 120  # A and B on one way
    with pytest.raises(NoSolution):
        solved(replace(dear, night_cost=np.full(5, 80), budget=79), engine)


def test_a_day_of_many_short_stops_has_a_bound_too(engine: Engine) -> None:
    solution = solved(dense_day(), engine)
    assert visits(solution) == [tuple(range(12))]
    assert solution.objective == 12 * 100 - 65
    assert solution.bound == (None if engine == "routing" else solution.objective)


def test_more_visits_a_day_than_there_is_room_for(engine: Engine) -> None:
    many = on_a_line(tuple(range(515)), 513, 1, max_visits=513)
    with pytest.raises(ValueError, match="may have 513 visits: at most 512"):
        solved(many, engine)
    assert solve(replace(many, max_visits=(3,)), engine, limit=Limit(work=1000)).objective > 0


def test_a_problem_without_sites(engine: Engine) -> None:
    assert visits(solved(on_a_line((0, 30), 0, 2), engine)) == [(), ()]


def check_against_all_plans(problem: Problem) -> None:
    """Make sure that the solver finds and proves what trying all plans does."""
    assume(examples.FULL or is_quick(problem))
    truth = best_by_hand(problem)
    solution = watched(problem, truth)
    assert (solution is None) is (truth is None)
    if solution is not None:
        assert solution.objective == solution.bound == truth
        check_plan(problem, solution)


@large(sample=12, full=4000)
@given(st.integers(0, 10**9))
def test_the_answer_is_that_of_trying_all_plans(seed: int) -> None:
    check_against_all_plans(random_problem(seed))


def check_plan(problem: Problem, solution: Solution) -> None:
    """Make sure that a solution is a plan, worth what it says."""
    assert solution.objective == objective_of(problem, solution.tours)
    assert problem.broken_limits(solution.tours) == []
    seen = [site for tour in solution.tours for site in tour.sites]
    assert len(seen) == len(set(seen))
    assert solution.tours[0].start in problem.starts
    assert solution.tours[-1].end in problem.ends
    here = solution.tours[0].start
    for day, tour in enumerate(solution.tours):
        found: Day = {}
        add_tours(problem, day, tour.start, tour.sites, found, tour.hire)
        assert tour.start == here
        assert tour.travel <= problem.max_transit[day]
        paid = problem.hire_cny(tour.hire)
        worth = tour.loss + int(problem.money_loss(np.array(paid))), tour.cny + paid
        costs = found[tour.start, frozenset(tour.sites), tour.end]
        assert worth in costs or (not problem.rides_are_limited and worth[0] == min(costs)[0])
        here = tour.end


@large(sample=12, full=4000)
@given(st.integers(0, 10**9))
def test_whatever_a_trip_may_ask_the_answer_is_that_of_trying_all_plans(seed: int) -> None:
    check_against_all_plans(general_problem(seed))


@large(sample=6, full=2000)
@given(st.integers(0, 10**9))
def test_musts_on_several_days_are_in_the_plan_proven_best(seed: int) -> None:
    problem, rng = random_problem(seed), np.random.default_rng(seed)
    must = tuple(np.flatnonzero(rng.random(problem.num_sites) < 0.4).tolist())
    check_against_all_plans(replace(problem, must=must, budget=None))


def test_a_budget_that_leaves_one_visit_is_settled() -> None:
    solution = watched(random_problem(2711), -36)  # SCIP 10.0.0 never comes back from its seventeen tours
    assert solution is not None
    assert (solution.objective, solution.bound) == (-36, -36)


@pytest.mark.parametrize("seed", range(60, 68))
def test_bounds_hold_when_there_is_no_room_for_all_tours(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, room in ((lagrangian, "EFFORT", 2), (lagrangian, "ROOM", 5), (proof, "STATES", 3)):
        monkeypatch.setattr(module, name, room)
    problem, heard = random_problem(seed), News()
    truth = best_by_hand(problem)
    is_impossible = False
    try:
        solution = solve(problem, limit=Limit(work=400), report=lambda *news: heard.append(news))
        heard.append((solution.objective, solution.bound))
    except NoSolution as nothing:  # with so little time it may not be found
        is_impossible = nothing.proven
    check_news(heard, truth)
    assert truth is None or not is_impossible


@pytest.mark.parametrize("seed", [1, 2])
def test_no_plan_of_either_engine_is_above_a_bound(seed: int) -> None:
    heard: News = []
    problem = town(seed)
    exact = solve(problem, limit=Limit(work=2000), report=lambda *news: heard.append(news))
    routing = solve(problem, "routing", limit=Limit(work=2000))
    check_plan(problem, exact)
    check_plan(problem, routing)
    assert exact.bound is not None
    lowest = min(exact.bound, *(bound for _, bound in heard if bound is not None))
    assert max(exact.objective, routing.objective) <= lowest
    assert routing.objective >= 0.9 * exact.objective


@pytest.mark.parametrize("seed", [3, 17, 29, 41])
def test_the_same_work_gives_the_same_solution_on_one_thread_or_two(seed: int) -> None:
    problem = random_problem(seed)
    solutions = [outcome(problem, threads) for threads in (1, 2)]
    assert solutions[0] == solutions[1]


@needs_kernels
@pytest.mark.parametrize("seed", [3, 17, 29, 41])
def test_the_plan_is_the_same_without_a_compiler(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_problem(seed)
    compiled = outcome(problem, 1)
    for module in WITH_KERNELS:
        monkeypatch.setattr(f"planner.solver.{module}.library", lambda: None)
    assert outcome(problem, 1) == compiled


WITH_KERNELS = ("bound.states", "day.completion", "day.timing", "day.tours", "search.searcher")


def outcome(problem: Problem, threads: int) -> tuple[object, ...]:
    """Return what a little work comes to."""
    try:
        found = solve(problem, limit=Limit(work=2), threads=threads)
    except NoSolution as nothing:
        return (nothing.proven,)
    return found.tours, found.objective, found.bound, found.seconds


def test_what_was_learnt_bounds_all_that_demands_no_less() -> None:
    problem = made_up("car", 40, 8, 6, 2)
    lesson = learn(Lesson(problem, all_tables(problem)), limit=Limit(work=400))
    more, without = replace(problem, must=(3,)), Rule("without", frozenset({1}), at_most=0)
    assert solve(problem, limit=Limit(work=5000)).objective <= lesson.bound < np.inf
    assert lesson.bound_of(more) == lesson.bound_of(replace(problem, rules=(*problem.rules, without)))
    assert Lesson(more, lesson.tables, bound=lesson.bound).bound_of(problem) == np.inf
    assert Lesson(replace(problem, budget=500), lesson.tables, bound=9).bound_of(problem) == np.inf
    short = solve(more, limit=Limit(work=60), lesson=lesson)
    assert short.bound is not None
    assert short.bound <= lesson.bound


def test_little_work_is_shared_by_search_and_bound() -> None:
    """Nothing but what the days can hold at most was known of plans that were looked for so shortly."""
    problem = made_up("car", 40, 8, 6, 2)
    found = solve(problem, limit=Limit(work=300))
    assert found.bound is not None
    assert found.bound < knapsack(problem, all_tables(problem))
