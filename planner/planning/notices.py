"""What the traveller must know, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

from planner.hours import day_kind
from planner.itinerary import Day, Leg, Notice, Visit
from planner.planning.demands import stay
from planner.planning.model import Model


def notices(model: Model, days: tuple[Day, ...]) -> Iterator[Notice]:
    """Yield what to know about the stay, the trip as a whole, and each site visited."""
    yield from _on_the_stay(model)
    yield from _on_travel(days)
    yield from _on_the_calendar(days)
    yield from _on_sites(model, days)


def _on_the_stay(model: Model) -> Iterator[Notice]:
    visa, request = model.corridor.visa, model.request
    if visa and request.visa_port and request.arrival:
        _, until = stay(visa, request.arrival)
        yield Notice(
            code="visa-free-transit",
            message=f"without a visa you may stay until {until:%Y-%m-%d %H:%M}, by the rules of {visa.as_of}."
            f" {visa.note.en}",
            message_zh=f"按{visa.as_of}的规定，免签停留至{until:%Y-%m-%d %H:%M}。{visa.note.zh}",
        )


def _on_travel(days: tuple[Day, ...]) -> Iterator[Notice]:
    legs = [event for day in days for event in day.events if isinstance(event, Leg)]
    timetables = ", ".join(sorted({leg.as_of for leg in legs if leg.as_of}))
    if timetables:
        yield Notice(
            code="timetable-date",
            message=f"train times as of {timetables}; check before you book",
            message_zh=f"车次时刻采自{timetables}，购票前请核实",
        )
    if any(leg.confidence == "estimated" and leg.mode == "road" for leg in legs):
        yield Notice(
            code="estimated-roads",
            message="driving times are estimates without traffic; allow for queues on holidays",
            message_zh="驾车时间为不计拥堵的估计，节假日请留出余量",
        )


def _on_the_calendar(days: tuple[Day, ...]) -> Iterator[Notice]:
    kinds = [day_kind(day.date) for day in days]
    if any(kind.provisional for kind in kinds):
        yield Notice(
            code="provisional-calendar",
            message="the official holiday calendar of this year is not known; closing days may differ",
            message_zh="该年的放假安排尚未公布，闭馆日可能不同",
        )
    if any(kind.is_holiday for kind in kinds):
        yield Notice(
            code="public-holiday",
            message="the trip falls on public holidays: book rooms, tickets and trains ahead",
            message_zh="行程遇法定节假日，住宿、门票和车票请提前预订",
        )


def _on_sites(model: Model, days: tuple[Day, ...]) -> Iterator[Notice]:
    visits = [event for day in days for event in day.events if isinstance(event, Visit)]
    for visit in visits:
        if note := model.corridor.attraction_by_id[visit.attraction].note:
            yield Notice(
                code="site-note",
                message=f"{visit.name.en}: {note.en}",
                message_zh=f"{visit.name.zh}：{note.zh}",
            )
