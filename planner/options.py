"""How a plan is looked for, whatever it is of."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

Engine = Literal["auto", "exact", "routing"]
Seconds = Annotated[float, Field(gt=0, le=3600, description="Seconds for the solver")]
Work = Annotated[
    int,
    Field(
        ge=1,
        le=10**9,
        description="A limit of work instead, about milliseconds: the same plan on every machine",
    ),
]
Threads = Annotated[
    int,
    Field(
        ge=1, le=1024, description="Search and bound work side by side on two; the plan is the same on one"
    ),
]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]


class SolveOptions(BaseModel):
    """How a plan is looked for: by which engine, how long, from which seed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: Engine = "auto"
    time_limit: Seconds = 10
    work: Work | None = None
    seed: Seed = 0
    threads: Threads = 2

    def but(
        self, time_limit: float | None = None, work: int | None = None, threads: int | None = None
    ) -> Self:
        """Return these with what is said; a limit of time takes the place of one of work.

        Examples
        --------
        >>> SolveOptions(work=500).but(time_limit=2).work, SolveOptions(work=500).but(threads=1).work
        (None, 500)
        """
        said = {"time_limit": time_limit, "work": work, "threads": threads}
        changes: dict[str, object] = {name: value for name, value in said.items() if value is not None}
        if time_limit is not None:
            changes["work"] = work
        return self.model_validate({**self.model_dump(), **changes})
