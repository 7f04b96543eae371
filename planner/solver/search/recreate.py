"""Sites are put into a plan, one at a time, the most gainful first but for some noise."""

from __future__ import annotations

from planner.problem import Site
from planner.solver.compiled import Watch
from planner.solver.day.tables import LOW
from planner.solver.search.places import find_places
from planner.solver.search.state import Place, Search

PUSH = 5.0  # minutes that any visit takes at least


def weighed(s: Search, d: int, site: Site, at: Place, cny: list[int]) -> float:
    """Return what the limits of the trip make of a gain; `LOW` where they forbid it."""
    gain = at.gain + s.if_empty(d)
    for rule in s.rules[site]:
        if s.count[rule] >= s.at_most[rule]:
            return LOW
        if s.count[rule] < s.at_least[rule]:
            gain += s.must_worth
    if s.trip.num_limits:
        rides, ticket = at.cny - s.plan.cny[d], s.day(d).site_cny[site]
        more = rides + ticket, rides, ticket, 0
        if s.too_much([spent + extra for spent, extra in zip(cny, more, strict=True)]):
            return LOW
    return gain


def recreate(s: Search, watch: Watch) -> None:
    """Put sites in while one gains: the most gainful, or the most gainful for its time, weighed by a draw."""
    noise = 0.5 * s.draws.chance()
    power = 0.3 + 0.25 * s.draws.below(8)
    by_time = s.draws.chance() < s.trip.by_time
    while True:
        cny = s.cny_of() if s.trip.num_limits else []
        best, found = 0.0, None
        for site in s.sites:
            if s.visited[site]:
                continue
            for d in range(s.num_days):
                at = s.places[d][site]
                if at is None:
                    continue
                gain = weighed(s, d, site, at, cny)
                if gain <= 0:
                    continue
                if by_time:
                    gain = gain**power / (max(0, at.push) + PUSH)
                if gain * (1 + noise) <= best:
                    continue
                gain *= 1 + noise * (2 * s.draws.chance() - 1)
                if gain > best and s.draws.chance() > 0.05:
                    best, found = gain, (d, site)
        if found is None:
            return
        s.put_in(*found)
        find_places(s, found[0])
        watch.work += s.day(found[0]).pace * (1 + s.num_sites // 16)
