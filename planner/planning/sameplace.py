"""Sites that are one place by two names, by day and by night: a trip has one of them unless more are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from planner.corridor import Attraction
from planner.planning.causes import Cause
from planner.problem import Rule
from planner.request import TripRequest


def one_of_each(request: TripRequest, sites: tuple[Attraction, ...]) -> tuple[Rule, ...]:
    """Return a rule for each place that has several names among the sites: one of them, or as many as are asked for."""
    rows = {site.id: row for row, site in enumerate(sites)}
    return tuple(
        Rule(f"same-place {place}", frozenset(rows[site.id] for site in names), at_most=most)
        for place, names in _by_place(sites).items()
        if len(names) > (most := _most(request, names))
    )


def same_place(request: TripRequest, site: Attraction, visited: Iterable[Attraction]) -> Cause | None:
    """Tell which visited site is the same place, where as many as a trip has of it are visited."""
    same = _by_place((site, *visited))[site.same_as or site.id]
    others = [other for other in same if other.id != site.id]
    if not others or len(others) < _most(request, same):
        return None
    return Cause("same-place", {"other": others[0].name.both})


def missed_of(request: TripRequest, sites: Iterable[Attraction], visited: Collection[str]) -> Iterator[str]:
    """Yield the sites that a trip has missed: of one place by two names as many as are not seen of those asked for."""
    for names in _by_place(sites).values():
        others = [site.id for site in names if site.id not in visited]
        yield from others[: max(0, _most(request, names) + len(others) - len(names))]


def _by_place(sites: Iterable[Attraction]) -> dict[str, list[Attraction]]:
    found: defaultdict[str, list[Attraction]] = defaultdict(list)
    for site in sites:
        found[site.same_as or site.id].append(site)
    return found


def _most(request: TripRequest, names: list[Attraction]) -> int:
    """Return how many of the names a trip may have: those it must, and those that a rule of the wish names."""
    named = {site for rule in request.cover if rule.at_least or rule.as_many for site in rule.sites}
    return max(1, sum(site.id in request.must or site.id in named for site in names))
