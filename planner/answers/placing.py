"""The places of a site in the days of a plan: beside the visits of a day or instead of one, timed exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from planner.answers.known import Known
from planner.problem import Node, Site, Tour, objective_of
from planner.solver import time_visits


@dataclass(frozen=True)
class Proposal:
    """A site at a place of a day, what it takes the place of, and what the plan gains."""

    site: Site
    day: int
    out: Site | None
    gain: int
    tours: tuple[Tour, ...]


def others(known: Known) -> list[Site]:
    """Return the sites that a plan leaves out."""
    visited = {site for tour in known.tours for site in tour.sites}
    return [Site(Node(k)) for k in range(len(known.model.sites)) if k not in visited]


def best_place(known: Known, site: Site, days: Sequence[int]) -> Proposal | None:
    """Return the place of a site that gains most, None where it has none."""
    windows = known.model.problem.windows
    opened = (day for day in days if (windows[day, site, :, 1] >= 0).any())
    every = (proposal for day in opened for proposal in _of_day(known, day, site))
    return max(every, key=lambda each: each.gain, default=None)


def without_visit(known: Known, site: Site) -> tuple[Tour, ...] | None:
    """Return the tours of a plan without one of its visits, where the others fit so."""
    day = next(day for day, tour in enumerate(known.tours) if site in tour.sites)
    return _with(known, day, tuple(each for each in known.tours[day].sites if each != site))


def can_add(known: Known, site: Site, day: int) -> bool:
    """Tell whether a site fits into a day beside all its visits."""
    sites = known.tours[day].sites
    if len(sites) >= known.model.problem.max_visits[day] or known.model.problem.windows[day, site, 0, 1] < 0:
        return False
    orders = ((*sites[:place], site, *sites[place:]) for place in range(len(sites) + 1))
    return any(_with(known, day, order) is not None for order in orders)


def _of_day(known: Known, day: int, site: Site) -> Iterator[Proposal]:
    """Yield the site at each place of a day, with all its visits or without one of them."""
    sites = known.tours[day].sites
    swapped = [out for out in sites if not known.model.booked(out)]
    for out in (None, *swapped):
        kept = [each for each in sites if each != out]
        for place in range(len(kept) + 1):
            order = (*kept[:place], site, *kept[place:])
            tours = _with(known, day, order)
            if tours is not None:
                gain = objective_of(known.model.problem, tours) - known.objective
                yield Proposal(site, day, out, gain, tours)


def _with(known: Known, day: int, order: tuple[Site, ...]) -> tuple[Tour, ...] | None:
    """Return the tours with a day's visits in another order, if that keeps all limits."""
    problem, tour = known.model.problem, known.tours[day]
    timed = time_visits(known.tables[tour.hire][day], tour.start, order, tour.end)
    if timed is None:
        return None
    changed = replace(tour, sites=order, travel=timed.minutes, loss=timed.loss, cny=timed.cny)
    tours = (*known.tours[:day], changed, *known.tours[day + 1 :])
    return None if problem.broken_limits(tours) else tours
