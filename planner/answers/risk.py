"""How sure a plan is: the chance to make each visit and train, by following it many times (docs/answers.md)."""

from __future__ import annotations

import datetime as dt
from math import ceil
from typing import Annotated, Literal

import numpy as np
from pydantic import AwareDatetime, Field

from planner.answers.chances import Draws
from planner.answers.daysteps import StepMaker
from planner.answers.difference import visits_of
from planner.answers.following import Departure, Followed, Metro, Ride, Stay, Step, follow_day, saving_run
from planner.arrays import BoolArray, FloatArray
from planner.atlas import Atlas
from planner.clock import at, minutes_of
from planner.corridor import Corridor
from planner.errors import RequestError
from planner.itinerary import Day, Itinerary, Leg, Part, Visit
from planner.loading import load_corridor
from planner.texts import Message

SAMPLES = 40_000
MOST_SAMPLES = 10_000_000

Samples = Annotated[int, Field(ge=1, le=MOST_SAMPLES)]
Chance = Annotated[float, Field(ge=0, le=1)]


class NextRide(Part):
    """A later run of the day between the same stations."""

    service: str
    depart: AwareDatetime
    arrive: AwareDatetime


class RiskStep(Part):
    """A visit, a ride by timetable, or the departure at the end of the trip, and how sure it is."""

    event: int = Field(ge=0, description="Which of the day's events, from 0; behind the last: the departure")
    kind: Literal["visit", "ride", "departure"]
    place: str = Field(description="The attraction, the station where one boards, or the trip's end")
    service: str | None = Field(None, description="Train code or line")
    planned: AwareDatetime = Field(description="When the visit begins, the ride leaves, or the day is over")
    latest: AwareDatetime | None = Field(
        description="When one must be there: at the gate, or at the door of the station with the least that boarding "
        "takes; null: any train of the metro will do"
    )
    chance: Chance = Field(description="To make it; a ride: this very run")
    late_p95: int | None = Field(
        ge=0,
        description="Minutes that 19 of 20 arrive later than planned at most, at the visit or where the ride ends; "
        "null: more than one in 20 do not on that day",
    )
    arrive_p95: AwareDatetime | None = Field(description="The minute by which 19 of 20 arrive there")
    saved_by: NextRide | None = Field(
        None,
        description="Of a ride, the next run with which the rest of the day works if nothing else is late; "
        "null: none does, or it is a metro",
    )


class RiskDay(Part):
    """How sure a day is."""

    day: int
    date: dt.date
    chance: Chance = Field(description="To make all its steps")
    weakest: int | None = Field(
        description="Which of its steps has the least chance where all before it are made; null: it has no steps"
    )
    steps: tuple[RiskStep, ...]


class Risk(Part):
    """How sure a plan is; each day begins as planned."""

    samples: Samples
    seed: int = Field(ge=0)
    chance: Chance = Field(description="To make all steps of all days")
    days: tuple[RiskDay, ...]

    def to_json(self) -> str:
        """Return it as JSON."""
        return self.model_dump_json(by_alias=True, indent=2)


def risk(
    itinerary: Itinerary, corridor: Corridor | None = None, *, samples: int = SAMPLES, seed: int = 1
) -> Risk:
    """Return how sure a plan is, by following it many times with visits, drives and trains that vary.

    Parameters
    ----------
    itinerary
        The plan.
    corridor
        The data it was made from; the shipped corridor when None.
    samples
        How many times, up to ten million.
    seed
        For the random numbers: equal ones give equal answers, and two plans the same luck in what they share.

    Raises
    ------
    RequestError
        When the plan names what the data do not have.
    """
    corridor = load_corridor() if corridor is None else corridor
    corridor = Atlas(corridor).assuming(itinerary.request.scenarios).corridor
    _check(itinerary, corridor)
    maker, draws = StepMaker(itinerary, corridor), Draws(samples, seed)
    all_made = np.ones(samples, dtype=np.bool_)
    days = []
    for day in itinerary.days:
        told, made = _day(day, maker, draws)
        days.append(told)
        all_made &= made
    return Risk(samples=samples, seed=seed, chance=_share(all_made), days=tuple(days))


def _check(itinerary: Itinerary, corridor: Corridor) -> None:
    """Refuse a plan of other data."""
    visited = visits_of(itinerary).keys()
    legs = [event for day in itinerary.days for event in day.events if isinstance(event, Leg)]
    lines = {line.id for line in corridor.lines} | {
        line.id for metro in corridor.metros for line in metro.lines
    }
    places = {place for leg in legs for place in (leg.start, leg.end)}
    missing = (visited - corridor.attraction_by_id.keys()) | (places - corridor.places.keys())
    missing |= {leg.line for leg in legs if leg.line is not None} - lines
    if missing:
        raise RequestError(Message("risk.other-data", {"ids": sorted(missing)}))


def _day(day: Day, maker: StepMaker, draws: Draws) -> tuple[RiskDay, BoolArray]:
    """Return how sure a day is, and in which samples all of it is made."""
    steps = maker.steps(day)
    all_made = np.ones(draws.samples, dtype=np.bool_)
    told: list[RiskStep] = []
    chances: list[float] = []  # where all before is made
    for number, followed in enumerate(follow_day(day, steps, draws)):
        if step := _told(day, steps, number, followed):
            told.append(step)
            chances.append(_share(followed.made[all_made]))
        all_made &= followed.made
    weakest = int(np.argmin(chances)) if told else None
    chance = _share(all_made)
    return RiskDay(day=day.day, date=day.date, chance=chance, weakest=weakest, steps=tuple(told)), all_made


def _told(day: Day, steps: list[Step], number: int, followed: Followed) -> RiskStep | None:
    """Return how sure a step is; None where it is none that can be missed."""
    step = steps[number]
    event = step.event_of(day)
    arrive = _p95(followed.arrive)

    def told(planned: int, due: int, **more: object) -> RiskStep:
        return RiskStep.model_validate(
            {
                "event": step.event,
                "planned": at(day.date, planned),
                "chance": _share(followed.made),
                "late_p95": None if arrive is None else max(0, arrive - due),
                "arrive_p95": None if arrive is None else at(day.date, arrive),
                **more,
            }
        )

    if isinstance(step, Departure):
        end = minutes_of(day.end.time, day.date)
        return told(end, end, kind="departure", place=day.end.place, latest=at(day.date, step.latest))
    if isinstance(step, Stay) and isinstance(event, Visit):
        start = minutes_of(event.start, day.date)
        latest = at(day.date, step.latest)
        return told(start, start, kind="visit", place=event.attraction, latest=latest)
    if isinstance(step, Ride | Metro) and isinstance(event, Leg):
        depart, due = (minutes_of(moment, day.date) for moment in (event.depart, event.arrive))
        more: dict[str, object] = {"latest": None}
        if isinstance(step, Ride):
            run = saving_run(step, steps[number + 1 :])
            more = {
                "latest": at(day.date, depart - ceil(step.boarding)),
                "saved_by": run
                and NextRide(service=run[2], depart=at(day.date, run[0]), arrive=at(day.date, run[1])),
            }
        return told(depart, due, kind="ride", place=event.start, service=event.service, **more)
    return None


def _share(made: BoolArray) -> float:
    return round(float(made.mean()), 5) if made.size else 0.0


def _p95(arrive: FloatArray) -> int | None:
    """Return the whole minute by which 19 of 20 are there; None when more than one in 20 never are."""
    minute = float(np.quantile(arrive, 0.95, method="inverted_cdf"))
    return ceil(round(minute, 6)) if np.isfinite(minute) else None
