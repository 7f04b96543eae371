"""The one way in for every door: a plan is looked for, and checked before anybody sees it."""

from __future__ import annotations

from planner.atlas import Atlas
from planner.checker import Violation, check, faults
from planner.corridor import Corridor
from planner.errors import InternalError
from planner.itinerary import Itinerary
from planner.options import SolveOptions
from planner.planning import unchecked
from planner.request import Asked, TripRequest
from planner.stopping import Report, StopToken, no_report
from planner.texts import Message, say


class FailedCheckError(InternalError):
    """A plan that fails our own check."""

    def __init__(self, violations: list[Violation]) -> None:
        self.violations = violations
        super().__init__(Message("request.fails-check"))

    def say(self, language: str = "en") -> str:
        """Return what is wrong, and a line for each rule that is broken."""
        lines = (
            say(
                language,
                "request.broken",
                where=broken.where(language),
                code=broken.code,
                text=broken.say(language),
            )
            for broken in self.violations
        )
        return "\n".join([super().say(language), *lines])

    def __str__(self) -> str:
        return self.say()


def plan(
    request: TripRequest,
    corridor: Corridor | None = None,
    *,
    options: SolveOptions | None = None,
    atlas: Atlas | None = None,
    stop: StopToken | None = None,
    progress: Report = no_report,
    relaxing: bool = True,
) -> Itinerary:
    """Return the best itinerary for a request, whatever its chances; it has passed the independent check.

    Doors ask `planner.plan`, which keeps the ``confidence`` of a wish too.

    Parameters
    ----------
    request
        The wish, with exact ids.
    corridor
        The data; the shipped corridor when neither it nor an atlas is given.
    options
        How to look for the plan; those of the request's file when the request has some.
    atlas
        A corridor with all that was built of it, for many plans; instead of a corridor.
    stop
        When it is set, the best plan so far is returned.
    progress
        Called with (objective, bound) whenever one of them improves.
    relaxing
        Whether to look for changes of the wish when nothing fits.

    Raises
    ------
    RequestError
        When the wish names something unknown or contradicts itself.
    NoPlanError
        When nothing fits; carries changes of the wish that would.
    InternalError
        When the plan fails the check, which is a bug.
    ValueError
        When both a corridor and an atlas of another one are given.
    """
    if atlas is None:
        atlas = Atlas.given(None, corridor)
    elif corridor is not None and corridor is not atlas.corridor:
        raise ValueError("the atlas is one of another corridor")
    if isinstance(request, Asked):
        options, request = options or request.options, request.wish
    options, atlas = options or SolveOptions(), atlas.assuming(request.scenarios)
    itinerary = unchecked(request, atlas, options, stop or StopToken(), progress, relaxing=relaxing)
    make_sure(itinerary, atlas.corridor, request)
    return itinerary


def make_sure(itinerary: Itinerary, corridor: Corridor, request: TripRequest) -> None:
    """Let no plan out that breaks a rule.

    Raises
    ------
    FailedCheckError
        When it breaks one, which is a bug.
    """
    if wrong := faults(itinerary, corridor, request):
        raise FailedCheckError(wrong)


__all__ = ["check", "plan"]
