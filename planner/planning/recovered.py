"""The tours that a finished plan, or the outline of one, stands for, as its model knows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from planner.itinerary import Day, Itinerary, Leg, Visit, is_fixed
from planner.planning.model import TripModel
from planner.problem import Node, Site, Tour
from planner.solver import DayTables, time_visits

Tables = Sequence[Sequence[DayTables]]  # [hire][day]
Stop = str | Leg  # the id of a site, or a booked train


@dataclass(frozen=True)
class Outline:
    """A day without its times: the places where it starts and ends, and the visits and booked trains in order."""

    start: str
    stops: tuple[Stop, ...]
    end: str
    is_hired: bool = False

    @staticmethod
    def of(day: Day) -> Outline:
        """Return the outline of a day."""
        fixed = (event for event in day.events if is_fixed(event))
        stops = tuple(
            e.attraction if isinstance(e, Visit) else e for e in fixed if isinstance(e, Visit | Leg)
        )
        return Outline(day.start.place, stops, day.end.place, day.hire is not None)


def tours_of(model: TripModel, tables: Tables, plan: Itinerary) -> tuple[Tour, ...] | None:
    """Return the tours of a plan of the model's wish, with the rides that take least; None where it is none of it."""
    return timed(model, tables, [Outline.of(day) for day in plan.days])


def timed(model: TripModel, tables: Tables, outlines: Sequence[Outline]) -> tuple[Tour, ...] | None:
    """Return the tours of days with these outlines, with the rides that take least; None where one does not fit."""
    problem = model.problem
    if len(outlines) != problem.num_days:
        return None
    best: dict[Node, tuple[Tour, ...]] = dict.fromkeys(problem.starts_of(0), ())
    for number, outline in enumerate(outlines):
        sites = sites_of(model, outline.stops)
        if sites is None:
            return None
        reached: dict[Node, tuple[Tour, ...]] = {}
        for start, before in best.items():
            for tour in _timed_day(model, tables, number, outline, start, sites):
                so_far = reached.get(tour.end)
                if so_far is None or _loss((*before, tour)) < _loss(so_far):
                    reached[tour.end] = (*before, tour)
        best = reached
    return min(best.values(), key=_loss, default=None)


def loss_of_day(model: TripModel, tables: Tables, number: int, outline: Outline) -> int | None:
    """Return what the rides of a day by itself take at least, None where it does not fit."""
    sites, hire = sites_of(model, outline.stops), int(outline.is_hired)
    if sites is None or hire >= len(tables):
        return None
    ends = ends_of_day(model, number, outline)
    return min((tour.loss for tour in _tours(tables[hire][number], ends, sites, hire)), default=None)


def _loss(tours: tuple[Tour, ...]) -> int:
    return sum(tour.loss for tour in tours)


def _timed_day(
    model: TripModel, tables: Tables, number: int, outline: Outline, start: Node, sites: tuple[Site, ...]
) -> Iterator[Tour]:
    """Yield the day from a node, to each that stands for the place where it ends: a town may have a late bed."""
    hire = int(outline.is_hired)
    if hire >= len(tables):
        return
    ends = (pair for pair in ends_of_day(model, number, outline) if pair[0] == start)
    yield from _tours(tables[hire][number], ends, sites, hire)


def _tours(
    tables: DayTables, ends: Iterable[tuple[Node, Node]], sites: tuple[Site, ...], hire: int
) -> Iterator[Tour]:
    for start, end in ends:
        if (found := time_visits(tables, start, sites, end)) is not None:
            yield Tour(start, sites, end, *found, hire)


def ends_of_day(model: TripModel, number: int, outline: Outline) -> Iterator[tuple[Node, Node]]:
    """Yield the nodes that a day may begin and end at: each that stands for the places where it does."""
    problem = model.problem
    starts = [node for node in problem.starts_of(number) if _stands_for(model, node, outline.start)]
    ends = [node for node in problem.ends_of(number) if _stands_for(model, node, outline.end)]
    for start, end in product(starts, ends):
        if problem.stays is None or problem.stays[start, end]:
            yield start, end


def _stands_for(model: TripModel, node: Node, place: str) -> bool:
    return model.problem.node_ids[model.late_beds.get(node, node)] == place


def sites_of(model: TripModel, stops: Iterable[Stop]) -> tuple[Site, ...] | None:
    """Return stops of a day in numbers of the model, None where it does not have one."""
    found = [_site(model, stop) for stop in stops]
    return None if None in found else tuple(site for site in found if site is not None)


def _site(model: TripModel, stop: Stop) -> Site | None:
    if isinstance(stop, str):
        index = next((k for k, site in enumerate(model.sites) if site.id == stop), None)
        return None if index is None else Site(Node(index))
    for k, ride in enumerate(model.rides):
        if ride.start == stop.start and ride.end == stop.end and ride.day == stop.depart.date():
            return Site(Node(len(model.sites) + k))
    return None
