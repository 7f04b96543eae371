"""Which stops of a trip share a bed: where it starts and ends at the stations of one town, that is home."""

from __future__ import annotations

import numpy as np

from planner.arrays import IntArray
from planner.corridor import Corridor
from planner.request import TripRequest


def places_of(corridor: Corridor, request: TripRequest, nodes: tuple[str, ...]) -> IntArray:
    """Return ``[node]``: nodes of equal number are one bed; a station's is that of the town it serves."""
    where = {node: i for i, node in enumerate(nodes)}
    ends = {place: corridor.town_of(place) for place in (request.start, request.end)}
    return np.array([where.get(ends.get(node) or node, where[node]) for node in nodes], dtype=np.int64)
