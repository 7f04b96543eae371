"""A corridor with some of its sites alone: what asks for no others has smaller tables."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from planner.corridor.ways import Junction, Station

if TYPE_CHECKING:
    from planner.corridor.whole import Corridor


def among(corridor: Corridor, sites: Collection[str]) -> Corridor:
    """Return the corridor without all other sites; roads lead past where these stand, and coaches call there."""
    called = {call.station for line in corridor.lines for each in line.services for call in each.calls}
    stations, junctions = list(corridor.stations), list(corridor.junctions)
    for site in corridor.attractions:
        place = {"id": site.id, "name": site.name, "location": site.location}
        if site.id in sites:
            continue
        if site.id in called:
            stations.append(Station(**place, sources=site.sources))
        else:
            junctions.append(Junction(**place))
    return corridor.model_copy(
        update={
            "attractions": tuple(site for site in corridor.attractions if site.id in sites),
            "stations": tuple(stations),
            "junctions": tuple(junctions),
            "data_hash": corridor.data_hash,
        }
    )
