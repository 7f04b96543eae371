"""Which sites a wish demands, before any way is known."""

from __future__ import annotations

from planner.corridor import Corridor
from planner.planning.candidates import rules_of
from planner.request import TripRequest


def demanded(corridor: Corridor, request: TripRequest) -> frozenset[str]:
    """Return the sites that a wish names, and those of which it wants some."""
    named = (*request.must, *request.sunrise, *request.blue_hour, *(visit.site for visit in request.visits))
    rules = [rule for rule in rules_of(corridor, request) if rule.at_least]
    of_rules = (site.id for site in corridor.attractions if any(rule.holds(site) for rule in rules))
    return frozenset((*named, *of_rules)) - set(request.avoid)
