"""A plan edited by hand: timed exactly as asked, or what does not fit of it, with the smallest repair."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import combinations, groupby, permutations
from math import inf
from typing import Any

from planner.answers.certified import unpriced
from planner.answers.difference import difference_of
from planner.answers.known import Known
from planner.answers.proven import bounded, nights_of
from planner.answers.reasons import Forces, explained
from planner.answers.replan import with_notes
from planner.answers.unfit import unfit
from planner.atlas import Atlas
from planner.checker import faults
from planner.corridor import Corridor, Names
from planner.errors import NoPlanError, RequestError
from planner.export.entries import continued
from planner.itinerary import Itinerary, Note, Notice
from planner.options import SolveOptions
from planner.planning import unchanged
from planner.planning.assemble import assemble
from planner.planning.budget import A_VISIT
from planner.planning.candidates import outside_area
from planner.planning.kept import AS_WORTH, FEWEST, Kept, Prices
from planner.planning.model import TripModel
from planner.planning.recovered import Outline, Stop, Tables, loss_of_day, timed
from planner.planning.search import Start
from planner.problem import Problem, Solution, objective_of
from planner.request import TripRequest
from planner.rules import LEAST_CHANGE
from planner.service import FailedCheckError
from planner.solver import NoSolution, all_tables
from planner.stopping import StoppedError, StopToken
from planner.texts import Message, in_each

MOST_REORDERED = 6  # visits of a day whose orders are all tried
LIMITS = (
    "must",
    A_VISIT,
    "bed-changes",
    "stay",
    "budget",
    "rides",
    "tickets",
    "nights",
)  # the others are coverage rules
AROUND = replace(AS_WORTH, new=LEAST_CHANGE)  # nothing else comes in

ANY_DAY = -1  # that of an eve is 0


@dataclass(frozen=True)
class Edits:
    """What to change: visits to another day or out, all visits of a day in order, nights by the day before them.

    A visit may go to `ANY_DAY`: the one that takes it best. What is pinned stays on its day, whatever makes room.
    """

    move: Mapping[str, int] = field(default_factory=dict)
    drop: Sequence[str] = ()
    order: Mapping[int, Sequence[str]] = field(default_factory=dict)
    stay: Mapping[int, str] = field(default_factory=dict)
    pin: Sequence[str] = ()

    @property
    def anywhere(self) -> frozenset[str]:
        """What may be on any day."""
        return frozenset(site for site, day in self.move.items() if day == ANY_DAY)


def edit(
    plan: Itinerary,
    edits: Edits,
    corridor: Corridor | None = None,
    *,
    atlas: Atlas | None = None,
    options: SolveOptions | None = None,
    stop: StopToken | None = None,
) -> Itinerary:
    """Return a plan as edited; where that does not fit, the plan with the fewest changes to it, and what `breaks`.

    Parameters
    ----------
    plan
        The plan.
    edits
        What to change.
    corridor
        The data that it was made from; the shipped corridor when neither it nor an atlas is given.
    options
        How to look for a repair; as the plan was looked for when None.
    atlas, stop
        As in `planner.plan`.

    Raises
    ------
    RequestError
        When the plan was made from other data, or has no such day or visit.
    NoPlanError
        When no repair was found.
    InternalError
        When the new plan fails the check, which is a bug.
    """
    known = Known.of(plan, corridor, atlas, options, stop)
    _check_names(known, edits)
    drafts = _Draft.of_each(known, edits)
    found = next(filter(None, (draft.as_asked() for draft in drafts)), None)
    if found is None and edits.anywhere:
        found = _without_one(drafts) or _around(drafts, edits.anywhere)
    return bounded(known, found or drafts[0].repaired(), Note(code="edited-within"))


def _without_one(drafts: list[_Draft]) -> Itinerary | None:
    """Return the plan that is worth most in which one visit makes room for what was moved, and what was in the way."""
    rooms = [(draft, room, room.worth) for draft in drafts for room in draft.with_room()]
    for draft, room, worth in sorted(rooms, key=lambda each: -each[2]):
        if worth > -inf and (plan := room.as_asked()):
            return plan.model_copy(update={"breaks": draft.broken(plan)})
    return None


def _around(drafts: list[_Draft], sites: frozenset[str]) -> Itinerary | None:
    """Return the best plan around what may be on any day, each change with its price; None where none is known."""
    found = drafts[0].solved(drafts[0].kept(AROUND, but=sites), sites)
    if found is None:
        return None
    on = {site: day.day for day in found.days for site in sites if site in Outline.of(day).stops}
    draft = next((each for each in drafts if on.items() <= each.edits.move.items()), drafts[0])
    plan = draft.checked(found)
    return unpriced(plan.model_copy(update={"breaks": draft.broken(plan)}))


def _check_names(known: Known, edits: Edits) -> None:
    corridor, plan, days = known.atlas.corridor, known.plan, {day.day for day in known.plan.days}
    named = {
        "move": [*edits.move],
        "drop": [*edits.drop],
        "order": [site for sites in edits.order.values() for site in sites],
        "pin": [*edits.pin],
    }
    seen = plan.request.under_way.seen if plan.request.under_way else ()
    for option, sites in named.items():
        for site in sites:
            if site not in corridor.attraction_by_id:
                raise RequestError(
                    Message("request.no-attraction-id", {"id": site[:60]}), field=option, value=site
                )
            if site in seen or (option in ("drop", "pin") and site not in known.day_of):
                code = "changes.seen-already" if site in seen else "changes.not-in-plan"
                message = Message(code, {"site": corridor.attraction_by_id[site].name.both})
                raise RequestError(message, field=option, value=site)
    ordered = named["order"]
    for site in ordered:
        if ordered.count(site) > 1:
            message = Message("changes.twice", {"site": corridor.attraction_by_id[site].name.both})
            raise RequestError(message, field="order", value=site)
        if edits.move.get(site, _day_in(edits, site)) != _day_in(edits, site):
            raise _contradiction(corridor, "order", site)
    left = {site for site, day in known.day_of.items() if site not in edits.order.get(day, [site])}
    for option, others in (("drop", {*edits.move, *ordered}), ("pin", {*edits.move, *edits.drop, *left})):
        for site in named[option]:
            if site in others:
                raise _contradiction(corridor, option, site)
    for option, numbers in (("move", [*edits.move.values()]), ("order", [*edits.order])):
        for number in numbers:
            if number not in days and (option, number) != ("move", ANY_DAY):
                raise RequestError(
                    Message("answers.no-day", {"day": number}), field=option, value=str(number)
                )
    for number, town in edits.stay.items():
        if number not in {day.day for day in plan.days[:-1]}:
            raise RequestError(Message("changes.no-night", {"day": number}), field="stay", value=str(number))
        if town not in corridor.town_by_id:
            raise RequestError(
                Message("request.no-town-to-sleep", {"id": town[:60]}), field="stay", value=town
            )
        if why := outside_area(corridor.town_by_id[town], corridor, plan.request.wish):
            raise RequestError(why.message, field="stay", value=town)


def _day_in(edits: Edits, site: str) -> int | None:
    return next((day for day, sites in edits.order.items() if site in sites), None)


def _on_each_day(plan: Itinerary, edits: Edits) -> list[Edits]:
    """Return the edits with each day for what may go to any."""
    if not edits.anywhere:
        return [edits]
    return [
        replace(edits, move={site: day.day if to == ANY_DAY else to for site, to in edits.move.items()})
        for day in plan.days
    ]


def _contradiction(corridor: Corridor, option: str, site: str) -> RequestError:
    message = Message("changes.contradiction", {"site": corridor.attraction_by_id[site].name.both})
    return RequestError(message, field=option, value=site)


def _outlines(plan: Itinerary, edits: Edits) -> list[Outline]:
    """Return the days as edited; what is moved stands last on its day."""
    gone = {*edits.drop, *edits.move, *(site for sites in edits.order.values() for site in sites)}
    found = []
    for day in plan.days:
        outline = Outline.of(day)
        stops = [stop for stop in outline.stops if not isinstance(stop, str) or stop not in gone]
        if day.day in edits.order:
            stops = [*(stop for stop in stops if not isinstance(stop, str)), *edits.order[day.day]]
        else:
            stops += [site for site, number in edits.move.items() if number == day.day]
        found.append(replace(outline, stops=tuple(stops)))
    for number, town in edits.stay.items():
        at = next(k for k, day in enumerate(plan.days) if day.day == number)
        found[at] = replace(found[at], end=town)
        found[at + 1] = replace(found[at + 1], start=town)
    return found


def _wish(known: Known, edits: Edits, outlines: list[Outline]) -> TripRequest:
    """Return the wish that the edited plan is one of."""
    wish, plan = known.request, known.plan
    visited = {stop for outline in outlines for stop in outline.stops if isinstance(stop, str)}
    out = [site for site in known.day_of if site not in visited]  # by hand, so nothing brings them back
    changed = {*out, *edits.move, *(site for sites in edits.order.values() for site in sites)}
    nights = nights_of(wish)
    dates = {day.day: day.date for day in plan.days}
    nights |= {dates[number]: town for number, town in edits.stay.items()}
    return known.wish(
        must=[site for site in wish.must if site not in out],
        sunrise=[site for site in wish.sunrise if site not in out],
        blue_hour=[site for site in wish.blue_hour if site not in out],
        visits=[str(visit) for visit in wish.visits if visit.site not in changed],
        avoid=[*dict.fromkeys([*(s for s in wish.avoid if s not in visited), *out])],
        stays=[f"{town}@{day}..{day + dt.timedelta(days=1)}" for day, town in sorted(nights.items())],
    )


def _demanding(known: Known, wish: TripRequest, outlines: list[Outline]) -> tuple[TripRequest, TripModel]:
    """Return a wish and its model, with what it leaves out (off its themes, say) demanded where that lets it in."""
    model = known.model_for(wish)
    visited = [stop for outline in outlines for stop in outline.stops if isinstance(stop, str)]
    if out := [site for site in visited if site in model.left_out]:
        more = TripRequest.model_validate({**wish.model_dump(by_alias=True), "must": [*wish.must, *out]})
        with suppress(RequestError, NoPlanError):
            return more, known.model_for(more)
    return wish, model


@dataclass(frozen=True)
class _Draft:
    """A plan as edited, not timed yet."""

    known: Known
    edits: Edits
    wish: TripRequest
    model: TripModel
    tables: Tables
    outlines: tuple[Outline, ...]

    @staticmethod
    def of_each(known: Known, edits: Edits) -> list[_Draft]:
        """Return the edits on each day that they may be on, worth most first; at least one."""
        first, *others = _on_each_day(known.plan, edits)
        outlines = _outlines(known.plan, first)
        wish = _wish(known, first, outlines)
        try:
            wish, model = _demanding(known, wish, outlines)
        except StoppedError:
            raise NoPlanError(Message("request.stopped")) from None
        draft = _Draft(known, first, wish, model, all_tables(model.problem), tuple(outlines))
        moved = (replace(draft, edits=each, outlines=tuple(_outlines(known.plan, each))) for each in others)
        placed = [replace(each, outlines=tuple(each._placed())) for each in (draft, *moved)]
        return sorted(placed, key=lambda each: -each.worth) if others else placed

    @property
    def worth(self) -> float:
        """What the plan is worth as it was asked for; nothing is worth less where it does not fit."""
        tours = timed(self.model, self.tables, self.outlines)
        return -inf if tours is None else objective_of(self.model.problem, tours)

    def _placed(self) -> Iterator[Outline]:
        """Yield the days with what was moved there at its best place."""
        for number, outline in enumerate(self.outlines):
            yield self._in_best_order(number, outline)

    def _in_best_order(self, number: int, outline: Outline) -> Outline:
        day = self.known.plan.days[number].day
        moved = [site for site, to in self.edits.move.items() if to == day]
        if moved and day not in self.edits.order and len(outline.stops) <= MOST_REORDERED:
            return self._best_order(number, outline, moved)
        return outline

    def _best_order(self, number: int, outline: Outline, moved: list[str]) -> Outline:
        """Return a day in the order that takes least of those that fit and turn the fewest of its other visits."""
        still = [stop for stop in outline.stops if stop not in moved]

        def turned(stops: Sequence[Stop]) -> int:
            kept = [stop for stop in stops if stop in still]
            return sum(a != b for a, b in zip(kept, still, strict=True))

        for _, group in groupby(sorted(permutations(outline.stops), key=turned), turned):
            orders = [replace(outline, stops=stops) for stops in group]
            losses = [
                (loss, k) for k, each in enumerate(orders) if (loss := self._loss(number, each)) is not None
            ]
            if losses:
                return orders[min(losses)[1]]
        return outline

    def _loss(self, number: int, outline: Outline) -> int | None:
        return loss_of_day(self.model, self.tables, number, outline)

    def as_asked(self) -> Itinerary | None:
        """Return the plan as it was asked for, None where it does not fit."""
        tours = timed(self.model, self.tables, self.outlines)
        if tours is None or self.model.problem.broken_limits(tours):
            return None
        worth = objective_of(self.model.problem, tours)
        solution = Solution(tours, worth, None, "edit", 0.0)
        found = assemble(self.model, solution, self.known.options, self.known.stop)
        plan = self._finished(self.known.read(found, self.wish))
        return None if faults(plan, self.known.atlas.corridor) else plan

    def broken(self, plan: Itinerary) -> tuple[Notice, ...]:
        """Return what does not fit as it was asked for, and what a plan has instead."""
        return (*self._breaks(), *self._instead(plan))

    def with_room(self) -> Iterator[_Draft]:
        """Yield the plan without one of the other visits of a day to which something was moved; none is pinned."""
        for number, (outline, day) in enumerate(zip(self.outlines, self.known.plan.days, strict=True)):
            moved = {site for site, to in self.edits.move.items() if to == day.day}
            for stop in outline.stops if moved else ():
                if isinstance(stop, str) and stop not in (*moved, *self.edits.pin):
                    outlines = [*self.outlines]
                    outlines[number] = self._in_best_order(number, _without(outline, [stop]))
                    yield replace(self, outlines=tuple(outlines))

    def repaired(self) -> Itinerary:
        """Return the plan with the fewest changes to what was asked for, and what of that does not fit.

        Raises
        ------
        NoPlanError
            When none was found.
        """
        kept, orders = self.kept(), self._orders()
        in_order = self.solved(replace(kept, in_order=orders)) if orders else None
        found = in_order or self.solved(kept)
        if found is None:
            said = [{"en": notice.message, "zh": notice.message_zh} for notice in self._breaks()]
            raise NoPlanError(Message("changes.no-repair", {"breaks": said}))
        least = 0 if in_order else kept.least_changes(found) or 0  # orders kept bound no plan of others
        number, plan = kept.changes_in(found), self._as_before(found) or self.checked(found)
        notices = (*self.broken(plan), *self._fewest(plan, number, least))
        return unpriced(plan.model_copy(update={"breaks": notices}))

    def checked(self, found: Itinerary) -> Itinerary:
        """Return a plan that was found as one that has passed the check."""
        plan = self._finished(found)
        if wrong := faults(plan, self.known.atlas.corridor):
            raise FailedCheckError(wrong)
        return plan

    def _as_before(self, found: Itinerary) -> Itinerary | None:
        """Return a plan in the orders of the plan before; None where it is, or has others on its days."""
        before, after = self._before, tuple(map(Outline.of, found.days))
        others = (
            {*old.stops} != {*new.stops} or old.end != new.end for old, new in zip(before, after, strict=True)
        )
        return None if before == after or any(others) else replace(self, outlines=before).as_asked()

    @property
    def _before(self) -> tuple[Outline, ...]:
        return tuple(map(Outline.of, self.known.plan.days))

    def _fewest(self, plan: Itinerary, number: int, least: int) -> Iterator[Notice]:
        """Yield how many changes a repair has, and at least; orders are no part of what is counted."""
        if plan.difference and plan.difference.is_empty:
            yield Notice.of("edit-unchanged") if number == least else Notice.of("edit-unchanged-open")
        if self.edits.order:
            return
        if number == least:
            yield Notice.of("edit-fewest", n=number)
        else:
            yield Notice.of("edit-few", n=number, least=least)

    def solved(self, kept: Kept, demanded: frozenset[str] = frozenset()) -> Itinerary | None:
        """Return a plan that keeps as much as can be, with what is demanded or pinned; None where none was found."""
        new = [row for row, site in enumerate(self.model.sites) if site.id in demanded]
        pinned = [row for row, site in enumerate(self.model.sites) if site.id in self.edits.pin]

        def demanding(problem: Problem) -> Problem:
            assert problem.day_bonus is not None, "what is kept has one"
            bonus = problem.day_bonus.copy()
            bonus[:, new] = 0  # asked for, so no change
            return replace(problem, must=tuple(sorted({*problem.must, *new, *pinned})), day_bonus=bonus)

        how: dict[str, Any] = {
            "kept": kept,
            "model": self.model,
            "changed": demanding if new or pinned else unchanged,
        }
        try:
            return kept.told(self.known.planned(self.wish, self._start, **how))
        except (NoSolution, NoPlanError, StoppedError):
            return None

    @property
    def _start(self) -> Start | None:
        """The plan before, where it fits the wish still: no repair is worse."""
        tours = timed(self.model, self.tables, self._before)
        return None if tours is None else Start(self.model.problem.node_ids, tours)

    def kept(self, prices: Prices = FEWEST, but: frozenset[str] = frozenset()) -> Kept:
        """Return what is kept: the days as they were asked for, ``but`` some of their sites."""
        visits, nights = dict[str, dt.date](), dict[dt.date, str]()
        for day, outline in zip(self.known.plan.days, self.outlines, strict=True):
            visits |= {stop: day.date for stop in outline.stops if isinstance(stop, str) and stop not in but}
            nights[day.date] = outline.end
        nights.pop(self.known.plan.days[-1].date)
        return Kept(visits, nights, prices, on_day=frozenset(self.edits.pin))

    def _orders(self) -> dict[dt.date, tuple[str, ...]]:
        """Return the orders asked for that can be kept, each by itself."""
        sites = {site.id for site in self.model.sites}
        return {
            day.date: tuple(self.edits.order[day.day])
            for number, (day, outline) in enumerate(zip(self.known.plan.days, self.outlines, strict=True))
            if day.day in self.edits.order
            and {*self.edits.order[day.day]} <= sites
            and self._loss(number, outline) is not None
        }

    def _finished(self, plan: Itinerary) -> Itinerary:
        before = self.known.plan
        plan = plan.model_copy(update={"days": with_notes(before, plan)})
        plan = self.known.going_on(plan).identified(before)
        difference = explained(difference_of(before, plan), before, plan, self._forces())
        return continued(before, plan.model_copy(update={"difference": difference}))

    def _forces(self) -> Forces:
        edits = self.edits
        ordered = {site for sites in edits.order.values() for site in sites}
        left = {site for site, day in self.known.day_of.items() if day in edits.order}
        return Forces(
            asked=frozenset({*edits.move, *edits.drop, *ordered, *left}), nights=frozenset(edits.stay)
        )

    def _breaks(self) -> Iterator[Notice]:
        """Yield what of the edit does not fit: of each day the first cause, none of a day that only follows."""
        broken = [self._breaks_of(number, outline) for number, outline in enumerate(self.outlines)]
        days = [day.day for day in self.known.plan.days]
        for number, notices in enumerate(broken):
            follows = number and broken[number - 1] and days[number - 1] in self.edits.stay
            if not follows:
                yield from notices
        if not any(broken):
            yield self._broken_together()

    def _breaks_of(self, number: int, outline: Outline) -> tuple[Notice, ...]:
        """Return why a day does not fit by itself."""
        for stop in outline.stops:
            if isinstance(stop, str) and stop in self.model.left_out:
                why = self.model.left_out[stop].message.both
                return (Notice.of("edit-left-out", site=_names(self.model, stop).both, why=why),)
        return tuple(self._no_room(number, outline)) if self._loss(number, outline) is None else ()

    def _no_room(self, number: int, outline: Outline) -> Iterator[Notice]:
        """Yield why a day does not fit, and without which of its other visits it would; else why not even alone."""
        day = self.known.plan.days[number].day
        asked = {*self.edits.order.get(day, ()), *(site for site, to in self.edits.move.items() if to == day)}
        others = [stop for stop in outline.stops if isinstance(stop, str) and stop not in asked]
        parts = (
            (out, _without(outline, out)) for k in range(len(others)) for out in combinations(others, k + 1)
        )
        for out, part in parts:
            if self._loss(number, self._in_best_order(number, part)) is not None:
                yield from self._first_that_fails(number, outline)
                yield Notice.of("edit-room", day=day, sites=[_names(self.model, site).both for site in out])
                return
        yield from self._first_that_fails(number, _without(outline, others))
        if others:
            yield Notice.of("edit-not-alone", day=day)

    def _broken_together(self) -> Notice:
        """Return what does not fit though each day does by itself."""
        tours = timed(self.model, self.tables, self.outlines)
        if tours is None:
            return Notice.of("edit-night")
        limit = next(iter(self.model.problem.broken_limits(tours)), None)
        return Notice.of("edit-limit", limit=_limit(self.model, limit)) if limit else Notice.of("edit-fares")

    def _first_that_fails(self, number: int, outline: Outline) -> tuple[Notice, ...]:
        """Return which visit is the first that does not fit behind those before it."""
        day = self.known.plan.days[number].day
        for count in range(len(outline.stops) + 1):
            stops = outline.stops[:count]
            part = replace(outline, stops=stops)
            if self._loss(number, part) is None:
                return unfit(self.model, self.tables, number, part, day) or (self._unknown(day, part),)
        raise AssertionError("the whole day does not fit")

    def _unknown(self, day: int, outline: Outline) -> Notice:
        """Return that a day does not fit with its last visit or, where it has none, its way."""
        if not outline.stops:
            start, end = (_names(self.model, place).both for place in (outline.start, outline.end))
            return Notice.of("edit-no-way", day=day, start=start, end=end)
        last = outline.stops[-1]
        place = last if isinstance(last, str) else last.start
        return Notice.of("edit-no-room", day=day, site=_names(self.model, place).both)

    def _instead(self, plan: Itinerary) -> Iterator[Notice]:
        """Yield what was done instead of what was asked for."""
        on = {(day.day, stop) for day in plan.days for stop in Outline.of(day).stops if isinstance(stop, str)}
        day_of = {site: day for day, site in on}
        wanted = {stop for outline in self.outlines for stop in outline.stops}
        for number, site in sorted(on):
            if site not in wanted:
                yield Notice.of("edit-added", site=_names(self.model, site).both, day=number)
        for before, outline, day in zip(self.known.plan.days, self.outlines, plan.days, strict=True):
            asked = [stop for stop in outline.stops if isinstance(stop, str)]
            for site in asked:
                name = _names(self.model, site).both
                if site not in day_of:
                    yield Notice.of("edit-not-visited", site=name, day=before.day)
                elif day_of[site] != before.day:
                    yield Notice.of("edit-other-day", site=name, day=before.day, instead=day_of[site])
            got = [stop for stop in Outline.of(day).stops if stop in asked]
            if day.day in self.edits.order and got != [site for site in asked if site in got]:
                order = [_names(self.model, str(stop)).both for stop in got]
                yield Notice.of("edit-other-order", day=day.day, sites=order)
            if outline.end != day.end.place:
                town = _names(self.model, day.end.place).both
                yield Notice.of("edit-other-night", day=day.day, town=town)


def _without(outline: Outline, out: Sequence[str]) -> Outline:
    return replace(outline, stops=tuple(stop for stop in outline.stops if stop not in out))


def _limit(model: TripModel, name: str) -> dict[str, str]:
    """Return what a limit of the whole trip is called: one of the wish, a coverage rule, or one name for a place."""
    if name in LIMITS:
        return in_each(f"changes.limit-{name}")
    rule = next((rule for rule in model.rules if rule.name.en == name), None)
    return rule.name.both if rule else in_each("changes.limit-same-place")


def _names(model: TripModel, place: str) -> Names:
    return model.corridor.places[place].name
