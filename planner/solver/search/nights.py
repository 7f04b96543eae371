"""The best nights for the visits of some days as they are: a dynamic program over a few towns near the visits."""

from __future__ import annotations

from planner.problem import Node
from planner.solver.day.tables import LOW
from planner.solver.day.walks import begin_day, best_of, reach
from planner.solver.search.state import Search

MOST_NIGHTS = 16
NEAREST = 6  # towns of a visit
IMPOSSIBLE = 2.0 * LOW


def better_nights(s: Search, first: int, last: int) -> bool:
    """Move the nights between the first and the last of some days; return whether any changed."""
    towns, value = [s.plan.town[first]], [0.0]
    trace: list[tuple[list[Node], list[int]]] = []  # of each evening the towns, and the row of the morning
    for d in range(first, last + 1):
        evening = towns_near(s, d) if d < last else [s.plan.town[d + 1]]
        value, came = spend(s, d, towns, value, evening)
        trace.append((evening, came))
        towns = evening
    row, is_changed = 0, False
    if value[0] > LOW:
        for d in range(last, first - 1, -1):
            evening, came = trace[d - first]
            if evening[row] != s.plan.town[d + 1]:
                s.sleep_at(d + 1, evening[row])
                is_changed = True
            row = came[row]
    return is_changed


def towns_near(s: Search, d: int) -> list[Node]:
    """Return the town of an evening, and those near the last visit before and the first after it."""
    here = s.plan.town[d + 1]
    towns = [here]
    for visit in ([here, *s.plan.sites[d]][-1], [*s.plan.sites[d + 1], here][0]):
        for other in s.near_towns[visit][:NEAREST]:
            if other not in towns and s.allowed[d + 1][other] and len(towns) < MOST_NIGHTS:
                towns.append(other)
    return towns


def spend(
    s: Search, d: int, towns: list[Node], value: list[float], evening: list[Node]
) -> tuple[list[float], list[int]]:
    """Return what each evening of a day is worth, and from which morning."""
    day, sites = s.day(d), s.plan.sites[d]
    best, came = [IMPOSSIBLE] * len(evening), [0] * len(evening)
    for x, morning in enumerate(towns):
        if value[x] <= LOW:
            continue
        labels, node = begin_day(day), morning
        for site in sites:
            labels, node = reach(day, False, labels, node, site), site
        if not labels:
            continue
        least = float(min(label[2] for label in labels))
        for y, town in enumerate(evening):
            worth = value[x] - s.night[d][town]
            if 0 < d < s.num_days - 1 and s.bed_of[morning] != s.bed_of[town]:
                worth -= s.trip.bed
            if not s.may_stay[morning][town]:
                worth -= s.must_worth
            if worth - least - day.low[node * day.num_nodes + town] <= best[y]:
                continue
            ends = reach(day, False, labels, node, town)
            if ends:
                _, _, loss, cny, _ = best_of(ends, s.money)
                worth -= loss + s.money * cny
                if worth > best[y]:
                    best[y], came[y] = worth, x
    return best, came
