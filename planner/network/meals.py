"""Lunch aboard: in which trains and ships there is time for it."""

from __future__ import annotations

from planner.corridor import Mode
from planner.rules import LUNCH_ABOARD, LUNCH_EARLIEST, LUNCH_LATEST

MEAL_MODES: tuple[Mode, ...] = ("rail", "cruise")


def is_eaten(mode: Mode, board: int, alight: int) -> bool:
    """Tell whether there is time for lunch on a ride between two minutes.

    Examples
    --------
    >>> is_eaten("rail", 640, 705), is_eaten("rail", 640, 704), is_eaten("rail", 811, 900), is_eaten("metro", 660, 800)
    (True, False, False, False)
    """
    return mode in MEAL_MODES and board <= LUNCH_LATEST and alight >= enough_by(board)


def enough_by(board: int) -> int:
    """Return the minute by which one who boards in time has eaten."""
    return max(board, LUNCH_EARLIEST) + LUNCH_ABOARD
