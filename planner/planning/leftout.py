"""Why each attraction that is not in the plan is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from planner.arrays import INFINITY, BoolArray, IntArray
from planner.corridor import Attraction
from planner.hours import Interval
from planner.itinerary import Totals, Unvisited
from planner.network.roads import Roads
from planner.planning.candidates import beside_area, in_hours, visit_windows
from planner.planning.causes import Cause
from planner.planning.detours import detours
from planner.planning.lights import most_visits
from planner.planning.limits import most_travel
from planner.planning.model import TripModel
from planner.planning.sameplace import same_place
from planner.problem import Problem, Solution
from planner.request import format_hours
from planner.rules import PRIZE_SCALE, SLOW_MINUTES, TRAVEL_PRICE
from planner.stopping import StopToken


def unvisited(
    model: TripModel, solution: Solution, totals: Totals, is_best: bool, stop: StopToken
) -> tuple[Unvisited, ...]:
    """Return every attraction left out with its cause, the greatest prize first.

    ``totals`` are the plan's; ``is_best`` tells whether it is proven that none is better.
    """
    visited = {site for tour in solution.tours for site in tour.sites}
    trial = _Trial.of(model, solution, totals, is_best, stop)
    causes = dict(model.left_out)
    for index, site in enumerate(model.sites):
        if index not in visited and site.id not in causes:
            causes[site.id] = trial.why(index, site)
    sites = model.corridor.attractions
    found = [causes[site.id].of(site.id, model.prize_of(site)) for site in sites if site.id in causes]
    return tuple(sorted(found, key=lambda item: (-item.prize, item.attraction)))


@dataclass(frozen=True)
class _Trial:
    """A plan, and what one more site would take in it."""

    model: TripModel
    solution: Solution
    is_best: bool
    left: dict[str, int]  # CNY, of each limit of the wish
    fits: list[bool]
    least: IntArray  # [site]: minutes of travel of a day that goes there
    minutes: IntArray  # [day, site], as `detours` has them
    cny: IntArray

    @staticmethod
    def of(model: TripModel, solution: Solution, totals: Totals, is_best: bool, stop: StopToken) -> _Trial:
        problem = model.problem
        return _Trial(
            model,
            solution,
            is_best,
            _left(model, totals),
            sites_that_fit(problem, stop),
            least_travel(problem),
            *detours(problem, solution.tours),
        )

    def why(self, index: int, site: Attraction) -> Cause:
        """Return the first cause that holds, of those that decide alone before those that weigh."""
        if self.model.near is not None and not self.model.near[index, list(self._beds)].any():
            return self._away(site)
        if not self.fits[index]:
            return self._no_day(index, site)
        causes = (
            self._same(site),
            self._rule(site),
            self._money(index),
            self._worth(index, site),
            self._slow(index),
            self._pace(index),
        )
        return next((cause for cause in causes if cause), None) or self._displaced(index, site)

    def _away(self, site: Attraction) -> Cause:
        """Return that a site is too far from all beds, and how far from the nearest."""
        if site.id not in self._nearest:
            return Cause("slow", {"minutes": SLOW_MINUTES})
        away, town = self._nearest[site.id]
        name = self.model.corridor.places[town].name.both
        return Cause("slow-away", {"away": away, "town": name, "minutes": SLOW_MINUTES})

    @cached_property
    def _nearest(self) -> dict[str, tuple[int, str]]:
        """Minutes by road to each place from the nearest town where one sleeps, starts or ends, and that town."""
        corridor, ids, roads = self.model.corridor, self.model.problem.node_ids, Roads(self.model.corridor)
        towns = {corridor.town_of(ids[bed]) or ids[bed] for bed in self._beds}
        found: dict[str, tuple[int, str]] = {}
        for town in sorted(towns):
            for place, (minutes, _) in roads.reach(town).items():
                found[place] = min(found.get(place, (minutes, town)), (minutes, town))
        return found

    @property
    def _beds(self) -> Iterator[int]:
        return (end for tour in self.solution.tours for end in (tour.start, tour.end))

    def _no_day(self, index: int, site: Attraction) -> Cause:
        least, limit = int(self.least[index]), most_travel(self.model.request)
        if limit < least < INFINITY:
            return Cause("travel", {"minutes": least, "limit": limit})
        if self._fit_without_pauses[index]:
            return Cause("pause", {"pauses": [format_hours(pause) for pause in self.model.request.pauses]})
        others = self._rule(site), self._money(index), self._worth(index, site)
        return next((cause for cause in others if cause), None) or Cause("no-room")

    @cached_property
    def _fit_without_pauses(self) -> list[bool]:
        """Tell for each site whether a day has room for it alone, between its nights of this plan, but for pauses."""
        return self._alone(without_pauses(self.model)) if self.model.request.pauses else self.fits

    @cached_property
    def _fit_between_nights(self) -> list[bool]:
        """Tell for each site whether a day has room for it alone, between its nights of this plan."""
        return self._alone(self.model.problem)

    def _alone(self, problem: Problem) -> list[bool]:
        nights = tuple((tour.end,) for tour in self.solution.tours[:-1])
        return sites_that_fit(replace(problem, nights=nights))

    @property
    def _visited(self) -> list[Attraction]:
        every = (each for tour in self.solution.tours for each in tour.sites)
        return [self.model.sites[each] for each in every if not self.model.booked(each)]

    def _same(self, site: Attraction) -> Cause | None:
        return same_place(self.model.request, site, self._visited)

    def _rule(self, site: Attraction) -> Cause | None:
        for rule in self.model.rules:
            if (
                rule.at_most is not None
                and rule.holds(site)
                and sum(map(rule.holds, self._visited)) >= rule.at_most
            ):
                return Cause("rule", {"rule": rule.name.both, "most": rule.at_most})
        return None

    def _money(self, index: int) -> Cause | None:
        """Tell whether ticket, fares or both are more than what is left."""
        ticket, fares = int(self.model.problem.site_cost[index]), int(self.cny[:, index].min())
        for name, limit, cny in (
            ("ticket", "budget", ticket),
            ("ticket", "tickets", ticket),
            ("budget", "budget", ticket + fares),
            ("fares", "rides", fares),
        ):
            if self.left.get(limit, cny) < cny < INFINITY:
                return Cause(name, {"cny": cny, "left": self.left[limit]})
        return None

    def _worth(self, index: int, site: Attraction) -> Cause | None:
        """Tell whether it is worth less than its ticket, or than its way and all that is paid."""
        problem, worth = self.model.problem, self.model.prize_of(site) / PRIZE_SCALE
        gain = int(problem.prize[index] - problem.money_loss(problem.site_cost)[index])
        gain = max(gain, *(int(problem.visit_worth(day)[index]) for day in range(problem.num_days)))
        is_usual = site.id in self.model.usual
        if gain <= 0:
            cause = "dear-usual" if is_usual else "dear"
            return Cause(cause, {"worth": worth, "cny": self._ticket(index, site)})
        if self.model.request.cheapest:
            return Cause("not-needed")
        minutes, fares = self._way(index)
        way = TRAVEL_PRICE * minutes
        if (
            minutes == INFINITY
            or self._outside(site)
            or gain > way + int(problem.money_loss(np.array(fares)))
        ):
            return None
        if self.model.prize_of(site) <= way:
            return Cause("detour", {"worth": worth, "minutes": minutes})
        params = {"worth": worth, "minutes": minutes, "cny": self._ticket(index, site) + fares}
        return Cause("costly-usual" if is_usual else "costly", params)

    def _ticket(self, index: int, site: Attraction) -> int:
        return self.model.usual.get(site.id, int(self.model.problem.site_cost[index]))

    def _way(self, index: int) -> tuple[int, int]:
        """Return the minutes and CNY more on the day with room where they take least; where none has, of all days."""
        problem = self.model.problem
        ways = [(int(self.minutes[day, index]), int(self.cny[day, index])) for day in self._rooms(index)]
        return min(
            ways,
            key=lambda way: TRAVEL_PRICE * way[0] + int(problem.money_loss(np.array(way[1]))),
            default=(int(self.minutes[:, index].min()), int(self.cny[:, index].min())),
        )

    def _rooms(self, index: int) -> list[int]:
        """Return the days with time for one more visit, of which they may have one, while the site is open."""
        problem, tours = self.model.problem, self.solution.tours
        return [
            day
            for day in self._days_with_time(index)
            if len(tours[day].sites) < problem.max_visits[day] and self._is_near(day, index)
        ]

    def _is_near(self, day: int, index: int) -> bool:
        """Tell whether a site is near the beds of a day, where the trip is to be slow."""
        near, tour = self.model.near, self.solution.tours[day]
        is_end = day in (0, self.model.problem.num_days - 1)
        return near is None or bool(near[index, tour.end] or (is_end and near[index, tour.start]))

    def _slow(self, index: int) -> Cause | None:
        """Tell whether the days that have time for a site are those whose beds are far from it."""
        days = self._days_with_time(index)
        far = [day for day in days if not self._is_near(day, index)]
        return Cause("slow-days", {"minutes": SLOW_MINUTES}) if far and far == days else None

    def _pace(self, index: int) -> Cause | None:
        """Tell whether days that would have the time have as many visits as the pace allows."""
        problem, tours = self.model.problem, self.solution.tours
        spare = self._days_with_time(index)
        full = [day for day in spare if len(tours[day].sites) >= problem.max_visits[day]]
        if not spare or full != spare:
            return None
        most = max(most_visits(self.model.request, problem.day_end[day]) for day in full)
        return Cause("pace", {"visits": most})

    def _days_with_time(self, index: int) -> list[int]:
        return [day for day, has_time in enumerate(self._with_time[:, index]) if has_time]

    @cached_property
    def _with_time(self) -> BoolArray:
        """``[day, site]``: whether a visit and its way fit beside those of a day, begun while the site is open."""
        problem, rows = self.model.problem, []
        for day, tour in enumerate(self.solution.tours):
            begin, end = problem.day_start[day], min(problem.day_end[day], self.model.request.day_end)
            stays, more, starts = problem.minutes[day], self.minutes[day], problem.windows[day]
            busy = tour.travel + int(stays[list(tour.sites)].sum())
            busy += sum(meal.minutes for meal in problem.meals if meal.latest < end)
            latest = np.minimum(starts[..., 1].max(axis=1), end - stays)
            is_open = latest >= np.maximum(begin, starts[..., 0].min(axis=1))
            is_short = busy + more + stays <= end - begin
            rows.append(is_open & is_short & (tour.travel + more <= problem.max_transit[day]))
        return np.array(rows)

    def _displaced(self, index: int, site: Attraction) -> Cause:
        worth = self.model.prize_of(site) / PRIZE_SCALE
        minutes, stay = self._way(index)[0], int(self.model.problem.minutes[:, index].min())
        if minutes == INFINITY:
            return Cause(
                "other-visits" if self._fit_between_nights[index] else "other-nights", {"worth": worth}
            )
        params = {"worth": worth, "minutes": minutes, "stay": stay}
        cause = "none-better" if self._rooms(index) else "displaced" if self.is_best else "instead"
        if beside := self._outside(site):
            return Cause(f"{cause}-outside", {**params, **beside})
        return Cause(cause, params)

    def _outside(self, site: Attraction) -> dict[str, Any] | None:
        """Return at what share a site counts less for where it lies, and why, or None."""
        beside, share = beside_area(site, self.model.request), self.model.request.outside_weight
        return {"percent": 100 * share, "beside": beside.name} if beside and share < 1 else None


def _left(model: TripModel, totals: Totals) -> dict[str, int]:
    """Return the CNY left of the budget, and of those for kinds of costs."""
    limits: dict[str, int | None] = {"budget": model.request.budget}
    limits |= {str(kind): cny for kind, cny in model.request.purses.items()}
    spent = {"budget": totals.money, "tickets": totals.tickets, "rides": totals.rides}
    return {
        kind: most - money.cost_cny
        for kind, money in spent.items()
        if money and (most := limits.get(kind)) is not None
    }


def least_travel(problem: Problem) -> IntArray:
    """Return ``[site]``: the fewest minutes of travel of a day that goes there, from some night to another."""
    sites = np.arange(problem.num_sites)
    least = np.full(problem.num_sites, INFINITY, dtype=np.int64)
    for day in sorted(set(problem.day_kinds)):
        for travel in (problem.travel_with(hire)[day] for hire in range(len(problem.hires) + 1)):
            there = travel.quickest(np.array(problem.starts_of(day))[:, None], sites).min(axis=0)
            back = travel.quickest(sites, np.array(problem.ends_of(day))[:, None]).min(axis=0)
            least = np.minimum(least, there + back)
    return np.minimum(least, INFINITY)


def sites_that_fit(problem: Problem, stop: StopToken | None = None) -> list[bool]:
    """Tell for each site whether some day, from some night to another, has room for it alone, lunch aside."""
    fits = np.zeros(problem.num_sites, dtype=bool)
    for found in _fitting(problem):
        fits = found
        if stop:
            stop.beat()
    return [bool(fit) for fit in fits]


def without_pauses(model: TripModel) -> Problem:
    """Return the problem with visits in pauses too; meals and rides are as they were."""
    problem, whole = model.problem, model.request.model_copy(update={"pauses": ()})
    eve = problem.num_days - whole.days
    spans: dict[tuple[int, int], list[Interval]] = {}
    for row, site in enumerate(model.sites):
        lengths = problem.minutes[eve:, row].tolist()
        for day, wanted in enumerate(visit_windows(site, whole, lengths), eve):
            spans[day, row] = in_hours(wanted, whole, model.date_of(day), lengths[day - eve], site.id)
    width = max(1, *map(len, spans.values()))
    windows = np.full((*problem.windows.shape[:2], width, 2), (INFINITY, -1), dtype=np.int64)
    for (day, row), found in spans.items():
        windows[day, row, : len(found)] = np.array(found).reshape(-1, 2)
    return replace(problem, windows=windows, window_loss=None)


def some_site_fits(problem: Problem, num_sites: int) -> bool:
    """Tell whether one of the first so many sites does."""
    return any(fits[:num_sites].any() for fits in _fitting(problem))


def _fitting(problem: Problem) -> Iterator[BoolArray]:
    """Yield ``[site]`` after each kind of day and place where one begins: whether there was room for the site alone."""
    fits = np.zeros(problem.num_sites, dtype=bool)
    sites = np.arange(problem.num_sites)
    for day in sorted(set(problem.day_kinds)):
        starts, ends = np.array(problem.starts_of(day))[:, None], np.array(problem.ends_of(day))
        begin, until, most = np.array(problem.day_start[day]), problem.day_end[day], problem.max_transit[day]
        for travel in (problem.travel_with(hire)[day] for hire in range(len(problem.hires) + 1)):
            there, ride = travel.arrive(starts, sites, begin), travel.quickest(starts, sites)
            over = problem.open_from(day, sites, there) + problem.minutes[day, sites]
            back = travel.quickest(sites, ends[:, None])
            for origin in range(len(starts)):
                open_ = ~fits & (over[origin] <= until)
                end, site = np.nonzero(open_ & (ride[origin] + back <= most))
                home = travel.arrive(site, ends[end], over[origin, site])
                fits[site[home <= until]] = True
                yield fits
