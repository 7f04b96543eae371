"""What a party pays, each with the sum beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.corridor import FareBasis, Mode, TicketAges
from planner.errors import RequestError
from planner.loading import load_corridor
from planner.network.fares import student_share
from planner.network.journeys import Step
from planner.planning.demands import check_request
from planner.planning.party import (
    car_factor,
    fare_basis,
    fare_shares,
    leg_prices,
    num_rooms,
    party_ticket,
    ticket_basis,
    ticket_shares,
    whole_cny,
)
from planner.request import TripRequest
from tests.builders.networks import line, network
from tests.builders.paths import SMALL

TRIP = {"days": 1, "date": date(2026, 12, 1), "from": "a"}


def party(**people: Any) -> TripRequest:
    return TripRequest.model_validate(TRIP | people)


FAMILY = party(adults=3, students=2, children=1)


def share(mode: Mode, **fare: object) -> float:
    """Return the share of a student on a line."""
    (only,) = network([], [], [line("l", mode, fare=fare)]).lines
    return student_share(only)


def step(cost: float, mode: Mode = "rail", **more: Any) -> Step:
    return Step(mode, "a", "b", 600, 660, 50.0, cost, "sourced", **{"fare_basis": "sourced", **more})


def test_students_pay_less_on_trains_only() -> None:
    assert fare_shares(FAMILY) == 3.5  # three adults and half for the child
    assert fare_shares(FAMILY, share("rail", per_km=0.3)) == 3.0  # 1 + 2 x 0.75 + 0.5
    assert fare_shares(FAMILY, share("rail", hard_seat=True)) == 2.5  # 1 + 2 x 0.5 + 0.5
    assert fare_shares(FAMILY, share("metro", flag=2)) == 3.5


@pytest.mark.parametrize(
    ("adults", "ages", "shares"),
    [
        (2, [5], 2.0),  # with an adult for nothing
        (2, [6], 2.5),
        (2, [13], 2.5),
        (2, [14], 3.0),
        (1, [3, 5], 1.5),  # one adult takes one along
        (2, [3, 5, 4], 2.5),
        (1, [5, 5], 1.5),  # twins are two
    ],
)
def test_children_by_the_railways_rule(adults: int, ages: list[int], shares: float) -> None:
    request = party(adults=adults, child_ages=ages)
    assert request.children == len(ages)
    assert fare_shares(request) == shares


def test_children_of_no_told_age_pay_half() -> None:
    assert fare_shares(party(children=3, child_ages=[4])) == 3.0  # 2 + 0 + 2 x 0.5


@pytest.mark.parametrize(
    ("people", "shares"),
    [
        ({"child_ages": [6]}, 2.0),
        ({"child_ages": [7]}, 2.5),
        ({"child_ages": [17]}, 2.5),
        ({"senior_ages": [59]}, 2.0),
        ({"senior_ages": [60]}, 1.5),
        ({"senior_ages": [64]}, 1.5),
        ({"senior_ages": [65, 70]}, 0.0),
        ({"seniors": 2, "senior_ages": [65]}, 0.5),
        ({"students": 1}, 1.5),
    ],
)
def test_tickets_by_the_usual_rule(people: dict[str, Any], shares: float) -> None:
    assert ticket_shares(party(**people)) == shares


def test_a_gates_own_rule_comes_first() -> None:
    rule = TicketAges(half_from=60, free_from=None)
    old = party(senior_ages=[70])
    assert (ticket_shares(old), ticket_shares(old, rule)) == (1.0, 1.5)
    assert party_ticket(old, 35, rule) == 53  # 52.5, half up


@pytest.mark.parametrize(
    ("people", "rule", "basis"),
    [
        ({}, None, "sourced"),
        ({"children": 1}, None, "estimated"),
        ({"child_ages": [9]}, None, "estimated"),
        ({"senior_ages": [66]}, TicketAges(half_from=60, free_from=None), "sourced"),
        ({"seniors": 1}, TicketAges(half_from=60, free_from=None), "estimated"),
        ({"senior_ages": [66], "child_ages": [9]}, TicketAges(half_from=60, free_from=None), "estimated"),
        ({"students": 1}, TicketAges(free_to=6, half_to=18), "estimated"),
    ],
)
def test_what_a_ticket_stands_on(people: dict[str, Any], rule: TicketAges | None, basis: FareBasis) -> None:
    assert ticket_basis(party(**people), "sourced", rule) == basis
    assert ticket_basis(party(**people), "estimated", rule) == "estimated"


@pytest.mark.parametrize(
    ("people", "mode", "basis"),
    [
        ({}, "rail", "sourced"),
        ({"children": 1}, "rail", "estimated"),
        ({"child_ages": [9]}, "rail", "formula"),
        ({"child_ages": [9]}, "metro", "estimated"),
    ],
)
def test_what_a_fare_stands_on(people: dict[str, Any], mode: Mode, basis: FareBasis) -> None:
    assert fare_basis(party(**people), step(10, mode)) == basis


def test_a_student_goes_by_rule() -> None:
    request = party(students=1)
    assert fare_basis(request, step(10, student_share=0.75)) == "formula"
    assert fare_basis(request, step(10, "metro")) == "sourced"


def test_a_student_pays_in_full_in_first_class_and_not_on_a_hard_seat() -> None:
    fast, slow = step(100, student_share=0.75), step(100, student_share=0.5)
    assert leg_prices(party(students=1), [fast, slow]) == [175, 150]
    assert leg_prices(party(students=1, rail_class="first"), [fast, slow]) == [200, 150]


def test_a_journey_is_rounded_once() -> None:
    request = party(adults=1)
    legs = [step(10.3), step(2.3, "metro"), step(2.4, "metro")]
    assert leg_prices(request, legs) == [10, 3, 2]  # 10.3, 12.6, 15.0
    assert whole_cny(1030 + 230 + 240) == 15


costs = st.integers(0, 5000).map(lambda tenths: tenths / 10)
steps = st.builds(lambda cost, per_car: step(cost, per_car=per_car), costs, st.booleans())


@given(st.lists(steps, max_size=8), st.integers(1, 7), st.lists(st.integers(0, 17), max_size=4))
def test_the_legs_add_up_to_what_the_whole_costs(legs: list[Step], adults: int, ages: list[int]) -> None:
    request = party(adults=adults, child_ages=ages)
    person, car = (
        sum(round(100 * each.cost) for each in legs if each.per_car is per_car) for per_car in (False, True)
    )
    prices = leg_prices(request, legs)
    assert sum(prices) == whole_cny(person * fare_shares(request) + car * car_factor(request))
    assert min(prices, default=0) >= 0


def test_rooms() -> None:
    assert num_rooms(party(adults=2, children=1)) == 1
    assert num_rooms(party(adults=2, rooms=2)) == 2


@pytest.mark.parametrize(
    ("people", "field"),
    [
        ({"adults": 3, "rooms": 1}, "rooms"),
        ({"children": 1, "child_ages": [5, 9]}, "children"),
        ({"seniors": 0, "senior_ages": [66]}, "seniors"),
    ],
)
def test_parties_that_cannot_be(people: dict[str, Any], field: str) -> None:
    corridor = load_corridor(SMALL)
    request = party(**people, **{"from": corridor.towns[0].id, "themes": {corridor.themes[0].id: 1}})
    with pytest.raises(RequestError) as error:
        check_request(request, corridor)
    assert error.value.field == field
