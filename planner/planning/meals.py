"""Lunch and dinner: their hours, their names, and when one likes to have them."""

from __future__ import annotations

from planner.itinerary import MealName
from planner.problem import Meal
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
LIKED: dict[MealName, int] = {"lunch": 720, "dinner": 1110}  # when it is begun best


def name_of(meal: Meal) -> MealName:
    """Return what a meal is called; pauses may have cut its hours."""
    return "dinner" if meal.earliest >= DINNER_EARLIEST else "lunch"


def liked_of(meal: Meal) -> int:
    """Return when a meal is begun best."""
    return min(max(meal.earliest, LIKED[name_of(meal)]), meal.latest)


def has_hour_for(meal: Meal, start: int, end: int) -> bool:
    """Tell whether the hour of a meal lies between two minutes."""
    return max(start, meal.earliest) <= min(end - meal.minutes, meal.latest)
