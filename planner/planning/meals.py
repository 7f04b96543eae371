"""The meals of a day: when they are begun, when one likes to have them, and on which trips they matter."""

from __future__ import annotations

from collections.abc import Iterable

from planner.itinerary import MealName
from planner.problem import Meal
from planner.request import Hours, TripRequest
from planner.rules import (
    DINNER_EARLIEST,
    DINNER_INSIDE_VISIT,
    DINNER_LATEST,
    DINNER_MINUTES,
    LUNCH_EARLIEST,
    LUNCH_INSIDE_VISIT,
    LUNCH_LATEST,
    LUNCH_MINUTES,
)

LUNCH = Meal(LUNCH_EARLIEST, LUNCH_LATEST, LUNCH_MINUTES, LUNCH_INSIDE_VISIT)
DINNER = Meal(DINNER_EARLIEST, DINNER_LATEST, DINNER_MINUTES, DINNER_INSIDE_VISIT)
NAMES: dict[Meal, MealName] = {LUNCH: "lunch", DINNER: "dinner"}
LIKED = {LUNCH: 720, DINNER: 1110}  # when it is begun best


def meals_of(request: TripRequest, hours: Iterable[Hours]) -> tuple[Meal, ...]:
    """Return the meals that some day, of such hours, is long enough to need: who is home by its last hour does not."""
    days = [*hours]
    meals = (LUNCH, DINNER) if request.meals else ()
    return tuple(meal for meal in meals if any(start <= meal.latest < end for start, end in days))


def can_hold(meal: Meal, start: int, end: int) -> bool:
    """Tell whether a visit between two minutes is long enough to eat inside, at the hours of a meal."""
    fits = max(start, meal.earliest) <= min(end - meal.minutes, meal.latest)
    return end - start >= meal.inside_visit and fits
