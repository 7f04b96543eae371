"""What now? A plan under way, when travellers are late, sites are closed, trains do not run, or minds have changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from dataclasses import field as made
from datetime import datetime
from typing import Any, Literal

from planner.answers.certified import unpriced
from planner.answers.difference import difference_of
from planner.answers.known import Known
from planner.answers.norest import of_trip
from planner.answers.proven import bounded, nights_of
from planner.answers.reasons import Forces, explained
from planner.answers.shorter import Rest, Shorter
from planner.answers.underway import Progress, from_a_place, joined, parts_of, progress_at, rest_of, woken
from planner.atlas import Atlas
from planner.checker import faults
from planner.clock import CHINA
from planner.corridor import Corridor, Outage
from planner.difference import Difference
from planner.errors import NoPlanError, RequestError
from planner.export.entries import continued
from planner.itinerary import Event, Itinerary, Leg, Meal, Note, Overnight, Part, Visit
from planner.options import SolveOptions
from planner.planning import unchecked
from planner.planning.assemble import worth_of
from planner.planning.kept import AS_WORTH, FEWEST, FREE, Kept, Prices
from planner.planning.sums import money_of
from planner.request import TripRequest
from planner.service import FailedCheckError
from planner.stopping import StopToken, no_report
from planner.texts import Message

Change = Literal["worth", "least", "best"]  # what a change takes: a price, all there is, nothing
Level = Literal["times", "order", "day", "nights"]
PRICES: dict[Change, Prices] = {"worth": AS_WORTH, "least": FEWEST, "best": FREE}


class Pin(Part):
    """A day, by its number, or a visit that stays, and in what."""

    what: int | str
    level: Level = "times"


@dataclass(frozen=True)
class News:
    """What is different from the plan, and what is to stay."""

    closed: tuple[Outage, ...] = ()
    cancelled: tuple[Outage, ...] = ()
    skip: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    swap: Mapping[str, str] | None = None
    pins: tuple[Pin, ...] = ()
    wish: Mapping[str, Any] = made(
        default_factory=dict
    )  # fields that change; days are those of the whole trip

    @property
    def out(self) -> frozenset[str]:
        """Sites not to be visited."""
        return frozenset((*self.skip, *(self.swap or {})))

    @property
    def wanted(self) -> tuple[str, ...]:
        """Sites to be visited."""
        return (*self.add, *(self.swap or {}).values())


def replan(
    plan: Itinerary,
    now: datetime,
    corridor: Corridor | None = None,
    *,
    place: str | None = None,
    late: int = 0,
    news: News | None = None,
    change: Change = "worth",
    atlas: Atlas | None = None,
    options: SolveOptions | None = None,
    stop: StopToken | None = None,
) -> Itinerary:
    """Return the plan of the rest of a trip, with what was before as its `past`; a plan that still works as it is.

    Parameters
    ----------
    plan
        The plan so far.
    now
        The moment, where nothing else is said in China's time.
    corridor
        The data that it was made from; the shipped corridor when neither it nor an atlas is given.
    place
        Where the travellers are; where the plan says when None.
    late
        Minutes by which what goes on at the moment is over later; of use without a place.
    news
        What is closed or does not run, what is wanted or not, and what stays.
    change
        "worth": each change has its price (docs/objective.md), "least": as few changes as can be, "best": no price.
    options
        How to look for it; as the plan was looked for when None.
    atlas, stop
        As in `planner.plan`.

    Raises
    ------
    RequestError
        When the trip is over, the plan was made from other data, or something named is not there.
    NoPlanError
        When the rest cannot be planned; carries what cannot hold together, and changes that would do.
    InternalError
        When the new plan fails the check, which is a bug.
    """
    news = news or News()
    known = Known.of(plan, corridor, atlas, options, stop)
    progress = progress_at(plan, now, place, late)
    _check_names(known.atlas.corridor, progress, news)
    if change != "best" and progress.can_go_on and not _is_hit(progress, news):
        same = difference_of(plan, plan)
        if change == "least":
            same = same.model_copy(update={"changes": 0, "at_least": 0, "fewest": True})
        same_plan = known.under_way(plan, plan.past, progress.now)
        return same_plan.model_copy(update={"difference": same, "breaks": ()})
    progress = from_a_place(progress, known.atlas.corridor, late)
    wish = _pinned(progress, news, _wish(known, progress, news))
    kept = _kept(progress, news, PRICES[change])
    rest = _solved(known, wish, kept, progress, news, change)
    return _finished(known, progress, news, rest, kept, change)


def _check_names(corridor: Corridor, progress: Progress, news: News) -> None:
    sites, under_way = corridor.attraction_by_id, progress.plan.request.under_way
    past = {event.attraction for day in progress.past for event in day.events if isinstance(event, Visit)}
    past |= set(under_way.seen if under_way else ())
    fields = {"skip": news.skip, "add": news.add, "closed": [outage.what for outage in news.closed]}
    fields["swap"] = [site for pair in (news.swap or {}).items() for site in pair]
    for option, named in fields.items():
        for site in named:
            if site not in sites:
                message = Message("request.no-attraction-id", {"id": site[:60]})
                raise RequestError(message, field=option, value=site)
    for site in news.wanted:
        if site in past or site in news.out:
            code = "changes.seen-already" if site in past else "changes.in-and-out"
            field = "add" if site in news.add else "swap"
            raise RequestError(Message(code, {"site": sites[site].name.both}), field=field, value=site)
    trains = {train.code for line in corridor.lines for train in line.departures}
    for outage in news.cancelled:
        if outage.what not in trains:
            message = Message("changes.no-train", {"train": outage.what[:60]})
            raise RequestError(message, field="cancelled", value=str(outage))
    for pin in news.pins:
        _check_pin(corridor, progress, news, pin)


def _check_pin(corridor: Corridor, progress: Progress, news: News, pin: Pin) -> None:
    closed, names = {(each.what, each.day) for each in news.closed}, corridor.attraction_by_id
    found = [*_pinned_by(progress, news, pin)]
    shut = (e.attraction for day, e in found if isinstance(e, Visit) and (e.attraction, day) in closed)
    message = None
    if pin.what in news.out:
        message = Message("changes.in-and-out", {"site": names[str(pin.what)].name.both})
    elif not found:
        message = Message("changes.nothing-to-pin", {"what": str(pin.what)})
    elif pin.level != "nights" and (site := next(shut, None)):
        message = Message("changes.pinned-and-closed", {"site": names[site].name.both})
    if message:
        raise RequestError(message, field="pin", value=str(pin.what))


def _is_hit(progress: Progress, news: News) -> bool:
    """Tell whether anything ahead is not as it was, or not as it is wanted."""
    closed = {(outage.what, outage.day) for outage in news.closed}
    cancelled = {(outage.what, outage.day) for outage in news.cancelled}
    visits = progress.visits_ahead
    rides = {(event.service, event.depart.date()) for _, event in progress.ahead if isinstance(event, Leg)}
    return bool(
        closed & set(visits.items())
        or cancelled & rides
        or news.out & visits.keys()
        or set(news.wanted) - visits.keys()
        or news.wish
    )


def _wish(known: Known, progress: Progress, news: News) -> TripRequest:
    return rest_of(
        progress,
        known.atlas.corridor,
        skip=news.out,
        add=news.wanted,
        closed=news.closed,
        cancelled=news.cancelled,
        changes=news.wish,
    )


def _pinned(progress: Progress, news: News, wish: TripRequest) -> TripRequest:
    """Return the wish with what is pinned to times and towns as if it were booked."""
    if not news.pins:
        return wish
    visits = {visit.site: str(visit) for visit in wish.visits}
    nights = nights_of(wish)
    must = [*wish.must]
    for pin in news.pins:
        for day, event in _pinned_by(progress, news, pin):
            if isinstance(event, Overnight) and pin.level in ("times", "nights"):
                nights[day] = event.place
            if isinstance(event, Visit) and pin.level != "nights":
                must.append(event.attraction)
                if pin.level == "times":
                    start = event.start.astimezone(CHINA)
                    visits[event.attraction] = f"{event.attraction}@{start:%Y-%m-%dT%H:%M}"
    stays = [f"{town}@{day}..{day + dt.timedelta(days=1)}" for day, town in sorted(nights.items())]
    words = wish.model_dump(by_alias=True)
    changes = {"visits": [*visits.values()], "stays": stays, "must": [*dict.fromkeys(must)]}
    words["under_way"]["pinned"] = [site for site in changes["must"] if site not in wish.must]
    return TripRequest.model_validate({**words, **changes})


def _pinned_by(progress: Progress, news: News, pin: Pin) -> Iterator[tuple[dt.date, Event]]:
    """Yield what stays of what is ahead; what people do not want of a day that stays is no part of it."""
    for day, event in progress.ahead:
        site = event.attraction if isinstance(event, Visit) else None
        if pin.what in (day.day, site) and site not in news.out:
            yield day.date, event


def _kept(progress: Progress, news: News, prices: Prices) -> Kept:
    visits = {site: day for site, day in progress.visits_ahead.items() if site not in news.out}
    ahead = progress.visits_ahead
    visits |= {new: ahead[old] for old, new in (news.swap or {}).items() if old in ahead}
    on_day, in_order = set[str](), dict[dt.date, tuple[str, ...]]()
    for pin in news.pins:
        found = [
            (day, event.attraction)
            for day, event in _pinned_by(progress, news, pin)
            if isinstance(event, Visit)
        ]
        if pin.level == "day" or (pin.level == "order" and isinstance(pin.what, str)):
            on_day |= {site for _, site in found}
        elif pin.level == "order" or (pin.level == "times" and isinstance(pin.what, int)):
            for day in dict(found):
                in_order[day] = tuple(site for date, site in found if date == day)
    return Kept(visits, progress.nights_ahead, prices, frozenset(on_day), in_order)


def _solved(
    known: Known, wish: TripRequest, kept: Kept, progress: Progress, news: News, change: Change
) -> Rest:
    def solve(wish: TripRequest, kept: Kept, *, relaxing: bool = False) -> Itinerary:
        how = known.options, known.stop, no_report
        found = unchecked(known.spared(wish), known.sparing, *how, relaxing=relaxing, kept=kept)
        return known.read(found, wish)

    try:
        if change != "best":
            shorter = Shorter(known.sparing.corridor, wish, kept, progress.lengths_ahead)
            with suppress(NoPlanError):
                found = shorter.best(solve)
                return replace(found, plan=kept.told(found.plan))
        return Rest(solve(wish, kept, relaxing=True), None)
    except NoPlanError as error:
        raise of_trip(error, wish, news.skip, news.add) from error


def _finished(
    known: Known, progress: Progress, news: News, rest: Rest, kept: Kept, change: Change
) -> Itinerary:
    """Return the rest with its past, the notes that people made, and what changed; it has passed the check."""
    days = with_notes(progress.plan, rest.plan)
    past = woken(joined(progress.plan.past, progress.past), progress.now, days[0].start.time)
    plan = rest.plan.model_copy(update={"days": days})
    plan = known.under_way(plan, past, progress.now).identified(progress.plan)
    if wrong := faults(plan, known.atlas.corridor):
        raise FailedCheckError(wrong)
    difference = _difference(known, progress, news, plan, is_free=change != "least")
    if change == "least":
        asked = len(set(news.add) - kept.visits.keys())
        number = kept.changes_in(plan) - asked
        least = None if rest.at_least is None else max(0, rest.at_least - asked)
        few = {"changes": number, "at_least": least, "fewest": number == least}
        difference, plan = difference.model_copy(update=few), unpriced(plan)
    is_whole = progress.slept and not (progress.past or known.plan.past)
    # a slow one that no slow plan fits is bounded by plans that are not slow
    if is_whole and not plan.request.slow:
        plan = bounded(known, plan, Note(code="replanned-within"))
    return continued(progress.plan, plan.model_copy(update={"difference": difference}))


def _difference(
    known: Known, progress: Progress, news: News, plan: Itinerary, *, is_free: bool
) -> Difference:
    """Return what changed of what was ahead and why, with the worth and money of the rest."""
    old, days = progress.plan, parts_of(progress.ahead)
    extras = [*(day.hire for day in days), plan.rental]
    cost = money_of([*(event for _, event in progress.ahead), *extras]).cost_cny
    model = known.model_for(plan.request.wish)
    model = replace(model, usual=known.model.usual | model.usual)
    worth = plan.certificate.objective + worth_of(model, days) - worth_of(model, plan.days)
    update = {
        "days": days,
        "totals": old.totals.model_copy(update={"cost_cny": cost}),
        "certificate": old.certificate.model_copy(update={"objective": worth}),
    }
    before = old.model_copy(update=update)
    forces = Forces(
        asked=frozenset((*news.out, *news.wanted)),
        closed=frozenset((outage.what, outage.day) for outage in news.closed),
        cancelled=frozenset((outage.what, outage.day) for outage in news.cancelled),
        time=progress.time,
        is_elsewhere=bool(progress.ahead) and progress.ahead[0][1].begins[0] != progress.place,
        is_free=is_free,
    )
    return explained(difference_of(before, plan), before, plan, forces)


def with_notes(before: Itinerary, after: Itinerary) -> tuple[Any, ...]:
    """Return the days of a plan with what people wrote beside the same things in another one."""
    notes = {
        key: event.note
        for day in before.days
        for event in day.events
        if event.note and (key := _key(day.date, event))
    }
    return tuple(
        day.model_copy(
            update={
                "events": tuple(
                    event.model_copy(update={"note": notes[key]})
                    if (key := _key(day.date, event)) in notes
                    else event
                    for event in day.events
                )
            }
        )
        for day in after.days
    )


def _key(day: dt.date, event: Event) -> tuple[object, ...]:
    """Return what makes an event the same one in another plan: a visit is on any day, all else on its own."""
    match event:
        case Visit():
            return "visit", event.attraction
        case Leg():
            return "leg", day, event.service, event.start, event.end
        case Meal():
            return "meal", day, event.meal
        case _:
            return event.kind, day, event.place
