"""What must be known to read times of reach, and why a ring has no site."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from planner.corridor import Corridor
from planner.network.services import trips_on
from planner.reaching.model import Question, Reached, Told
from planner.texts import LANGUAGES
from planner.texts.units import format_date


def told(corridor: Corridor, question: Question) -> Iterator[Told]:
    """Yield what is assumed and not so today, then what the numbers are: which median, whose money, which lines."""
    yield from assumed(corridor)
    yield Told.saying("median", first=question.first, last=question.last, n=question.num_departures)
    cny = None if question.money_cny is None else f"{question.money_cny:g}"
    if question.mode != "transit":
        yield Told.saying("roads")
        if cny is not None:
            yield Told.saying("money-by-car", cny=cny)
    if question.mode == "car":
        return
    yield Told.saying("taxis", km=f"{question.taxi_km:g}")
    if cny is not None:
        yield Told.saying("whose-money", cny=cny)
    lines = {trip.line.id: trip.line for trip in trips_on(corridor, question.date)}
    if not lines:
        yield no_line(question)
    unsure = [line.id for line in lines.values() if line.running_days == "unknown"]
    if unsure:
        yield Told.saying("days-unchecked", n=len(unsure), of=len(lines))


def assumed(corridor: Corridor) -> Iterator[Told]:
    """Yield what is assumed and not so today."""
    for each in corridor.assumed:
        code = "assumed-what-if" if each.scenario.status == "what-if" else "assumed"
        name, does = each.scenario.name.both, list(each.does)
        yield Told.saying(code, name=name, status=each.scenario.status, does=does)


def no_line(question: Question) -> Told:
    """Return that nothing runs on the day."""
    date = {language: format_date(question.date, language) for language in LANGUAGES}
    return Told.saying("no-line", date=date)


class Reasons:
    """Why rings around a place have no site."""

    def __init__(
        self,
        corridor: Corridor,
        question: Question,
        reached: Sequence[Reached],
        whatever_it_costs: Callable[[], Sequence[Reached]],
    ) -> None:
        """Take what is reached, and how to find what would be if money did not matter."""
        self._question, self._whatever_it_costs = question, whatever_it_costs
        self._sites = [each for each in reached if each.kind == "site"]
        self._runs = question.mode == "car" or any(True for _ in trips_on(corridor, question.date))

    @cached_property
    def _rich(self) -> list[Reached]:
        """The sites as they would be reached if money did not matter."""
        if self._question.money_cny is None:
            return []
        return [each for each in self._whatever_it_costs() if each.kind == "site"]

    def of(self, minutes: int) -> Iterator[Told]:
        """Yield the reasons of the ring of some minutes; there is one at least."""
        question, nearest = self._question, _nearest(self._sites)
        if nearest is not None:
            yield nearest
        if not self._runs:
            yield no_line(question)
        if question.money_cny is not None:
            yield from self._of_money(minutes, f"{question.money_cny:g}")
        if self._runs and not any(site.best for site in (*self._sites, *self._rich)):
            yield Told.saying(
                "no-road" if question.mode == "car" else "no-way",
                first=question.first,
                km=f"{question.taxi_km:g}",
            )

    def _of_money(self, minutes: int, cny: str) -> Iterator[Told]:
        """Yield what would be in reach if money did not matter."""
        num = sum(site.p50 is not None and site.p50 <= minutes for site in self._rich)
        if num:
            yield Told.saying("money", cny=cny, n=num)
        elif not any(site.best for site in self._sites) and (nearest := _nearest(self._rich)):
            yield Told.saying("money-for-none", cny=cny)
            yield nearest


def _nearest(sites: Sequence[Reached]) -> Told | None:
    """Return which site is the nearest, by the median or, where that is none, by the quickest departure."""
    for site in sites:
        if site.p50 is not None and site.best is not None:
            name = site.name.model_dump()
            return Told.saying("nearest", site=name, minutes=site.p50, best=site.best.minutes)
    reached = [(site.best.minutes, site) for site in sites if site.best]
    if not reached:
        return None
    minutes, quickest = min(reached, key=lambda each: each[0])
    return Told.saying("nearest-best", site=quickest.name.model_dump(), best=minutes)
