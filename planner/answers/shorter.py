"""A rest that is short of time: visits of the earlier plan are rather shorter than lost.

Where a plan with visits of full length loses one, or a night, a second one is looked for: its visits of the earlier
plan may be as short as the data says, and nothing is new in it that nobody asked for. That worth more is the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from planner.answers.certified import certified
from planner.clock import minutes_between
from planner.corridor import Corridor
from planner.errors import NoPlanError
from planner.itinerary import Itinerary, Visit
from planner.planning.candidates import visit_length
from planner.planning.kept import Kept
from planner.request import Asked, TripRequest
from planner.rules import LEAST_CHANGE, SHORTER_PRICE

Solve = Callable[[TripRequest, Kept], Itinerary]


@dataclass(frozen=True)
class Rest:
    """The rest of a trip; every plan has ``at_least`` so many changes, None where nothing is known of that."""

    plan: Itinerary
    at_least: int | None


@dataclass(frozen=True)
class Shorter:
    """The wish of a rest, what is kept of the earlier plan, and the minutes that its visits took."""

    corridor: Corridor
    wish: TripRequest
    kept: Kept
    before: Mapping[str, int]

    def best(self, solve: Solve) -> Rest:
        """Return the best rest, with shorter visits where that is worth more.

        Raises
        ------
        NoPlanError
            When none was found.
        """
        try:
            whole = solve(self.wish, self.kept)
        except NoPlanError as error:
            short = self._short(solve)
            if short is None:
                raise
            is_sure = error.reason.code != "request.none-found"
            return self._rest(
                short, [self._most(short) if is_sure else None], [self.kept.least_changes(short)]
            )
        if self.kept.worth_in(whole) == self.kept.most:
            return Rest(whole, 0)
        short = self._short(solve)
        found = [whole] if short is None else [whole, short]
        return self._rest(
            max(found, key=self._worth), [*map(self._most, found)], [*map(self.kept.least_changes, found)]
        )

    def _short(self, solve: Solve) -> Itinerary | None:
        prices = replace(self.kept.prices, new=LEAST_CHANGE)
        sites = [site for site in self.before if site in self.kept.visits and not self.wish.booked(site)]
        try:
            return solve(self.wish.hurrying(sites), replace(self.kept, prices=prices))
        except NoPlanError:
            return None

    def _rest(self, plan: Itinerary, most: list[int | None], least: list[int | None]) -> Rest:
        """Return a plan with a bound of all that were looked for, in which only visits that have to be are short."""
        at_least = None if None in least else min(each for each in least if each is not None)
        if not plan.request.hurried:
            return Rest(plan, at_least)
        kept, objective = self.kept.worth_in(plan), plan.certificate.objective
        bound = None if None in most else max(each for each in most if each is not None) - kept
        plan = certified(plan, objective, bound)
        wish = self.wish.hurrying(site for site, minutes, usual in self._lengths(plan) if minutes < usual)
        return Rest(plan.model_copy(update={"request": Asked.of(wish, plan.request.options)}), at_least)

    def _most(self, plan: Itinerary) -> int | None:
        """Return what no plan like this one is worth more than, with what keeping counts for."""
        bound = plan.certificate.bound
        return None if bound is None else bound + self.kept.worth_in(plan)

    def _worth(self, plan: Itinerary) -> int:
        """Return what a plan is worth with what is kept, less the price of what visits have lost of their time."""
        lost = sum(
            max(0, min(self.before[site], usual) - minutes) for site, minutes, usual in self._lengths(plan)
        )
        return plan.certificate.objective + self.kept.worth_in(plan) - SHORTER_PRICE * lost

    def _lengths(self, plan: Itinerary) -> Iterator[tuple[str, int, int]]:
        """Yield the minutes of visits that may be short, and the usual ones."""
        for day in plan.days:
            for event in day.events:
                if isinstance(event, Visit) and event.attraction in plan.request.hurried:
                    site = self.corridor.attraction_by_id[event.attraction]
                    minutes = minutes_between(event.start, event.end)
                    yield site.id, minutes, visit_length(site, self.wish, day.date)
