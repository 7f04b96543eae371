"""Tours of a day under prices: the best from each origin, or all that can be part of a chain worth enough."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.arrays import FloatArray
from planner.solver.compiled import Watch, in_c, structure
from planner.solver.day import listing, walking
from planner.solver.day.completion import Grid
from planner.solver.day.tables import Int32
from planner.solver.library import library


@dataclass(eq=False)
class Tours:
    """Room for tours, and what is asked for.

    ``head`` is ``[tour, (origin, end, minutes, loss, cny)]``, origin and end as indices of the day's; ``sites``
    ``[tour, max_visits]`` in order of visit, -1 after the last.
    """

    origins: Int32
    move: FloatArray  # [origin, end] price of going from bed to bed, `FORBIDDEN` where one may not
    head: Int32
    sites: npt.NDArray[np.int16]
    before: FloatArray  # [origin], when listing
    cutoff: float  # when listing: the least of before, tour and after together; raised where there is no room
    value: FloatArray  # [origin] the best, or a bound on it
    score: FloatArray  # [tour] before, tour and after together
    effort: int  # labels an origin
    num: int = 0

    @property
    def num_origins(self) -> int:
        """Places where the day may begin."""
        return len(self.origins)

    @property
    def room(self) -> int:
        """Tours at most."""
        return len(self.head)


def room_for(grid: Grid, origins: Int32, move: FloatArray, size: int, effort: int = 0) -> Tours:
    """Return room for so many tours."""
    visits = grid.day.max_visits
    return Tours(
        origins=origins,
        move=move,
        head=np.empty((size, 5), dtype=np.int32),
        sites=np.full((size, max(1, visits)), -1, dtype=np.int16),
        before=np.zeros(len(origins)),
        cutoff=0.0,
        value=np.zeros(len(origins)),
        score=np.empty(size),
        effort=effort,
    )


def best_tours(grid: Grid, tours: Tours, watch: Watch) -> int:
    """Find the best tour of each origin, what follows it included; return for how many, -1 when time ran out.

    Where the effort did not suffice the value is a bound. Row ``o`` of ``tours`` is the best tour met of origin ``o``,
    with origin -1 where there is none.
    """
    compiled = library()
    if compiled is None:
        return walking.best_tours(grid, tours, watch)
    return int(compiled.best_tours(*in_c(grid.day.in_c, grid, tours, watch)))


def list_tours(grid: Grid, tours: Tours, watch: Watch) -> bool:
    """List all tours at or above the cutoff; return whether time sufficed."""
    compiled = library()
    if compiled is None:
        return listing.list_tours(grid, tours, watch)
    room = structure(tours)
    done = compiled.list_tours(*in_c(grid.day.in_c, grid, room, watch))
    tours.num, tours.cutoff = room.num, room.cutoff
    return bool(done)
