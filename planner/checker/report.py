"""What the checker says: rules broken, facts the data cannot settle, and how many facts are right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "unchecked"]

CODES = {  # docs/checking.md lists the same
    "schema": "the schema version is one this program knows",
    "data": "the plan was made from this corridor's data",
    "request": "the plan answers this request, and the request is a possible one",
    "num-days": "there are as many days as asked for",
    "day-number": "days count 1, 2, 3, ...",
    "date": "dates follow one another from the first day asked for",
    "time": "times are whole minutes at +08:00, and nothing ends before it begins",
    "gap": "each event begins where and when the one before it ended",
    "frame": "a day's start and end are those of its events",
    "from": "the trip begins where the request says",
    "to": "the trip ends where the request says",
    "night": "every day but the last ends with a night in a town, and no other event is one",
    "day-hours": "no day starts too early or ends too late",
    "place": "every place is in the data",
    "hours": "a visit lies within the opening hours of that very date",
    "last-entry": "a visit begins before the last entry",
    "visit-length": "a visit is not shorter than a hurried one",
    "visit-once": "no attraction is visited twice",
    "arrival": "a visit begins on arrival; waiting before it is an event of its own",
    "name": "names and positions are those of the data",
    "score": "scores are those of the data",
    "prize": "a prize is the score times the traveller's interest",
    "ticket": "tickets are those of the date and the party",
    "confidence": "an estimate is not passed off as a fact",
    "lunch": "there is an hour for lunch on a day out",
    "meal-time": "lunch takes an hour begun 11:00-13:30, or 45 minutes in a train or ship",
    "max-visits": "no more visits a day than the pace allows",
    "max-travel": "no more travel a day than asked for",
    "must": "every site that must be visited is",
    "avoid": "no site to be avoided is visited",
    "budget": "the trip costs no more than asked for",
    "area": "visits and nights lie in the area asked for: belts, zones (unless they weigh), visa-free transit",
    "needs": "no visited site is known to lack a service, or to be too high or too steep",
    "crowds": "no famous site is visited on a crowded day when crowds are to be avoided",
    "evening": "evening sessions are visited only when asked for",
    "cover": "coverage rules hold: at least, and at most, so many sites of a set",
    "coverage": "the list of what is covered is that of the visits",
    "bed-changes": "the bed is changed no more often than asked for",
    "follow": "a trip along a belt does not double back",
    "hospital": "visits and nights are near enough to a hospital town",
    "visa": "a visa-free transit begins at a port of entry and ends in time",
    "leg-minutes": "a leg takes the minutes between its departure and arrival",
    "link": "a drive follows links of the corridor that may be used in that direction",
    "mode": "a leg is by a mode of its link or line, and of the way of travelling asked for",
    "drive-time": "a drive takes the minutes of its links",
    "taxi": "a taxi drives no more than 60 minutes at a stretch, a hired car no more than 6 hours",
    "parked": "a car leaves from where it was left",
    "walk": "a walk is short enough and not too fast",
    "km": "kilometres are those of the links, or at least the straight line",
    "fare": "what a leg costs follows from its kilometres or its line's fares",
    "line": "a scheduled service is of a line in the data",
    "train": "the line has that train",
    "call": "the train calls at both stations, in that order",
    "timetable": "the train leaves and arrives at these times",
    "runs": "the train runs on that day of the week",
    "margin": "there is time to board, to change and to leave the station",
    "purpose": "waits are marked as part of a journey exactly where they are",
    "as-of": "the date of the timetable is the line's",
    "hotel": "a night costs the rooms of the party in the class asked for",
    "day-totals": "the sums of a day add up",
    "trip-totals": "the sums of the trip add up",
    "objective": "the objective follows from the visits, the travel and the nights",
    "bound": "the bound is not below the objective",
    "gap-value": "the gap follows from bound and objective",
    "status": "a plan is optimal exactly when the bound meets the objective",
    "unvisited": "every attraction is either visited or listed once as left out",
    "reason": "the reason why a site was left out is true",
    "regret": "the regret is the prize left on the table",
    "notice": "what the traveller must know is said: notes of sites, holidays, estimates, timetables",
    "glossary": "the places and themes of the plan are explained in it",
}


@dataclass(frozen=True)
class Violation:
    """A rule that a plan breaks, or (severity ``unchecked``) a fact that the data cannot settle.

    ``day`` counts from 1, ``event`` from 0 within the day; None where the whole day or trip is meant.
    """

    code: str
    message: str
    day: int | None = None
    event: int | None = None
    severity: Severity = "error"

    def as_dict(self) -> dict[str, object]:
        """Return the violation as JSON-ready data."""
        return dict(vars(self))


@dataclass(frozen=True)
class Report:
    """The verdicts on all facts of a plan."""

    ok: int
    violations: tuple[Violation, ...]
    unchecked: tuple[Violation, ...]

    @property
    def is_good(self) -> bool:
        """Whether nothing of severity error was found."""
        return all(violation.severity != "error" for violation in self.violations)

    def as_dict(self) -> dict[str, object]:
        """Return the report as JSON-ready data."""
        return {
            "ok": self.ok,
            "violations": [violation.as_dict() for violation in self.violations],
            "unchecked": [fact.as_dict() for fact in self.unchecked],
        }


class Book:
    """Collects verdicts."""

    def __init__(self) -> None:
        """Begin with none."""
        self.ok = 0
        self.found: list[Violation] = []

    def fact(
        self,
        holds: bool,
        code: str,
        message: str,
        day: int | None = None,
        event: int | None = None,
        *,
        unsure: str = "",
        severity: Severity = "error",
    ) -> bool:
        """Note whether a fact holds and return it.

        ``message`` is for a fact that does not; ``unsure`` says why one that does is still not certain.
        """
        if not holds:
            self.found.append(Violation(code, message, day, event, severity))
        elif unsure:
            self.found.append(Violation(code, unsure, day, event, "unchecked"))
        else:
            self.ok += 1
        return holds

    def doubts(self, *codes: str) -> bool:
        """Tell whether a fact with one of the codes was left unchecked so far."""
        return any(fact.severity == "unchecked" and fact.code in codes for fact in self.found)

    def report(self) -> Report:
        """Return the verdicts in the order of the days, those on the whole trip first."""
        found = sorted(self.found, key=lambda v: (v.day or 0, -1 if v.event is None else v.event))
        return Report(
            ok=self.ok,
            violations=tuple(violation for violation in found if violation.severity != "unchecked"),
            unchecked=tuple(fact for fact in found if fact.severity == "unchecked"),
        )
