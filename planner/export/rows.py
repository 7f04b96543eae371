"""The rows of a day: what, when, how long, for how much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from planner import texts
from planner.clock import clock_of_day, minutes_of
from planner.export.freetime import around, events_of, long_wait, until
from planner.export.groups import SHORTEST_WAIT, ends_of, groups_of, is_moment, length_of, main_of
from planner.export.links import place_links, train_link
from planner.export.luggage import climb_with_luggage, luggage_row
from planner.export.speaker import Speaker, estimate, named_alone, service_name, shown
from planner.export.view import Mark, Note, Ride, Row
from planner.geo import great_circle_km
from planner.itinerary import BestTime, Day, Event, Hire, Leg, Meal, Moment, Overnight, Visit, Wait
from planner.rules import ADULTS_A_ROOM, LIT_LEAST, PEOPLE_A_CAR

LONG_CHANGE = 30  # minutes; a wait in a station that says for which train it is
IN_TOWN_KM = 2  # who is so near to a town's middle is there, and does not go by it


def rows_of(day: Day, speaker: Speaker) -> Iterator[Row]:
    """Yield the rows of a day, its vehicle first; legs by road in a row are one, with the short waits beside them.

    Luggage stands where one checks out, after free time before that.
    """
    rows = list(_rows(day, speaker))
    rows = [_handed_over(row, day) for row in rows]
    if day.luggage:
        rows.append(luggage_row(day, day.luggage, speaker))
    yield from sorted(rows, key=lambda row: (row.start, row.kind != "luggage"))


def _handed_over(row: Row, day: Day) -> Row:
    """Return a visit, a night or a ride in a train or the like with its links and names for people of the place."""
    first, last = row.places[0], row.places[-1]
    if row.ride:
        links = (*place_links(first), *(train_link(day.date, first, last) if row.mode == "rail" else ()))
        ends = " → ".join(f"{place.zh} {place.telecode}".strip() for place in (first, last))
        line = "" if row.mode == "rail" else row.ride.zh
        return replace(row, links=links, local=" · ".join(filter(None, (line, ends))))
    if row.kind in ("visit", "overnight"):
        return replace(row, links=tuple(place_links(first)), local=f"{first.area} {first.zh}".strip())
    return row


def _rows(day: Day, speaker: Speaker) -> Iterator[Row]:
    if day.hire:
        yield _hire(day, day.hire, speaker)
    before: list[Event] = []
    groups = list(groups_of(events_of(day)))
    for events, after in zip(groups, [*groups[1:], []], strict=True):
        row = _row(day, events, (before, after), speaker)
        notes = [speaker.say("note", text=shown(event.note)) for event in events if event.note]
        yield replace(row, notes=(*row.notes, *_moments(events, speaker)), details=(*row.details, *notes))
        before = events


def _moments(events: list[Event], speaker: Speaker) -> Iterator[Note]:
    """Yield how many minutes of a visit's row are free."""
    minutes = sum(length_of(event) for event in events if is_moment(event))
    if minutes and isinstance(main_of(events), Visit):
        yield Note(speaker.say("of-it-free", time=speaker.length(minutes)))


def is_free(event: Event) -> bool:
    """Tell whether an event is free time long enough to have a row."""
    return isinstance(event, Wait) and event.purpose == "free" and length_of(event) >= SHORTEST_WAIT


def _row(day: Day, events: list[Event], beside: tuple[list[Event], list[Event]], speaker: Speaker) -> Row:
    first, last = events[0], events[-1]
    event = main_of(events)
    start, end = (minutes_of(moment, day.date) for moment in (first.begins[1], last.finishes[1]))
    row = Row(
        kind=event.kind,
        start=start,
        end=end,
        time=f"{clock_of_day(start)}-{clock_of_day(end)}",
        what="",
        length=speaker.length(end - start),
        price="",
        cost_cny=0,
        places=tuple(speaker.place(place) for place in ends_of(events)),
    )
    match event:
        case Visit():
            return _visit(day, row, event, speaker)
        case Leg():
            return _drive(row, events, beside[0], day, speaker)
        case Meal():
            return replace(row, what=speaker.say(f"meal-{event.meal}"))
        case Wait():
            return _wait(row, event, day, _pause(*map(_is_boarded, beside)), speaker)
        case Overnight():
            return _night(row, event, speaker)


def _wait(row: Row, wait: Wait, day: Day, pause: str, speaker: Speaker) -> Row:
    place = speaker.name(wait.place)
    if wait.purpose == "journey":
        why = until(day, wait, speaker) if length_of(wait) >= LONG_CHANGE else ()
        return replace(row, what=speaker.say(f"wait-{pause}", place=place), notes=tuple(map(Note, why)))
    if wait.purpose == "pause":
        return replace(row, what=speaker.say(f"wait-pause-{_rests(day, wait.place, speaker)}", place=place))
    row = replace(row, notes=tuple(map(Note, until(day, wait, speaker))))
    if free := long_wait(day, wait):
        return replace(
            row, what=speaker.say("wait-free-in", place=place), details=(around(day, free, speaker),)
        )
    return replace(row, what=speaker.say("wait-free"))


def _rests(day: Day, place: str, speaker: Speaker) -> str:
    """Tell whether a place to rest is where one has a room, has it no more or not yet, away from it, or none by day."""
    beds = [(bed.place, when) for bed, when, is_slept in _beds(day) if is_slept]
    if not beds or speaker.request.at_home:
        return "at"
    there = [when for bed, when in beds if bed == place]
    if there:
        return "bed" if len(there) == 2 else there[0]
    return "away" if len(beds) == 2 and beds[0][0] == beds[1][0] else "no-room"


def _beds(day: Day) -> tuple[tuple[Moment, str, bool], ...]:
    return (day.start, "late", day.day > 1), (day.end, "early", day.night is not None)


def _hire(day: Day, hire: Hire, speaker: Speaker) -> Row:
    start = minutes_of(day.start.time, day.date)
    is_guess = hire.cost_basis == "estimated"
    facts = (
        speaker.say("km-included", km=round(hire.km_included)),
        speaker.say("km-in-all", km=round(hire.km)),
    )
    return Row(
        kind="hire",
        start=start,
        end=start,
        time=clock_of_day(start),
        what=speaker.say("hire", vehicles=speaker.fleet()),
        length="",
        price=estimate(speaker.money(hire.cost_cny), is_guess),
        cost_cny=hire.cost_cny,
        marks=frozenset({Mark.ESTIMATED_PRICE} if is_guess else ()),
        details=(speaker.join(facts),),
        places=(speaker.place(day.start.place),),
    )


def _visit(day: Day, row: Row, visit: Visit, speaker: Speaker) -> Row:
    marks = {
        Mark.WITH_LUNCH: visit.includes_lunch,
        Mark.WITH_DINNER: visit.includes_dinner,
        Mark.CHECK_HOURS: "opening_hours" in visit.estimated,
        Mark.ESTIMATED_LENGTH: "visit_minutes" in visit.estimated,
        Mark.ESTIMATED_PRICE: _is_estimate(visit),
        Mark.UNKNOWN_PRICE: visit.ticket_cny is None,
    }
    if visit.ticket_cny is None:
        price = speaker.say("unknown-price")
    else:
        nothing = speaker.say("in-pass" if visit.pass_id else "free-entry")
        price = speaker.money(visit.ticket_cny) if visit.ticket_cny else nothing
    names = (visit.round, speaker.itinerary.passes.get(visit.pass_id or ""))
    told = (mark for mark in (Mark.WITH_LUNCH, Mark.WITH_DINNER, Mark.CHECK_HOURS) if marks[mark])
    return replace(
        row,
        what=named_alone(visit.name, speaker.language),
        length=estimate(row.length, marks[Mark.ESTIMATED_LENGTH]),
        price=estimate(price, marks[Mark.ESTIMATED_PRICE]),
        cost_cny=visit.ticket_cny,
        closes=minutes_of(visit.open_until, day.date) if visit.open_until else None,
        marks=frozenset(mark for mark, is_so in marks.items() if is_so),
        notes=(
            *(Note(speaker.named(name)) for name in names if name),
            *(Note(speaker.say(mark.value), mark) for mark in told),
        ),
        details=(
            *climb_with_luggage(day, visit, speaker),
            *_light(visit, speaker),
            *_best_times(day, visit, speaker),
            *_services(visit, speaker),
        ),
    )


def _light(visit: Visit, speaker: Speaker) -> Iterator[str]:
    """Yield when there is the light that the traveller wants to see."""
    if visit.light:
        times = {"start": f"{visit.light.start:%H:%M}", "end": f"{visit.light.end:%H:%M}"}
        yield speaker.say(f"light-{visit.light.kind.replace('_', '-')}", **times)


def _best_times(day: Day, visit: Visit, speaker: Speaker) -> Iterator[str]:
    """Yield what a visit has of the best hours of the day, or when these would be."""
    for reason in dict.fromkeys(best.reason for best in visit.best_times):
        times = [best for best in visit.best_times if best.reason == reason]
        hours = (
            "-".join(clock_of_day(minutes_of(time, day.date)) for time in (best.start, best.end))
            for best in times
        )
        text = speaker.named(reason)
        met = next(
            (best for best in times if best.is_met(visit.start, visit.end) or _spans(visit, best)), None
        )
        if met is None:
            yield speaker.say("best-at", times=speaker.join(hours), reason=text)
        elif visit.start < met.start:
            begin = clock_of_day(minutes_of(met.start, day.date))
            yield speaker.say("best-from", time=begin, reason=text)
        else:
            yield text


def _spans(visit: Visit, best: BestTime) -> bool:
    """Tell whether a visit that begins before best hours has them too: half an hour of them, or all there is."""
    least = min(best.end, best.start + timedelta(minutes=LIT_LEAST))
    return visit.start <= best.start and least <= visit.end


def _services(visit: Visit, speaker: Speaker) -> Iterator[str]:
    """Yield what the site has of what the traveller asks for, what it lacks, and what nobody knows of it."""
    named = {service: texts.say(speaker.language, f"units.need-{service}") for service in visit.needs}
    for answer in ("yes", "no", "unknown"):
        names = [named[service] for service, told in visit.needs.items() if told == answer]
        if answer == "unknown":
            names += [speaker.say(f"unknown-{field}") for field in visit.unknown]
        if names:
            yield speaker.say(f"service-{answer}", names=speaker.join(names))


def _is_estimate(visit: Visit) -> bool:
    """Tell whether a ticket's price is an estimate; plans of before it was told say it of an adult's only."""
    by_party = visit.cost_basis == "estimated" and bool(visit.ticket_cny)
    return visit.ticket_cny is not None and ("ticket_cny" in visit.estimated or by_party)


def _fare(legs: list[Leg], cost: int, speaker: Speaker) -> tuple[str, set[Mark]]:
    """Return the price of a ride and its marks; plans of before it was told do not say what it stands on."""
    bases = {leg.cost_basis or leg.fare_basis or leg.confidence for leg in legs}
    if not cost:
        is_unknown = "unknown" in bases
        return (speaker.say("unknown-price"), {Mark.UNKNOWN_PRICE}) if is_unknown else ("", set())
    is_guess = not bases <= {"sourced", "formula"}
    return estimate(speaker.money(cost), is_guess), {Mark.ESTIMATED_PRICE} if is_guess else set()


def _is_of_journey(event: Event) -> bool:
    return isinstance(event, Wait) and event.purpose == "journey"


def _is_boarded(events: list[Event]) -> bool:
    """Tell whether these are a ride in a train or the like."""
    return any(isinstance(event, Leg) and event.service for event in events)


def _pause(from_service: bool, to_service: bool) -> str:
    if to_service:
        return "change" if from_service else "board"
    return "leave" if from_service else "journey"


def _drive(row: Row, events: list[Event], before: list[Event], day: Day, speaker: Speaker) -> Row:
    """Return how one gets there: by which means and how far, with the towns on the way."""
    legs = [event for event in events if isinstance(event, Leg)]
    first, last = legs[0], legs[-1]
    cost = sum(leg.cost_cny for leg in legs)
    price, marks = _fare(legs, cost, speaker)
    is_unsure = any(leg.confidence == "estimated" for leg in legs)
    if is_unsure:
        marks.add(Mark.ESTIMATED_LENGTH)
    km = sum(leg.km for leg in legs)
    facts = [service_name(first, speaker.itinerary.lines, speaker.language)] if first.service else []
    if first.line in speaker.itinerary.lines_not_open:
        facts.append(speaker.say("not-open"))
    if first.mode in ("coach", "cruise") and not first.service:
        facts.append(speaker.say("no-timetable"))
    if first.booked:
        facts.append(speaker.say("in-booked-train"))
    if first.seat and (first.seat != "second" or speaker.request.rail_class == "first"):
        facts.append(speaker.say(f"seat-{first.seat}"))
    facts.append(speaker.say("km", km=round(km) if km >= 10 else round(km, 1)))
    means, people = _means(legs, day, speaker), speaker.request.people
    if means == "taxi" and people > PEOPLE_A_CAR:
        facts.append(speaker.say("num-taxis", n=-(-people // PEOPLE_A_CAR)))
    if rest := sum(leg.rest_minutes for leg in legs):
        facts.append(speaker.say("with-break", n=rest))
    if waited := sum(length_of(event) for event in events if _is_of_journey(event)):
        what = _pause(_is_boarded(before), _is_boarded(events))
        facts.append(speaker.say(f"of-it-{what}", time=speaker.length(waited)))
    if any(leg.includes_lunch for leg in legs):
        facts.append(speaker.say("lunch-aboard"))
        marks.add(Mark.WITH_LUNCH)
    return replace(
        row,
        what=speaker.say(f"leg-{means}", start=speaker.name(first.start), end=speaker.name(last.end)),
        length=estimate(row.length, is_unsure),
        price=price,
        cost_cny=cost,
        marks=frozenset(marks),
        notes=(Note(speaker.join(facts)),),
        details=tuple(_towns(legs, speaker)),
        mode=first.mode,
        way=tuple(speaker.place(place) for place in _way(legs)),
        ride=_ride(first, day, speaker) if first.service else None,
    )


def _ride(leg: Leg, day: Day, speaker: Speaker) -> Ride:
    depart, arrive = (minutes_of(moment, day.date) for moment in (leg.depart, leg.arrive))
    name, zh = (service_name(leg, speaker.itinerary.lines, each) for each in (speaker.language, "zh"))
    return Ride(name, zh, depart, arrive, leg.booked)


def _way(legs: list[Leg]) -> list[str]:
    """Return the places of a ride from its start to its end, none twice in a row."""
    places = [place for leg in legs for place in (leg.start, *leg.via, leg.end)]
    return [place for place, before in zip(places, [None, *places], strict=False) if place != before]


def _night(row: Row, night: Overnight, speaker: Speaker) -> Row:
    is_guess = night.cost_cny > 0 and night.cost_basis != "sourced"
    return replace(
        row,
        time=clock_of_day(row.start),
        what=speaker.say("overnight", place=speaker.alone(row.places[0])),
        length="",
        price=estimate(speaker.money(night.cost_cny), is_guess) if night.cost_cny else "",
        cost_cny=night.cost_cny,
        marks=frozenset({Mark.ESTIMATED_PRICE} if is_guess else ()),
        notes=tuple(_bed(night, speaker)),
    )


def _bed(night: Overnight, speaker: Speaker) -> Iterator[Note]:
    if night.rooms:
        yield Note(speaker.say("rooms", n=night.rooms, beds=ADULTS_A_ROOM))
    elif speaker.request.at_home and not night.cost_cny:
        yield Note(speaker.say("at-home"))


def _means(legs: list[Leg], day: Day, speaker: Speaker) -> str:
    if legs[0].mode != "road":
        return legs[0].mode
    if day.hire:
        kinds = [each.kind for each in speaker.itinerary.vehicles for _ in range(each.num)]
        return f"hired-{kinds[0]}" if len(kinds) == 1 else "hired"
    return "road" if speaker.request.mode == "car" else "taxi"


def _towns(legs: list[Leg], speaker: Speaker) -> Iterator[str]:
    """Yield the towns on the way, if any; none in which the way begins or ends."""
    places = speaker.itinerary.places
    ends = [end for end in (legs[0].start, legs[-1].end) if end in places]
    towns = [place for place in _way(legs)[1:-1] if place in places and places[place].kind == "town"]
    passed = (town for town in towns if all(_is_far(speaker, town, end) for end in ends))
    names = list(dict.fromkeys(map(speaker.name, passed)))
    if names:
        yield speaker.say("via", places=speaker.join(_spread(names)))


def _is_far(speaker: Speaker, town: str, end: str) -> bool:
    a, b = (speaker.itinerary.places[place].location for place in (town, end))
    return town != end and great_circle_km(a.lat, a.lon, b.lat, b.lon) > IN_TOWN_KM


def _spread(names: list[str]) -> list[str]:
    """Return three names at most, spread over the way."""
    return names if len(names) <= 3 else [names[0], names[len(names) // 2], names[-1]]
