"""From a `Problem` to a `Solution`: the door. What lies behind it is nobody else's business."""

from __future__ import annotations

from planner.solver.day.lists import DayLists, Ride, Window
from planner.solver.day.tables import AllTables, DayTables, all_tables, day_tables
from planner.solver.day.timing import Timed, time_visits
from planner.solver.day.walks import Decision, Label, begin_day, onward
from planner.solver.engine import Engine, learn, solve
from planner.solver.lesson import Lesson
from planner.solver.limit import UNITS_A_SECOND, Limit
from planner.solver.outcome import NoSolution

__all__ = [
    "UNITS_A_SECOND",
    "AllTables",
    "DayLists",
    "DayTables",
    "Decision",
    "Engine",
    "Label",
    "Lesson",
    "Limit",
    "NoSolution",
    "Ride",
    "Timed",
    "Window",
    "all_tables",
    "begin_day",
    "day_tables",
    "learn",
    "onward",
    "solve",
    "time_visits",
]
