"""How a plan is looked for, whatever it is of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Engine = Literal["auto", "exact", "routing"]
Seconds = Annotated[float, Field(gt=0, le=3600, description="Seconds for the solver")]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]


class SolveOptions(BaseModel):
    """How a plan is looked for: by which engine, how long, from which seed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: Engine = "auto"
    time_limit: Seconds = 10
    work: int | None = Field(
        None,
        ge=1,
        description="A limit of work instead, about milliseconds: the same plan on every machine",
    )
    seed: Seed = 0
    threads: int = Field(1, ge=1, le=1024, description="At most; the engines take one")
