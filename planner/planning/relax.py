"""When nothing fits: what cannot hold together, and the smallest changes that would do, each of them tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil
from typing import cast

from planner.bookings import BookedVisit
from planner.clock import DAY_MINUTES, at, format_clock
from planner.corridor import Corridor
from planner.errors import PlannerError, Relaxation, Want, WhatItTakes
from planner.hours import day_kind
from planner.planning.budget import cheapest
from planner.planning.conflict import Conflict, conflict_of
from planner.planning.effort import effort_of
from planner.planning.trials import Trials, Verdict
from planner.planning.wants import (
    OF_PACE,
    fields_without,
    frame_of,
    longest_travel,
    of_days,
    wants_of,
    without,
)
from planner.request import Purse, TripRequest, format_hours
from planner.solver import NoSolution
from planner.stopping import StoppedError
from planner.texts import Message

# for all tries and the price of a kind of cost, beside the time limit of the request: the last step may end later
SECONDS = 18.0
PROMISED = 20.0  # in docs/cli.md
SECONDS_A_TRY = 2.0
CONFLICT_SHARE = 0.4  # of them
SEVERAL_SHARE = 0.6  # of what is left then, to give up several wants where no single one will do
LADDER_SHARE = 0.5  # of what is left, for the changes of one field
BOOKING_SHARE = 0.2  # of what is left, for each change around a booked visit
MOST_EARLIER = 120  # minutes by which the day of a booked visit begins earlier
MOST_LATER = 180  # or by which it is later itself
STEPS = (0, 1, 3, 7)  # rungs that are tried before the last
MAX_DAYS = 14
FEW_MORE_DAYS = 3  # where money is limited, which more days need too
DAYS_AROUND = 14
EARLIEST_START, LATEST_END = 300, 1320  # what runs at other hours helps seldom, and its tables take long
LATEST_OF_ALL = 1800  # where services run after midnight
OF_DAYS = (*OF_PACE, "pace", "meals")  # changes of them take no longer to try than the wish
AREAS = ("belts", "zones", "within", "follow")
SPEND_MORE = "request.spend-more"
ABOVE_PRICE = (1, 1.02, 1.05, 1.1, 1.25)  # exact fares may be above the cheapest trip as the solver knows it


@dataclass(frozen=True)
class Ladder:
    """Changes of one want, the smallest first; ``grows`` where each asks for more room than the one before."""

    want: Want
    rungs: tuple[Relaxation, ...]
    grows: bool = False


def relaxations(
    request: TripRequest,
    trials: Trials,
    known: Sequence[Relaxation] = (),
    *,
    at_all_hours: bool = False,
    is_proven: bool = False,
    at_fault: Sequence[str] = (),
    is_dinner_missed: bool = False,
) -> WhatItTakes:
    """Return a conflict of a wish without a plan, and for each of its wants the smallest change that gives one.

    ``known`` are changes to try beside; with ``at_all_hours`` early and late services may help; ``is_proven`` where it
    is that the wish has no plan; of several conflicts the one of the bookings ``at_fault`` is told,
    and where ``is_dinner_missed`` by them, to have no meals is tried first. Where a trial finds
    a plan, nothing is told. Ends with the time of the trials, or as soon as somebody asks to stop, with what was found
    until then; what there was no time to try says so.
    """
    if not is_proven and trials.fits(request):
        return WhatItTakes()
    part = replace(trials, search=trials.search.within(CONFLICT_SHARE * trials.search.deadline.seconds_left))
    conflict = conflict_of(request, part, is_proven=is_proven, at_fault=at_fault)
    if trials.found:
        return WhatItTakes()
    several = _several(request, conflict, trials)
    found = [*([several] if several else []), *_around_bookings(request, conflict, trials)]
    frame: list[Want] = []
    days = MAX_DAYS  # that are enough by the same mode: another one has to do with no more
    ladders = [*_ladders(request, conflict, trials, known, at_all_hours=at_all_hours)]
    if is_dinner_missed:
        ladders.sort(key=lambda ladder: ladder.want.field != "meals")
    for ladder in ladders:
        if ladder.want.field == "mode" and any(change.field == "mode" for change in found):
            continue
        if _is_hopeless(conflict, request, ladder, trials):
            continue
        rungs = tuple(rung for rung in ladder.rungs if int(str(rung.also.get("days", 0))) <= days)
        change = _climb(request, replace(ladder, rungs=rungs), trials)
        is_likely = ladder.want in conflict.wants or (is_dinner_missed and ladder.want.field == "meals")
        if change and (change.verified or is_likely):
            found.append(change)
        if change and change.verified and change.field == "days":
            days = int(str(change.value))
        if ladder.want not in (*conflict.wants, *frame) and _matters(
            conflict, request, ladder, change, trials
        ):
            frame.append(ladder.want)
    wants = (*conflict.wants, *frame)
    found.sort(key=lambda change: (not change.verified, effort_of(request, change, trials.corridor)))
    return WhatItTakes(tuple(found), wants, conflict.is_minimal and conflict.is_proven and bool(wants))


def relaxed(request: TripRequest, change: Relaxation) -> TripRequest:
    """Return the request with a change of its fields."""
    words = request.model_dump(by_alias=True)
    return TripRequest.model_validate({**words, change.field: change.value, **change.also})


def spending(cny: int) -> Relaxation:
    """Return the change to a budget."""
    return _change("spend-more", "budget", cny, cny=cny)


def spending_on(kind: Purse, cny: int) -> Relaxation:
    """Return the change to the only limit of a kind of cost."""
    return _change("spend-on-kind", "purses", {kind: cny}, kind=kind, cny=cny)


def _change(code: str, field: str, value: object, **params: object) -> Relaxation:
    return Relaxation(field, value, Message(f"request.{code}", params))


def _climb(request: TripRequest, ladder: Ladder, trials: Trials) -> Relaxation | None:
    """Return the smallest change that gives a plan; the largest, not verified, where there was no time to try them."""
    part = replace(trials, search=trials.search.within(LADDER_SHARE * trials.search.deadline.seconds_left))
    rungs = [rung for rung in ladder.rungs if relaxed(request, rung) != request]
    if not rungs or trials.search.deadline.stop.is_set:
        return None
    change = _lowest(request, rungs, part) if ladder.grows else _first(request, rungs, part)
    if change is None and part.is_over and not trials.search.deadline.stop.is_set:
        return replace(rungs[-1] if ladder.grows else rungs[0], verified=False)
    return change


def _first(request: TripRequest, rungs: Sequence[Relaxation], trials: Trials) -> Relaxation | None:
    return next((rung for rung in rungs if trials.fits(relaxed(request, rung))), None)


def _lowest(request: TripRequest, rungs: Sequence[Relaxation], trials: Trials) -> Relaxation | None:
    """Return the lowest rung that fits, found by halving below one that does; long trips take long, and come last."""

    def fits(rung: int) -> bool:
        return trials.fits(relaxed(request, rungs[rung]))

    last = len(rungs) - 1
    too_low, enough = -1, 0
    for enough in (*(step for step in STEPS if step < last), last):
        if fits(enough):
            break
        too_low = enough
    else:
        return None
    while enough - too_low > 1:
        middle = (too_low + enough) // 2
        too_low, enough = (too_low, middle) if fits(middle) else (middle, enough)
    return rungs[enough]


def _is_hopeless(conflict: Conflict, request: TripRequest, ladder: Ladder, trials: Trials) -> bool:
    """Tell whether not even those who ask for nothing but what is in conflict have a plan with the last change."""
    if ladder.want in conflict.wants or ladder.want.field not in OF_DAYS or conflict.core == request:
        return False
    return bool(ladder.rungs) and trials.verdict(relaxed(conflict.core, ladder.rungs[-1])) is Verdict.NEVER


def _matters(
    conflict: Conflict, request: TripRequest, ladder: Ladder, change: Relaxation | None, trials: Trials
) -> bool:
    """Tell whether a change of one field gives a plan, or would to who asks for nothing but what is in conflict.

    What changes another field too, as a slower mode with more days, says nothing of its own.
    """
    if change and change.verified and not change.also:
        return True
    if conflict.core == request or not ladder.rungs or trials.is_over:
        return False
    rungs = (ladder.rungs[: STEPS[-1]][-1], ladder.rungs[-1]) if ladder.grows else ladder.rungs[:1]
    alone = [rung for rung in rungs if not rung.also]
    return any(trials.fits(relaxed(conflict.core, rung)) for rung in alone)  # long trips take long


def _several(request: TripRequest, conflict: Conflict, trials: Trials) -> Relaxation | None:
    """Return several wants to give up at once, where to give up none of those in conflict is enough."""
    if not conflict.wants or any(trials.fits(without(request, [want])) for want in conflict.wants):
        return None
    seconds = SEVERAL_SHARE * trials.search.deadline.seconds_left
    return _without_several(request, replace(trials, search=trials.search.within(seconds)))


def _without_several(request: TripRequest, trials: Trials) -> Relaxation | None:
    """Keep want after want, those first that are the hardest to give up, while there is a plan; give up the others."""
    everything = wants_of(request, trials.corridor)
    kept: list[Want] = []
    for want in reversed(everything):
        rest = [other for other in everything if other not in (*kept, want)]
        if trials.fits(without(request, rest)):
            kept.append(want)
    given_up = [want for want in everything if want not in kept]
    if len(given_up) < 2 or not trials.fits(without(request, given_up)):
        return None
    (first, value), *others = fields_without(request, given_up).items()
    told = Message("request.give-up-all", {"wants": [want.message.both for want in given_up]})
    return Relaxation(first, value, told, dict(others))


def _around_bookings(request: TripRequest, conflict: Conflict, trials: Trials) -> Iterator[Relaxation]:
    """Yield for each booked visit in conflict the earlier start of its day, and the later hour of it, that would do."""
    booked = {str(visit): visit for visit in request.visits}
    for want in conflict.wants:
        if want.field == "visits" and want.value in booked:
            visit = booked[str(want.value)]
            for rungs in (_earlier_that_day(request, visit), _later(request, visit, trials.corridor)):
                part = replace(
                    trials, search=trials.search.within(BOOKING_SHARE * trials.search.deadline.seconds_left)
                )
                if change := _first(request, [*rungs], part):
                    yield change


def _earlier_that_day(request: TripRequest, visit: BookedVisit) -> Iterator[Relaxation]:
    day = request.number_of(visit.start.date())
    start, end = request.hours_asked_for(visit.start.date())
    hours = {number: format_hours(each) for number, each in request.day_hours.items()}
    for earlier in range((start - 1) // 60 * 60, max(start - MOST_EARLIER, EARLIEST_START) - 1, -60):
        changed = {**hours, day: format_hours((earlier, end))}
        yield _change("start-day-earlier", "day_hours", changed, day=day, start=earlier, before=start)


def _later(request: TripRequest, visit: BookedVisit, corridor: Corridor) -> Iterator[Relaxation]:
    """Yield the visit at later half hours of its day."""
    name = corridor.attraction_by_id[visit.site].name.both
    minute = visit.start.hour * 60 + visit.start.minute
    for later in range((minute // 30 + 1) * 30, minute + MOST_LATER + 1, 30):
        if later < DAY_MINUTES:
            moved = visit.model_copy(update={"start": at(visit.start.date(), later).replace(tzinfo=None)})
            visits = [str(moved if each == visit else each) for each in request.visits]
            params = {"booking": str(moved), "name": name, "time": format_clock(later)}
            yield _change("later-visit", "visits", visits, **params)


def _ladders(
    request: TripRequest,
    conflict: Conflict,
    trials: Trials,
    known: Sequence[Relaxation],
    *,
    at_all_hours: bool,
) -> Iterator[Ladder]:
    """Yield the changes of each want of a conflict and of the frame, those first that are the likeliest to help."""
    frame = {want.field: want for want in frame_of(request)}
    by_field = {want.field: want for want in (*frame.values(), *conflict.wants)}
    for want in conflict.wants:
        if want.field in ("budget", "purses"):
            yield Ladder(want, tuple(_money(request, want, trials, known)))
    if at_all_hours:
        by_field |= {want.field: want for want in of_days(request)}
        yield from _hours(request, by_field, 0, LATEST_OF_ALL)
    for want in conflict.wants:
        if want.field not in ("budget", "purses", *OF_PACE):
            yield Ladder(want, tuple(_give_up(request, want)))
    yield Ladder(frame["days"], tuple(_days(request)), grows=not is_limited(request))
    if "max_transit" in by_field:
        yield Ladder(by_field["max_transit"], tuple(_travel(request)), grows=True)
    if not at_all_hours:
        yield from _hours(request, by_field, EARLIEST_START, LATEST_END)
    yield Ladder(frame["pace"], tuple(_pace(request)))
    if "meals" in frame:
        yield Ladder(frame["meals"], (_change("no-meals", "meals", False),))
    modes = [Ladder(frame["mode"], rungs, grows=not is_limited(request)) for rungs in _modes(request)]
    dates = [Ladder(frame["date"], tuple(_dates(request)))] if "date" in frame else []
    yield from (
        (*dates, *modes) if request.mode == "car" else (*modes, *dates)
    )  # last what needs tables of timetables


def _hours(
    request: TripRequest, by_field: Mapping[str, Want], earliest: int, latest: int
) -> Iterator[Ladder]:
    if "end_time" in by_field:
        yield Ladder(by_field["end_time"], tuple(_end_times(request, latest)), grows=True)
    if "start_time" in by_field:
        yield Ladder(by_field["start_time"], tuple(_start_times(request, earliest)), grows=True)


def is_limited(request: TripRequest) -> bool:
    """Tell whether money is limited, of which more days take more."""
    return request.budget is not None or bool(request.purses)


def _most_days(request: TripRequest) -> int:
    return min(MAX_DAYS, request.days + FEW_MORE_DAYS) if is_limited(request) else MAX_DAYS


def _days(request: TripRequest) -> Iterator[Relaxation]:
    fewer = range(request.days - 1, 0, -1) if is_limited(request) else ()
    for days in (*range(request.days + 1, _most_days(request) + 1), *fewer):
        yield _change("take-days", "days", days, n=days, before=request.days)


def _modes(request: TripRequest) -> Iterator[tuple[Relaxation, ...]]:
    """Travel by each other mode, in as many days or more, but for those who want to drive."""
    for mode in ("transit", "car", "mixed"):
        if mode != request.mode and not request.self_drive:
            code = f"request.go-{'' if mode == 'mixed' else 'by-'}{mode}"
            yield tuple(
                Relaxation(
                    "mode", mode, Message(code, {"n": days}), {"days": days} if days > request.days else {}
                )
                for days in range(request.days, _most_days(request) + 1)
            )


def _travel(request: TripRequest) -> Iterator[Relaxation]:
    for minutes in range(-(-(request.transit_cap + 1) // 60) * 60, longest_travel(request) + 1, 60):
        yield _change("travel-more", "max_transit", minutes, n=minutes // 60)


def _start_times(request: TripRequest, earliest: int) -> Iterator[Relaxation]:
    for start in range((request.day_start - 1) // 60 * 60, earliest - 1, -60):
        yield _change("start-earlier", "start_time", format_clock(start), start=start)


def _end_times(request: TripRequest, latest: int) -> Iterator[Relaxation]:
    for end in range(request.day_end + 60, latest + 1, 60):
        yield _change("end-later", "end_time", format_clock(end), end=end)


def _pace(request: TripRequest) -> Iterator[Relaxation]:
    if request.pace != "packed":
        yield _change("pace-packed", "pace", "packed")


def _dates(request: TripRequest) -> Iterator[Relaxation]:
    """Begin on another day within two weeks, the nearest of its kind first; what is booked has its date."""
    seen: set[tuple[object, ...]] = set()
    booked = request.visits, request.stays, request.trains, request.arrival, request.leave_by
    if any(booked) or request.under_way:
        return
    for away in range(1, DAYS_AROUND + 1):
        for day in (request.date + timedelta(days=away), request.date - timedelta(days=away)):
            kinds = (
                day.weekday(),
                day.month,
                *(day_kind(day + timedelta(days=n)) for n in range(request.days)),
            )
            if kinds not in seen:
                seen.add(kinds)
                yield _change("begin-on", "date", str(day), date=str(day))


def _money(
    request: TripRequest, want: Want, trials: Trials, known: Sequence[Relaxation]
) -> Iterator[Relaxation]:
    """Spend as much as the cheapest trip costs, or a little more; of a kind, else do without its limit."""
    if want.field == "budget":
        prices = [
            change.params["cny"] for change in (each.message for each in known) if change.code == SPEND_MORE
        ]
        for cny in prices or _price(request, trials):
            yield from (spending(ceil(share * cny)) for share in ABOVE_PRICE)
        return
    (kind,) = cast("dict[Purse, int]", want.value)
    yield from (
        change
        for change in known
        if change.field == "purses" and kind in cast("dict[str, int]", change.value)
    )
    others = {other: cny for other, cny in request.purses.items() if other != kind}
    yield _change(f"no-limit-{kind}", "purses", others, limit=f"{kind}={request.purses[kind]}")


def _price(request: TripRequest, trials: Trials) -> Iterator[int]:
    """Yield the price of the cheapest trip, where one is found."""
    with suppress(NoSolution, StoppedError, PlannerError):
        model = trials.rebuild(request.model_copy(update={"budget": None}))
        yield cheapest(model.problem, trials.search.within(trials.seconds)).cny + model.fixed_cny


def _give_up(request: TripRequest, want: Want) -> Iterator[Relaxation]:
    """Yield the smallest changes that give up a want, last the one that does without it."""
    if want.field == "cover":
        yield from _cover(request, want)
    elif want.field == "pauses":
        yield _given_up("without-pause", request, want, pause=want.value)
    elif want.field == "theme_rules":
        yield _change("drop-theme-rules", "theme_rules", False, rules=want.message.params["rules"])
    elif want.field == "must":
        yield _given_up("leave-out", request, want, site=want.value, name=want.message.params["name"])
    elif want.field in ("visits", "stays", "trains"):
        yield _given_up("leave-out-booking", request, want, booking=want.value, told=want.message.both)
    elif want.field == "max_bed_changes":
        for changes in range((request.max_bed_changes or 0) + 1, request.days - 1):
            yield _change("change-beds", "max_bed_changes", changes, n=changes)
    elif want.field == "avoid_crowds":
        yield _change("meet-crowds", "avoid_crowds", False)
    else:
        if want.field in AREAS and not request.outside_weight:
            yield _change("weigh-outside", "outside_weight", 0.5)
        if want.field == "needs" and request.needs_strict:
            yield _change("needs-not-strict", "needs_strict", False)
        yield _given_up("give-up", request, want, want=want.message.both)


def _given_up(code: str, request: TripRequest, want: Want, /, **params: object) -> Relaxation:
    """Return the change that does without a want, with all the fields that change."""
    fields = fields_without(request, [want])
    value = fields.pop(want.field)
    return Relaxation(want.field, value, Message(f"request.{code}", params), fields)


def _cover(request: TripRequest, want: Want) -> Iterator[Relaxation]:
    """Ask for fewer of a set, at last for none."""
    rules = [rule.model_dump(mode="json", exclude_defaults=True) for rule in request.cover]
    place = next(at for at, rule in enumerate(request.cover) if rule.model_dump(mode="json") == want.value)
    rule = request.cover[place]
    for least in range(rule.at_least - 1, 0, -1):
        fewer = [*rules[:place], {**rules[place], "at_least": least}, *rules[place + 1 :]]
        yield _change("cover-fewer", "cover", fewer, rule=rule.name.both, least=least, before=rule.at_least)
    rest = rules[:place] + rules[place + 1 :]
    yield _change("cover-none", "cover", rest, rule=rule.name.both, asks=rule.asks.both)
