"""Meals and pauses of the days as the solver knows them: pauses are rests at fixed minutes, in order with the meals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from planner.arrays import INFINITY
from planner.planning.meals import DINNER, LUNCH, has_hour_for
from planner.problem import Meal
from planner.request import Hours, TripRequest
from planner.rules import (
    DINNER_EARLIEST,
    DINNER_LATEST,
    DINNER_MINUTES,
    LUNCH_EARLIEST,
    LUNCH_LATEST,
    LUNCH_MINUTES,
)

NOON, LATEST_JOINED = 720, 840  # a pause that begins within has lunch right before it


def pauses_of(request: TripRequest) -> list[Hours]:
    """Return the pauses of every day of a trip, those that touch as one, the earliest first."""
    joined: list[Hours] = []
    for start, end in request.pauses_on(request.date):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def meals_of(request: TripRequest, hours: Iterable[Hours]) -> tuple[Meal, ...]:
    """Return meals and pauses in order; who is home by the last hour for a meal on all days needs none.

    Lunch is right before a pause that begins 12:00-14:00, or right after one that begins before noon and lasts until
    11:00 or later: one rest with it, since of two meals in a row without a ride between them the solver knows nothing.
    Else it is whenever the pauses leave an hour; where they leave none there is no lunch. A pause in the hours of
    dinner is for dinner too.
    """
    days, pauses = [*hours], pauses_of(request)
    eats, dines = (
        request.meals and any(start <= latest < end for start, end in days)
        for latest in (LUNCH_LATEST, DINNER_LATEST)
    )
    rests = dict(pauses)
    lunch = next(_beside_pause(pauses), None) if eats else None
    if lunch:
        first, last = lunch
        rests[first] = last
        rests.pop(first + LUNCH_MINUTES, None)
    meals = [Meal(start, start, end - start, INFINITY) for start, end in rests.items()]
    spans = [] if lunch or not eats else list(_hours_of_lunch(pauses))
    if spans:
        earliest, latest = max(spans, key=lambda span: span[1] - span[0])
        meals.append(replace(LUNCH, earliest=earliest, latest=latest))
    if dines and all(
        end <= DINNER_EARLIEST or start >= DINNER_LATEST + DINNER_MINUTES for start, end in pauses
    ):
        meals.append(DINNER)
    return tuple(sorted(meals, key=lambda meal: meal.earliest))


class Booked(NamedTuple):
    """From when to when a booked visit is planned, and by when one has to go on from there."""

    start: int
    end: int
    go_on_by: int = INFINITY


def with_bookings(meals: Iterable[Meal], booked: Iterable[Booked]) -> tuple[Meal, ...]:
    """Return the meals; one for which a booked visit leaves no hour is had inside it, or inside one as long."""
    visits = [*booked]
    return tuple(
        meal if meal.is_rest else replace(meal, inside_visit=min(_lengths_over(meal, visits)))
        for meal in meals
    )


def _lengths_over(meal: Meal, visits: list[Booked]) -> Iterator[int]:
    yield meal.inside_visit
    for start, end, go_on_by in visits:
        none_before, none_after = (
            start < meal.earliest + meal.minutes,
            min(meal.latest, go_on_by - meal.minutes) < end,
        )
        if none_before and none_after and has_hour_for(meal, start, end):
            yield end - start


def _beside_pause(pauses: list[Hours]) -> Iterator[Hours]:
    """Yield the rests that a pause and lunch can be together, where no other pause is in the way."""
    for start, end in pauses:
        others = [pause for pause in pauses if pause != (start, end)]
        both = (start - LUNCH_MINUTES, end) if start >= NOON else (start, end + LUNCH_MINUTES)
        is_near = start <= LATEST_JOINED if start >= NOON else LUNCH_EARLIEST <= end <= LUNCH_LATEST
        if is_near and all(last <= both[0] or both[1] <= first for first, last in others):
            yield both


def after_pause(request: TripRequest, start: int, end: int) -> int:
    """Return when a day begins on which one is out from a minute on.

    That is at the end of the pause that this lies in. Where lunch and a pause are one rest, it is at the end of both,
    if the pause is not over yet: begun later the rest cannot be kept.
    """
    pauses = pauses_of(request)
    lunch = next(_beside_pause(pauses), None) if request.meals else None
    for pause in pauses:
        is_joined = lunch is not None and lunch[0] <= pause[0] and pause[1] <= lunch[1]
        first, last = lunch if lunch and is_joined else pause
        if first < start <= pause[1]:
            return min(end, last)
    return start


def _hours_of_lunch(pauses: list[Hours]) -> Iterable[Hours]:
    """Yield from when to when lunch may begin so that it is over before the next pause."""
    low = LUNCH_EARLIEST
    for start, end in pauses:
        if low <= (high := min(LUNCH_LATEST, start - LUNCH_MINUTES)):
            yield low, high
        low = max(low, end)
    if low <= LUNCH_LATEST:
        yield low, LUNCH_LATEST
