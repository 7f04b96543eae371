"""What of a wish cannot hold together: a minimal set, found by deletion, each member shown necessary by a solve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.errors import Want
from planner.planning.trials import Trials, Verdict
from planner.planning.wants import wants_of, without
from planner.request import TripRequest

BOOKED = ("visits", "trains")


@dataclass(frozen=True)
class Conflict:
    """Wants that have no plan together in the frame of a wish; ``core`` is the wish that asks for nothing else.

    ``is_minimal`` where a plan was found without each of them, ``is_proven`` where there is surely none with all.
    """

    wants: tuple[Want, ...]
    core: TripRequest
    is_minimal: bool
    is_proven: bool


def conflict_of(
    request: TripRequest, trials: Trials, *, is_proven: bool, at_fault: Sequence[str] = ()
) -> Conflict:
    """Return a conflict of a wish that has no plan, or of which none was found.

    ``is_proven`` where it is known of the whole wish. Of several conflicts the one is preferred that has the bookings
    that are ``at_fault``: what comes last is left out last.
    """
    everything = sorted(
        wants_of(request, trials.corridor), key=lambda want: want.field in BOOKED and want.value in at_fault
    )
    kept = _coarsely(request, everything, trials)
    kept, is_minimal = _one_by_one(request, everything, kept, trials)
    core = _asking_for(request, everything, kept)
    is_known = is_proven and len(kept) == len(everything)
    return Conflict(kept, core, is_minimal, is_known or trials.is_impossible(core))


def _asking_for(request: TripRequest, everything: Sequence[Want], kept: Sequence[Want]) -> TripRequest:
    return without(request, [want for want in everything if want not in kept])


def _coarsely(request: TripRequest, everything: Sequence[Want], trials: Trials) -> tuple[Want, ...]:
    """Leave out halves, quarters and so on of the wants, where what is left has no plan either."""
    kept = tuple(everything)
    size = len(kept) // 2
    while size > 1:
        at = 0
        while at < len(kept):
            rest = kept[:at] + kept[at + size :]
            if trials.verdict(_asking_for(request, everything, rest)) is Verdict.NEVER:
                kept = rest
            else:
                at += size
        size //= 2
    return kept


def _one_by_one(
    request: TripRequest, everything: Sequence[Want], kept: tuple[Want, ...], trials: Trials
) -> tuple[tuple[Want, ...], bool]:
    """Leave out single wants until there is a plan without any one of the rest; and whether it was found for each.

    A plan that does without one of them stays a plan when more is left out.
    """
    verdicts = []
    for want in kept:
        rest = tuple(other for other in kept if other != want)
        verdict = trials.verdict(_asking_for(request, everything, rest))
        if verdict is Verdict.NEVER:
            kept = rest
        else:
            verdicts.append(verdict)
    return kept, all(verdict is Verdict.FITS for verdict in verdicts)
