"""The tours that a finished plan stands for, as its model knows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.itinerary import Day, Itinerary, Leg, Visit, is_fixed
from planner.planning.model import TripModel
from planner.problem import Node, Site, Tour
from planner.solver import DayTables, time_visits

Tables = Sequence[Sequence[DayTables]]  # [hire][day]


def tours_of(model: TripModel, tables: Tables, plan: Itinerary) -> tuple[Tour, ...] | None:
    """Return the tours of a plan of the model's wish, with the rides that take least; None where it is none of it."""
    problem = model.problem
    if len(plan.days) != problem.num_days:
        return None
    best: dict[Node, tuple[Tour, ...]] = dict.fromkeys(problem.starts_of(0), ())
    for number, day in enumerate(plan.days):
        sites = _sites(model, day)
        if sites is None:
            return None
        reached: dict[Node, tuple[Tour, ...]] = {}
        for start, before in best.items():
            for tour in _timed(model, tables, number, day, start, sites):
                so_far = reached.get(tour.end)
                if so_far is None or _loss((*before, tour)) < _loss(so_far):
                    reached[tour.end] = (*before, tour)
        best = reached
    return min(best.values(), key=_loss, default=None)


def _loss(tours: tuple[Tour, ...]) -> int:
    return sum(tour.loss for tour in tours)


def _timed(
    model: TripModel, tables: Tables, number: int, day: Day, start: Node, sites: tuple[Site, ...]
) -> Iterator[Tour]:
    """Yield the day from a node, to each that stands for the place where it ends: a town may have a late bed."""
    problem, hire = model.problem, int(day.hire is not None)
    ends = (end for end in problem.ends_of(number) if _stands_for(model, end, day.end.place))
    if not _stands_for(model, start, day.start.place) or hire >= len(tables):
        return
    for end in ends:
        if problem.stays is None or problem.stays[start, end]:
            timed = time_visits(tables[hire][number], start, sites, end)
            if timed is not None:
                yield Tour(start, sites, end, *timed, hire)


def _stands_for(model: TripModel, node: Node, place: str) -> bool:
    return model.problem.node_ids[model.late_beds.get(node, node)] == place


def _sites(model: TripModel, day: Day) -> tuple[Site, ...] | None:
    """Return the visits and booked trains of a day in order."""
    found = [_site(model, event) for event in day.events if is_fixed(event)]
    return None if None in found else tuple(site for site in found if site is not None)


def _site(model: TripModel, event: object) -> Site | None:
    if isinstance(event, Visit):
        index = next((k for k, site in enumerate(model.sites) if site.id == event.attraction), None)
        return None if index is None else Site(Node(index))
    assert isinstance(event, Leg)
    for k, ride in enumerate(model.rides):
        if ride.start == event.start and ride.end == event.end and ride.day == event.depart.date():
            return Site(Node(len(model.sites) + k))
    return None
