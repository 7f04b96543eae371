"""Why something changed from one plan to another, as far as the news and the two plans show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from planner.answers.difference import visits_of
from planner.difference import Because, Difference, NightChanged, OfSite, RideChanged, SiteChange
from planner.itinerary import Day, Event, Itinerary, Leg, Visit, Wait

Change = TypeVar("Change", SiteChange, RideChanged, NightChanged)
Outages = frozenset[tuple[str, dt.date]]
TIMED = ("rail", "coach", "cruise")
ASKED, FOLLOWS = Because(code="asked"), Because(code="follows")
WORTH, WORTH_FOUND = Because(code="worth"), Because(code="worth-found")


@dataclass(frozen=True)
class Forces:
    """What may have forced a change.

    Parameters
    ----------
    asked
        Sites that people want in, out, on another day or in another order.
    nights
        Numbers of the days after which people want to sleep elsewhere.
    closed, cancelled
        Sites and trains that are not there, with the dates.
    time
        When the rest begins; None where nobody is under way.
    is_elsewhere
        Whether it begins where the earlier plan is not then.
    is_free
        Whether the new plan may change what nothing forces, to be worth more.
    """

    asked: frozenset[str] = frozenset()
    nights: frozenset[int] = frozenset()
    closed: Outages = frozenset()
    cancelled: Outages = frozenset()
    time: datetime | None = None
    is_elsewhere: bool = False
    is_free: bool = False


def explained(difference: Difference, before: Itinerary, after: Itinerary, forces: Forces) -> Difference:
    """Return a difference with what forced each of its changes."""
    why = _Reasons(difference, before, after, forces)
    return difference.model_copy(
        update={
            "moved": _with(difference.moved, why.gone),
            "dropped": _with(difference.dropped, why.gone),
            "added": _with(difference.added, why.new),
            "retimed": _with(difference.retimed, why.retimed),
            "ride_changed": _with(difference.ride_changed, why.ride),
            "nights": _with(difference.nights, why.night),
        }
    )


def _with(changes: Iterable[Change], why: Callable[[Change], Because]) -> tuple[Change, ...]:
    return tuple(each.model_copy(update={"because": why(each)}) for each in changes)


class _Reasons:
    def __init__(self, difference: Difference, before: Itinerary, after: Itinerary, forces: Forces) -> None:
        self.forces, self.before = forces, before
        self.worth = WORTH if after.certificate.gap == 0 else WORTH_FOUND
        self.old, self.now = visits_of(before), visits_of(after)
        self.days = {day.day: day for day in before.days}
        self.leaves: list[SiteChange] = [*difference.dropped, *difference.moved]
        self.comes: list[SiteChange] = [*difference.added, *difference.moved]
        self.gone_from = {each.attraction for each in self.leaves}
        self.new_on = {each.attraction for each in self.comes}
        self.retimes = {each.attraction for each in difference.retimed}

    def gone(self, change: SiteChange) -> Because:
        """Return why a visit is not where it was."""
        number, visit = self.old[change.attraction]
        if forced := self._forced(change.attraction):
            return forced
        for other in self.comes:
            day, taken = self.now[other.attraction]
            if day == number and _overlap(visit, taken) and self._is_forced(other.attraction):
                return Because(code="room", what=other.attraction)
        return self._unforced(number)

    def new(self, change: OfSite) -> Because:
        """Return why a visit is new."""
        number, visit = self.now[change.attraction]
        if change.attraction in self.forces.asked:
            return ASKED
        for each in self.leaves:
            day, left = self.old[each.attraction]
            if day == number and _overlap(visit, left):
                return Because(code="instead", what=each.attraction)
        return self._unforced(number)

    def retimed(self, change: SiteChange) -> Because:
        """Return why a visit is at another time: what comes before it, or what comes behind it no more."""
        site, number = change.attraction, change.day
        if forced := self._forced(site):
            return forced
        lead, _ = _beside(self.now, site, number)
        if lead in self.new_on:
            return Because(code="room", what=lead)
        before, behind = _beside(self.old, site, number)
        if before in self.gone_from | self.retimes:
            return Because(code="follows", what=before)
        return Because(code="follows", what=behind) if behind in self.gone_from else FOLLOWS

    def ride(self, change: RideChanged) -> Because:
        """Return why other vehicles are taken."""
        day = self.days[change.day]
        for service in change.before:
            if (service, day.date) in self.forces.cancelled:
                return Because(code="cancelled", what=service)
        if late := self._late(day, _lead(day, change.target)):
            return late
        for place in (change.origin, change.target):
            if place in self.retimes | self.gone_from:
                return Because(code="follows", what=place)
        return self._unforced(change.day)

    def night(self, change: NightChanged) -> Because:
        """Return why a night is elsewhere: for a visit of the day before it or of the next that has changed."""
        if change.day in self.forces.nights:
            return ASKED
        for each in (*self.comes, *self.leaves):
            if each.day in (change.day, change.day + 1):
                return Because(code="follows", what=each.attraction)
        return self._unforced(change.day)

    def _unforced(self, number: int) -> Because:
        """Return why something changes that nothing forces: for what is forced on that day, or to be worth more."""
        for site, (day, _) in self.old.items():
            if day == number and site in self.gone_from | self.retimes and self._forced(site):
                return Because(code="follows", what=site)
        return self.worth if self.forces.is_free else FOLLOWS

    def _is_forced(self, site: str) -> bool:
        return site in self.forces.asked or (site in self.old and self._forced(site) is not None)

    def _forced(self, site: str) -> Because | None:
        """Return what keeps a visit from being as it was, whatever the rest of the plan is."""
        day = self.days[self.old[site][0]]
        if site in self.forces.asked:
            return ASKED
        if (site, day.date) in self.forces.closed:
            return Because(code="closed")
        for event in day.events:
            if isinstance(event, Visit) and event.attraction == site:
                break
            if isinstance(event, Leg) and (event.service, day.date) in self.forces.cancelled:
                return Because(code="cancelled", what=event.service)
        return self._late(day, _lead(day, site))

    def _late(self, day: Day, lead: list[Event]) -> Because | None:
        """Return that one is elsewhere, or too late, where a visit or the way to it begins."""
        if self.forces.time is None or not lead:
            return None
        if self.forces.is_elsewhere and day is self.before.days[0] and lead[0] is day.events[0]:
            return Because(code="elsewhere")
        return Because(code="late") if _is_late(self.forces.time, lead) else None


def _is_late(time: datetime, lead: list[Event]) -> bool:
    """Tell whether who goes on at a moment misses a train or a visit; waits are there to be cut short."""
    for event in lead:
        starts, ends = event.begins[1], event.finishes[1]
        if isinstance(event, Wait):
            continue
        is_fixed = isinstance(event, Visit) or (isinstance(event, Leg) and event.mode in TIMED)
        if is_fixed and time > starts:
            return True
        time = max(time, starts) + (ends - starts)
    return False


def _lead(day: Day, place: str) -> list[Event]:
    """Return the events of a day from behind one visit to the next, that of a site, or to the day's end."""
    lead: list[Event] = []
    for event in day.events:
        if isinstance(event, Visit):
            if event.attraction == place:
                return [*lead, event]
            lead = []
        else:
            lead.append(event)
    return lead


def _beside(visits: dict[str, tuple[int, Visit]], site: str, number: int) -> tuple[str | None, str | None]:
    """Return the visits before and behind one on its day."""
    day = [None, *(each for each, (on, _) in visits.items() if on == number), None]
    k = day.index(site)
    return day[k - 1], day[k + 1]


def _overlap(one: Visit, other: Visit) -> bool:
    return one.start < other.end and other.start < one.end
