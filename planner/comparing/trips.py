"""The best trip of a wish in each case, and what its bounds prove."""

from __future__ import annotations

from dataclasses import dataclass

from planner.atlas import Atlas
from planner.comparing.model import Outcome, Trip, TripChange, Verdict
from planner.corridor import Corridor, Names
from planner.errors import NoPlanError, RequestError
from planner.itinerary import Itinerary, Visit
from planner.options import SolveOptions
from planner.request import TripRequest
from planner.service import plan
from planner.stopping import StopToken
from planner.texts import Message


@dataclass(frozen=True)
class Wish:
    """A trip that is asked for in every case."""

    id: str
    name: Names
    request: TripRequest


@dataclass(frozen=True)
class Solved:
    """What the search of a best trip came to."""

    outcome: Outcome
    plan: Itinerary | None  # None: none was found
    has_none: bool = False  # it is sure that there is no plan


class Worth:
    """What a search says of a problem: the best plan of the model, and a bound of all of them.

    A finished itinerary is worth more, by what exact times save, and its bound is raised by as much. That is another
    amount in each case, so that only the numbers of the model can be compared.
    """

    def __init__(self) -> None:
        self.objective: int | None = None
        self.bound: int | None = None

    def __call__(self, objective: int | None, bound: int | None) -> None:
        """Take the best plan and the bound so far."""
        self.objective, self.bound = objective, bound

    def agrees_with(self, found: Itinerary) -> bool:
        """Tell whether it is of the last search of a plan: between worth and bound lies the same."""
        certificate = found.certificate
        if self.objective is None or self.bound is None or certificate.bound is None:
            return False
        return self.bound - self.objective == certificate.bound - certificate.objective


def is_todays(request: TripRequest, today: Corridor, then: Corridor) -> bool:
    """Tell whether the best trip is surely that of today: nothing that it is made of is another one.

    A trip by car is made of roads and sites; booked trains alone bring in timetables.
    """
    same = (today.links, today.attractions) == (then.links, then.attractions)
    return request.mode == "car" and not request.trains and same


def trip_of(
    wish: Wish, cases: tuple[tuple[str, ...], ...], atlas: Atlas, options: SolveOptions, stop: StopToken
) -> Trip:
    """Return the best trip of a wish in each case, today first.

    Raises
    ------
    RequestError
        When the wish has scenarios of its own, or cannot be.
    """
    if wish.request.scenarios:
        names = list(wish.request.scenarios)
        raise RequestError(Message("request.scenarios-twice", {"names": names}), field="scenarios")
    outcomes: list[Outcome] = []
    for case in cases:
        if outcomes and is_todays(wish.request, atlas.corridor, atlas.assuming(case).corridor):
            outcomes.append(outcomes[0].model_copy(update={"scenarios": case, "is_todays": True}))
        else:
            outcomes.append(solved(wish.request, case, atlas, options, stop).outcome)
    request = wish.request
    return Trip(wish=wish.id, name=wish.name, days=request.days, mode=request.mode, outcomes=tuple(outcomes))


def solved(
    wish: TripRequest, case: tuple[str, ...], atlas: Atlas, options: SolveOptions, stop: StopToken
) -> Solved:
    """Return the best trip of a wish that is found under some scenarios, with a bound of all of them."""
    worth, request = Worth(), wish.model_copy(update={"scenarios": case})
    try:
        found = plan(request, atlas=atlas, options=options, stop=stop, progress=worth, relaxing=False)
    except NoPlanError as error:
        nothing = Outcome(
            scenarios=case,
            objective=None,
            bound=None,
            is_todays=False,
            sites=(),
            transit_minutes=None,
            cost_cny=None,
        )
        return Solved(nothing, None, error.is_proven)
    is_known = worth.agrees_with(found)
    visits = (event for day in found.days for event in day.events if isinstance(event, Visit))
    outcome = Outcome(
        scenarios=case,
        objective=worth.objective if is_known else None,
        bound=worth.bound if is_known else None,
        is_todays=False,
        sites=tuple(visit.attraction for visit in visits),
        transit_minutes=found.totals.transit_minutes,
        cost_cny=found.totals.cost_cny,
    )
    return Solved(outcome, found)


def change_of(trip: Trip, before: tuple[str, ...], after: tuple[str, ...]) -> TripChange | None:
    """Return what is proven of a wish between two cases; None where it was not looked for in both."""
    outcomes = {each.scenarios: each for each in trip.outcomes}
    if not {before, after} <= outcomes.keys():
        return None
    return compared(trip.wish, outcomes[before], outcomes[after])


def compared(wish: str, old: Outcome, new: Outcome) -> TripChange:
    """Return what bounds prove: better only where the new trip is worth more than any old one can be."""
    if new.is_todays:
        return TripChange(wish=wish, verdict="same", at_least=0, at_most=0)
    least = None if new.objective is None or old.bound is None else new.objective - old.bound
    most = None if new.bound is None or old.objective is None else new.bound - old.objective
    return TripChange(wish=wish, verdict=_verdict(least, most), at_least=least, at_most=most)


def _verdict(least: int | None, most: int | None) -> Verdict:
    if least is not None and least > 0:
        return "better"
    if most is not None and most < 0:
        return "worse"
    return "same" if least == most == 0 else "undecided"
