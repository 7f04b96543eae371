"""Who answers assistants in a process of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from planner.asking import Ask, Desk
from planner.atlas import Atlas
from planner.itinerary import Itinerary
from planner.loading import load_corridor
from planner.mcp.inquiries import INQUIRIES
from planner.stopping import StopToken
from planner.wording.faults import request_error


class Clerk(Desk):
    """A desk that answers `INQUIRIES` too."""

    def _answer(self, ask: Ask, stop: StopToken) -> Any:
        if ask.kind not in INQUIRIES:
            return super()._answer(ask, stop)
        try:
            inquiry = INQUIRIES[ask.kind].model_validate(ask.body)
        except ValidationError as error:
            raise request_error(error, INQUIRIES[ask.kind]) from error
        plan = Itinerary.model_validate_json(ask.plan) if ask.plan else None
        return inquiry.answer(self.atlas, plan)


def open_clerk(data: Path | None = None, *, use_cache: bool = True) -> Clerk:
    """Return one over the data of a folder, the shipped ones when None.

    Raises
    ------
    DataError
        With every problem found.
    """
    return Clerk(Atlas(load_corridor(data, use_cache=use_cache), use_cache=use_cache))
