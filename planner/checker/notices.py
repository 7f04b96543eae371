"""Rules on what the plan must tell the traveller."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from planner.checker.case import Case
from planner.clock import at
from planner.hours import day_kind
from planner.itinerary import Leg, Notice


@dataclass(frozen=True)
class Due:
    """A notice the traveller must get, with words that must be in both its languages, or be all of it."""

    code: str
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    is_all: bool = False

    def is_met(self, notice: Notice) -> bool:
        """Tell whether a notice is this one and says it."""
        if notice.code != self.code or not notice.message or not notice.message_zh:
            return False
        if self.is_all:
            return ((notice.message,), (notice.message_zh,)) == (self.en, self.zh)
        says_en = all(words in notice.message for words in self.en)
        return says_en and all(words in notice.message_zh for words in self.zh)


def judge(case: Case) -> None:
    """Check that each notice that is due is there, once, and no other of its kind."""
    due = [*_on_the_trip(case), *_on_sites(case)]
    kinds = {"visa-free-transit", "timetable-date", "estimated-roads", "provisional-calendar"}
    kinds |= {"public-holiday", "site-note"}
    given = [notice for notice in case.itinerary.warnings if notice.code in kinds]
    for want in due:
        told = sum(want.is_met(notice) for notice in given)
        what = f"'{want.code}' {' '.join(want.en)[:60]}".strip()
        case.book.fact(told == 1, "notice", f"{what} is told {told} times", severity="warning")
    for notice in given:
        is_due = any(want.is_met(notice) for want in due)
        message = f"there is no reason for '{notice.code}': {notice.message:.60}"
        case.book.fact(is_due, "notice", message, severity="warning")


def _on_the_trip(case: Case) -> Iterator[Due]:
    legs = [event for _, _, event in case.events() if isinstance(event, Leg)]
    dates = tuple(sorted({leg.as_of for leg in legs if leg.as_of}))
    if dates:
        yield Due("timetable-date", dates, dates)
    if any(leg.mode == "road" and leg.confidence == "estimated" for leg in legs):
        yield Due("estimated-roads")
    kinds = [day_kind(day.date) for day in case.itinerary.days]
    if any(kind.provisional for kind in kinds):
        yield Due("provisional-calendar")
    if any(kind.is_holiday for kind in kinds):
        yield Due("public-holiday")
    visa, request = case.corridor.visa, case.request
    if visa and request.visa_port and request.arrival:
        until = at(request.arrival.date() + timedelta(days=1), visa.hours * 60)
        words = f"{until:%Y-%m-%d %H:%M}", visa.as_of
        yield Due("visa-free-transit", (*words, visa.note.en), (*words, visa.note.zh))


def _on_sites(case: Case) -> Iterator[Due]:
    for visit in case.visits:
        site = case.corridor.attraction_by_id.get(visit.attraction)
        if site and site.note:
            name, note = site.name, site.note
            yield Due("site-note", (f"{name.en}: {note.en}",), (f"{name.zh}：{note.zh}",), is_all=True)
