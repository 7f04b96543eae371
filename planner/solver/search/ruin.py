"""Parts of a plan are taken out, or change places: days with their nights, visits around a site or in a row."""

from __future__ import annotations

from planner.problem import Node, Site
from planner.solver.compiled import Watch
from planner.solver.search.nights import MOST_NIGHTS, better_nights
from planner.solver.search.state import Search

TRIED_SITES, TRIED_TOWNS = 8, 3


def other_town(s: Search, night: int) -> Node:
    """Return where a night could be spent instead."""
    kind, here = s.draws.chance(), s.plan.town[night]
    if kind < 0.5:
        return s.near_towns[here][s.draws.below(len(s.near_towns[here]))]
    if kind < 0.65 and night > 0:
        return s.plan.town[night - 1]
    if kind < 0.8 and night < s.num_days:
        return s.plan.town[night + 1]
    return s.towns[s.draws.below(len(s.towns))]


def ruin_days(s: Search) -> None:
    """Empty some days in a row, or nearly, and move their nights."""
    draws, days = s.draws, s.num_days
    num = 1 + draws.below(min(3, days))
    first = draws.below(days - num + 1)
    keep = 0.8 * draws.chance()
    if s.trip.max_beds >= 0 and draws.chance() < 0.3:
        num = 1 + draws.below(days)
        first = draws.below(days - num + 1)
    for d in range(first, first + num):
        for p in reversed(range(len(s.plan.sites[d]))):
            if draws.chance() >= keep:
                s.take_out(d, p)
    together = s.towns[draws.below(len(s.towns))] if draws.chance() < 0.15 else None
    for night in range(first, first + num + 1):
        is_inside = first < night < first + num
        is_end = night in (0, days)
        if not is_end and not is_inside and draws.chance() >= 0.3:
            continue
        if is_end and draws.chance() >= 0.1:
            continue
        if together is not None:
            s.sleep_at(night, together)
        elif draws.chance() < 0.6:
            s.sleep_at(night, other_town(s, night))
    s.name_nights()


def reorder_days(s: Search, watch: Watch) -> None:
    """Let some days in a row change places: the other way round, or the later ones before the earlier ones."""
    days, draws = s.num_days, s.draws
    first = draws.below(days - 1)
    last = first + 1 + draws.below(days - 1 - first)
    cut = first + draws.below(last - first)
    if draws.chance() < 0.5:
        turn_days(s, first, cut)
        turn_days(s, cut + 1, last)
    turn_days(s, first, last)
    better_nights(s, max(0, first - 1), min(days - 1, last + 1))
    watch.work += MOST_NIGHTS * sum(s.day(d).pace for d in range(first, last + 1))


def turn_days(s: Search, first: int, last: int) -> None:
    """Turn the order of some days round, and of the nights between them, where those are allowed so."""
    towns = s.plan.town[first + 1 : last + 1]
    for night, town in enumerate(reversed(towns), start=first + 1):
        s.sleep_at(night, town)
    block = slice(first, last + 1)
    s.plan.sites[block] = [order[::-1] for order in reversed(s.plan.sites[block])]
    s.plan.hire[block] = s.plan.hire[block][::-1]
    s.changed[block] = [True] * (last + 1 - first)


def move_day(s: Search, first: int, last: int) -> None:
    """Let a day come at the place of another, those between one earlier or later; the last day stays."""
    plan, step = s.plan, 1 if last > first else -1
    for d in range(first, last, step):
        plan.sites[d], plan.sites[d + step] = plan.sites[d + step], plan.sites[d]
        plan.hire[d], plan.hire[d + step] = plan.hire[d + step], plan.hire[d]
        town = plan.town[d + 1]
        s.sleep_at(d + 1, plan.town[d + step + 1])
        s.sleep_at(d + step + 1, town)
        s.changed[d] = s.changed[d + step] = True


def shift_days(s: Search) -> None:
    """Empty some days in a row, let them come earlier or later, and spend their nights elsewhere.

    That is where the trip sleeps then, or near a site of much worth that it does not visit.
    """
    draws, days = s.draws, s.num_days
    num = 1 + draws.below(min(3, days - 1))
    first, last = draws.below(days - num), draws.below(days - num)
    for d in range(first, first + num):
        if s.plan.sites[d]:
            s.take_out(d, 0, len(s.plan.sites[d]))
    for k in reversed(range(num)) if last > first else range(num):
        move_day(s, first + k, last + k)
    town = s.plan.town[last]
    if s.num_sites and (last == 0 or draws.chance() < 0.7):
        near = s.near_towns[_worthy(s, last)]
        town = near[draws.below(min(TRIED_TOWNS, len(near)))]
    for d in range(last, last + num):
        s.sleep_at(d + 1, town)
    s.name_nights()


def _worthy(s: Search, d: int) -> Site:
    """Return that of some sites that is worth most on a day, one that is not visited where there is one."""
    site = s.draws.below(s.num_sites)
    for _ in range(1, TRIED_SITES):
        other = s.draws.below(s.num_sites)
        if not s.visited[other] and (s.visited[site] or s.worth[d][other] > s.worth[d][site]):
            site = other
    return Site(Node(site))


def change_hire(s: Search) -> None:
    """Go about a day by another vehicle, or without one."""
    d, hire = s.draws.below(s.num_days), s.draws.below(s.trip.num_hires)
    if hire != s.plan.hire[d]:
        s.plan.hire[d] = hire
        s.changed[d] = True


def ruin_around(s: Search) -> None:
    """Take out the visits nearest to a site."""
    if not s.num_sites:
        return
    seed = s.draws.below(s.num_sites)
    wanted = 1 + s.draws.below(6)
    for site in s.near[seed]:
        if wanted == 0:
            return
        if s.visited[site]:
            d = next(d for d, order in enumerate(s.plan.sites) if site in order)
            s.take_out(d, s.plan.sites[d].index(site))
            wanted -= 1


def ruin_strings(s: Search) -> None:
    """Take out strings of visits around a site, one a day on some days (slack induction by string removals)."""
    if not s.num_sites:
        return
    draws = s.draws
    seed, days, longest = draws.below(s.num_sites), 1 + draws.below(s.num_days), 1 + draws.below(8)
    for site in s.near[seed]:
        if not days:
            return
        d = next((d for d, order in enumerate(s.plan.sites) if site in order), None)
        if d is None or s.changed[d]:
            continue
        num, p = len(s.plan.sites[d]), s.plan.sites[d].index(site)
        length = 1 + draws.below(min(num, longest))
        low, high = max(0, p - length + 1), min(p, num - length)
        s.take_out(d, low + draws.below(high - low + 1), length)
        days -= 1


def ruin_tail(s: Search) -> None:
    """Take out some visits in a row, twice."""
    for _ in range(2):
        d = s.draws.below(s.num_days)
        num = len(s.plan.sites[d])
        if num:
            p = s.draws.below(num)
            s.take_out(d, p, 1 + s.draws.below(num - p))


def mend(s: Search) -> bool:
    """Drop visits until the changed days fit; return False when not even the way alone does."""
    for d in range(s.num_days):
        if s.changed[d]:
            while s.walk_day(d) is None:
                num = len(s.plan.sites[d])
                if not num:
                    return False
                s.take_out(d, s.draws.below(num))
    return True
