"""From a `Problem` to a `Solution`: the door. What lies behind it is nobody else's business."""

from __future__ import annotations

from planner.solver.engine import Engine, solve
from planner.solver.limit import Limit
from planner.solver.outcome import NoSolution, TooDenseError

__all__ = ["Engine", "Limit", "NoSolution", "TooDenseError", "solve"]
