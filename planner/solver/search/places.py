"""The best places of the sites in a day."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from planner.problem import Node, Site
from planner.solver.day.lists import DayLists
from planner.solver.day.tables import LOW, NEVER
from planner.solver.day.walks import Label, best_of, reach
from planner.solver.search.state import Place, Search


class Walked(NamedTuple):
    """A day as it is planned: the way with its ends, and what is known of it before each visit, and before the end."""

    way: list[Node]
    prefix: list[list[Label]]  # labels on leaving the place before
    early: list[int]  # when one can leave it; at last, when the day can be over
    by: list[int]  # when one has to have arrived, meals aside
    minutes: int  # of the quickest rides
    loss: float  # of the cheapest


def find_places(s: Search, d: int) -> None:
    """Fill the best place of each site in a day."""
    day, plan = s.day(d), s.plan
    prefix = s.walk_day(d)
    assert prefix is not None, "only days that fit are asked for"
    way = [plan.town[d], *plan.sites[d], plan.town[d + 1]]
    rides = [i * day.num_nodes + j for i, j in pairwise(way)]
    walked = Walked(
        way,
        prefix,
        [*(min(label[0] for label in labels) for labels in prefix), plan.over[d]],
        latest_arrivals(day, way),
        sum(day.quick[ride] for ride in rides),
        float(sum(day.low[ride] for ride in rides)),
    )
    is_full = len(plan.sites[d]) >= day.max_visits
    for site in s.sites:
        is_open = bool(day.windows[site]) and not is_full
        s.places[d][site] = place(s, d, site, walked) if is_open else None


def latest_arrivals(day: DayLists, way: list[Node]) -> list[int]:
    """Return the latest arrival at each visit of a way and at its end, meals aside; -1 where there is none."""
    by, node = [day.end], way[-1]
    for site in reversed(way[1:-1]):
        begin = by[0] - day.quick[site * day.num_nodes + node] - day.length[site]
        by.insert(0, max([-1, *(min(last, begin) for first, last, _ in day.windows[site] if first <= begin)]))
        node = site
    return by


def leave_after(day: DayLists, site: Site, there: int) -> int:
    """Return when one can leave a site, having arrived."""
    for first, last, _ in day.windows[site]:
        if there <= last:
            return max(there, first) + day.length[site]
    return NEVER


def has_time(day: DayLists, walked: Walked, p: int, site: Site, into: int, out: int) -> bool:
    """Return whether a site can come before the p-th visit, as far as the quickest rides and its hours tell."""
    return leave_after(day, site, walked.early[p] + day.quick[into]) + day.quick[out] <= walked.by[p]


def place(s: Search, d: int, site: Site, walked: Walked) -> Place | None:
    """Return the place with the highest gain above the least that counts; of equal ones that which delays least."""
    day, plan, most = s.day(d), s.plan, list[float]()
    least, found = -s.must_worth * len(s.rules[site]) - s.if_empty(d), None
    for p, (before, after) in enumerate(pairwise(walked.way)):
        into, out, gone = (i * day.num_nodes + j for i, j in ((before, site), (site, after), (before, after)))
        gain = s.worth[d][site] - (walked.loss + day.low[into] + day.low[out] - day.low[gone] - plan.loss[d])
        if s.money:
            gain += s.money * plan.cny[d]
        minutes = walked.minutes + day.quick[into] + day.quick[out] - day.quick[gone]
        is_possible = gain > LOW / 2 and minutes <= day.max_minutes
        most.append(gain if is_possible and has_time(day, walked, p, site, into, out) else LOW)
    for p in sorted(range(len(most)), key=lambda p: -most[p]):  # the most promising place first
        best = least if found is None else found.gain
        if most[p] <= least or most[p] < best:
            break
        found = better_place(least, found, try_place(s, d, site, p, walked))
    return found


def better_place(least: float, old: Place | None, new: Place | None) -> Place | None:
    """Return the place with the higher gain, of equal ones that which delays less."""
    if new is None or (old is None and new.gain <= least):
        return old
    if old is None or new.gain > old.gain or (new.gain == old.gain and new.push < old.push):
        return new
    return old


def try_place(s: Search, d: int, site: Site, p: int, walked: Walked) -> Place | None:
    """Return what a site before the p-th visit of a day leads to; None when that does not fit."""
    day, push = s.day(d), None
    node, labels = Node(site), reach(day, False, walked.prefix[p], walked.way[p], site)
    for following in walked.way[p + 1 :]:
        labels, node = reach(day, False, labels, node, following), following
        if not labels:
            return None
        if push is None:
            push = min(label[0] for label in labels) - walked.early[p + 1]
    assert push is not None
    _, minutes, loss, cny, _ = best_of(labels, s.money)
    gain = s.worth[d][site] - (loss + s.money * cny - s.plan.loss[d] - s.money * s.plan.cny[d])
    return Place(p, minutes, loss, cny, push, gain)
