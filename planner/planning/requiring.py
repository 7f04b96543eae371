"""The model of a wish that demands one site more, made of the model of the wish: nothing else is built again."""

from __future__ import annotations

from dataclasses import replace

from planner.planning.model import TripModel
from planner.planning.sameplace import one_of_each
from planner.request import TripRequest


def requiring(model: TripModel, wish: TripRequest, site: str) -> TripModel | None:
    """Return the model of the wish that demands a site too; None where it differs in more than that demand."""
    index = next((number for number, each in enumerate(model.sites) if each.id == site), None)
    if index is None or one_of_each(wish, model.sites) != one_of_each(model.request, model.sites):
        return None
    problem = model.problem
    other = replace(model, request=wish, problem=replace(problem, must=tuple(sorted({*problem.must, index}))))
    lengths = enumerate(problem.minutes[:, index].tolist())
    is_open_alike = all(
        model.windows(index, day, minutes) == other.windows(index, day, minutes) for day, minutes in lengths
    )
    is_worth_alike = model.prize_of(model.sites[index]) == other.prize_of(model.sites[index])
    return other if is_open_alike and is_worth_alike else None
