"""What trips hang on: which road, line or train costs most of them when it is lost, each planned again without it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import pairwise

from planner.atlas import Atlas
from planner.comparing.trips import Solved, Wish, compared, solved
from planner.comparing.weakmodel import Lost, Today, WeakLink, WeakProducts
from planner.corridor import Corridor, Names
from planner.itinerary import CorridorRef, Itinerary, Leg
from planner.options import SolveOptions
from planner.reaching.weakmodel import Kind
from planner.reaching.weakroads import Road, bridges_of, name_of
from planner.stopping import StopToken

WORK = 500  # units for each trip
SOLVES = 60  # trips that are looked for again, at most
Step = Callable[[int, int], object]  # which of how many trips is looked for
Key = tuple[Kind, str]


@dataclass(frozen=True)
class Candidate:
    """What may be lost, and the numbers of the trips whose plan of today uses it."""

    kind: Kind
    id: str
    name: Names
    assume: str | None
    has_detour: bool | None
    users: tuple[int, ...]


def weak_products(
    wishes: Sequence[Wish],
    day: dt.date,
    corridor: Corridor | None = None,
    *,
    assumes: tuple[str, ...] = (),
    options: SolveOptions | None = None,
    top: int = 10,
    solves: int = SOLVES,
    atlas: Atlas | None = None,
    stop: StopToken | None = None,
    step: Step = lambda _number, _of: None,
) -> WeakProducts:
    """Return what trips hang on most: roads for who drives, lines and trains for who goes by public transport.

    What a plan does without can be lost and the plan stays. So only what the plans of today use is tried, and only
    the trips whose plan uses it are looked for again; what most plans use comes first.

    Parameters
    ----------
    wishes
        The trips.
    day
        The first day of each.
    corridor
        The data; the shipped corridor when neither it nor an atlas is given.
    assumes
        Scenarios that are made before anything else.
    options
        How to look for the trips.
    top
        How many links.
    solves
        How many trips to look for again at most; the first link is tried in any case.
    atlas
        A corridor with all that was built of it; instead of a corridor.
    step
        Called before each trip is looked for.

    Raises
    ------
    RequestError
        When a scenario or a wish cannot be, or networkx is not installed and a trip drives.
    StoppedError
        When somebody asked to stop before all was there.
    """
    search = _Search(
        Atlas.given(atlas, corridor),
        wishes,
        assumes,
        options or SolveOptions(work=WORK),
        stop or StopToken(),
        step,
        solves,
    )
    search.plan_today()
    candidates, num_tried, left = search.candidates(), 0, solves
    links: list[WeakLink] = []
    for each in candidates:
        if (num_tried and len(each.users) > left) or _is_less(each, links, top):
            break
        links = nlargest(top, [*links, search.without(each)], key=lambda link: link.rank)
        num_tried, left = num_tried + 1, left - len(each.users)
    untried = candidates[num_tried:]
    return WeakProducts(
        corridor=CorridorRef.of(search.atlas.corridor),
        date=day,
        work=search.options.work or WORK,
        solves=solves,
        assumes=assumes,
        trips=tuple(_today(wish, found) for wish, found in zip(wishes, search.today, strict=True)),
        candidates=dict(Counter(each.kind for each in candidates)),
        num_tried=num_tried,
        most_untried=max((len(each.users) for each in untried), default=0),
        is_complete=all(_is_less(each, links, top) for each in untried[:1]),
        links=tuple(links),
    )


def _is_less(each: Candidate, links: Sequence[WeakLink], top: int) -> bool:
    """Tell whether fewer trips use it than each of the worst links hurts."""
    return len(links) == top and len(each.users) < links[-1].num_hurt


def _today(wish: Wish, found: Solved) -> Today:
    request, outcome = wish.request, found.outcome
    known = {"objective": outcome.objective, "bound": outcome.bound, "sites": outcome.sites}
    return Today(trip=wish.id, name=wish.name, days=request.days, mode=request.mode, **known)


@dataclass
class _Search:
    """The trips of today, and those without something."""

    atlas: Atlas
    wishes: Sequence[Wish]
    assumes: tuple[str, ...]
    options: SolveOptions
    stop: StopToken
    step: Step
    solves: int

    def __post_init__(self) -> None:
        self._now = self.atlas.assuming(self.assumes)
        self._number, self._num_steps = 0, len(self.wishes) + self.solves
        self.today: list[Solved] = []

    def plan_today(self) -> None:
        """Look for each trip."""
        for number in range(len(self.wishes)):
            self.today.append(self._solved(number, self._now, self.assumes))

    def _solved(self, number: int, atlas: Atlas, scenarios: tuple[str, ...]) -> Solved:
        self._number += 1
        self.step(self._number, self._num_steps)
        found = solved(self.wishes[number].request, scenarios, atlas, self.options, self.stop)
        self.stop.check()
        return found

    def candidates(self) -> list[Candidate]:
        """Return what the plans use, first what most of them do; of as many a road first round which no way leads."""
        users: dict[Key, list[int]] = {}
        for number, trip in enumerate(self.today):
            for key in dict.fromkeys(links_of(trip.plan, self._now.corridor) if trip.plan else ()):
                users.setdefault(key, []).append(number)
        self._num_steps = len(self.wishes) + min(self.solves, sum(map(len, users.values())))
        has_roads = any(kind == "road" for kind, _ in users)
        bridges = bridges_of(self._now.roads) if has_roads else set[Road]()
        found = [_candidate(self._now.corridor, *key, tuple(users[key]), bridges) for key in users]
        return sorted(
            found, key=lambda each: (-len(each.users), each.has_detour is not False, each.kind, each.id)
        )

    def without(self, each: Candidate) -> WeakLink:
        """Return what trips lose without something."""
        if each.assume is None:
            then, scenarios = self._now.without_train(each.id), self.assumes
        else:
            scenarios = (*self.assumes, each.assume)
            then = self.atlas.supposing(scenarios)
        trips = [self._lost(number, self._solved(number, then, scenarios)) for number in each.users]
        return WeakLink(
            kind=each.kind,
            id=each.id,
            name=each.name,
            assume=each.assume,
            has_detour=each.has_detour,
            trips=tuple(trips),
        )

    def _lost(self, number: int, then: Solved) -> Lost:
        change = compared(self.wishes[number].id, self.today[number].outcome, then.outcome)
        nothing = "no-plan" if then.has_none else "none-found"
        return Lost(
            trip=change.wish,
            verdict=change.verdict if then.plan else nothing,
            objective=then.outcome.objective,
            bound=then.outcome.bound,
            at_least=None if change.at_most is None else -change.at_most,
            at_most=None if change.at_least is None else -change.at_least,
        )


def _candidate(
    corridor: Corridor, kind: Kind, id_: str, users: tuple[int, ...], bridges: set[Road]
) -> Candidate:
    if kind == "road":
        road = frozenset(id_.split("/"))
        return Candidate(kind, id_, name_of(corridor, road), f"close-road:{id_}", road not in bridges, users)
    if kind == "line":
        name = next(line.name for line in corridor.lines if line.id == id_)
        return Candidate(kind, id_, name, f"close-line:{id_}", None, users)
    name = next(line.name for line in corridor.lines if any(train.code == id_ for train in line.departures))
    called = Names(zh=f"{name.zh} {id_}", en=f"{name.en} {id_}")
    return Candidate(kind, id_, called, None, None, users)


def links_of(plan: Itinerary, corridor: Corridor) -> Iterator[Key]:
    """Yield the roads of who drives, the lines, and the trains that have a time each; metros and taxis are neither."""
    joined = {frozenset((link.start, link.end)) for link in corridor.links if link.mode == "road"}
    codes = {line.id: {train.code for train in line.departures} for line in corridor.lines}
    for leg in (event for day in plan.days for event in day.events if isinstance(event, Leg)):
        if leg.mode == "road" and plan.request.mode != "transit":
            for ends in pairwise((leg.start, *leg.via, leg.end)):
                if frozenset(ends) in joined:
                    yield "road", "/".join(sorted(ends))
        elif leg.line in codes:
            yield "line", leg.line
            if leg.service in codes[leg.line]:
                yield "train", leg.service
