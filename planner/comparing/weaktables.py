"""What trips hang on, as tables and lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from planner.comparing.weakmodel import Lost, Today, WeakLink, WeakProducts
from planner.texts import say
from planner.texts.units import format_date

COLUMNS = ("what", "plans", "trip", "today", "then", "loss", "assume")
NUMBERS = ("plans",)


def heading(found: WeakProducts, language: str) -> list[str]:
    """Return what is shown, when, and what the plans of today use."""
    used = [say(language, f"compare.weak-{kind}", n=number) for kind, number in found.candidates.items()]
    lines = [
        say(language, "compare.weak-title"),
        say(language, "compare.weak-when", date=format_date(found.date, language), work=found.work),
    ]
    if used:
        lines.append(say(language, "compare.weak-used", used=used, n=found.num_tried))
    return lines


def heads(language: str, columns: tuple[str, ...] = COLUMNS) -> list[str]:
    """Return the heads of columns."""
    return [say(language, f"compare.column-{column}") for column in columns]


def rows(found: WeakProducts, language: str) -> Iterator[list[str]]:
    """Yield a row for each link and trip, the worst link first."""
    today = {each.trip: each for each in found.trips}
    for link in found.links:
        first = [_name(link, language), str(len(link.trips))]
        assume = link.assume or ""
        for lost in link.trips:
            trip = today[lost.trip]
            worth = (_worth(each, language) for each in (trip, lost))
            yield [*first, trip.name.get(language), *worth, _loss(lost, language), assume]
            first, assume = ["", ""], ""


def _name(link: WeakLink, language: str) -> str:
    name = link.name.get(language)
    return say(language, "reach.weak-bridge", name=name) if link.has_detour is False else name


def _worth(each: Today | Lost, language: str) -> str:
    if each.objective is None:
        return "-"
    most = say(language, "compare.unbounded") if each.bound is None else f"{each.bound:,}"
    return say(language, "compare.between", least=f"{each.objective:,}", most=most)


def _loss(lost: Lost, language: str) -> str:
    if lost.at_least is None or lost.at_most is None or lost.verdict == "same":
        return say(language, f"compare.lost-{lost.verdict}")
    least, most = lost.at_least, lost.at_most
    if lost.verdict == "better":
        least, most = -most, -least
    code = "lost-between" if lost.verdict == "undecided" else f"lost-{lost.verdict}-by"
    return say(language, f"compare.{code}", least=f"{least:,}", most=f"{most:,}")


def notes(found: WeakProducts, language: str) -> Iterator[str]:
    """Yield what holds of the other trips and of what was not tried."""
    yield say(language, "compare.weak-others")
    gaps = [each.most for each in found.trips if each.most is not None]
    if gaps:
        yield say(language, "compare.weak-gaps", most=f"{max(gaps):,}")
    if not found.is_complete:
        yield say(language, "compare.weak-untried", n=found.most_untried, solves=found.solves)
    elif found.most_untried:
        yield say(language, "compare.weak-complete", n=found.most_untried)
    none = [each.name.both for each in found.trips if not each.sites]
    if none:
        yield say(language, "compare.weak-no-plan-today", trips=none)
