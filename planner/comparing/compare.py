"""Today beside scenarios: all of them, each alone, and each as the last one that is added."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from planner.atlas import Atlas
from planner.comparing.minutes import Measured, Places, changed_counties, pairs_between, reach_of
from planner.comparing.model import Assumption, Change, Comparison, Kind, Spot, Trip
from planner.comparing.trips import Wish, change_of, trip_of
from planner.corridor import Assumed, Corridor, Line, Town
from planner.errors import RequestError
from planner.itinerary import CorridorRef
from planner.names import resolve
from planner.options import SolveOptions
from planner.reaching.model import Question, Told
from planner.reaching.reasons import told
from planner.stopping import StopToken

WITHIN = (60, 180)  # minutes
WORK = 500  # units for each trip
Scenarios = tuple[str, ...]
Step = Callable[[int, int], object]  # which of how many parts of the work goes on


@dataclass(frozen=True)
class Pair:
    """Two cases that are set beside each other."""

    kind: Kind
    scenario: str | None
    before: Scenarios
    after: Scenarios


def pairs_of(names: Scenarios) -> list[Pair]:
    """Return what is compared: today with all, today with each alone, all without one with all.

    Examples
    --------
    >>> [(pair.kind, pair.before, pair.after) for pair in pairs_of(("a", "b"))][:3]
    [('together', (), ('a', 'b')), ('alone', (), ('a',)), ('alone', (), ('b',))]
    """
    if len(names) == 1:
        return [Pair("alone", names[0], (), names)]
    alone = [Pair("alone", name, (), (name,)) for name in names]
    last = [Pair("last", name, tuple(each for each in names if each != name), names) for name in names]
    return [Pair("together", None, (), names), *alone, *last]


def compare(
    names: Scenarios,
    question: Question,
    corridor: Corridor | None = None,
    *,
    origins: Sequence[str] = (),
    within: Sequence[int] = WITHIN,
    wishes: Sequence[Wish] = (),
    kinds: Sequence[Kind] = get_args(Kind),
    options: SolveOptions | None = None,
    atlas: Atlas | None = None,
    stop: StopToken | None = None,
    step: Step = lambda _number, _of: None,
) -> Comparison:
    """Return what scenarios change of today.

    Parameters
    ----------
    names
        The scenarios, by id or as changes (docs/scenarios.md), made in this order.
    question
        Who leaves when, and how he travels.
    corridor
        The data; the shipped corridor when neither it nor an atlas is given.
    origins
        Places whose reach is told place by place; the cores of the corridor where there are none.
    within
        The minutes of the rings.
    wishes
        Trips that are planned today, under each scenario alone and under all of them.
    kinds
        Which changes to look at; where there is one scenario, it is alone.
    options
        How to look for the trips.
    atlas
        A corridor with all that was built of it; instead of a corridor.
    step
        Called before each part of the work.

    Raises
    ------
    RequestError
        When a place is none of the corridor, a scenario cannot be, or a wish cannot.
    StoppedError
        When somebody asked to stop before all was there.
    """
    atlas = Atlas.given(atlas, corridor)
    corridor, stop, rings = atlas.corridor, stop or StopToken(), sorted(set(within))
    options = options or SolveOptions(work=WORK)
    origins = [resolve(corridor, each, ("town", "station", "attraction"), field="from") for each in origins]
    origins = list(dict.fromkeys(origins)) or [town.id for town in corridor.towns if town.core]
    whole = atlas.assuming(names).corridor
    pairs, excused = _that_can_be([pair for pair in pairs_of(names) if pair.kind in kinds], atlas)
    cases = list(dict.fromkeys([(), *(case for pair in pairs for case in (pair.after, pair.before))]))
    for_trips = tuple(dict.fromkeys([(), *(pair.after for pair in pairs if not pair.before)]))
    num_steps = len(cases) + len(wishes)
    places, measured = Places.of(corridor, origins), dict[Scenarios, Measured]()
    for number, case in enumerate(cases, 1):
        step(number, num_steps)
        measured[case] = Measured.of(atlas.assuming(case), question, places, stop)
    trips = []
    for number, wish in enumerate(wishes, len(cases) + 1):
        stop.check()
        step(number, num_steps)
        trips.append(trip_of(wish, for_trips, atlas, options, stop))
    stop.check()
    changes = [_change(pair, measured, origins, rings, trips) for pair in pairs]
    return Comparison(
        corridor=CorridorRef.of(corridor),
        question=question,
        within=tuple(rings),
        origins=tuple(origins),
        work=options.work or WORK,
        told=(*excused, *told(corridor, question)),
        scenarios=tuple(_assumption(each) for each in whole.assumed),
        cases=tuple(measured[case].case(case, rings) for case in cases),
        changes=tuple(changes),
        trips=tuple(trips),
        places=dict(_spots(whole, changes, trips)),
        num_counties=len(places.counties),
    )


def _that_can_be(pairs: Sequence[Pair], atlas: Atlas) -> tuple[list[Pair], list[Told]]:
    """Return the pairs whose cases can be, and why the others cannot: a scenario may stand on another one."""
    found, excused = [], []
    for pair in pairs:
        try:
            for case in (pair.before, pair.after):
                atlas.assuming(case)
        except RequestError as error:
            code, why = "not-alone" if pair.kind == "alone" else "not-last", error.message.both
            excused.append(Told.saying(code, scenario=pair.scenario, why=why))
        else:
            found.append(pair)
    return found, excused


def _change(
    pair: Pair,
    measured: dict[Scenarios, Measured],
    origins: Sequence[str],
    rings: Sequence[int],
    trips: Sequence[Trip],
) -> Change:
    before, after = measured[pair.before], measured[pair.after]
    old, new = before.pairs("p50"), after.pairs("p50")
    changed = (change_of(trip, pair.before, pair.after) for trip in trips)
    return Change(
        kind=pair.kind,
        scenario=pair.scenario,
        before=pair.before,
        after=pair.after,
        num_quicker=int((new < old).sum()),
        num_slower=int((new > old).sum()),
        pairs=tuple(pairs_between(before, after, rings)),
        reach=tuple(reach_of(before, after, origins, rings)),
        counties=tuple(changed_counties(before, after, rings)),
        trips=tuple(each for each in changed if each is not None),
    )


def _assumption(assumed: Assumed) -> Assumption:
    scenario = assumed.scenario
    lines = tuple(stops_of(line) for line in scenario.opens)
    known = {"name": scenario.name, "status": scenario.status, "expected": scenario.expected}
    return Assumption(asked=assumed.asked, does=assumed.does, lines=lines, **known)


def stops_of(line: Line) -> tuple[str, ...]:
    """Return where the first service of a line calls."""
    return tuple(call.station for call in line.services[0].calls)


def _spots(
    corridor: Corridor, changes: Sequence[Change], trips: Sequence[Trip]
) -> Iterator[tuple[str, Spot]]:
    """Yield the places that are named: all towns, stops of new lines, and what is reached or visited."""
    ids = [town.id for town in corridor.towns]
    ids += [stop for each in corridor.assumed for line in each.scenario.opens for stop in stops_of(line)]
    ids += [
        end
        for change in changes
        for crossing in change.reach
        for way in (*crossing.entering, *crossing.leaving)
        for end in (way.start, way.end)
    ]
    ids += [
        site for change in changes for each in change.counties for site in (*each.entering, *each.leaving)
    ]
    ids += [site for trip in trips for outcome in trip.outcomes for site in outcome.sites]
    for each in dict.fromkeys(ids):
        place = corridor.places[each]
        kind = "town" if isinstance(place, Town) else "site" if each in corridor.attraction_by_id else "other"
        yield each, Spot(name=place.name, kind=kind, location=place.location)
