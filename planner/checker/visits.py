"""Rules on visits: hours of that very date, length, price, prize, confidence."""

from __future__ import annotations

import re
from collections import Counter

from planner.checker.case import Case, is_near, minutes
from planner.clock import DAY_MINUTES, format_clock, minutes_of
from planner.corridor import Attraction
from planner.hours import Interval, day_kind, opening_intervals, ticket_on
from planner.itinerary import Day, Visit
from planner.rules import LUNCH_EARLIEST, LUNCH_INSIDE_VISIT, LUNCH_LATEST, LUNCH_MINUTES


def judge(case: Case) -> None:
    """Check each visit."""
    times = Counter(visit.attraction for visit in case.visits)
    for site, number in times.items():
        case.book.fact(number == 1, "visit-once", f"{site} is visited {number} times")
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
            f"arrives {visit.arrive:%H:%M}, begins {visit.start:%H:%M}",
        )
        self.fact(visit.name == site.name, "name", f"is called {site.name.en}, not {visit.name.en:.60}")
        self.fact(visit.score == site.score, "score", f"the score is {site.score}, not {visit.score}")
        self.fact(self.case.is_prize(visit.prize, site), "prize", f"{visit.prize} is not the prize")
        self.hours()
        self.ticket()
        self.confidence()
        self.lunch()

    def fact(self, holds: bool, code: str, message: str, unsure: str = "") -> bool:
        """Note a fact about this visit."""
        message = f"{self.site.id}: {message}"
        unsure = unsure and f"{self.site.id}: {unsure}"
        return self.case.book.fact(holds, code, message, self.day.day, self.index, unsure=unsure)

    def hours(self) -> None:
        site, begin = self.site, self.begin
        spans = _open_around(site, self.day)
        unsure = self.doubt("opening_hours", "the opening hours are an estimate") or self._calendar_doubt()
        span = next((span for span in spans if span[0] <= begin <= span[1]), None)
        today = [span for span in spans if span[1] > 0 and span[0] < DAY_MINUTES]
        opens = ", ".join(f"{format_clock(max(0, a))}-{format_clock(b)}" for a, b in today) or "not at all"
        when = f"{self.visit.start:%H:%M}-{self.visit.end:%H:%M} on {self.day.date}, open {opens}"
        if self.fact(span is not None and self.end <= span[1], "hours", when, unsure) and span:
            last = span[1] - site.last_entry
            doubt = unsure or self.doubt("last_entry", "no source says when the last visitors are let in")
            self.fact(begin <= last, "last-entry", f"nobody is let in after {format_clock(last)}", doubt)
        least = site.visit_minutes.short if span is None else min(site.visit_minutes.short, span[1] - span[0])
        length = minutes(self.visit)
        doubt = self.doubt("visit_minutes", "how long a visit takes is an estimate")
        self.fact(
            length >= least, "visit-length", f"{length} minutes are too short, {least} are needed", doubt
        )

    def doubt(self, field: str, reason: str) -> str:
        """Return the reason for a doubt if a field is an estimate."""
        return reason if self.site.confidence_of(field) == "estimated" else ""

    def _calendar_doubt(self) -> str:
        depends = re.search(r"\bPH\b", self.site.opening_hours)
        if depends and day_kind(self.day.date).provisional:
            return f"the holidays of {self.day.date.year} are not announced yet"
        return ""

    def ticket(self) -> None:
        price, claimed = ticket_on(self.site, self.day.date), self.visit.ticket_cny
        if price is None:
            said = f"the price is not known, the plan says {claimed}"
            self.fact(claimed is None, "ticket", said, "the price is not known")
            return
        exact = price * self.case.ticket_shares
        doubt = self.doubt("ticket_cny", "the price is an estimate")
        if price and self.case.ticket_shares != self.case.request.adults:
            doubt = doubt or "what reduced tickets cost is an estimate"
        right = claimed is not None and is_near(claimed, exact)
        self.fact(right, "ticket", f"{exact:g} CNY for the party, not {claimed}", doubt)

    def confidence(self) -> None:
        visit = self.visit
        stands_on = ["location", "opening_hours", "visit_minutes"]
        stands_on += ["ticket_cny"] if self.site.ticket_cny else []
        weak = {field for field in stands_on if self.site.confidence_of(field) == "estimated"}
        hidden = sorted(weak - set(visit.estimated))
        self.fact(not hidden, "confidence", f"does not say that {', '.join(hidden)} are estimates")
        told = Counter(visit.estimated)
        unfounded = [field for field, times in told.items() if field not in weak or times > 1]
        is_true = not unfounded
        self.fact(is_true, "confidence", f"'{', '.join(unfounded):.60}' are no estimates, or told twice")
        agrees = (visit.confidence == "estimated") == bool(visit.estimated)
        self.fact(agrees, "confidence", f"'{visit.confidence}' does not fit the fields that are estimates")

    def lunch(self) -> None:
        begin = max(self.begin, LUNCH_EARLIEST)
        fits = begin <= LUNCH_LATEST and begin + LUNCH_MINUTES <= self.end
        holds = fits and minutes(self.visit) >= LUNCH_INSIDE_VISIT
        self.fact(
            holds or not self.visit.includes_lunch, "lunch", "there is no hour for lunch inside the visit"
        )


def _open_around(site: Attraction, day: Day) -> list[Interval]:
    """Return when a site opens on a day and its neighbours, in minutes of that day, touching spans joined."""
    spans: list[Interval] = []
    for shift in (-1, 0, 1):
        date = day.date.fromordinal(day.date.toordinal() + shift)
        for start, end in opening_intervals(site.opening_hours, date, site.location):
            start, end = start + shift * DAY_MINUTES, end + shift * DAY_MINUTES
            if spans and start <= spans[-1][1]:
                spans[-1] = spans[-1][0], max(end, spans[-1][1])
            else:
                spans.append((start, end))
    return spans
