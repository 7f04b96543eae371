"""From the solver's tours to the itinerary a person reads: events, totals, certificate, warnings, names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import accumulate, pairwise
from math import ceil
from typing import NamedTuple

from planner.clock import at
from planner.compact import known_of
from planner.itinerary import (
    Certificate,
    CorridorRef,
    Coverage,
    Day,
    Itinerary,
    Leg,
    Note,
    Overnight,
    Totals,
    Visit,
    is_fixed,
)
from planner.options import SolveOptions
from planner.planning.beds import with_home
from planner.planning.charters import extra_loss, vehicles_of
from planner.planning.diary import Diary
from planner.planning.enough import has_visit, with_empty_days_told, with_evenings_offered
from planner.planning.evenings import with_early_ends_told
from planner.planning.events import day_of_trip
from planner.planning.freetime import with_free_time
from planner.planning.going import spares_taxis
from planner.planning.leftout import unvisited
from planner.planning.luggage import with_luggage
from planner.planning.model import TripModel
from planner.planning.notices import notices
from planner.planning.party import FEN, num_cars, whole_cny
from planner.planning.passes import with_passes
from planner.planning.prices import worth_of_money
from planner.planning.sameplace import missed_of
from planner.planning.sums import money_of
from planner.planning.waits import with_late_starts
from planner.problem import Solution
from planner.request import Asked
from planner.rules import LONG_TAXI_CNY, LONG_TAXI_STEP, TRAVEL_PRICE
from planner.stopping import StopToken


class Detours(NamedTuple):
    """Minutes and loss of all ways by the hotel for a rest."""

    minutes: int
    loss: int


def assemble(
    model: TripModel, solution: Solution, options: SolveOptions, stop: StopToken | None = None
) -> Itinerary:
    """Return the itinerary of a solution; ``stop`` is looked at meanwhile, and ends nothing."""
    stop, diaries = stop or StopToken(), []
    for day, tour in enumerate(solution.tours):
        stop.beat()
        diaries.append(Diary(model, day, tour))
    wakes = [at(diary.date, diary.start) for diary in diaries[1:]]
    single = tuple(day_of_trip(model, *day) for day in zip(diaries, [*wakes, None], strict=True))
    days = with_passes(model.corridor, model.request, single)
    totals = _totals(model, days)
    minutes, loss = map(sum, zip(*(diary.detour for diary in diaries), strict=True))
    certificate = _certificate(model, solution, days, Detours(minutes, loss))
    is_best = certificate.bound == certificate.objective
    left_out = unvisited(model, solution, totals, is_best, stop)
    days = tuple(with_late_starts(model, with_free_time(model, days, left_out)))
    days = with_luggage(model, days)
    plan = Itinerary(
        corridor=CorridorRef.of(model.corridor),
        request=Asked.of(model.request, options),
        status="optimal" if is_best else "feasible",
        certificate=certificate,
        days=days,
        unvisited=left_out,
        totals=totals,
        rental=model.rental,
        coverage=_coverage(model, days),
        warnings=tuple(notices(model, days)),
        vehicles=vehicles_of(model.request, model.fleet, days),
    )
    plan = plan.model_copy(update=known_of(plan, model.corridor))
    plan = with_evenings_offered(model, with_empty_days_told(model, plan))
    return with_early_ends_told(model, plan).identified()


def _totals(model: TripModel, days: tuple[Day, ...]) -> Totals:
    events, request = [event for day in days for event in day.events], model.request
    visits = [event for event in events if isinstance(event, Visit)]
    extras = [*(day.hire for day in days), model.rental]
    money = money_of([*events, *extras])
    return Totals(
        score=sum(visit.score for visit in visits),
        visits=len(visits),
        visit_minutes=sum(day.totals.visit_minutes for day in days),
        transit_minutes=sum(day.totals.transit_minutes for day in days),
        cost_cny=money.cost_cny,
        nights=len(days) - 1,
        per_person_cny=whole_cny(FEN * money.cost_cny / request.people),
        money=money,
        rides=money_of([*(event for event in events if isinstance(event, Leg)), *extras]),
        tickets=money_of(visits),
        rooms=money_of(event for event in events if isinstance(event, Overnight)),
    )


def _coverage(model: TripModel, days: tuple[Day, ...]) -> tuple[Coverage, ...]:
    visited = [event.attraction for day in days for event in day.events if isinstance(event, Visit)]
    sites = model.corridor.attraction_by_id
    return tuple(
        Coverage(
            name=rule.name,
            at_least=rule.at_least,
            at_most=rule.at_most,
            sites=tuple(site for site in visited if rule.holds(sites[site])),
            as_many=rule.as_many,
            missed=tuple(missed_of(model.request, filter(rule.holds, sites.values()), visited))
            if rule.as_many
            else (),
        )
        for rule in model.rules
    )


def _certificate(
    model: TripModel, solution: Solution, days: tuple[Day, ...], detours: Detours
) -> Certificate:
    """Return the certificate; minutes and money that exact journeys save count for plan and bound alike.

    What a short day with a vehicle costs more than the solver knows counts for the plan only, as do ways by the hotel.
    """
    travel = sum(tour.travel for tour in solution.tours) + sum(ride.minutes for ride in model.rides)
    saved = travel + detours.minutes - sum(day.totals.transit_minutes for day in days)
    objective = worth_of(model, days) - model.problem.return_price * model.problem.num_returns(solution.tours)
    extra = extra_loss(model.problem, model.fleet, days)
    bound = (
        None
        if solution.bound is None
        else solution.bound + objective - solution.objective + extra + detours.loss
    )
    lost = sum(event.hours_loss for day in days for event in day.events if isinstance(event, Visit))
    notes = tuple(_notes(model, solution, saved, extra, lost, detours))
    return Certificate(
        engine=solution.engine,
        objective=objective,
        bound=bound,
        gap=gap_of(objective, bound),
        seconds=round(solution.seconds, 2),
        value_of_time=model.request.value_of_time if model.request.minds_money else None,
        change_price=0 if model.request.mode == "car" else model.problem.change_price,
        return_price=model.problem.return_price,
        empty_price=max(model.problem.empty_losses),
        bed_price=model.problem.bed_price,
        night_share=model.problem.night_share,
        long_taxi_cny=LONG_TAXI_CNY if spares_taxis(model.request) else None,
        note=Certificate.text_of(notes, "en"),
        notes=notes,
    )


def gap_of(objective: int, bound: int | None) -> float | None:
    """Return which share of the bound the plan may miss; None without a bound, or where nothing is a share of it.

    Examples
    --------
    >>> gap_of(90, 100), gap_of(-90, -90), gap_of(-90, -80)
    (0.1, 0.0, None)
    """
    if bound == objective:
        return 0.0
    return (bound - objective) / bound if bound is not None and bound > 0 else None


def worth_of(model: TripModel, days: tuple[Day, ...]) -> int:
    """Return what the finished plan is worth, after the rule of docs/objective.md."""
    events = [event for day in days for event in day.events]
    beds = [event.place for event in events if isinstance(event, Overnight)]
    wanted = model.request.days_for_visits
    num_empty = sum(day.day in wanted and not has_visit(day) for day in days)
    return (
        sum(event.prize - event.hours_loss for event in events if isinstance(event, Visit))
        - TRAVEL_PRICE * sum(day.totals.transit_minutes for day in days)
        - model.problem.change_price * _changes(model, days)
        - model.problem.bed_price
        * sum(a != b for a, b in pairwise(with_home(model.corridor, model.request, beds)))
        - max(model.problem.empty_losses) * num_empty
        - worth_of_money(model.problem, model.usual, days, model.rental_cny)
    )


def _changes(model: TripModel, days: tuple[Day, ...]) -> int:
    """Return how often one gets from one vehicle into another between two visits or booked trains.

    Long taxis count as so many more. A car for the day is kept.
    """
    if model.request.mode == "car":
        return 0
    changes, cars = 0, num_cars(model.request)
    for day in (day for day in days if not day.hire):
        visits = accumulate(is_fixed(event) for event in day.events)
        by_ride, taxis = Counter[tuple[int, bool]](), Counter[tuple[int, bool]]()
        for number, event in zip(visits, day.events, strict=True):
            if isinstance(event, Leg) and event.mode != "walk":
                by_ride[number, is_fixed(event)] += 1
                taxis[number, is_fixed(event)] += event.cost_cny if event.mode == "road" else 0
        changes += sum(by_ride.values()) - len(by_ride)
        if spares_taxis(model.request):
            changes += sum(
                ceil(max(0, cny / cars - LONG_TAXI_CNY) / LONG_TAXI_STEP) for cny in taxis.values()
            )
    return changes


def _notes(
    model: TripModel, solution: Solution, saved: int, extra: int, lost: int, detours: Detours
) -> Iterator[Note]:
    """Yield what the bound is a bound of, and how exact times differ from the model's."""
    num_sites, nights = len(model.sites), model.problem.nights
    if solution.bound is None:
        yield Note(code="edited" if solution.engine == "edit" else "no-bound")
    elif nights:
        num_towns = len({int(model.problem.beds[town]) for night in nights for town in night})
        yield Note(code="bound-with-nights", params={"sites": num_sites, "towns": num_towns})
    else:
        yield Note(code="bound", params={"sites": num_sites})
    if model.request.minds_money:
        yield Note(code="money", params={"cny": f"{model.request.value_of_time:g}"})
    if lost:
        yield Note(code="best-hours", params={"loss": lost})
    if saved:
        yield Note(code="saved", params={"minutes": saved})
    if extra:
        yield Note(code="short-hire")
    if detours.minutes:
        yield Note(code="by-hotel", params={"minutes": detours.minutes, "loss": detours.loss})
    if solution.bound is not None:
        yield from solution.notes
