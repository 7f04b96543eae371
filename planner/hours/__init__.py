"""What is open on a date: the Chinese calendar, opening hours, last entry, daylight."""

from planner.clock import WEEKDAYS
from planner.hours.calendar import DayKind, day_kind, is_rush
from planner.hours.guard import parse_problem
from planner.hours.rules import HoursError
from planner.hours.sun import daylight, light_of
from planner.hours.timeline import Interval, merged, opening_intervals
from planner.hours.visits import (
    best_intervals,
    closing,
    drawn_out,
    holds_on,
    is_best_late,
    longest_visit,
    round_in,
    start_window,
    ticket_on,
)

__all__ = [
    "WEEKDAYS",
    "DayKind",
    "HoursError",
    "Interval",
    "best_intervals",
    "closing",
    "day_kind",
    "daylight",
    "drawn_out",
    "holds_on",
    "is_best_late",
    "is_rush",
    "light_of",
    "longest_visit",
    "merged",
    "opening_intervals",
    "parse_problem",
    "round_in",
    "start_window",
    "ticket_on",
]
