"""Rules on visits at sunrise and in the blue hour: there is one, and it has all of the light in it."""

from __future__ import annotations

from planner.checker.case import Case, clock
from planner.checker.report import said
from planner.clock import at
from planner.hours import light_of
from planner.itinerary import Day, Light, Visit


def judge(case: Case) -> None:
    """Check each visit in a light that was asked for, and what visits say of lights."""
    asked = {"sunrise": case.request.sunrise, "blue_hour": case.request.blue_hour}
    visited = {visit.attraction for visit in case.visits}
    for kind, sites in asked.items():
        for site in sites:
            case.book.fact(site in visited, "light", said("light-missing", site=site, light=kind))
    for day, index, event in case.events():
        if isinstance(event, Visit) and event.attraction in case.corridor.attraction_by_id:
            wanted = [kind for kind, sites in asked.items() if event.attraction in sites]
            exact = [_light(case, kind, event, day) for kind in wanted]
            for light in exact:
                has_all = event.start <= light.start and light.end <= event.end
                times = {"start": clock(light.start), "end": clock(light.end)}
                message = said("light", site=event.attraction, light=light.kind, **times)
                case.book.fact(has_all, "light", message, day.day, index)
            told = [event.light] if event.light else []
            case.book.fact(told == exact, "light", said("light-told", site=event.attraction), day.day, index)


def _light(case: Case, kind: str, visit: Visit, day: Day) -> Light:
    site = case.corridor.attraction_by_id[visit.attraction]
    first, last = (at(day.date, minute) for minute in light_of(kind, site.location, day.date))
    return Light.model_validate({"kind": kind, "start": first, "end": last})
