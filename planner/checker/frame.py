"""Rules on the frame: the request, days and dates, one event after another, nights, the hours of a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import ValidationError

from planner.checker.case import Case
from planner.checker.report import Book
from planner.clock import CHINA, format_clock, minutes_of
from planner.corridor import Corridor
from planner.itinerary import SCHEMA_VERSION, Day, Event, Itinerary, Leg, Overnight, Visit
from planner.request import TripRequest
from planner.rules import EVENING_END

YEARS = range(2000, 2100)  # the calendar knows no others
SHORTEST_DAY = 60
TUNING = {"engine", "time_limit", "seed"}  # how a plan is looked for, not what it must be


def request_of(
    itinerary: Itinerary, corridor: Corridor, request: TripRequest | None, book: Book
) -> TripRequest | None:
    """Return the request to check by, or None when no plan can be right for it."""
    own: TripRequest | None = None
    try:
        own = TripRequest.model_validate(itinerary.request)
    except (ValidationError, ValueError, OverflowError) as error:
        detail = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        book.fact(False, "request", f"the plan's own request cannot be read: {detail}")
    if request is not None and own is not None:
        asked, answered = (wish.model_dump(exclude=TUNING) for wish in (request, own))
        different = [key for key in asked if asked[key] != answered[key]]
        message = f"the plan answers another request: {', '.join(different)} differ"
        book.fact(not different, "request", message, severity="warning")
    wanted = request or own
    if wanted is None:
        return None
    problems = _impossible(wanted, corridor)
    problems += [f"{day.date} is out of range" for day in itinerary.days if day.date.year not in YEARS]
    for problem in problems:
        book.fact(False, "request", problem)
    return None if problems else wanted


def _impossible(request: TripRequest, corridor: Corridor) -> list[str]:
    ends = {p.id for group in (corridor.towns, corridor.attractions, corridor.stations) for p in group}
    sites = corridor.attraction_by_id
    problems = [f"'{place}' is no place to begin or end" for place in {request.start, request.end} - ends]
    problems += [f"'{theme}' is no theme" for theme in request.themes if theme not in corridor.theme_by_id]
    problems += [
        f"'{site}' is no attraction" for site in (*request.must, *request.avoid) if site not in sites
    ]
    if request.seniors + request.students > request.adults:
        problems.append("more seniors and students than adults")
    regions = (request.belts, corridor.belts), (request.zones, corridor.zones)
    for asked, known in regions:
        ids = {region.id for region in known}
        problems += [f"'{region:.60}' is no belt or zone" for region in asked if region not in ids]
    weights = request.themes.values()
    problems += [f"{weight:g} is no weight of a theme" for weight in weights if not 0 < weight <= 1]
    return sorted(problems) + _impossible_times(request)


def _impossible_times(request: TripRequest) -> list[str]:
    problems = []
    if request.date.year not in YEARS:
        problems.append(f"{request.date} is out of range")
    if request.arrival is not None and request.arrival.year not in YEARS:
        problems.append(f"{request.arrival} is out of range")
    if request.arrival is not None and request.arrival.utcoffset() not in (None, CHINA.utcoffset(None)):
        problems.append("the arrival is not in China's time")
    if request.arrival is not None and request.visa_port is None:
        problems.append("an arrival goes with visa-free transit only")
    if request.day_end - request.day_start < SHORTEST_DAY:
        problems.append("the day ends less than an hour after it starts")
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
    case.book.fact(version == SCHEMA_VERSION, "schema", f"'{version:.60}' is no known schema version")
    same = plan.corridor.data_hash == corridor.data_hash
    case.book.fact(same, "data", "the plan was made from other data than this corridor's", severity="warning")
    is_named = plan.corridor.name in (corridor.name.zh, corridor.name.en)
    case.book.fact(is_named, "data", f"the corridor is not '{plan.corridor.name:.60}'", severity="warning")


def _days(case: Case) -> None:
    wanted, days = case.request.days, case.itinerary.days
    case.book.fact(len(days) == wanted, "num-days", f"{len(days)} days instead of {wanted}")
    for index, day in enumerate(days):
        number = index + 1
        case.book.fact(day.day == number, "day-number", f"day {number} is numbered {day.day}", number)
        date = case.request.date + timedelta(days=index)
        case.book.fact(day.date == date, "date", f"{day.date} instead of {date}", number)


def _times(case: Case) -> None:
    for day in case.itinerary.days:
        for moment in (day.start.time, day.end.time):
            case.book.fact(_is_plain(moment), "time", f"{moment} is not a whole minute at +08:00", day.day)
    for day, index, event in case.events():
        begin, end = event.begins[1], event.finishes[1]
        plain = _is_plain(begin) and _is_plain(end)
        case.book.fact(plain, "time", "not in whole minutes at +08:00", day.day, index)
        case.book.fact(begin <= end, "time", f"ends at {end:%H:%M}, before its {begin:%H:%M}", day.day, index)


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
                _frames(case, start, event.begins, day, "begins")
            else:
                _joins(case, here, event.begins, day, index)
            here = event.finishes
        last = _tour(day)[-1].finishes if _tour(day) else start
        _frames(case, (day.end.place, day.end.time), last, day, "ends")
    _ends(case)


def _joins(
    case: Case, here: tuple[str, datetime], there: tuple[str, datetime], day: Day, event: int | None
) -> None:
    where = f"begins in {there[0]}, not in {here[0]} where the last one ended"
    when = f"begins at {there[1]:%H:%M}, not at {here[1]:%H:%M} when the last one ended"
    case.book.fact(here[0] == there[0], "gap", where, day.day, event)
    case.book.fact(here[1] == there[1], "gap", when, day.day, event)


def _frames(case: Case, said: tuple[str, datetime], is_so: tuple[str, datetime], day: Day, verb: str) -> None:
    message = f"the day {verb} at {is_so[1]:%H:%M} in {is_so[0]}, not at {said[1]:%H:%M} in {said[0]}"
    case.book.fact(said == is_so, "frame", message, day.day)


def _ends(case: Case) -> None:
    days, request = case.itinerary.days, case.request
    if days:
        begin, end = days[0].start.place, days[-1].end.place
        case.book.fact(begin == request.start, "from", f"begins in {begin}, not in {request.start}", 1)
        case.book.fact(end == request.end, "to", f"ends in {end}, not in {request.end}", len(days))


def _tour(day: Day) -> list[Event]:
    return [event for event in day.events if not isinstance(event, Overnight)]


def _nights(case: Case) -> None:
    for day in case.itinerary.days:
        is_last = day is case.itinerary.days[-1]
        slept = bool(day.events) and isinstance(day.events[-1], Overnight)
        message = "the last day ends with a night" if is_last else "the day does not end with a night"
        case.book.fact(slept != is_last, "night", message, day.day)
    for day, index, event in case.events():
        if isinstance(event, Overnight):
            is_town = event.place in case.corridor.town_by_id
            case.book.fact(is_town, "night", f"{event.place} is not a town", day.day, index)
            is_end = index == len(day.events) - 1
            case.book.fact(is_end, "night", "a night in the middle of a day", day.day, index)


def _day_hours(case: Case) -> None:
    earliest = case.request.day_start
    for day in case.itinerary.days:
        latest = _latest(case, day)
        start, end = (minutes_of(moment.time, day.date) for moment in (day.start, day.end))
        early = f"starts at {day.start.time:%H:%M}, before {format_clock(earliest)}"
        late = f"ends at {day.end.time:%H:%M}, after {format_clock(latest)}"
        case.book.fact(start >= earliest, "day-hours", early, day.day)
        case.book.fact(end <= latest, "day-hours", late, day.day)


def _latest(case: Case, day: Day) -> int:
    """Return when a day must be over: later after an evening session, or where nobody goes out at all."""
    sites = [case.corridor.attraction_by_id.get(e.attraction) for e in day.events if isinstance(e, Visit)]
    is_out = any(isinstance(event, Leg) for event in day.events)
    is_evening = sites[-1] is not None and sites[-1].evening if sites else not is_out
    return max(EVENING_END if case.request.evenings and is_evening else 0, case.request.day_end)


def _places(case: Case) -> None:
    for day, index, event in case.events():
        places = event.via if isinstance(event, Leg) else ()
        kinds = case.corridor.attraction_by_id if isinstance(event, Visit) else case.corridor.places
        kind = "attraction" if isinstance(event, Visit) else "place"
        for place in dict.fromkeys((event.begins[0], *places, event.finishes[0])):
            case.book.fact(place in kinds, "place", f"no {kind} '{place:.60}'", day.day, index)
