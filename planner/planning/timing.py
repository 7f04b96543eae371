"""When things happen on a day: the order is given; clock times, meals and lengths are chosen here."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

from planner.clock import DAY_MINUTES
from planner.corridor import Station
from planner.hours import drawn_out
from planner.itinerary import MealName
from planner.planning.beds import home_of
from planner.planning.candidates import visit_length
from planner.planning.meals import liked_of, name_of
from planner.planning.model import TripModel
from planner.planning.rides import Going
from planner.problem import Meal, Node, Tour
from planner.rules import FREE_LONGER, SHORT_WAY
from planner.solver import Decision, Label, Window, begin_day, onward

STRETCH_STEP = 15
CUT = 5  # minutes at a time by which a visit is shorter for a rest at the hotel
UNHURRIED_END = 1080  # visits are not stretched past their typical length after 18:00
UNHURRIED_VISITS = 480  # nor on a day that has eight hours of them
AT_STATION = 120  # minutes off the liked time that a meal at a station or an airport is as bad as
ABOARD = 10_000  # minutes off the liked time that lunch in a train is as bad as


@dataclass(frozen=True)
class Ridden:
    """Going from one node to the next; ``depart`` is when one may leave for it."""

    origin: int
    target: int
    depart: int
    arrive: int
    moving: int
    pauses: Meal | None = None  # that is had on the way
    aboard: bool = False  # with lunch in the train


@dataclass(frozen=True)
class Stay:
    """A visit, a meal or a pause."""

    kind: Literal["visit", "rest"] | MealName
    node: int
    start: int
    end: int
    includes_lunch: bool = False
    includes_dinner: bool = False


@dataclass(frozen=True)
class Timeline:
    """A day in minutes after midnight, and what its rides take from the objective and cost."""

    blocks: tuple[Ridden | Stay, ...]
    start: int
    finish: int
    loss: int
    cny: int

    @property
    def moving(self) -> int:
        """Minutes of travel."""
        return sum(block.moving for block in self.blocks if isinstance(block, Ridden))


@dataclass
class _Hours:
    """A day as the automaton asks for it, with visits of any length and the rides of a clock."""

    num_sites: int
    meals: list[Meal]
    start: int
    end: int
    max_minutes: int
    can_pause: bool
    leave_from: list[int]
    length: list[int]
    windows: list[list[Window]]
    rides_of: Going


class _Path(NamedTuple):
    """The beginning of a day: its label, how ill meals are placed, and how it came about."""

    label: Label
    dislike: int
    before: _Path | None = None
    decision: Decision | None = None


def _last(
    minutes: tuple[int, int],
    day_from: Callable[[int], Timeline | None],
    is_as_good: Callable[[Timeline], bool],
) -> tuple[int, Timeline | None]:
    """Return the last minute from which a day is as good, and that day; None where only the first minute may be."""
    (low, high), best = minutes, None
    while low < high:
        middle = (low + high + 1) // 2
        later = day_from(middle)
        if later and is_as_good(later):
            low, best = middle, later
        else:
            high = middle - 1
    return low, best


class DayClock:
    """Times one day's tour."""

    def __init__(self, model: TripModel, day: int, tour: Tour, going: Going) -> None:
        """Take a tour; ``going`` answers how one can ride."""
        self.model, self.day, self.tour = model, day, tour
        problem = model.problem
        start, origin = model.begun(day, tour)
        self.has_budget = problem.rides_are_limited
        self.lengths = [int(problem.minutes[day, site]) for site in tour.sites]
        self.hours = _Hours(
            num_sites=problem.num_sites,
            meals=list(problem.meals),
            start=start,
            end=problem.day_end[day],
            max_minutes=problem.max_transit[day],
            can_pause=problem.travel_with(tour.hire)[day].can_pause,
            leave_from=problem.leaves_from(day).tolist(),
            length=[0] * problem.num_sites,
            windows=[[] for _ in range(problem.num_sites)],
            rides_of=going,
        )
        self.nodes: tuple[Node, ...] = (origin, *tour.sites, tour.end)
        self.hotel: Node | None = None  # by which one goes
        self.quiet = model.request.without_visits(model.date_of(day))
        self.only_departs = model.departs(day) and not tour.sites
        self._windows = cache(self._open)

    @property
    def goes_by_hotel(self) -> bool:
        """Whether one rests at the hotel between two visits."""
        return len(self.nodes) > len(self.tour.sites) + 2

    def best(self) -> Timeline | None:
        """Return the day as it should be lived: visits stretched into slack, no start before it is needed."""
        base = self.earliest(self.hours.start, self.lengths)
        if base is None:
            return None
        base = self._by_the_hotel(base)
        minutes = self._stretched(base, self.lengths)
        stretched = self.earliest(self.hours.start, minutes) or base
        return self._leaving_late(self._late_start(stretched, minutes), minutes)

    def _by_the_hotel(self, base: Timeline) -> Timeline:
        """Go by a hotel that is near, to rest there in a pause or in hours kept free.

        The visits before and after may be shorter for it by as much as a short way takes.
        """
        if not self.quiet or self.has_budget:
            return base
        usual, lengths, ways = self.nodes, self.lengths, []
        for (k, hotel), shorter in self._stops(usual, lengths):
            self.hotel, self.lengths = hotel, shorter
            self.nodes = (*usual[:k], hotel, *usual[k:])
            rested, timeline, leave = self._left_late(usual[k])
            if timeline and rested:
                ways.append((-rested, timeline.loss, self.nodes, leave, hotel, shorter, timeline))
        if not ways:
            self.nodes, self.lengths, self.hotel = usual, lengths, None
            return base
        *_, self.nodes, leave, self.hotel, self.lengths, best = min(ways, key=lambda way: way[:2])
        self.hours.leave_from[self.nodes[self.nodes.index(self.hotel, 1) + 1]] = leave
        return best

    def _stops(
        self, nodes: tuple[Node, ...], lengths: list[int]
    ) -> Iterator[tuple[tuple[int, Node], list[int]]]:
        """Yield before which node one may go by which hotel, and how long the visits are."""
        ids = self.model.problem.node_ids
        for hotel in self._hotels:
            for k in range(1, len(nodes)):
                if ids[hotel] not in (ids[nodes[k - 1]], ids[nodes[k]]):
                    for shorter in self._shorter(lengths, k - 2):
                        yield (k, hotel), shorter

    @property
    def _hotels(self) -> list[Node]:
        """Return where one has or had a bed: that of the night before, and that of the next night."""
        model, ids = self.model, self.model.problem.node_ids
        last = model.problem.num_days - 1
        ends = (
            (self.nodes[0], self.day > 0, model.request.start),
            (self.nodes[-1], self.day < last, model.request.end),
        )
        beds = {
            ids[node]: node
            for node, is_night, end in ends
            if is_night or ids[node] == home_of(model.corridor, model.request, end)
        }
        return list(beds.values())

    def _shorter(self, lengths: list[int], k: int) -> Iterator[list[int]]:
        """Yield the lengths, and for a pause those with the visit before it shorter, and with that after it too."""
        yield lengths
        for cut in range(CUT, SHORT_WAY + 1, CUT):
            if before := self._cut(lengths, k, cut):
                yield before
            if after := self._cut(before or lengths, k + 1, cut):
                yield after

    def _cut(self, lengths: list[int], k: int, minutes: int) -> list[int] | None:
        """Return the lengths with one visit shorter for a pause, that is no round and no booking; None if it is not."""
        if not (self.model.request.pauses and 0 <= k < len(lengths)):
            return None
        node = self.tour.sites[k]
        site, length = None if self.model.booked(node) else self.model.sites[node], lengths[k] - minutes
        if (
            site is None
            or site.rounds
            or self.model.request.booked(site.id)
            or length < site.visit_minutes.short
        ):
            return None
        return [*lengths[:k], length, *lengths[k + 1 :]]

    def _left_late(self, node: Node) -> tuple[int, Timeline | None, int]:
        """Return the minutes of rest at the hotel, the day, and when one leaves for a node.

        That is as late as the day takes no longer for it, or at the end of a pause, where it takes a short way longer.
        """
        before = self.hours.leave_from[node]
        first = self._leaving(node, before)
        if first is None:
            return 0, None, before
        leaves = self._latest(node, first), *(end for _, end in self.quiet if end > before)
        days = ((leave, self._leaving(node, leave)) for leave in leaves)
        rests = [
            (self._rested(later), later, leave)
            for leave, later in days
            if later and later.finish <= first.finish + SHORT_WAY and self._takes_no_more(later, first)
        ]
        return max(rests, key=lambda rest: rest[0])

    def _latest(self, node: Node, first: Timeline) -> int:
        """Return when one can leave for a node at the latest without being anywhere later at the end."""
        minutes = self.hours.leave_from[node], self.hours.end
        return _last(
            minutes,
            lambda minute: self._leaving(node, minute),
            lambda later: later.finish <= first.finish and self._takes_no_more(later, first),
        )[0]

    def _leaving(self, node: Node, minute: int) -> Timeline | None:
        """Return the day on which one leaves for a node at a minute at the earliest."""
        before, self.hours.leave_from[node] = self.hours.leave_from[node], minute
        timeline = self.earliest(self.hours.start, self.lengths)
        self.hours.leave_from[node] = before
        return timeline

    def _rested(self, timeline: Timeline) -> int:
        """Return the minutes at the hotel, in whole pauses and in long parts of the hours kept free.

        It is near where one comes from or goes to, and all ways of the day are no more longer than if near both.
        """
        if timeline.moving - self.tour.travel > 2 * SHORT_WAY:
            return 0
        rides = [block for block in timeline.blocks if isinstance(block, Ridden)]
        spans = [
            (max(start, there.arrive), min(end, on.depart), end - start)
            for there, on in pairwise(rides)
            if there.target == self.hotel and min(there.moving, on.moving) <= SHORT_WAY
            for start, end in self.quiet
        ]
        return sum(end - start for start, end, whole in spans if end - start >= min(whole, FREE_LONGER))

    def _stretched(self, base: Timeline, minutes: list[int]) -> list[int]:
        """Return lengths grown towards the typical, then the long ones, as far as the day allows."""
        sites = {
            k: self.model.sites[site] for k, site in enumerate(self.tour.sites) if not self.model.booked(site)
        }
        lengths = {k: site.visit_minutes for k, site in sites.items()}
        day_end, date = self.hours.end, self.model.date_of(self.day)
        unhurried = min(day_end, max(base.finish, UNHURRIED_END))
        typical = {k: length.typical for k, length in lengths.items()}
        minutes = self._unhurried(base, minutes)
        long = {k: length.long for k, length in lengths.items()}
        for goal, limit, most in ((typical, day_end, DAY_MINUTES), (long, unhurried, UNHURRIED_VISITS)):
            grew = True
            while grew:
                grew = False
                for k, site in sites.items():
                    grown = drawn_out(site, date, minutes[k], STRETCH_STEP, goal[k])
                    if grown == minutes[k]:
                        continue
                    longer = [*minutes[:k], grown, *minutes[k + 1 :]]
                    if sum(longer) <= most and self._has_time(longer, base, limit):
                        minutes, grew = longer, True
        return minutes

    def _unhurried(self, base: Timeline, minutes: list[int]) -> list[int]:
        """Return lengths of short visits grown to the usual ones as far as the day allows, the most famous first."""
        wish, end = self.model.request, self.hours.end
        places = [k for k, site in enumerate(self.tour.sites) if not self.model.booked(site)]
        site_at = {k: self.model.sites[self.tour.sites[k]] for k in places}
        for k in sorted(places, key=lambda k: -site_at[k].score):
            if site_at[k].id in wish.hurried:
                usual = visit_length(site_at[k], wish.hurrying(()), self.model.date_of(self.day))
                longer = [
                    [*minutes[:k], length, *minutes[k + 1 :]] for length in range(minutes[k], usual + 1)
                ]
                fitting = bisect_left(
                    longer, True, lo=1, key=lambda each: not self._has_time(each, base, end)
                )
                minutes = longer[fitting - 1]
        return minutes

    def _has_time(self, minutes: list[int], base: Timeline, limit: int) -> bool:
        """Tell whether a day of visits of some lengths ends by a limit, and takes no more than without."""
        timeline = self.earliest(self.hours.start, minutes)
        return bool(timeline and timeline.finish <= limit and self._is_no_worse(timeline, base))

    def _late_start(self, timeline: Timeline, minutes: list[int]) -> Timeline:
        """Leave as late as the day's end allows: a late start beats an hour before a closed gate.

        On a day that only leads to a train or a flight, as late as these allow.
        """
        by = self.hours.end if self.only_departs else timeline.finish
        _, best = _last(
            (self.hours.start, by),
            lambda start: self.earliest(start, minutes),
            lambda later: later.finish <= by and self._is_no_worse(later, timeline),
        )
        return best or timeline

    def _leaving_late(self, timeline: Timeline, minutes: list[int]) -> Timeline:
        """After a meal at the hotel leave as late as the day's end allows, and have the meal when one likes it.

        Who has time waits there, rather than at a gate.
        """
        first = timeline.blocks[0] if timeline.blocks else None
        if not isinstance(first, Stay) or first.kind not in ("lunch", "dinner"):
            return timeline
        leave, best = _last(
            (first.end, self.hours.end),
            lambda minute: self.earliest(minute, minutes, fed=1),
            lambda later: later.finish <= timeline.finish and self._is_no_worse(later, timeline),
        )
        best = best or self.earliest(first.end, minutes, fed=1)
        meal = self.hours.meals[begin_day(self.hours)[0][4]]
        eaten = max(self.hours.start, min(first.start, liked_of(meal)))
        if best is None or not self._is_no_worse(best, timeline) or leave < eaten + meal.minutes + SHORT_WAY:
            return timeline
        blocks = replace(first, start=eaten, end=eaten + meal.minutes), *best.blocks
        return replace(best, blocks=blocks, start=eaten)

    def _is_no_worse(self, timeline: Timeline, other: Timeline) -> bool:
        """Return whether one rests as long at the hotel, and the rides take no more."""
        return self._rested(timeline) >= self._rested(other) and self._takes_no_more(timeline, other)

    def _takes_no_more(self, timeline: Timeline, other: Timeline | Tour) -> bool:
        """Return whether the rides of one take no more than those of another, CNY only where they are short."""
        return timeline.loss <= other.loss and (not self.has_budget or timeline.cny <= other.cny)

    def earliest(self, start: int, minutes: list[int], fed: int = 0) -> Timeline | None:
        """Return the timeline that finishes first of those that take no more than the tour is to take.

        It begins after so many meals. With equals, meals are at a place rather than aboard, and near to when one likes
        them.
        """
        for site, length in zip(self.tour.sites, minutes, strict=True):
            self.hours.length[site], self.hours.windows[site] = length, self._windows(site, length)
        paths = self._begun(start, fed)
        for node, target in pairwise(self.nodes):
            paths = self._undominated([new for path in paths for new in self._go_on(path, node, target)])
        timelines = [self._timeline(path, start) for path in paths]
        # that which comes first finishes first, with the least loss
        return min(timelines, key=lambda timeline: not self._takes_no_more(timeline, self.tour), default=None)

    def _begun(self, start: int, fed: int) -> list[_Path]:
        """Return the morning, or what is after some meals; who leaves late has no meal less."""
        (morning,) = begin_day(self.hours)
        _, minutes, loss, cny, had = morning
        hungry = self.hours.meals[had + fed :]
        is_late = bool(hungry) and start > hungry[0].latest
        return [] if is_late else [_Path((start, minutes, loss, cny, had + fed), 0)]

    @cached_property
    def _stations(self) -> set[Node]:
        """Where the trip comes in or goes out on the day."""
        places, ids = self.model.corridor.places, self.model.problem.node_ids
        ends = self.nodes[0], self.nodes[-1]
        return {node for node in ends if isinstance(places[ids[node]], Station)}

    def _go_on(self, path: _Path, node: Node, target: Node) -> Iterator[_Path]:
        for decision, label in onward(self.hours, path.label, node, target):
            dislike = path.dislike
            if decision.meal == "aboard":
                dislike += ABOARD
            elif decision.eaten >= 0 and not (meal := self.hours.meals[path.label[4]]).is_rest:
                dislike += abs(decision.eaten - liked_of(meal))
                dislike += AT_STATION * ((node if decision.meal == "before" else target) in self._stations)
            elif decision.eaten >= 0:
                dislike += self.tour.end != (node if decision.meal == "before" else target)
            yield _Path(label, dislike, path, decision)

    def _undominated(self, paths: list[_Path]) -> list[_Path]:
        """Return the paths that none is as good as in all; what finishes first comes first, then what takes least."""
        kept: list[_Path] = []
        for path in sorted(paths, key=self._in_order):
            if not any(self._is_as_good(other, path) for other in kept):
                kept.append(path)
        return kept

    def _in_order(self, path: _Path) -> tuple[int, ...]:
        time, minutes, loss, cny, fed = path.label
        return time, loss, minutes, path.dislike, -fed, cny

    def _is_as_good(self, earlier: _Path, path: _Path) -> bool:
        """Return whether a path is as good as one that comes no sooner."""
        _, minutes, loss, cny, fed = earlier.label
        _, longer, more, dearer, hungrier = path.label
        in_travel = minutes <= longer and loss <= more and (not self.has_budget or cny <= dearer)
        return in_travel and fed >= hungrier and earlier.dislike <= path.dislike

    def _timeline(self, path: _Path, start: int) -> Timeline:
        blocks: list[Ridden | Stay] = []
        finish, _, loss, cny, _ = path.label
        for node, target in reversed([*pairwise(self.nodes)]):
            assert path.before is not None
            assert path.decision is not None
            blocks[:0] = self._blocks(path.before.label, path.decision, path.label, node, target)
            path = path.before
        return Timeline(tuple(blocks), start, finish, loss, cny)

    def _blocks(
        self, before: Label, decision: Decision, after: Label, node: int, target: int
    ) -> Iterator[Ridden | Stay]:
        """Yield what a decision came to: a ride, a meal before or after it, the visit."""
        ride, place, hours = decision.ride, decision.meal, self.hours
        meal = hours.meals[before[4]] if place != "none" else None
        kind: Literal["rest"] | MealName = name_of(meal) if meal and not meal.is_rest else "rest"
        if meal and place == "before":
            yield Stay(kind, node, decision.eaten, decision.eaten + meal.minutes)
        pauses = meal if place == "on" else None
        arrive = ride.arrive + (pauses.minutes if pauses else 0)
        yield Ridden(node, target, ride.depart, arrive, ride.minutes, pauses, place == "aboard")
        if meal and place == "after":
            yield Stay(kind, target, decision.eaten, decision.eaten + meal.minutes)
        if target < hours.num_sites:
            begin, end = after[0] - hours.length[target], after[0]
            held = kind if place == "inside" else None
            yield Stay("visit", target, begin, end, held == "lunch", held == "dinner")

    def _open(self, site: int, minutes: int) -> list[Window]:
        return self.model.windows(site, self.day, minutes)
