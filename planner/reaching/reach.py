"""What is in reach: the times to all sites and towns, and rings of minutes around a place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from math import ceil

import numpy as np

from planner.arrays import INFINITY
from planner.atlas import Atlas
from planner.clock import at
from planner.corridor import Attraction, Corridor, Town
from planner.itinerary import CorridorRef
from planner.names import Kind, resolve
from planner.network.cache import Minutes
from planner.reaching.areas import cells_within, km2
from planner.reaching.arrivals import minutes_between
from planner.reaching.model import (
    MEASURES,
    Around,
    Best,
    Matrix,
    Measure,
    Pair,
    Question,
    Reach,
    Reached,
    Ring,
    Tally,
    Times,
)
from planner.reaching.reasons import Reasons, told
from planner.stopping import Progress, StopToken, no_progress

WITHIN = (60, 180)  # minutes
SHARES = (0.1, 0.5, 0.9)


def reach(
    places: Sequence[str],
    question: Question,
    corridor: Corridor | None = None,
    *,
    within: Sequence[int] = WITHIN,
    atlas: Atlas | None = None,
    stop: StopToken | None = None,
    progress: Progress = no_progress,
) -> Reach:
    """Return what is in reach of some places, by every minute of a window of departures.

    Parameters
    ----------
    places
        Towns, stations or sites, by their ids or names.
    question
        Who leaves when, and how he travels.
    corridor
        The data; the shipped corridor when neither it nor an atlas is given.
    within
        The minutes of the rings.
    atlas
        A corridor with all that was built of it, for many questions; instead of a corridor.
    progress
        Called with how many destinations are done, and of how many.

    Raises
    ------
    RequestError
        When a place is none of the corridor, or its scenarios cannot be.
    StoppedError
        When somebody asked to stop before all was there.
    """
    atlas = Atlas.given(atlas, corridor).assuming(question.scenarios)
    corridor, stop, rings = atlas.corridor, stop or StopToken(), sorted(set(within))
    places = places_of(corridor, places)
    ends: tuple[Attraction | Town, ...] = (*corridor.attractions, *corridor.towns)
    ids = [end.id for end in ends]
    minutes = minutes_between(atlas, question, places, ids, stop, progress)

    def whatever_it_costs(place: str) -> list[Reached]:
        free = question.model_copy(update={"money_cny": None})
        (row,) = minutes_between(atlas, free, [place], ids, stop)
        return _reached(place, ends, row, free, rings)

    around = []
    for place, row in zip(places, minutes, strict=True):
        reached = _reached(place, ends, row, question, rings)
        reasons = Reasons(corridor, question, reached, partial(whatever_it_costs, place))
        around.append(_around(corridor, place, reached, rings, reasons))
    return Reach(
        corridor=CorridorRef.of(corridor),
        question=question,
        told=tuple(told(corridor, question)),
        origins=tuple(around),
    )


def places_of(corridor: Corridor, texts: Sequence[str]) -> list[str]:
    """Return the ids of places from which one goes, each once.

    Raises
    ------
    RequestError
        When one is none of the corridor.
    """
    kinds: tuple[Kind, ...] = ("town", "station", "attraction")
    return list(dict.fromkeys(resolve(corridor, text, kinds, field="from") for text in texts))


def matrix(
    question: Question,
    corridor: Corridor | None = None,
    *,
    atlas: Atlas | None = None,
    stop: StopToken | None = None,
    progress: Progress = no_progress,
) -> Matrix:
    """Return the times between all towns, as `reach` does from one place.

    Raises
    ------
    RequestError
        When its scenarios cannot be.
    StoppedError
        When somebody asked to stop before all was there.
    """
    atlas = Atlas.given(atlas, corridor).assuming(question.scenarios)
    corridor = atlas.corridor
    ids = [town.id for town in corridor.towns]
    minutes = minutes_between(atlas, question, ids, ids, stop or StopToken(), progress)
    pairs = (
        Pair(start=start, end=end, **vars(times))
        for start, row in zip(ids, minutes, strict=True)
        for end, times in zip(ids, times_of(row, question), strict=True)
        if start != end
    )
    return Matrix(
        corridor=CorridorRef.of(corridor),
        question=question,
        told=tuple(told(corridor, question)),
        towns={town.id: town.name for town in corridor.towns},
        pairs=tuple(pairs),
    )


def times_of(minutes: Minutes, question: Question) -> Iterator[Times]:
    """Yield the times of each way; ``minutes`` are ``[way, departure]``."""
    ranks = [ceil(share * question.num_departures) - 1 for share in SHARES]
    shares = np.sort(minutes, axis=1)[:, ranks].tolist()
    first = minutes.argmin(axis=1).tolist()
    for number, (row, departure) in enumerate(zip(shares, first, strict=True)):
        p10, p50, p90 = (each if each < INFINITY else None for each in row)
        quickest = int(minutes[number, departure])
        leave = question.first + departure
        best = Best(
            depart=at(question.date, leave), arrive=at(question.date, leave + quickest), minutes=quickest
        )
        yield Times(p10=p10, p50=p50, p90=p90, best=best if quickest < INFINITY else None)


def _reached(
    origin: str, ends: Sequence[Attraction | Town], minutes: Minutes, question: Question, rings: Sequence[int]
) -> list[Reached]:
    """Return all sites and towns but where one is, the nearest first."""
    found = [
        Reached(
            **vars(times),
            place=end.id,
            name=end.name,
            kind="town" if isinstance(end, Town) else "site",
            location=end.location,
            within=next((ring for ring in rings if times.p50 is not None and times.p50 <= ring), None),
        )
        for end, times in zip(ends, times_of(minutes, question), strict=True)
        if end.id != origin
    ]
    return sorted(found, key=_nearest)


def _nearest(each: Reached) -> tuple[int, int, str]:
    return (
        INFINITY if each.p50 is None else each.p50,
        each.best.minutes if each.best else INFINITY,
        each.place,
    )


def _around(
    corridor: Corridor, place: str, reached: Sequence[Reached], rings: Sequence[int], reasons: Reasons
) -> Around:
    here = corridor.places[place]
    around = Around(place=place, name=here.name, location=here.location, rings=(), places=tuple(reached))
    made = tuple(_ring(corridor, around, minutes, reasons) for minutes in rings)
    return around.model_copy(update={"rings": made})


def _ring(corridor: Corridor, around: Around, minutes: int, reasons: Reasons) -> Ring:
    within = [each for each in around.places if each.within is not None and each.within <= minutes]
    sites = tuple(each.place for each in within if each.kind == "site")
    return Ring(
        minutes=minutes,
        tallies=tuple(_tally(corridor, around.places, minutes, measure) for measure in MEASURES),
        sites=sites,
        towns=tuple(each.place for each in within if each.kind == "town"),
        area_km2=km2(cells_within(around, minutes)),
        reasons=() if sites else tuple(reasons.of(minutes)),
    )


def _tally(corridor: Corridor, places: Sequence[Reached], within: int, measure: Measure) -> Tally:
    reached = [
        each for each in places if (minutes := each.minutes(measure)) is not None and minutes <= within
    ]
    sites = [corridor.attraction_by_id[each.place] for each in reached if each.kind == "site"]
    return Tally(
        measure=measure,
        num_sites=len(sites),
        score=sum(site.score for site in sites),
        num_world_heritage=sum("world" in site.heritage for site in sites),
        num_5a=sum(site.level == "5A" for site in sites),
        num_towns=len(reached) - len(sites),
    )
