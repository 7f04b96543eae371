"""Roads that may be lost: those on the quickest ways, and what these take without each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from planner.arrays import INFINITY
from planner.corridor import Corridor, Names
from planner.errors import RequestError
from planner.network.cache import Minutes
from planner.network.roads import Roads
from planner.reaching.weakmodel import Change, WeakLink
from planner.reaching.weakways import Candidate, Pairs, pairs_of
from planner.texts import Message

Road = frozenset[str]  # its two ends


def road_medians(roads: Roads, origins: Sequence[str], destinations: Sequence[str]) -> Minutes:
    """Return ``[origin, destination]``: the minutes of the quickest ways, which are the same at all hours."""
    return np.array([_minutes(roads, origin, destinations) for origin in origins], dtype=np.int32)


def _minutes(roads: Roads, origin: str, destinations: Sequence[str]) -> list[int]:
    reached = roads.reach(origin)
    return [reached.get(end, (INFINITY, None))[0] for end in destinations]


def roads_used(roads: Roads, origins: Sequence[str], destinations: Sequence[str]) -> list[Candidate]:
    """Return the roads on the quickest ways; all that join the same two places are lost together."""
    used: dict[Road, set[tuple[int, int]]] = {}
    for row, origin in enumerate(origins):
        reached = roads.reach(origin)
        before = {place: ahead for place, (_, ahead) in reached.items()}
        for column, end in enumerate(destinations):
            if end in reached:
                for start, stop, link in roads.along(end, before.__getitem__):
                    if link.mode == "road":
                        used.setdefault(frozenset((start, stop)), set()).add((row, column))
    bridges = bridges_of(roads)

    def candidate(road: Road) -> Candidate:
        pairs = pairs_of(used[road])
        link = partial(_link, roads.corridor, road, road not in bridges)
        return Candidate(link, pairs, lambda: _without(roads, road, origins, destinations, pairs))

    return [candidate(road) for road in sorted(used, key=sorted)]


def _link(corridor: Corridor, road: Road, has_detour: bool, lost: Change) -> WeakLink:
    ends = "/".join(sorted(road))
    return WeakLink(
        kind="road",
        id=ends,
        name=name_of(corridor, road),
        assume=f"close-road:{ends}",
        has_detour=has_detour,
        lost=lost,
    )


def name_of(corridor: Corridor, road: Road) -> Names:
    """Return the names of both ends."""
    start, end = (corridor.places[place].name for place in sorted(road))
    return Names(zh=f"{start.zh}—{end.zh}", en=f"{start.en} - {end.en}")


def _without(
    roads: Roads, road: Road, origins: Sequence[str], destinations: Sequence[str], pairs: Pairs
) -> Minutes:
    """Return the minutes of some ways without a road; all other links stay, on foot too."""
    left = roads.without(*road)
    row_of = {row: _minutes(left, origins[row], destinations) for row in set(pairs[0].tolist())}
    ways = zip(pairs[0].tolist(), pairs[1].tolist(), strict=True)
    return np.array([row_of[row][column] for row, column in ways], dtype=np.int32)


def bridges_of(roads: Roads) -> set[Road]:
    """Return the links round which no way leads, whichever direction is open.

    Raises
    ------
    RequestError
        When the library that finds them is not installed.
    """
    try:
        import networkx as nx
    except ModuleNotFoundError:
        raise RequestError(Message("reach.no-library", {"install": "bashu-planner[links]"})) from None
    graph: nx.Graph[str] = nx.Graph((start, end) for start, ends in roads.links.items() for end in ends)
    return {frozenset(ends) for ends in nx.bridges(graph)}
