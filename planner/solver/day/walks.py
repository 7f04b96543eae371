"""What an order of visits takes on a day: rides, waiting and meals, one visit after the other.

A label is one way to have done the visits so far. It tells when one is free again, the minutes, the loss and the CNY
of the rides, and how many of the day's meals were had; hungry and fed are told apart because the next meal may have
to come before, inside or after what follows. Labels that another equals in all are dropped. The functions have the
names that they have in `kernels.c`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.solver.day.lists import DayLists, RideLists
from planner.solver.day.tables import NEVER

MOST_LABELS = 48  # of one tour after one visit
MOST_RIDES = 256  # that can be worth taking at one moment

Label = tuple[int, int, int, int, int]  # time, minutes, loss, CNY, meals had
Option = tuple[int, int, int, int]  # arrival, minutes, CNY, loss


def add(day: DayLists, optimist: bool, labels: list[Label], new: Label) -> None:
    """Keep a label unless an old one is as good, and drop the old ones that are no better.

    Where there is no room an optimist merges it with the last: what is at least as good as both keeps a bound true.
    """
    for old in labels:
        if _is_as_good(old, new, day.with_money):
            return
    labels[:] = [old for old in labels if not _is_as_good(new, old, day.with_money)]
    if len(labels) < MOST_LABELS:
        labels.append(new)
    elif optimist:
        time, minutes, loss, cny = map(min, labels[-1][:4], new[:4])
        labels[-1] = (time, minutes, loss, cny, max(labels[-1][4], new[4]))


def _is_as_good(a: Label, b: Label, with_money: bool) -> bool:
    return (
        a[0] <= b[0] and a[1] <= b[1] and a[2] <= b[2] and a[4] >= b[4] and (not with_money or a[3] <= b[3])
    )


def put(day: DayLists, optimist: bool, labels: list[Label], time: int, loss: int, new: Label) -> None:
    """Add a label that is free again at a minute, unless the day is over or a meal was missed."""
    _, minutes, lost, cny, fed = new
    if time <= day.end and (fed == day.num_meals or time <= day.meals[fed].latest):
        add(day, optimist, labels, (time, minutes, lost + loss, cny, fed))


def visit(
    day: DayLists, optimist: bool, j: int, ready: int, latest: int, new: Label, labels: list[Label]
) -> None:
    """Add the visits of a site begun at ``ready`` or later, not after ``latest``; at an end one is just there."""
    if j >= day.num_sites:
        put(day, optimist, labels, ready, 0, new)
        return
    lowest = NEVER
    for first, last, loss in day.windows[j]:
        begin = max(ready, first)
        if begin <= last and begin <= latest and loss < lowest:
            put(day, optimist, labels, begin + day.length[j], loss, new)
            lowest = loss
        if lowest <= 0:
            return


def rides_of(day: DayLists, services: RideLists, way: int, depart: int) -> list[Option]:
    """Return the rides worth taking by who may leave at a minute: the first, then those none before is as good as."""
    options: list[Option] = []
    if services is day.rides and day.direct[way] < NEVER:
        arrive = depart + day.direct[way]
        if arrive <= day.end and arrive <= day.latest[way]:
            options.append((arrive, day.direct[way], day.direct_cny[way], day.direct_loss[way]))
    for ride in services.since(way, depart):
        if len(options) == MOST_RIDES:
            break
        if not _is_beaten(day, options, ride.minutes, ride.loss, ride.cny):
            options.append((ride.arrive, ride.minutes, ride.cny, ride.loss))
        if _is_beaten(day, options, ride.least_minutes, ride.least_loss, -1):  # and so are all that follow
            break
    return options


def _is_beaten(day: DayLists, options: list[Option], minutes: int, loss: int, cny: int) -> bool:
    """Return whether one of some rides is as good in all."""
    return any(
        other[1] <= minutes and other[3] <= loss and (not day.with_money or other[2] <= cny)
        for other in options
    )


def after(label: Label, ride: Option, fed: int) -> Label:
    """Return a label with a ride and so many meals more; its time is still that before the ride."""
    return label[0], label[1] + ride[1], label[2] + ride[3], label[3] + ride[2], label[4] + fed


def reach(day: DayLists, optimist: bool, labels: Sequence[Label], i: int, j: int) -> list[Label]:
    """Return the labels of going on from node ``i`` to ``j``, the visit there included."""
    out: list[Label] = []
    way = i * day.num_nodes + j
    for label in labels:
        if label[1] + day.quick[way] > day.max_minutes:
            continue
        for ride in rides_of(day, day.rides, way, label[0]):
            if label[1] + ride[1] <= day.max_minutes:
                _visit_then(day, optimist, j, label, ride, out)
        for ride in _fed_rides(day, way, label):
            if label[1] + ride[1] <= day.max_minutes:
                visit(day, optimist, j, ride[0], NEVER, after(label, ride, 1), out)
    return out


def _visit_then(day: DayLists, optimist: bool, j: int, label: Label, ride: Option, out: list[Label]) -> None:
    """Add what a ride leads to: a visit, one after a meal, one with a meal inside, one after a pause on the road."""
    there, fed = ride[0], label[4]
    visit(day, optimist, j, there, NEVER, after(label, ride, 0), out)
    if fed == day.num_meals:
        return
    meal, then = day.meals[fed], after(label, ride, 1)
    eaten = max(there, meal.earliest)
    if eaten <= meal.latest:
        visit(day, optimist, j, eaten + meal.minutes, NEVER, then, out)
    if j < day.num_sites and day.length[j] >= meal.inside:
        ready = max(there, meal.earliest + meal.minutes - day.length[j])
        visit(day, optimist, j, ready, meal.latest, then, out)
    if day.can_pause and label[0] < meal.earliest and there > meal.latest:
        visit(day, optimist, j, there + meal.minutes, NEVER, then, out)


def _fed_rides(day: DayLists, way: int, label: Label) -> Iterator[Option]:
    """Yield the rides after a meal where one is, then those with the first meal aboard."""
    if label[4] == day.num_meals:
        return
    meal = day.meals[label[4]]
    before = max(label[0], meal.earliest)
    if before <= meal.latest:
        yield from rides_of(day, day.rides, way, before + meal.minutes)
    if label[4] == 0:
        yield from rides_of(day, day.meal_rides, way, label[0])


def begin_day(day: DayLists) -> list[Label]:
    """Return the label of the morning; meals whose time is over were had before."""
    fed = 0
    while fed < day.num_meals and day.start > day.meals[fed].latest:
        fed += 1
    return [(day.start, 0, 0, 0, fed)]


def best_of(labels: Sequence[Label], money: float) -> Label:
    """Return the label with the least loss, money at its price included, of equal ones the cheapest."""
    return min(labels, key=lambda label: (label[2] + money * label[3], label[3]))


def time_tour(
    day: DayLists, start: int, sites: Sequence[int], end: int, money: float, most_cny: int
) -> tuple[int, int, int] | None:
    """Return minutes, loss and CNY of the rides of an order of visits; None when it does not fit the day."""
    labels, node = begin_day(day), start
    for following in (*sites, end):
        labels, node = reach(day, False, labels, node, following), following
        if not labels:
            return None
    labels = [label for label in labels if label[3] <= most_cny]
    if not labels:
        return None
    _, minutes, loss, cny, _ = best_of(labels, money)
    return minutes, loss, cny
