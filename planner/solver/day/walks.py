"""The automaton of a day: what an order of visits takes, ride by ride, with waiting and meals.

A label is one way to have done the visits so far. It tells when one is free again, the minutes, the loss and the CNY
of the rides, and how many of the day's meals were had; hungry and fed are told apart because the next meal may have
to come before, inside or after what follows. `onward` says what a label can become and by which decision: the solver
keeps the labels (`reach`), the clock of a plan the decisions too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, Protocol

from planner.problem import Meal, Node, Site
from planner.solver.day.lists import DayLists, Ride, Window
from planner.solver.day.tables import NEVER

MOST_LABELS = 48  # of one tour after one visit

Label = tuple[int, int, int, int, int]  # time, minutes, loss, CNY, meals had
MealPlace = Literal["none", "before", "after", "on", "aboard", "inside"]


class Hours(Protocol):
    """What the automaton asks of a day: its hours, and of each site the length and the windows of a visit."""

    num_sites: int
    meals: list[Meal]
    start: int
    end: int
    max_minutes: int
    can_pause: bool
    leave_from: list[int]
    length: list[int]
    windows: list[list[Window]]

    def rides_of(self, i: Node, j: Node, depart: int, /, aboard: bool = False) -> Iterable[Ride]:
        """Return the rides worth taking by who may leave at a minute, or those with the first meal aboard."""
        ...


class Decision(NamedTuple):
    """A ride, where the next meal is if it is had now, and when a visit after that may begin."""

    ride: Ride
    meal: MealPlace
    ready: int
    latest: int = NEVER
    eaten: int = -1  # when a meal before or after the ride begins


def add(day: DayLists, optimist: bool, labels: list[Label], new: Label) -> None:
    """Keep a label unless an old one is as good, and drop the old ones that are no better.

    Where there is no room an optimist merges it with the last: what is at least as good as both keeps a bound true.
    """
    for old in labels:
        if _is_as_good(day, old, new):
            return
    labels[:] = [old for old in labels if not _is_as_good(day, new, old)]
    if len(labels) < MOST_LABELS:
        labels.append(new)
    elif optimist:
        time, minutes, loss, cny = map(min, labels[-1][:4], new[:4])
        labels[-1] = (time, minutes, loss, cny, max(labels[-1][4], new[4]))


def _is_as_good(day: DayLists, a: Label, b: Label) -> bool:
    """Tell whether whatever can follow ``b`` can follow ``a``, at no more loss and money.

    Minutes of travel matter only where the rest of the day could take more than the limit leaves.
    """
    most = max(b[1], day.max_minutes - (day.end - b[0]))
    return (
        a[0] <= b[0]
        and a[1] <= most
        and a[2] <= b[2]
        and a[4] >= b[4]
        and (not day.with_money or a[3] <= b[3])
    )


def begin_day(day: Hours) -> list[Label]:
    """Return the label of the morning; meals whose time is over were had before."""
    fed = sum(day.start > meal.latest for meal in day.meals)
    return [(day.start, 0, 0, 0, fed)]


def decisions(day: Hours, label: Label, i: Node, j: Node) -> Iterator[Decision]:
    """Yield how one can go on from node ``i`` to ``j``: each ride, with the next meal somewhere or without it."""
    meal = day.meals[label[4]] if label[4] < len(day.meals) else None
    for ride in day.rides_of(i, j, label[0]):
        yield Decision(ride, "none", ride.arrive)
        if meal is None:
            continue
        eaten = max(ride.arrive, meal.earliest)
        if eaten <= meal.latest:
            yield Decision(ride, "after", eaten + meal.minutes, eaten=eaten)
        if j < day.num_sites and meal.is_held(j, day.length[j]):
            ready = max(ride.arrive, meal.earliest + meal.minutes - day.length[j])
            yield Decision(ride, "inside", ready, meal.latest)
        if day.can_pause and label[0] < meal.earliest and ride.arrive > meal.latest:
            yield Decision(ride, "on", ride.arrive + meal.minutes)
    if meal is None:
        return
    eaten = max(label[0], meal.earliest)
    if eaten <= meal.latest:
        for ride in day.rides_of(i, j, eaten + meal.minutes):
            yield Decision(ride, "before", ride.arrive, eaten=eaten)
    if label[4] == 0:
        for ride in day.rides_of(i, j, label[0], aboard=True):
            yield Decision(ride, "aboard", ride.arrive)


def visits(day: Hours, j: Node, ready: int, latest: int) -> Iterator[tuple[int, int]]:
    """Yield when visits of a site are over, and what they take; at an end one is just there."""
    if j >= day.num_sites:
        yield ready, 0
        return
    lowest = NEVER
    for first, last, loss in day.windows[j]:
        begin = max(ready, first)
        if begin <= last and begin <= latest and loss < lowest:
            yield begin + day.length[j], loss
            lowest = loss
        if lowest <= 0:
            return


def onward(day: Hours, label: Label, i: Node, j: Node) -> Iterator[tuple[Decision, Label]]:
    """Yield the labels of going on from node ``i`` to ``j``, the visit there included, and how each came about.

    None is over after the day's end, after the last time for a meal not had yet, or after too much travel.
    """
    time, minutes, loss, cny, fed = label
    label = (max(time, day.leave_from[j]), minutes, loss, cny, fed)
    for decision in decisions(day, label, i, j):
        ride, meals = decision.ride, fed + (decision.meal != "none")
        if minutes + ride.minutes > day.max_minutes:
            continue
        most = day.end if meals == len(day.meals) else min(day.end, day.meals[meals].latest)
        for time, lost in visits(day, j, decision.ready, decision.latest):
            if time <= most:
                yield (
                    decision,
                    (time, minutes + ride.minutes, loss + ride.loss + lost, cny + ride.cny, meals),
                )


def reach(day: DayLists, optimist: bool, labels: Sequence[Label], i: Node, j: Node) -> list[Label]:
    """Return the undominated labels of going on from node ``i`` to ``j``, the visit there included."""
    out: list[Label] = []
    quick = day.quick[i * day.num_nodes + j]
    for label in labels:
        if label[1] + quick <= day.max_minutes:
            for _, new in onward(day, label, i, j):
                add(day, optimist, out, new)
    return out


def best_of(labels: Sequence[Label], money: float) -> Label:
    """Return the label with the least loss, money at its price included, of equal ones the cheapest."""
    return min(labels, key=lambda label: (label[2] + money * label[3], label[3]))


def time_tour(
    day: DayLists, start: Node, sites: Sequence[Site], end: Node, money: float, most_cny: int
) -> tuple[int, int, int] | None:
    """Return minutes, loss and CNY of the rides of an order of visits; None when it does not fit the day."""
    labels, node = begin_day(day), start
    for following in (*sites, end):
        labels, node = reach(day, False, labels, node, following), following
    labels = [label for label in labels if label[3] <= most_cny]
    if not labels:
        return None
    _, minutes, loss, cny, _ = best_of(labels, money)
    return minutes, loss, cny
