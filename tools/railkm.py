"""Rail kilometres along the way of a train, from a table of distances along lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

from planner.geo import great_circle_km

LONGEST = 700  # km; between two stops a longer way is a guess
SLOWER = 1.3  # how much longer an ordinary line seems to who goes faster
DETOUR, DETOUR_KM = 2.2, 10  # a way over several edges longer than this goes round by what the table lacks
ORDINARY_KM_H = 195  # from stop to stop; who goes faster took the faster line where there is one


@dataclass(frozen=True)
class Km:
    """Kilometres since the first stop: on lines of up to 250 km/h, and on faster ones."""

    ordinary: int
    fast: int

    def __str__(self) -> str:
        """Return the text of a call in the data."""
        return f"{self.ordinary}+{self.fast}" if self.fast else str(self.ordinary)


class RailKm:
    """The lines as a graph; the way between two stops is the shortest there is."""

    def __init__(
        self,
        rows: list[dict[str, str]],
        fast: dict[str, list[str]],
        positions: dict[str, tuple[float, float]],
    ) -> None:
        """Read ``line_note``, ``station``, ``km_from_first``.

        ``fast`` maps a line to its stations on the stretch where trains go faster than 250 km/h; none: all of it.
        """
        self.positions = positions
        self.graph: nx.Graph[str] = nx.Graph()
        for a, b in pairwise(rows):
            if a["line_note"] == b["line_note"]:
                line = a["line_note"]
                is_fast = line in fast and (not fast[line] or {a["station"], b["station"]} <= set(fast[line]))
                self.join(
                    a["station"], b["station"], int(b["km_from_first"]) - int(a["km_from_first"]), is_fast
                )

    def join(self, a: str, b: str, km: int, is_fast: bool) -> None:
        """Add a stretch of line; fast when any of the lines on it is."""
        is_fast = is_fast or (self.graph.has_edge(a, b) and self.graph.edges[a, b]["fast"])
        self.graph.add_edge(a, b, km=km, fast=is_fast, effort=km if is_fast else km * SLOWER)

    def between(self, a: str, b: str, minutes: int) -> Km | None:
        """Return the way between two stops of a train that takes so long, None where the table does not tell."""
        way = self._shortest(a, b, "km")
        if way is not None and not way.fast and way.ordinary * 60 > ORDINARY_KM_H * minutes:
            return self._shortest(a, b, "effort")
        return way

    def _shortest(self, a: str, b: str, weight: str) -> Km | None:
        try:
            _, path = nx.single_source_dijkstra(self.graph, a, b, cutoff=LONGEST, weight=weight)
        except (nx.NetworkXNoPath, nx.NodeNotFound):
            return None
        edges = [self.graph.edges[edge] for edge in pairwise(path)]
        straight = great_circle_km(*self.positions[a], *self.positions[b])
        if len(edges) > 1 and sum(edge["km"] for edge in edges) > DETOUR * straight + DETOUR_KM:
            return None
        fast = sum(edge["km"] for edge in edges if edge["fast"])
        return Km(sum(edge["km"] for edge in edges) - fast, fast)

    def along(self, stops: Sequence[tuple[str, int]]) -> list[Km | None]:
        """Return the kilometres at each (station, minute) since the first stop that has them.

        Where the table has a gap, only the longer part of the way has kilometres.
        """
        parts: list[list[Km | None]] = [[Km(0, 0)]]
        for (a, left), (b, arrived) in pairwise(stops):
            way = self.between(a, b, max(1, arrived - left))
            here = parts[-1][-1]
            if way is None or here is None:
                parts.append([Km(0, 0)])
            else:
                parts[-1].append(Km(here.ordinary + way.ordinary, here.fast + way.fast))
        longest = max(parts, key=len)
        return [
            km for part in parts for km in (part if part is longest and len(part) > 1 else [None] * len(part))
        ]
