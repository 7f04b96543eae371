"""Plans whose every step holds with a chance: where one misses, time in hand is put before it and planned again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import NamedTuple

import numpy as np

from planner import service
from planner.answers.chances import Draws
from planner.answers.daysteps import StepMaker
from planner.answers.following import Metro, Ride, Stay, Step, follow_day
from planner.answers.reserves import Reserves
from planner.answers.risk import SAMPLES
from planner.atlas import Atlas
from planner.checker import examine
from planner.clock import minutes_between, minutes_of
from planner.corridor import Corridor
from planner.errors import NoPlanError, RequestError
from planner.itinerary import Day, Itinerary, Leg, Notice, Visit
from planner.loading import load_corridor
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
        atlas, corridor = Atlas(load_corridor() if corridor is None else corridor), None
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
    reserves, tried = Reserves(), [(first, worst_misses(first, atlas, confidence))]
    while tried[-1][1] and len(tried) < TRIES and not stop.is_set:
        eased = [_ease(miss, reserves) for miss in tried[-1][1]]
        if not any(eased):
            break
        try:
            wish, sparing = reserves.request(request), reserves.atlas(atlas)
            planned = service.plan(wish, atlas=sparing, options=options, stop=stop, relaxing=False)
        except (NoPlanError, RequestError):  # or the days have become too short
            break
        found = reserves.read(planned, first, atlas.corridor.attraction_by_id)
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


def _ease(miss: Miss, reserves: Reserves) -> bool:
    """Put minutes where they make a step easier: before closing time, within the visit before, at the day's start.

    Who comes by train, coach or ship gains nothing from being early for it: then it is the missed run that is given up.
    Returns whether anything could be done.
    """
    step, day = miss.steps[miss.number], miss.day
    event = step.event_of(day)
    if isinstance(step, Stay) and isinstance(event, Visit) and step.opens < step.latest:
        until = step.closes - minutes_of(event.start, day.date)
        reserves.to_closing[event.attraction] = until + miss.minutes
        return True
    for before in reversed(miss.steps[: miss.number]):
        stay = day.events[before.event]
        if isinstance(before, Stay) and isinstance(stay, Visit):
            planned = minutes_between(stay.start, stay.end)
            reserves.within[stay.attraction] = planned - before.usual + miss.minutes
            return True
        if isinstance(before, Ride | Metro):
            return _without(event, reserves) or _without(stay, reserves)
    reserves.at_start[day.date] += miss.minutes
    return True


def _without(event: object, reserves: Reserves) -> bool:
    if not isinstance(event, Leg) or event.mode not in TIMED or event.booked:
        return False
    return reserves.without(event)


def _notice(itinerary: Itinerary, first: Itinerary, misses: Sequence[Miss], confidence: float) -> Notice:
    lost = first.certificate.objective - itinerary.certificate.objective
    params = {"share": round(100 * confidence), "lost": lost, "worth": first.certificate.objective}
    if not misses:
        return Notice.of("confidence", **params)
    miss = min(misses, key=lambda each: each.chance)
    place = itinerary.places[miss.place].name.model_dump()
    return Notice.of(
        "confidence-missed", **params, day=miss.day.day, place=place, chance=int(100 * miss.chance)
    )
