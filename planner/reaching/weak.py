"""Weak links: which line, train or road costs most reach when it is lost, and which departure more brings most."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from heapq import nlargest

import numpy as np

from planner.atlas import Atlas
from planner.corridor import Attraction, Corridor, Town
from planner.errors import RequestError
from planner.itinerary import CorridorRef
from planner.network.cache import Minutes
from planner.reaching.model import Question
from planner.reaching.reach import places_of
from planner.reaching.reasons import told
from planner.reaching.weakmodel import Extra, WeakLink, WeakLinks
from planner.reaching.weakroads import road_medians, roads_used
from planner.reaching.weakservices import Services
from planner.reaching.weakways import Candidate, Ways, worst
from planner.stopping import Progress, StopToken, no_progress
from planner.texts import Message

WITHIN = (60, 180)  # minutes


def weak_links(
    question: Question,
    corridor: Corridor | None = None,
    *,
    places: Sequence[str] = (),
    within: Sequence[int] = WITHIN,
    top: int = 10,
    atlas: Atlas | None = None,
    stop: StopToken | None = None,
    progress: Progress = no_progress,
) -> WeakLinks:
    """Return what reach hangs on most: lines and trains, or roads for who drives, and the best departure more.

    Parameters
    ----------
    question
        Who leaves when, by public transport or by car, whatever it costs.
    corridor
        The data; the shipped corridor when neither it nor an atlas is given.
    places
        Towns, stations or sites: what counts are the scores of the sites that are within some minutes of each. None:
        the pairs of towns within some minutes of each other.
    within
        The minutes.
    top
        How many of each kind.
    atlas
        A corridor with all that was built of it; instead of a corridor.
    progress
        Called with how many were tried, and of how many.

    Raises
    ------
    RequestError
        When a place is none of the corridor, or money or a mixed way of travelling is asked for.
    StoppedError
        When somebody asked to stop before all was there.
    """
    if question.money_cny is not None or question.mode == "mixed":
        raise RequestError(Message("reach.weak-plain"), field="mode", value=question.mode)
    atlas = Atlas.given(atlas, corridor)
    corridor, stop = atlas.corridor, stop or StopToken()
    origins = places_of(corridor, places)
    ends: tuple[Attraction | Town, ...] = corridor.attractions if origins else corridor.towns
    ids = [end.id for end in ends]
    score = np.array([site.score for site in corridor.attractions]) if origins else None
    starts = origins or ids
    counts = np.array([[start != end for end in ids] for start in starts]).reshape(len(starts), len(ids))

    def ways_of(median: Minutes) -> Ways:
        return Ways(median, score, counts, tuple(sorted(set(within))))

    def most(candidates: Collection[Candidate]) -> list[WeakLink]:
        return worst(candidates, ways, top, stop, progress)

    if question.mode == "car":
        ways = ways_of(road_medians(atlas.roads, starts, ids))
        roads = roads_used(atlas.roads, starts, ids)
        losses, extras, used = most(roads), list[Extra](), {"road": len(roads)}
    else:
        services = Services(atlas, question, starts, ids, stop)
        ways = ways_of(services.median)
        lines, trains = services.lines(), services.trains()
        losses = [*most(lines), *most(trains)]
        more = nlargest(top, services.extras(ways, progress), key=lambda each: each[0])
        extras = [extra for _, extra in more]
        used = {"line": len(lines), "train": len(trains), "departure": services.num_extras}
    has_median = ways.has_median
    return WeakLinks(
        corridor=CorridorRef.of(corridor),
        question=question,
        told=tuple(told(corridor, question)),
        assumes=corridor.assumes,
        origins={place: corridor.places[place].name for place in origins},
        today=ways.today(),
        ways=int(has_median.sum()),
        mean_minutes=round(float(ways.median[has_median].mean()), 2) if has_median.any() else 0.0,
        candidates=used,
        losses=tuple(losses),
        extras=tuple(extras),
    )
