"""The row on luggage of a day that leaves a bed or comes to a new one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from planner.clock import clock_of_day, minutes_of
from planner.export.speaker import Speaker, estimate
from planner.export.view import Row
from planner.itinerary import Day, Event, Leg, Luggage, Visit

AWAY_KM = 15  # at most, to come back for luggage


def luggage_row(day: Day, luggage: Luggage, speaker: Speaker) -> Row:
    """Return when to check out, where the luggage is meanwhile, and that one checks in."""
    begin = minutes_of(day.start.time, day.date)
    start = begin - (luggage.check_out_minutes or 0)
    facts = speaker.say("luggage-join").join(_facts(day, luggage, speaker))
    return Row(
        kind="luggage",
        start=start,
        end=begin,
        time=clock_of_day(start),
        what=speaker.say("luggage", facts="") + facts,  # what is put into a text is cut where it is long
        short=speaker.say("luggage-label"),
        length="",
        price="",
        cost_cny=0,
        places=(speaker.place(day.start.place),),
    )


def _facts(day: Day, luggage: Luggage, speaker: Speaker) -> Iterator[str]:
    if luggage.check_out_minutes:
        length = estimate(speaker.length(luggage.check_out_minutes), is_unsure=True)
        yield speaker.say("luggage-out", time=f"{day.start.time:%H:%M}", length=length)
    if luggage.fetch:
        yield speaker.say("luggage-fetch", place=speaker.name(luggage.fetch))
    elif luggage.beds:
        yield speaker.say("luggage-bed", places=speaker.join(map(speaker.name, luggage.beds)))
    if luggage.along:
        yield speaker.say("luggage-along", places=speaker.join(map(speaker.name, luggage.along)))
        for near in luggage.near:
            names = {"place": speaker.name(near.place), "site": speaker.name(near.attraction)}
            yield speaker.say(f"luggage-{near.use}", **names, length=speaker.length(near.minutes))
    elif luggage.station:
        yield speaker.say("luggage-station", place=speaker.name(luggage.station))
    elif luggage.parked:
        yield speaker.say(f"luggage-{_parked(day, luggage)}", place=speaker.name(luggage.parked))
    elif not luggage.beds:
        yield speaker.say(f"luggage-{luggage.waits}")
    if luggage.check_in_minutes:
        length = estimate(speaker.length(luggage.check_in_minutes), is_unsure=True)
        yield speaker.say("luggage-in", place=speaker.name(day.end.place), length=length)


def _parked(day: Day, luggage: Luggage) -> str:
    """Tell whether the car is left for the night, or was left before and is found again."""
    drives = [event for event in day.events if isinstance(event, Leg) and event.mode == "road"]
    return "parked" if drives[-1].finishes[0] == luggage.parked else "parked-before"


def climb_with_luggage(day: Day, visit: Visit, speaker: Speaker) -> Iterator[str]:
    """Yield that one has the luggage along on a climb, and at which hotel it is better left."""
    climbs = day.luggage.climbs if day.luggage else {}
    if visit.attraction not in climbs:
        return
    steps = climbs[visit.attraction]
    yield speaker.say("visit-climb-hike" if steps is None else "visit-climb-steps", steps=steps)
    at = day.events.index(visit)
    there, on = _legs(day.events[:at][::-1])[::-1], _legs(day.events[at + 1 :])
    old = day.start.place if day.luggage and day.luggage.check_out_minutes else None
    new = day.end.place if day.night else None
    if new and any(new in (leg.start, *leg.via) for leg in there):
        yield speaker.say("climb-leave-first", place=speaker.name(new))
    elif old and there and there[0].start == old and _km(there) <= AWAY_KM:
        yield speaker.say("climb-come-back", place=speaker.name(old), km=_km(there))
    elif new and on and on[-1].end == new and _km(on) <= AWAY_KM:
        yield speaker.say("climb-leave-before", place=speaker.name(new), km=_km(on))


def _legs(events: Sequence[Event]) -> list[Leg]:
    """Return the legs up to the next visit."""
    return [
        event
        for event in takewhile(lambda event: not isinstance(event, Visit), events)
        if isinstance(event, Leg)
    ]


def _km(legs: Sequence[Leg]) -> float:
    return round(sum(leg.km for leg in legs), 1)
