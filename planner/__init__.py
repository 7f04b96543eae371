"""Dated, proven, travellable itineraries for the Bashu (Chongqing-Sichuan) corridor."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.answers.alternatives import alternatives
    from planner.answers.claims import claims
    from planner.answers.confidence import plan
    from planner.answers.edit import edit
    from planner.answers.explain import why_not
    from planner.answers.pareto import pareto
    from planner.answers.replan import replan
    from planner.answers.risk import risk
    from planner.answers.story import story
    from planner.answers.suggest import suggest
    from planner.checker import Violation, check
    from planner.corridor import Corridor
    from planner.errors import DataError, NoPlanError, PlannerError
    from planner.itinerary import Itinerary
    from planner.loading import load_corridor
    from planner.reaching.reach import reach
    from planner.request import TripRequest

__all__ = [
    "Corridor",
    "DataError",
    "Itinerary",
    "NoPlanError",
    "PlannerError",
    "TripRequest",
    "Violation",
    "alternatives",
    "check",
    "claims",
    "edit",
    "load_corridor",
    "pareto",
    "plan",
    "reach",
    "replan",
    "risk",
    "story",
    "suggest",
    "why_not",
]

_HOMES = {
    "Corridor": "corridor",
    "DataError": "errors",
    "Itinerary": "itinerary",
    "NoPlanError": "errors",
    "PlannerError": "errors",
    "TripRequest": "request",
    "Violation": "checker",
    "alternatives": "answers.alternatives",
    "check": "checker",
    "claims": "answers.claims",
    "edit": "answers.edit",
    "load_corridor": "loading",
    "pareto": "answers.pareto",
    "plan": "answers.confidence",
    "reach": "reaching.reach",
    "replan": "answers.replan",
    "story": "answers.story",
    "suggest": "answers.suggest",
    "why_not": "answers.explain",
    "risk": "answers.risk",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that importing planner stays cheap."""
    if name == "__version__":
        from importlib.metadata import version

        return version("bashu-planner")
    if name not in _HOMES:
        raise AttributeError(f"module 'planner' has no attribute '{name}'")
    value = getattr(import_module(f"planner.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
