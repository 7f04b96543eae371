"""Which places are crowded on which days, and how much longer visits take there then."""

from __future__ import annotations

from datetime import date
from typing import Literal

from planner.corridor import Attraction
from planner.hours import day_kind, ticket_on
from planner.rules import CROWD_FACTOR, CROWD_SCORE

ALWAYS = "24/7"


def crowd_factor(attraction: Attraction, day: date) -> float:
    """Return how many times longer a visit takes on a day: where there is a gate one queues."""
    is_open_street = attraction.opening_hours == ALWAYS and not ticket_on(attraction, day)
    return CROWD_FACTOR[crowd_on(day)] if is_crowded(attraction, day) and not is_open_street else 1.0


def is_crowded(site: Attraction, day: date) -> bool:
    """Tell whether a site draws crowds on a day: as its data says, else by its score."""
    crowd = crowd_on(day)
    return site.score >= CROWD_SCORE and crowd != "none" if site.crowded is None else crowd in site.crowded


def crowd_on(day: date) -> Literal["none", "weekend", "holiday"]:
    """Tell what crowds a day draws: public holidays, and weekends from April to October."""
    kind = day_kind(day)
    if kind.is_holiday:
        return "holiday"
    is_free = day.weekday() >= 5 and not kind.is_makeup_workday
    return "weekend" if is_free and 4 <= day.month <= 10 else "none"
