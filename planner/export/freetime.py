"""Free time of a day: its waits, the hours before and after its events, and what is open around."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import dropwhile, takewhile

from planner.clock import clock_of_day, minutes_of
from planner.corridor import Location
from planner.export.speaker import Speaker
from planner.geo import great_circle_km
from planner.itinerary import Day, Event, FreeTime, Leg, Nearby, Overnight, Visit, Wait
from planner.rules import MOST_NEAR

AROUND_KM = 2
# by which one is there after best hours begin: rides do not leave at any minute
BEST_SLACK = timedelta(minutes=15)


def events_of(day: Day) -> tuple[Event, ...]:
    """Return the events of a day, with those hours as waits that are free before and after them; the night is last."""
    told = {(event.place, event.start) for event in day.events if isinstance(event, Wait)}
    waits = [
        Wait(place=free.place, start=free.start, end=free.end)
        for free in day.free
        if (free.place, free.start) not in told
    ]
    before = [wait for wait in waits if wait.end <= day.start.time]
    after = [wait for wait in waits if wait.end > day.start.time]
    tour = [event for event in day.events if not isinstance(event, Overnight)]
    nights = [event for event in day.events if isinstance(event, Overnight)]
    if after:
        nights = [night.model_copy(update={"start": after[-1].end}) for night in nights]
    return (*before, *tour, *after, *nights)


def long_wait(day: Day, wait: Wait) -> FreeTime | None:
    """Return the free time that a wait is, where it is told what is around."""
    return next((free for free in day.free if (free.place, free.start) == (wait.place, wait.start)), None)


def until(day: Day, wait: Wait, speaker: Speaker) -> Iterator[str]:
    """Yield what a wait is for: that the site opens, a booked visit, the next train or ship, a site's best hours."""
    if wait.awaits:
        yield speaker.say(f"until-{wait.awaits}", time=_clock(wait.end, day))
        return
    later = dropwhile(lambda event: event is not wait, day.events)
    for event in takewhile(lambda event: isinstance(event, Leg | Wait), later):
        if isinstance(event, Leg) and event.service and event.mode in ("rail", "coach", "cruise"):
            yield speaker.say(f"until-{event.mode}", time=_clock(event.depart, day))
            return
    yield from _until_best(day, wait, speaker)


def _until_best(day: Day, wait: Wait, speaker: Speaker) -> Iterator[str]:
    """Yield that the site that is visited next has its best hours from then on."""
    later = dropwhile(lambda event: event.begins[1] < wait.end, day.events)
    visit = next((event for event in later if not isinstance(event, Leg | Wait)), None)
    if isinstance(visit, Visit):
        for best in visit.best_times:
            if wait.end <= best.start + BEST_SLACK and best.start <= visit.start <= best.start + BEST_SLACK:
                params = {"time": _clock(best.start, day), "reason": speaker.named(best.reason)}
                yield speaker.say("until-best", site=speaker.named(visit.name), **params)
                return


def late_start(day: Day, speaker: Speaker) -> Iterator[str]:
    """Yield why a day begins late."""
    if day.awaits:
        visits = [event for event in day.events if isinstance(event, Visit)]
        visit = next((visit for visit in visits if visit.attraction == day.awaits_at), visits[0])
        params = {"time": _clock(day.start.time, day), "at": _clock(visit.start, day)}
        why = day.awaits if visit is visits[0] else "later"
        yield speaker.say(f"late-start-{why}", site=speaker.named(visit.name), **params)


def around(day: Day, free: FreeTime, speaker: Speaker) -> str:
    """Return what is open around."""
    if not free.near:
        own, quiet = _own_places(free, speaker), "-quiet" if speaker.request.avoid_crowds else ""
        return speaker.say(f"near-{'own' if own else 'none'}{quiet}", places=speaker.join_names(own))
    return speaker.say("near", places=speaker.join(_nearby(day, near, speaker) for near in free.near))


def _own_places(free: FreeTime, speaker: Speaker) -> list[str]:
    """Return the sites around that the trip visits."""
    places, days = speaker.itinerary.places, speaker.itinerary.days
    sites = {event.attraction for day in days for event in day.events if isinstance(event, Visit)}
    here = places[free.place].location if free.place in places else None
    around = [
        site
        for site in sorted(sites & {*places})
        if here and great_circle_km(*_point(here), *_point(places[site].location)) <= AROUND_KM
    ]
    return [speaker.name(site) for site in around[:MOST_NEAR]]


def _point(location: Location) -> tuple[float, float]:
    return location.lat, location.lon


def _nearby(day: Day, near: Nearby, speaker: Speaker) -> str:
    by_taxi = near.mode == "road" and speaker.request.mode != "car" and day.hire is None
    how = speaker.say(f"near-{'taxi' if by_taxi else near.mode}", time=speaker.length(near.minutes))
    hours = "-".join(_clock(moment, day) for moment in (near.opens, near.closes))
    crowds = [speaker.say("near-crowded")] if near.crowded else []
    return speaker.named(near.name) + speaker.brackets(how, hours, *crowds)


def _clock(moment: datetime, day: Day) -> str:
    return clock_of_day(minutes_of(moment, day.date))
