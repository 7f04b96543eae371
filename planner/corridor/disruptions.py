"""A corridor as travellers under way meet it: sites closed on a day, trains that do not run."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from planner.clock import days_of, weekdays_of
from planner.corridor.base import Model
from planner.corridor.ways import Departure, Line
from planner.texts import Message, ToldError

if TYPE_CHECKING:
    from planner.corridor.sites import Attraction
    from planner.corridor.whole import Corridor

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Outage(Model):
    """A site or train that is not there on a day."""

    what: str
    day: dt.date

    @classmethod
    def parse(cls, text: str) -> dict[str, str]:
        """Return the parts of ``WHAT@2027-03-11``.

        Raises
        ------
        ValueError
            When the text is nothing of the kind.

        Examples
        --------
        >>> Outage.parse("G8522@2027-03-11")
        {'what': 'G8522', 'day': '2027-03-11'}
        """
        what, _, day = text.rpartition("@")
        if not what.strip() or not _DAY.fullmatch(day.strip()):
            raise ToldError(Message("request.no-outage-like", {"text": text[:80]}))
        return {"what": what.strip(), "day": day.strip()}

    def __str__(self) -> str:
        return f"{self.what}@{self.day}"


def disrupted(corridor: Corridor, closed: Iterable[Outage], cancelled: Iterable[Outage]) -> Corridor:
    """Return the corridor with sites closed on days, and without trains on the weekdays of theirs.

    Days are known to a timetable by their weekday only: what is cancelled is not taken a week later either.
    """
    days_of_site, days_of_train = _by_what(closed), _by_what(cancelled)
    changes: dict[str, object] = {}
    if days_of_site:
        changes["attractions"] = tuple(
            _closed(site, days_of_site.get(site.id, [])) for site in corridor.attractions
        )
    if days_of_train:
        changes["lines"] = tuple(_without(line, days_of_train) for line in corridor.lines)
    return corridor.model_copy(update=changes) if changes else corridor


def _by_what(outages: Iterable[Outage]) -> dict[str, list[dt.date]]:
    days: dict[str, list[dt.date]] = {}
    for outage in outages:
        days.setdefault(outage.what, []).append(outage.day)
    return days


def _closed(site: Attraction, days: list[dt.date]) -> Attraction:
    off = "".join(f"; {day:%Y} {MONTHS[day.month - 1]} {day.day:02} off" for day in days)
    return site.model_copy(update={"opening_hours": site.opening_hours + off}) if days else site


def _without(line: Line, days: dict[str, list[dt.date]]) -> Line:
    if not any(train.code in days for train in line.departures):
        return line
    return line.model_copy(update={"departures": tuple(_left(line.departures, days))})


def _left(trains: Iterable[Departure], days: dict[str, list[dt.date]]) -> Iterator[Departure]:
    for train in trains:
        if train.code not in days:
            yield train
        elif left := weekdays_of(train.days) - {day.weekday() for day in days[train.code]}:
            yield train.model_copy(update={"days": days_of(left)})
