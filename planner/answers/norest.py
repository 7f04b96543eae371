"""Why the rest of a trip has no plan, and what would do, in words of the whole trip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planner.errors import NoPlanError, Relaxation, Want
from planner.request import TripRequest
from planner.texts import Message

OF_REST = {"request.nothing-fits": "changes.no-rest", "request.none-found": "changes.no-rest-found"}


def of_trip(error: NoPlanError, rest: TripRequest, skip: Sequence[str], add: Sequence[str]) -> NoPlanError:
    """Return why the rest of a trip has no plan: days are counted from the first, and sites skipped or not added.

    ``skip`` and ``add`` are asked for already.
    """
    code = OF_REST.get(error.reason.code)
    before = rest.first_day - 1
    return NoPlanError(
        Message(code) if code else error.reason,
        tuple(_change(change, before, skip, add) for change in error.relaxations),
        tuple(_want(want, before) for want in error.conflict),
        error.proven_minimal,
    )


def _want(want: Want, before: int) -> Want:
    if want.field != "days":
        return want
    days = want.message.params["n"] + before
    return Want("days", days, Message(want.message.code, {"n": days}))


def _change(change: Relaxation, before: int, skip: Sequence[str], add: Sequence[str]) -> Relaxation:
    if change.message.code == "request.leave-out":
        site = change.message.params["site"]
        if site in add:
            return replace(change, field="add", value=[each for each in add if each != site], also={})
        return replace(change, field="skip", value=[*skip, site], also={})
    if "days" not in (change.field, *change.also):
        return change
    params = dict(change.message.params)
    params |= {name: params[name] + before for name in ("n", "before") if name in params}
    message = Message(change.message.code, params)
    if change.field == "days":
        return replace(change, value=params["n"], message=message)
    return replace(change, also={**change.also, "days": params["n"]}, message=message)
