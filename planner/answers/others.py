"""Alternatives, and points of worth against what it takes, as tables, lines and a picture for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.answers.alternatives import Alternatives
from planner.answers.chart import Dot, svg
from planner.answers.difference import names_of, visits_of
from planner.answers.pareto import Against, Pareto
from planner.itinerary import Itinerary
from planner.texts import say
from planner.texts.units import format_length

NUMBERS = ("plan", "worth", "at-most", "money", "transit", "beds")  # columns to the right
OF_ALTERNATIVES = ("plan", "worth", "at-most", "money", "transit", "beds", "differs", "only")
OF_POINTS = ("worth", "at-most", "money", "transit", "nights", "sites")


def columns(words: Iterable[str], language: str) -> list[str]:
    """Return the heads of columns."""
    return [say(language, f"answers.column-{word}") for word in words]


def alternatives_rows(found: Alternatives, language: str) -> Iterator[list[str]]:
    """Yield the rows of the table."""
    names = names_of(*found.plans)
    for number, row in enumerate(found.table, 1):
        yield [
            str(number),
            f"{row.objective:,}",
            _bound(row.objective, row.bound, language),
            f"{row.money_cny:,}",
            format_length(row.transit_minutes, language),
            str(row.bed_changes),
            _joined((say(language, f"answers.differs-{each}") for each in row.differs), language),
            _joined((names[site].get(language) for site in row.only), language),
        ]


def days_told(plan: Itinerary, language: str) -> Iterator[str]:
    """Yield a line for each day: its visits, and where the night is."""
    names = names_of(plan)
    for day in plan.days:
        visits = [event for event in day.events if event.kind == "visit"]
        sites = [names[visit.attraction].get(language) for visit in visits]
        told = {"day": day.day, "sites": sites or [say(language, "answers.no-visit")]}
        if night := day.night:
            yield say(language, "answers.day-and-night", town=names[night.place].get(language), **told)
        else:
            yield say(language, "answers.day-of-plan", **told)


def about_alternatives(found: Alternatives, language: str) -> list[str]:
    """Return of what they are proven, and why there are fewer than were asked for."""
    lines = [say(language, "answers.at-most-of-these")] if len(found.plans) > 1 else []
    if len(found.plans) <= found.asked:
        code = "no-other" if found.complete else "no-other-found"
        lines.append(say(language, f"answers.{code}", percent=round(100 * found.share)))
    return lines


def points_rows(found: Pareto, language: str) -> Iterator[list[str]]:
    """Yield the rows of the table."""
    for point in found.points:
        towns = [day.night.place for day in point.plan.days if day.night]
        names = names_of(point.plan)
        yield [
            f"{point.objective:,}",
            _bound(point.objective, point.bound, language),
            f"{point.money_cny:,}",
            format_length(point.transit_minutes, language),
            _joined((names[town].get(language) for town in dict.fromkeys(towns)), language),
            _joined((names[site].get(language) for site in visits_of(point.plan)), language),
        ]


def picture(found: Pareto, language: str) -> str:
    """Return the points as an SVG picture."""
    dots = [
        Dot(
            point.takes(found.against),
            point.objective,
            point.bound,
            _taken(found.against, point.takes(found.against), language),
        )
        for point in found.points
    ]
    words = {word: say(language, f"answers.picture-{word}") for word in (found.against, "worth")}
    title = say(language, f"answers.picture-of-{found.against}")
    return svg(dots, title, words[found.against], words["worth"])


def _taken(against: Against, amount: int, language: str) -> str:
    if against == "transit":
        return format_length(amount, language)
    return say(language, "answers.cny", cny=amount)


def _bound(objective: int, bound: int | None, language: str) -> str:
    if bound is None:
        return say(language, "answers.not-known")
    return say(language, "answers.is-proven") if bound == objective else f"{bound:,}"


def _joined(parts: Iterable[str], language: str) -> str:
    return say(language, "units.comma").join(parts)
