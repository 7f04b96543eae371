"""All undominated journeys to one place, in plain Python: the definition of two kernels.

A scan of a day backwards. Whoever leaves a vehicle knows all that can be boarded later, and so what it leads to:
a *label* for each set of arrival, vehicles and money that no other is as good as. Whoever boards takes the labels of
each stop of the ride with its fare (Dibbelt, Pajor, Strasser, Wagner: Connection Scan Algorithm,
https://arxiv.org/abs/1703.05997, with sets instead of earliest arrivals).

Money is two numbers: ``full`` is that of four adults who share each car, ``alone`` that of one who has it for himself.
What is no dearer by both is no dearer for any number of adults. While the search runs both hold the minutes too, at the
least that these are worth to somebody (`rules.LEAST_VALUE_OF_TIME`): those until the arrival, counted from midnight.
Who wants to be there as soon as his money allows compares less (`hops.Aims`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from planner.clock import DAY_MINUTES
from planner.network.cache import NEVER
from planner.network.hops import Fan, Hops
from planner.network.tracks import HORIZON
from planner.rules import PEOPLE_A_CAR, TAXI_WAIT

LONGEST_GROUND = (
    240  # minutes from leaving a vehicle to boarding the next one; who waits longer for a metro stays away
)
Value = tuple[int, int, int, int]  # arrival, vehicles, money of four who share cars, money of one alone


@dataclass
class Labels:
    """What who boards at a minute can do, one label a row."""

    leaves: list[int] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    until: list[int] = field(
        default_factory=list
    )  # the minute by which something later is as good: not before it
    ride: list[int] = field(default_factory=list)
    boarding: list[int] = field(default_factory=list)
    way: list[int] = field(default_factory=list)  # after the ride: of the changes, or of the exits at the end
    then: list[int] = field(default_factory=list)  # the next label, -1 at the end
    fed: list[int] = field(default_factory=list)  # whether there is time for lunch in one of its rides
    far: list[int] = field(default_factory=list)  # whether a taxi on its way is a last resort


def money(fare: int, car: int, people: int = PEOPLE_A_CAR) -> tuple[int, int]:
    """Return what a fare and a car's price come to for all in a car, and for one alone.

    Examples
    --------
    >>> money(100, 40), money(0, 440)
    ((440, 140), (440, 440))
    """
    return people * fare + car, fare + car


def dominates(one: Sequence[int], other: Sequence[int]) -> bool:
    """Return whether something is as good in all that counts."""
    return all(a <= b for a, b in zip(one, other, strict=True))


class Way:
    """A way of a fan, which tells when it ends and what it costs."""

    def __init__(self, hops: Hops, row: Sequence[int]) -> None:
        self.metro, self.aims = hops.metro, hops.aims
        (self.to, self.before, self.minutes, self.after, self.row, self.column, self.fare, *more) = row
        self.by_day, self.by_night, self.night_from, self.night_until, self.vehicles, self.far = more

    def arrive(self, minute: int) -> int:
        """Return when one is at its end, `NEVER` where not."""
        begin = minute + self.before
        if self.row < 0:
            return begin + self.minutes + self.after
        arrive = int(self.metro[self.row, self.column, begin]) if begin < HORIZON else NEVER
        return NEVER if arrive - begin > LONGEST_GROUND else arrive + self.after

    def leave_by(self, minute: int) -> int:
        """Return when one has to set out so as to be at its end by a minute, -1 where that is never."""
        if self.row < 0:
            return minute - self.after - self.minutes - self.before
        by = bisect_right(self.metro[self.row, self.column].tolist(), min(minute - self.after, NEVER - 1)) - 1
        return by - self.before if by >= 0 and self.arrive(by - self.before) <= minute else -1

    def value(self, minute: int, rest: Value) -> Value:
        """Return the value of the way for who sets out at a minute, and of what comes after it."""
        clock = (minute + self.before + TAXI_WAIT) % DAY_MINUTES
        first, last = self.night_from, self.night_until
        is_night = first <= clock or clock < last if first > last else first <= clock < last
        full, alone = money(self.fare, self.by_night if is_night else self.by_day, self.aims.people)
        vehicles = self.vehicles if self.aims.vehicles else 0
        return rest[0], rest[1] + vehicles, rest[2] + full, rest[3] + alone


def ways_of(hops: Hops, fan: Fan) -> list[list[Way]]:
    """Return the ways of each point of a fan."""
    ways = [Way(hops, row) for row in fan.ways.tolist()]
    return [ways[a:b] for a, b in zip(fan.first[:-1].tolist(), fan.first[1:].tolist(), strict=True)]


Ahead = tuple[Value, int, int]  # the value, the way that begins, the label boarded then


def there_after(hops: Hops, arrive: int, minutes: int) -> Value:
    """Return the value of being there after some minutes, which count as money."""
    return arrive, 0, hops.aims.people * hops.aims.worth * minutes, hops.aims.worth * minutes


def less_minutes(hops: Hops, value: Value, minutes: int) -> Value:
    """Return a value without the money that some minutes count as."""
    arrive, vehicles, full, alone = value
    worth = hops.aims.worth * minutes
    return arrive, vehicles, full - hops.aims.people * worth, alone - worth


def labels_to(hops: Hops, exits: Fan, within: tuple[int, int]) -> Labels:
    """Return all undominated labels of boarding anywhere, within some minutes, on the way to where the exits lead."""
    found, change, out = Labels(), ways_of(hops, hops.change), ways_of(hops, exits)
    at_stop: list[list[int]] = [[] for _ in hops.stops.keys]
    ahead: list[list[Ahead]] = [[] for _ in hops.comes]
    arrivals, boardings = bisect_right(hops.comes.tolist(), within[1]) - 1, len(hops.leaves) - 1
    while boardings >= 0 and hops.leaves[boardings] >= within[0]:
        minute = int(hops.leaves[boardings])
        while arrivals >= 0 and hops.comes[arrivals] >= minute:
            ahead[arrivals] = _alight(hops, found, arrivals, (change, out), (hops.change, exits), at_stop)
            arrivals -= 1
        _board(hops, found, boardings, ahead, at_stop[hops.stop[boardings]], exits)
        boardings -= 1
    return found


def _alight(
    hops: Hops,
    found: Labels,
    arrival: int,
    ways: tuple[list[list[Way]], list[list[Way]]],
    fans: tuple[Fan, Fan],
    at_stop: list[list[int]],
) -> list[Ahead]:
    """Return what who leaves a vehicle can do: go to the door, or board another."""
    stop, minute = int(hops.at[arrival]), int(hops.comes[arrival])
    (change, out), front = ways, list[Ahead]()
    for number, way in enumerate(out[stop], int(fans[1].first[stop])):
        arrive = way.arrive(minute)
        if arrive < NEVER:
            _keep(front, (way.value(minute, there_after(hops, arrive, arrive)), number, -1))
    for number, way in enumerate(change[stop], int(fans[0].first[stop])):
        ready = way.arrive(minute)
        for label in reversed(at_stop[way.to]):
            if found.until[label] < ready <= found.leaves[label]:
                _keep(front, (way.value(minute, found.values[label]), number, label))
    return front


def _keep(front: list[Ahead], new: Ahead) -> None:
    """Put something in, unless it is dominated; of equals the first one stays."""
    if not any(dominates(old[0], new[0]) for old in front):
        front[:] = [old for old in front if not dominates(new[0], old[0])]
        front.append(new)


def _board(
    hops: Hops, found: Labels, boarding: int, ahead: list[list[Ahead]], labels: list[int], exits: Fan
) -> None:
    """Put in what who boards can do: ride to any stop, and go on there."""
    minute = int(hops.leaves[boarding])
    for ride in range(hops.first[boarding], hops.first[boarding + 1]):
        full, alone = money(int(hops.fare[ride]), 0, hops.aims.people)
        for (arrive, vehicles, more, most), way, then in ahead[hops.arrival[ride]]:
            value = arrive, vehicles + hops.aims.vehicles, more + full, most + alone
            if value[3] > hops.aims.most:
                continue
            live = [label for label in labels if found.until[label] < minute]
            if any(dominates(found.values[label], value) for label in live):
                continue
            for label in live:
                if dominates(value, found.values[label]):
                    found.until[label] = minute
            labels.append(len(found.leaves))
            found.leaves.append(minute)
            found.values.append(value)
            found.until.append(-1)
            found.ride.append(ride)
            found.boarding.append(boarding)
            found.way.append(way)
            found.then.append(then)
            found.fed.append(int(bool(hops.meal[ride]) or (then >= 0 and bool(found.fed[then]))))
            ways = (hops.change if then >= 0 else exits).ways
            found.far.append(int(bool(ways["far"][way]) or (then >= 0 and bool(found.far[then]))))


Start = tuple[int, int, int, Value]  # when one leaves the door, the way, the label boarded, the value


def journeys_from(
    hops: Hops, found: Labels, entries: Fan, door: int, direct: Fan, window: tuple[int, int]
) -> list[Start]:
    """Return the undominated journeys by service of who leaves a door within a window, the last to leave first.

    What leaves after the window is known and dominates too, so that nobody rides around until then. What is no better
    than a ``direct`` way at the same minute is left out.
    """
    by_stop: dict[int, list[int]] = {}
    for label, boarding in enumerate(found.boarding):
        by_stop.setdefault(int(hops.stop[boarding]), []).append(label)
    starts = []
    for number, way in enumerate(ways_of(hops, entries)[door], int(entries.first[door])):
        for label in by_stop.get(way.to, []):
            leave = way.leave_by(found.leaves[label])
            if found.until[label] < found.leaves[label] and leave >= window[0]:
                value = way.value(leave, found.values[label])
                if value[3] <= hops.aims.most:
                    starts.append((leave, number, label, _whole(less_minutes(hops, value, leave))))
    starts.sort(key=lambda start: (-start[0], start[3], start[1], start[2]))
    front: list[Start] = []
    alone = ways_of(hops, direct)[door]
    for start in starts:
        if not any(dominates(other[3], start[3]) for other in front) and not _is_beaten(hops, start, alone):
            front.append(start)
    return [
        (leave, way, label, less_minutes(hops, value, value[0] - leave))
        for leave, way, label, value in front
        if leave <= window[1]
    ]


def _whole(value: Value) -> Value:
    """Return the value of a whole journey: who takes one vehicle changes as seldom as who takes none."""
    return value[0], max(1, value[1]), value[2], value[3]


def _is_beaten(hops: Hops, start: Start, direct: list[Way]) -> bool:
    leave, _, _, value = start
    return any(
        dominates(_whole(way.value(minute, there_after(hops, arrive, arrive - minute))), value)
        for way in direct
        for minute in {leave, max(leave, way.leave_by(value[0]))}
        if (arrive := way.arrive(minute)) < NEVER
    )
