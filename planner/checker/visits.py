"""Rules on visits: hours of that very date, length, price, prize, confidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from planner.checker.case import Case, clock, is_near, minutes
from planner.checker.hours import in_china, meets, out
from planner.checker.report import said
from planner.clock import DAY_MINUTES, at, format_clock, minutes_of
from planner.corridor import Attraction
from planner.hours import Interval, day_kind, opening_intervals, round_in, ticket_on
from planner.itinerary import Day, MealName, Visit, Wait
from planner.rules import (
    DINNER_AT,
    DINNER_EARLIEST,
    DINNER_INSIDE_VISIT,
    DINNER_LATEST,
    DINNER_MINUTES,
    LUNCH_EARLIEST,
    LUNCH_INSIDE_VISIT,
    LUNCH_LATEST,
    LUNCH_MINUTES,
    PRIZE_SCALE,
)
from planner.texts import Message

HELD: dict[
    MealName, tuple[int, int, int, int]
] = {  # begun from, until, how long, and inside how long a visit
    "lunch": (LUNCH_EARLIEST, LUNCH_LATEST, LUNCH_MINUTES, LUNCH_INSIDE_VISIT),
    "dinner": (DINNER_EARLIEST, DINNER_LATEST, DINNER_MINUTES, DINNER_INSIDE_VISIT),
}


def judge(case: Case) -> None:
    """Check each visit."""
    times = Counter(visit.attraction for visit in case.visits)
    for site, number in times.items():
        case.book.fact(number == 1, "visit-once", said("visit-once", site=site, times=number))
    for day, index, event in case.events():
        if isinstance(event, Visit) and event.attraction in case.corridor.attraction_by_id:
            _Trial(case, day, index, event).judge()


class _Trial:
    """One visit on trial."""

    def __init__(self, case: Case, day: Day, index: int, visit: Visit) -> None:
        self.case, self.day, self.index, self.visit = case, day, index, visit
        self.site: Attraction = case.corridor.attraction_by_id[visit.attraction]
        self.begin, self.end = (minutes_of(moment, day.date) for moment in (visit.start, visit.end))

    def judge(self) -> None:
        visit, site = self.visit, self.site
        self.fact(
            visit.arrive == visit.start,
            "arrival",
            self.said("arrival", arrive=clock(visit.arrive), start=clock(visit.start)),
        )
        called = self.said("visit-name", name=site.name.both, told=visit.name.both)
        is_told = visit.name == site.name and visit.booking in (None, site.booking)
        self.fact(is_told, "name", called)
        score = self.said("score", exact=site.score, told=visit.score)
        self.fact(visit.score == site.score, "score", score)
        self.fact(self.case.is_prize(visit.prize, site), "prize", self.said("prize", prize=visit.prize))
        self.hours()
        if visit.pass_id is None:
            self.ticket()
        self.round()
        self.confidence()
        self.meals()
        if self.case.tells_best_hours:
            self.best_hours()

    def round(self) -> None:
        """Check the name of the round; a plan may also name none."""
        told, longest = self.visit.round, round_in(self.site, self.day.date, minutes(self.visit))
        message = self.said("round", name=longest.both if longest else "-")
        self.fact(told in (None, longest), "round", message)

    def said(self, name: str, /, **params: Any) -> Message:
        """Return a text about this visit."""
        return said(name, site=self.site.id, **params)

    def fact(self, holds: bool, code: str, message: Message, unsure: Message | None = None) -> bool:
        """Note a fact about this visit."""
        return self.case.book.fact(holds, code, message, self.day.day, self.index, unsure=unsure)

    def hours(self) -> None:
        site, begin = self.site, self.begin
        spans = joined(open_around(site, self.day.date))
        unsure = self.doubt("opening_hours", "unsure-hours") or self._calendar_doubt()
        span = next((span for span in spans if span[0] <= begin <= span[1]), None)
        today = [span for span in spans if span[1] > 0 and span[0] < DAY_MINUTES]
        when = self.said(
            "hours" if today else "closed",
            start=clock(self.visit.start),
            end=clock(self.visit.end),
            date=str(self.day.date),
            open=[f"{format_clock(max(0, a))}-{format_clock(b)}" for a, b in today],
        )
        if self.fact(span is not None and self.end <= span[1], "hours", when, unsure) and span:
            last = span[1] - site.last_entry
            doubt = unsure or self.doubt("last_entry", "unsure-entry")
            self.fact(begin <= last, "last-entry", self.said("last-entry", last=format_clock(last)), doubt)
        least = site.visit_minutes.short if span is None else min(site.visit_minutes.short, span[1] - span[0])
        self._closing(span)
        length = minutes(self.visit)
        short = self.said("visit-length", minutes=length, least=least)
        self.fact(length >= least, "visit-length", short, self.doubt("visit_minutes", "unsure-length"))

    def _closing(self, span: Interval | None) -> None:
        """Check when the plan says that the site closes; a plan may also not say it."""
        is_known = span is not None and span[1] < 2 * DAY_MINUTES
        exact = at(self.day.date, span[1]) if span and is_known else None
        told = self.visit.open_until
        if told is not None:
            message = self.said("open-until", told=clock(told), exact=exact and clock(exact))
            self.fact(told == exact, "hours", message)

    def best_hours(self) -> None:
        """Check what the plan says of the best hours of the day, and what a visit that misses them loses."""
        visit, day = self.visit, self.day.date
        best = [
            (at(day, start), at(day, end), each)
            for each in self.site.best_hours
            for start, end in opening_intervals(each.hours, day, self.site.location)
        ]
        told = [(each.start, each.end, each.reason, each.weighs) for each in visit.best_times]
        exact = [(start, end, each.reason, each.weighs) for start, end, each in best]
        self.fact(told == exact, "best-hours", self.said("best-times", date=str(day)))
        met = [each for start, end, each in best if meets(visit, day, start, end)]
        missed = {each for _, _, each in best if each.weighs and each not in met}
        request = self.case.request
        fixed = {*(booked.site for booked in request.visits), *request.sunrise, *request.blue_hour}
        share = 0 if visit.attraction in fixed else min(1, sum(each.lost for each in missed))
        full = PRIZE_SCALE * self.site.score if visit.attraction in self.case.request.must else 0
        loss = share * max(full, visit.prize)
        message = self.said("hours-loss", exact=loss, told=visit.hours_loss)
        self.fact(is_near(visit.hours_loss, loss), "best-hours", message)

    def doubt(self, field: str, name: str) -> Message | None:
        """Return the text of a doubt if a field is an estimate."""
        return self.said(name) if self.site.confidence_of(field) == "estimated" else None

    def _calendar_doubt(self) -> Message | None:
        depends = re.search(r"\bPH\b", self.site.opening_hours)
        if depends and day_kind(self.day.date).provisional:
            return self.said("unsure-holidays", year=self.day.date.year)
        return None

    def ticket(self) -> None:
        price, claimed = ticket_on(self.site, self.day.date), self.visit.ticket_cny
        if price is None:
            message = self.said("ticket-unknown", told=claimed)
            self.fact(claimed is None, "ticket", message, self.said("unsure-price"))
            return
        shares = self.case.ticket_shares(self.site)
        exact = price * shares
        doubt = self.doubt("ticket_cny", "unsure-ticket")
        if price and shares != self.case.request.adults:
            doubt = doubt or self.said("unsure-reduced")
        right = claimed is not None and is_near(claimed, exact)
        self.fact(right, "ticket", self.said("ticket", exact=exact, told=claimed), doubt)

    def confidence(self) -> None:
        visit = self.visit
        stands_on = ["location", "opening_hours", "visit_minutes"]
        bought = self.case.corridor.pass_by_id.get(visit.pass_id or "")
        stands_on += ["ticket_cny"] if self.site.ticket_cny and not bought else []
        weak = {field for field in stands_on if self.site.confidence_of(field) == "estimated"}
        weak |= {"ticket_cny"} if bought and bought.confidence == "estimated" else set()
        hidden = sorted(weak - set(visit.estimated))
        self.fact(not hidden, "confidence", self.said("hidden-estimates", fields=hidden))
        told = Counter(visit.estimated)
        unfounded = [field for field, times in told.items() if field not in weak or times > 1]
        is_true = not unfounded
        self.fact(is_true, "confidence", self.said("no-estimates", fields=unfounded))
        agrees = (visit.confidence == "estimated") == bool(visit.estimated)
        message = self.said("visit-confidence", confidence=visit.confidence)
        self.fact(agrees, "confidence", message)

    def meals(self) -> None:
        if self.visit.includes_lunch:
            begin, long = (
                max(self.begin, LUNCH_EARLIEST),
                minutes(self.visit) >= long_enough(self.case, "lunch"),
            )
            fits = begin <= LUNCH_LATEST and begin + LUNCH_MINUTES <= self.end
            self.fact(fits and long, "lunch", self.said("lunch-inside"))
        if self.visit.includes_dinner:
            begin, long = (
                max(self.begin, DINNER_EARLIEST),
                minutes(self.visit) >= self._dinner_from(),
            )
            fits = begin <= DINNER_LATEST and begin + DINNER_MINUTES <= self.end
            self.fact(fits and long, "dinner", self.said("dinner-inside"))

    def _dinner_from(self) -> int:
        """Return the minutes of a visit that may hold dinner: where one eats those of dinner."""
        least = long_enough(self.case, "dinner")
        return min(least, DINNER_MINUTES) if DINNER_AT in self.site.tags else least


def long_enough(case: Case, meal: MealName) -> int:
    """Return the minutes of a visit that may hold a meal.

    Fewer than usual where a booked visit leaves no hour for it, on the last day with the way to the end: as many as
    the shortest visit of its site.
    """
    earliest, latest, length, usual = HELD[meal]
    booked = {(visit.site, in_china(visit.start)) for visit in case.request.visits}
    most = [usual]
    for day, _, event in case.events():
        if isinstance(event, Visit) and (event.attraction, event.start) in booked:
            begin, end = (minutes_of(moment, day.date) for moment in (event.start, event.end))
            site = case.corridor.attraction_by_id.get(event.attraction)
            none_after = latest < end or not _has_time_to_stop(case, day, event, length)
            if site and begin < earliest + length and none_after:
                most += [site.visit_minutes.short, *(each.minutes for each in site.rounds)]
    return min(most)


def _has_time_to_stop(case: Case, day: Day, visit: Visit, minutes_to_stop: int) -> bool:
    """Tell whether so many minutes more after a visit leave time for the way that the day has, its waits aside."""
    if day is not case.itinerary.days[-1]:
        return True
    waits = (event for event in day.events if isinstance(event, Wait) and event.purpose == "free")
    idle = sum(minutes(wait) for wait in waits if wait.start >= visit.end)
    over, latest = (
        minutes_of(day.end.time, day.date),
        minutes_of(out(case, day.date, is_evening=False)[1], day.date),
    )
    return over - idle + minutes_to_stop <= latest


def open_around(site: Attraction, day: date, *, or_unknown: bool = False) -> Iterator[Interval]:
    """Yield when a site opens on a day and its neighbours, in minutes of that day."""
    for shift in (-1, 0, 1):
        other = day + timedelta(days=shift)
        for start, end in opening_intervals(site.opening_hours, other, site.location, or_unknown=or_unknown):
            yield start + shift * DAY_MINUTES, end + shift * DAY_MINUTES


def joined(spans: Iterable[Interval]) -> list[Interval]:
    """Return spans in their order, those that touch as one."""
    found: list[Interval] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
