"""Plans whose every step holds with a chance: where one misses, time in hand is put before it and planned again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any, NamedTuple, TypeGuard

import numpy as np

from planner import service
from planner.answers.certified import certified
from planner.answers.chances import Draws
from planner.answers.daysteps import StepMaker
from planner.answers.following import Metro, Ride, Stay, Step, follow_day
from planner.answers.reserves import read, spared, sparing, with_run
from planner.answers.risk import SAMPLES
from planner.atlas import Atlas
from planner.checker import examine
from planner.clock import minutes_between, minutes_of
from planner.corridor import Corridor
from planner.errors import NoPlanError, RequestError
from planner.itinerary import Day, Itinerary, Leg, Notice, Reserves, Visit
from planner.options import SolveOptions
from planner.request import Asked, TripRequest
from planner.stopping import Report, StopToken, no_report

TIMED = ("rail", "coach", "cruise")
TRIES = 12
STEP = 5  # minutes that reserves are whole multiples of
MOST = 60  # minutes by which one grows in a try


class Miss(NamedTuple):
    """A step of a day that holds too seldom, and by how many minutes it would have to be easier."""

    day: Day
    steps: Sequence[Step]
    number: int
    chance: float
    minutes: int

    @property
    def place(self) -> str:
        """Where it is."""
        event = self.steps[self.number].event_of(self.day)
        if isinstance(event, Visit):
            return event.attraction
        return event.start if isinstance(event, Leg) else self.day.end.place


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
    """Return the best itinerary for a request; it has passed the independent check.

    Where the wish has a ``confidence``, every step holds with that chance, and a notice tells what that costs. Each try
    has the time limit of its own. Where none holds, the surest plan is returned; its notice names the step that misses.

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
        When nothing fits, whatever the chance; carries changes of the wish that would.
    InternalError
        When the plan fails the check, which is a bug.
    ValueError
        When both a corridor and an atlas of another one are given.
    """
    stop = stop or StopToken()
    if atlas is None:
        atlas, corridor = Atlas.given(None, corridor), None
    if isinstance(request, Asked):
        options, request = options or request.options, request.wish
    first = service.plan(
        request, corridor, options=options, atlas=atlas, stop=stop, progress=progress, relaxing=relaxing
    )
    if request.confidence is None:
        return first
    return _surest(first, request.confidence, atlas.assuming(request.scenarios), stop)


def _surest(first: Itinerary, confidence: float, atlas: Atlas, stop: StopToken) -> Itinerary:
    """Return the plan whose steps all hold, or the surest of all tries; ``first`` counts on no chance."""
    request, options = first.request.wish, first.request.options
    first = first.model_copy(update={"reserves": Reserves()})
    tried = [(first, worst_misses(first, atlas, confidence))]
    reserves = Reserves()
    while tried[-1][1] and len(tried) < TRIES and not stop.is_set:
        before = reserves
        for miss in tried[-1][1]:
            reserves = _eased(reserves, miss)
        if reserves == before:
            break
        try:
            wish, other = spared(reserves, request), sparing(reserves, atlas)
            planned = service.plan(wish, atlas=other, options=options, stop=stop, relaxing=False)
        except (NoPlanError, RequestError):  # or the days have become too short
            break
        found = read(reserves, planned, request, atlas.on_the_way(request.under_way).corridor)
        found = certified(found, found.certificate.objective, first.certificate.bound)
        tried.append((found, worst_misses(found, atlas, confidence)))
    sound = [(each, misses) for each, misses in tried if examine(each, atlas.corridor, request).is_good]
    surest, misses = max(sound, key=lambda one: min((miss.chance for miss in one[1]), default=1.0))
    return surest.model_copy(
        update={"warnings": (*surest.warnings, _notice(surest, first, misses, confidence))}
    )


def worst_misses(itinerary: Itinerary, atlas: Atlas, confidence: float) -> list[Miss]:
    """Return the first step of each day that holds too seldom: what comes after it may miss because of it."""
    maker, draws = StepMaker(itinerary, atlas.corridor), Draws(SAMPLES, 1)
    firsts = (next(_misses(day, maker.steps(day), draws, confidence), None) for day in itinerary.days)
    return [miss for miss in firsts if miss]


def _misses(day: Day, steps: Sequence[Step], draws: Draws, confidence: float) -> Iterator[Miss]:
    for number, followed in enumerate(follow_day(day, steps, draws)):
        chance = float(followed.made.mean())
        if chance < confidence:
            late = float(np.quantile(followed.late, confidence, method="inverted_cdf"))
            yield Miss(day, steps, number, chance, min(MOST, STEP * ceil(min(late, MOST) / STEP)))


def _eased(reserves: Reserves, miss: Miss) -> Reserves:
    """Put minutes where they make a step easier: before closing time, within the visit before, at the day's start.

    Who comes by train, coach or ship gains nothing from being early for it: then it is the missed run that is given up.
    Where nothing can be done the reserves stay as they are.
    """
    step, day = miss.steps[miss.number], miss.day
    event = step.event_of(day)
    if isinstance(step, Stay) and isinstance(event, Visit) and step.opens < step.latest:
        until = step.closes - minutes_of(event.start, day.date) + miss.minutes
        return reserves.model_copy(update={"to_closing": {**reserves.to_closing, event.attraction: until}})
    for before in reversed(miss.steps[: miss.number]):
        stay = day.events[before.event]
        if isinstance(before, Stay) and isinstance(stay, Visit):
            more = minutes_between(stay.start, stay.end) - before.usual + miss.minutes
            return reserves.model_copy(update={"within": {**reserves.within, stay.attraction: more}})
        if isinstance(before, Ride | Metro):
            runs = (with_run(reserves, leg) for leg in (event, stay) if _can_be_another(leg))
            return next((more for more in runs if more != reserves), reserves)
    at_start = {**reserves.at_start, day.date: reserves.at_start.get(day.date, 0) + miss.minutes}
    return reserves.model_copy(update={"at_start": at_start})


def _can_be_another(event: object) -> TypeGuard[Leg]:
    return isinstance(event, Leg) and event.mode in TIMED and not event.booked


def _notice(itinerary: Itinerary, first: Itinerary, misses: Sequence[Miss], confidence: float) -> Notice:
    lost = first.certificate.objective - itinerary.certificate.objective
    params = {"share": round(100 * confidence), "lost": lost, "worth": first.certificate.objective}
    if not misses:
        return Notice.of("confidence", **params)
    return Notice.of("confidence-missed", **params, **_weakest(itinerary, misses))


def kept_notice(itinerary: Itinerary, atlas: Atlas, confidence: float) -> Notice:
    """Return whether the steps of a plan still hold by the reserves of the one that it came from."""
    share, misses = round(100 * confidence), worst_misses(itinerary, atlas, confidence)
    if not misses:
        return Notice.of("confidence-kept", share=share)
    return Notice.of("confidence-not-kept", share=share, **_weakest(itinerary, misses))


def _weakest(itinerary: Itinerary, misses: Sequence[Miss]) -> dict[str, Any]:
    miss = min(misses, key=lambda each: each.chance)
    place = itinerary.places[miss.place].name.model_dump()
    return {"day": miss.day.day, "place": place, "chance": int(100 * miss.chance)}
