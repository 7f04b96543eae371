"""What is well formed and cannot be meant: passes that never pay, trains that go backwards, hours that miss."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from planner import hours
from planner.clock import weekdays_of
from planner.corridor import Attraction, Departure, Line, Pass, Station
from planner.errors import DataProblem
from planner.loading.checks import YEAR, Checked, lines_of
from planner.loading.tree import Item, Loc, position, told

CLOCK = re.compile(r"\d:\d|dawn|sunrise|sunset|dusk")


def check_sense(checked: Checked, *, thorough: bool) -> Iterator[DataProblem]:
    """Find what no type forbids; best hours that miss the opening hours only when thorough."""
    yield from _check_passes(checked)
    yield from _check_stations(checked)
    railway = {
        station.id for _, station in checked["stations"] if isinstance(station, Station) and station.telecode
    }
    for item, line, loc in lines_of(checked):
        yield from _check_codes(item, line, loc, railway)
        for number, departure in enumerate(line.departures):
            yield from _check_km(item, departure, (*loc, "departures", number))
    sites = [site for _, site in checked["attractions"] if isinstance(site, Attraction)]
    followers = {site.id for site in sites if site.same_as}
    for item, site in checked["attractions"]:
        assert isinstance(site, Attraction)
        yield from _check_days(item, site)
        if site.same_as in followers:
            message = told("same-as-follower", id=str(site.same_as)[:60])
            yield item.problem("bad-value", message, ("same_as",), told("name-the-first"))
        if thorough:
            yield from _check_best_hours(item, site)


def _check_passes(checked: Checked) -> Iterator[DataProblem]:
    """Find passes that cost as much as the tickets of their sites, or more, in any season."""
    tickets = {site.id: site.ticket_cny for _, site in checked["attractions"] if isinstance(site, Attraction)}
    for item, each in checked["passes"]:
        assert isinstance(each, Pass)
        known = [ticket for site in each.sites if (ticket := tickets.get(site))]
        if len(known) < len(each.sites):
            continue
        dearest = sum(max(t.price, *(season.price for season in t.seasons), 0) for t in known)
        if each.price >= dearest:
            message = told("pass-too-dear", id=each.id, price=each.price, dearest=dearest)
            yield item.problem("bad-value", message, ("price",), told("pass-of-no-use"))


def _check_stations(checked: Checked) -> Iterator[DataProblem]:
    first: dict[str, Item] = {}
    for item, station in checked["stations"]:
        assert isinstance(station, Station)
        if station.telecode and (known := first.setdefault(station.telecode, item)) is not item:
            line, column = position(known.node, ("telecode",))
            message = told("telecode-taken", code=station.telecode)
            hint = told("first-used", where=f"{known.file}:{line}:{column}")
            yield item.problem("duplicate-id", message, ("telecode",), hint)


def _check_codes(item: Item, line: Line, loc: Loc, railway: set[str]) -> Iterator[DataProblem]:
    """Find trains given twice for a day; elsewhere than on the railway a code may be that of many runs."""
    first: dict[tuple[str, int], int] = {}
    for number, departure in enumerate(line.departures):
        if not {call.station for call in departure.calls} <= railway:
            continue
        days = [(departure.code, weekday) for weekday in weekdays_of(departure.days)]
        earlier = [first.setdefault(day, number) for day in days]
        if min(earlier) < number:
            message = told("train-twice", code=departure.code)
            place = (*loc, "departures", min(earlier), "code")
            row, column = position(item.node, place)
            hint = told("first-at", where=f"{item.file}:{row}:{column}")
            yield item.problem("duplicate-id", message, (*loc, "departures", number, "code"), hint)


def _check_km(item: Item, departure: Departure, loc: Loc) -> Iterator[DataProblem]:
    """Find kilometres of track, ordinary or fast ones, that fall from one call to the next."""
    ordinary = fast = 0
    for index, call in enumerate(departure.calls):
        if call.km is None:
            continue
        gone = (call.km - call.fast_km, call.fast_km)
        if gone[0] < ordinary or gone[1] < fast:
            km = {"km": _km(*gone), "before": _km(ordinary, fast)}
            message = told("km-fall", code=departure.code, station=call.station, **km)
            yield item.problem("bad-value", message, (*loc, "calls", index, "km"), told("km-count"))
        ordinary, fast = gone


def _km(ordinary: int, fast: int) -> str:
    return f"{ordinary}+{fast}" if fast else str(ordinary)


def _check_days(item: Item, site: Attraction) -> Iterator[DataProblem]:
    """Find clock times where whole days are meant."""
    for key, texts in (
        ("rounds", [x.when for x in site.rounds]),
        ("conditions", [x.when for x in site.conditions]),
    ):
        for number, when in enumerate(texts):
            if CLOCK.search(when.replace("00:00-24:00", "")):
                loc = (key, number, "when")
                yield item.problem("bad-hours", told("when-has-hours", when=when), loc, told("when-days"))


def _check_best_hours(item: Item, site: Attraction) -> Iterator[DataProblem]:
    """Find best hours that miss the opening hours on a day on which there are both."""
    for number, best in enumerate(site.best_hours):
        if hours.parse_problem(best.hours, site.location) or hours.parse_problem(
            site.opening_hours, site.location
        ):
            continue
        days = {day: meets for day in YEAR if (meets := _meets(site, best.hours, day)) is not None}
        missed = [day for day, meets in days.items() if not meets]
        loc = ("best_hours", number, "hours")
        if not days:
            yield item.problem("bad-hours", told("best-hours-no-day"), loc)
        elif missed:
            more, day = len(missed) - 1, str(missed[0])
            message = (
                told("best-hours-miss-more", day=day, n=more) if more else told("best-hours-miss", day=day)
            )
            yield item.problem("bad-hours", message, loc)


def _meets(site: Attraction, best: str, day: date) -> bool | None:
    """Tell whether the best hours of a day meet the opening hours; None where there are none of either."""
    wanted = hours.opening_intervals(best, day, site.location)
    opened = hours.opening_intervals(site.opening_hours, day, site.location)
    if not wanted or not opened:
        return None
    return any(max(a, c) < min(b, d) for a, b in wanted for c, d in opened)
