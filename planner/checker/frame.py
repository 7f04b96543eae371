"""Rules on the frame: the request, days and dates, one event after another, nights, the hours of a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from planner.checker import hours
from planner.checker.case import Case, clock
from planner.checker.report import Book, said
from planner.clock import CHINA, at, format_clock, minutes_of
from planner.corridor import Corridor, ScenarioError, in_scenarios
from planner.hours import is_best_late, light_of
from planner.itinerary import SCHEMA_VERSION, Day, Event, Itinerary, Leg, Overnight, Visit
from planner.request import TripRequest
from planner.rules import ADULTS_A_ROOM, PEOPLE_A_ROOM, SUNRISE_LEAD
from planner.texts import Message

YEARS = range(2000, 2100)  # the calendar knows no others
SHORTEST_DAY = 60


def request_of(
    itinerary: Itinerary, corridor: Corridor, request: TripRequest | None, book: Book
) -> TripRequest | None:
    """Return the request to check by, or None when no plan can be right for it."""
    own: TripRequest = itinerary.request
    if request is not None:
        asked, answered = (wish.model_dump(include=set(TripRequest.model_fields)) for wish in (request, own))
        different = [key for key in asked if asked[key] != answered[key]]
        book.fact(not different, "request", said("request-other", fields=different), severity="warning")
    wanted = request or own
    problems = _impossible_scenarios(wanted, corridor) or _impossible(wanted, corridor)
    dates = [day.date for day in itinerary.days if day.date.year not in YEARS]
    problems += [said("out-of-range", date=str(date)) for date in dates]
    for problem in problems:
        book.fact(False, "request", problem)
    return None if problems else wanted


def _impossible_scenarios(request: TripRequest, corridor: Corridor) -> list[Message]:
    try:
        in_scenarios(corridor, request.scenarios)
    except ScenarioError as error:
        return [said("no-scenario", why=error.message.both)]
    return []


def _impossible(request: TripRequest, corridor: Corridor) -> list[Message]:
    ends = {p.id for group in (corridor.towns, corridor.attractions, corridor.stations) for p in group}
    sites = corridor.attraction_by_id
    problems = [said("no-end", place=place) for place in sorted({request.start, request.end} - ends)]
    problems += [said("no-attraction", site=s) for s in (*request.must, *request.avoid) if s not in sites]
    problems += [said("no-theme", theme=t) for t in request.themes if t not in corridor.theme_by_id]
    if request.seniors + request.students > request.adults:
        problems.append(said("too-many-reduced"))
    if len(request.child_ages) > request.children or len(request.senior_ages) > request.seniors:
        problems.append(said("too-many-ages"))
    people = request.adults + request.children
    beds = max(ceil(request.adults / ADULTS_A_ROOM), ceil(people / PEOPLE_A_ROOM))
    if request.rooms is not None and request.rooms < beds:
        problems.append(said("too-few-rooms", rooms=request.rooms))
    if request.outside_weight and not request.has_area:
        problems.append(said("nothing-outside"))
    followed = (request.follow,) if request.follow is not None else ()
    regions = ((*request.belts, *followed), corridor.belts), (request.zones, corridor.zones)
    for asked, known in regions:
        ids = {region.id for region in known}
        problems += [said("no-region", region=region) for region in asked if region not in ids]
    towns = {stay.town for stay in request.stays} | ({request.base} if request.base else set())
    problems += [said("no-end", place=town) for town in sorted(towns - corridor.town_by_id.keys())]
    stops = {place for train in request.trains for place in (train.start, train.end)}
    problems += [said("no-end", place=place) for place in sorted(stops - corridor.places.keys())]
    return problems + _impossible_times(request)


def _impossible_times(request: TripRequest) -> list[Message]:
    problems = []
    if request.date.year not in YEARS:
        problems.append(said("out-of-range", date=str(request.date)))
    told = (moment for moment in (request.arrival, request.leave_by) if moment is not None)
    problems += [said("out-of-range", date=str(moment)) for moment in told if moment.year not in YEARS]
    for name in ("arrival", "leave_by"):
        moment = getattr(request, name)
        if moment is not None and moment.utcoffset() not in (None, CHINA.utcoffset(None)):
            problems.append(said("moment-elsewhere", field=name))
    if not problems and hours.impossible(request):
        problems.append(said("moment-outside"))
    if request.day_end - request.day_start < SHORTEST_DAY:
        problems.append(said("short-day"))
    return problems


def judge(case: Case) -> None:
    """Check the frame of the plan."""
    _header(case)
    _days(case)
    _times(case)
    _chain(case)
    _nights(case)
    _day_hours(case)
    _places(case)


def _header(case: Case) -> None:
    plan, corridor = case.itinerary, case.corridor
    version = plan.schema_version
    case.book.fact(version == SCHEMA_VERSION, "schema", said("schema", version=version))
    same = plan.corridor.data_hash == corridor.data_hash
    case.book.fact(same, "data", said("other-data"), severity="warning")
    is_named = plan.corridor.name in (corridor.name.zh, corridor.name.en)
    message = said("other-corridor", name=plan.corridor.name)
    case.book.fact(is_named, "data", message, severity="warning")


def _days(case: Case) -> None:
    days, eve = case.itinerary.days, hours.comes_on_the_eve(case.request)
    wanted = case.request.days + eve
    case.book.fact(len(days) == wanted, "num-days", said("num-days", days=len(days), wanted=wanted))
    for index, day in enumerate(days):
        number = index + hours.first_number(case.request) - eve
        message = said("day-number", number=number, told=day.day)
        case.book.fact(day.day == number, "day-number", message, number)
        date = case.request.date + timedelta(days=index - eve)
        message = said("date", date=str(day.date), right=str(date))
        case.book.fact(day.date == date, "date", message, number)


def _times(case: Case) -> None:
    for day in case.itinerary.days:
        for moment in (day.start.time, day.end.time):
            case.book.fact(_is_plain(moment), "time", said("odd-moment", moment=str(moment)), day.day)
    for day, index, event in case.events():
        begin, end = event.begins[1], event.finishes[1]
        plain = _is_plain(begin) and _is_plain(end)
        case.book.fact(plain, "time", said("odd-times"), day.day, index)
        message = said("backwards", end=clock(end), begin=clock(begin))
        case.book.fact(begin <= end, "time", message, day.day, index)


def _is_plain(moment: datetime) -> bool:
    return moment.utcoffset() == CHINA.utcoffset(None) and not moment.second and not moment.microsecond


def _chain(case: Case) -> None:
    """Follow the traveller from event to event; a day begins where and when the night ended."""
    here: tuple[str, datetime] | None = None
    for day in case.itinerary.days:
        start = day.start.place, day.start.time
        if here is not None:
            _joins(case, here, start, day, None)
        here = start
        for index, event in enumerate(day.events):
            # the first event of a day must be in its `start`, which is a rule of its own
            if index == 0:
                _frames(case, start, event.begins, day, "frame-begins")
            else:
                _joins(case, here, event.begins, day, index)
            here = event.finishes
        last = _tour(day)[-1].finishes if _tour(day) else start
        _frames(case, (day.end.place, day.end.time), last, day, "frame-ends")
    _ends(case)


def _joins(
    case: Case, here: tuple[str, datetime], there: tuple[str, datetime], day: Day, event: int | None
) -> None:
    where = said("gap-place", begin=there[0], end=here[0])
    when = said("gap-time", begin=clock(there[1]), end=clock(here[1]))
    case.book.fact(here[0] == there[0], "gap", where, day.day, event)
    case.book.fact(here[1] == there[1], "gap", when, day.day, event)


def _frames(case: Case, told: tuple[str, datetime], is_so: tuple[str, datetime], day: Day, text: str) -> None:
    message = said(text, time=clock(is_so[1]), place=is_so[0], told_time=clock(told[1]), told_place=told[0])
    case.book.fact(told == is_so, "frame", message, day.day)


def _ends(case: Case) -> None:
    days, request = case.itinerary.days, case.request
    if days:
        begin, end = days[0].start.place, days[-1].end.place
        starts = said("from", place=begin, wanted=request.start)
        case.book.fact(begin == request.start, "from", starts, 1)
        case.book.fact(end == request.end, "to", said("to", place=end, wanted=request.end), len(days))


def _tour(day: Day) -> list[Event]:
    return [event for event in day.events if not isinstance(event, Overnight)]


def _nights(case: Case) -> None:
    for day in case.itinerary.days:
        is_last = day is case.itinerary.days[-1]
        slept = bool(day.events) and isinstance(day.events[-1], Overnight)
        message = said("night-after-all" if is_last else "no-night")
        case.book.fact(slept != is_last, "night", message, day.day)
    for day, index, event in case.events():
        if isinstance(event, Overnight):
            is_town = event.place in case.corridor.town_by_id
            case.book.fact(is_town, "night", said("night-nowhere", place=event.place), day.day, index)
            is_end = index == len(day.events) - 1
            case.book.fact(is_end, "night", said("night-by-day"), day.day, index)


def _day_hours(case: Case) -> None:
    for day in case.itinerary.days:
        out = hours.out(case, day.date, is_evening=_may_end_late(case, day))
        earliest, latest = hours.with_trains(case, day, out)
        start, end = day.start.time, day.end.time
        if (rise := _sunrise(case, day)) is not None:
            earliest = min(earliest, rise - timedelta(minutes=SUNRISE_LEAD))
        early = said("early", time=clock(start), earliest=_clock_on(earliest, day))
        late = said("late", time=clock(end), latest=_clock_on(latest, day))
        case.book.fact(start >= earliest, "day-hours", early, day.day)
        case.book.fact(end <= latest, "day-hours", late, day.day)
        _visiting_hours(case, day)


def _visiting_hours(case: Case, day: Day) -> None:
    """The way from an arrival and to a departure may take the night, visits have their hours."""
    if case.request.arrival is None and case.request.leave_by is None:
        return
    opens, closes = hours.for_visits(case, day.date, is_evening=True)
    for index, event in enumerate(day.events):
        if isinstance(event, Visit):
            at_dawn = (
                event.attraction in case.request.sunrise and hours.own(case.request, day.date)[0] is None
            )
            is_early = event.start < opens and not at_dawn
            on_trip = day.date >= case.request.date and not is_early and event.end <= closes
            message = said("visit-at-night", site=event.attraction)
            case.book.fact(on_trip, "day-hours", message, day.day, index)


def _clock_on(moment: datetime, day: Day) -> str:
    return format_clock(minutes_of(moment, day.date))


def _sunrise(case: Case, day: Day) -> datetime | None:
    """Return when the sun rises at the first visit of a day, where it was asked for; not on a day of arrival."""
    visit = next((event for event in day.events if isinstance(event, Visit)), None)
    arrival = case.request.arrival
    if (
        visit is None
        or visit.attraction not in case.request.sunrise
        or (arrival and arrival.date() >= day.date)
        or hours.own(case.request, day.date)[0] is not None
    ):
        return None
    site = case.corridor.attraction_by_id.get(visit.attraction)
    return at(day.date, light_of("sunrise", site.location, day.date)[0]) if site else None


def _may_end_late(case: Case, day: Day) -> bool:
    """Tell whether a day may end after its hours: after what is seen by night, or where nobody goes out at all."""
    sites = [case.corridor.attraction_by_id.get(e.attraction) for e in day.events if isinstance(e, Visit)]
    is_out = any(isinstance(event, Leg) for event in day.events)
    if not sites or sites[-1] is None:
        return not sites and not is_out
    site, last = sites[-1], [event for event in day.events if isinstance(event, Visit)][-1]
    if hours.may_be_late(case.request, day.date):
        is_lit = any(is_best_late(site, each.date) for each in case.itinerary.days)
        return site.evening or is_lit or site.id in case.request.blue_hour
    is_booked = site.id in {booked.site for booked in case.request.visits}
    return hours.is_seen_lit(site, last, day.date) or (is_booked and is_best_late(site, day.date))


def _places(case: Case) -> None:
    for day, index, event in case.events():
        places = event.via if isinstance(event, Leg) else ()
        kinds = case.corridor.attraction_by_id if isinstance(event, Visit) else case.corridor.places
        text = "no-attraction" if isinstance(event, Visit) else "no-place"
        for place in dict.fromkeys((event.begins[0], *places, event.finishes[0])):
            case.book.fact(place in kinds, "place", said(text, site=place), day.day, index)
