"""``planner risk``: how sure each visit and train of a plan is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from typer import Option

from planner.cli import options as o
from planner.cli.loading import load, read_plan
from planner.texts import say

if TYPE_CHECKING:
    from planner.answers.risk import Risk, RiskDay, RiskStep
    from planner.export.speaker import Speaker
    from planner.itinerary import Itinerary

EXAMPLES = """Examples:

planner risk plan.json

planner risk plan.json --samples 1000000 --format json"""
COLUMNS = ("planned", "latest", "chance", "late", "if-missed", "what")


def risk(
    plan_file: o.PlanFileArgument,
    samples: Annotated[
        int, Option(metavar="NUMBER", min=1, max=10_000_000, help="How many times the plan is followed.")
    ] = 40_000,
    seed: Annotated[int, Option(metavar="NUMBER", min=0, help="For the random numbers.")] = 1,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    format_: o.FormatOption = "text",
    output: o.OutputOption = None,
    debug: o.DebugOption = False,  # noqa: ARG001
) -> None:
    """Tell the chance to make each visit and train of a plan, and the next train that saves the day.

    --output writes all of it as JSON.
    """
    from planner.answers.risk import risk as risk_of
    from planner.cli.show import check_can_write, put_out

    if output:
        check_can_write(output)
    itinerary = read_plan(plan_file, data)
    found = risk_of(itinerary, load(data), samples=samples, seed=seed)
    if format_ == "text":
        _show(found, itinerary, language)
    if format_ == "json" or output:
        put_out(found.to_json() + "\n", output, language)


def _show(found: Risk, itinerary: Itinerary, language: o.Language) -> None:
    from planner.cli.show import show_table
    from planner.export.speaker import Speaker
    from planner.texts.units import format_date

    speaker = Speaker(itinerary, language)
    columns = [say(language, f"risk.column-{column}") for column in COLUMNS]
    numbers = [say(language, f"risk.column-{column}") for column in ("chance", "late")]
    for day in found.days:
        share = _share(day.chance, language)
        print(say(language, "risk.day", date=format_date(day.date, language), share=share))
        if day.steps:
            show_table(columns, _rows(day, speaker), numbers)
        print()
    totals = {"samples": f"{found.samples:,}", "seed": found.seed}
    print(say(language, "risk.trip", share=_share(found.chance, language), **totals))
    print(say(language, "risk.legend"))


def _rows(day: RiskDay, speaker: Speaker) -> Iterator[list[str]]:
    for number, step in enumerate(day.steps):
        mark = "*" if number == day.weakest and step.chance < 1 else ""
        yield [
            f"{step.planned:%H:%M}",
            f"{step.latest:%H:%M}" if step.latest else "",
            f"{mark}{_share(step.chance, speaker.language)}",
            _late(step, speaker.language),
            _if_missed(step, speaker.language),
            _what(day, step, speaker),
        ]


def _what(day: RiskDay, step: RiskStep, speaker: Speaker) -> str:
    from planner.itinerary import Leg

    place = speaker.name(step.place)
    if step.kind == "visit":
        return place
    if step.kind == "departure":
        return say(speaker.language, "risk.departure", place=place)
    days = {each.day: each for each in speaker.itinerary.days}
    leg = days[day.day].events[step.event]
    assert isinstance(leg, Leg), "a ride is a leg"
    name = leg.line_name or (None if leg.mode == "rail" else speaker.itinerary.lines.get(leg.line or ""))
    service = speaker.named(name) if name else leg.service
    return say(speaker.language, f"risk.{leg.mode}", service=service, start=place, end=speaker.name(leg.end))


def _late(step: RiskStep, language: str) -> str:
    if step.late_p95 is None:
        return say(language, "risk.never")
    return say(language, "risk.late", minutes=step.late_p95)


def _if_missed(step: RiskStep, language: str) -> str:
    if step.kind != "ride" or step.latest is None:
        return ""
    if step.saved_by is None:
        return say(language, "risk.none")
    return say(language, "risk.next", service=step.saved_by.service, time=f"{step.saved_by.depart:%H:%M}")


def _share(share: float, language: str) -> str:
    """Return a chance in hundredths; one that is not certain is never called so."""
    percent = 100 * share
    rounded = min(99, round(percent)) if share < 1 else 100
    return say(language, "risk.percent", share=rounded)
