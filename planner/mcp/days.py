"""A plan as stops by day, as many days as a result may hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from planner.export.view import Language
from planner.export.viewing import view_of
from planner.itinerary import Day, Itinerary, Leg, Meal, Overnight, Visit
from planner.mcp.results import DayInShort, Plan, PlanDay, Stop, TicketQuery, Train, shortened, size, spot
from planner.mcp.tokens import MOST

NOTICES, CHANGES, VISITS = 8, 12, 8  # told at most


def shown(
    plan: Itinerary,
    id_: str,
    until: datetime,
    language: Language = "en",
    from_day: int | None = None,
    changes: Sequence[str] = (),
) -> Plan:
    """Return the days of a plan from one of them on, as many as fit; on the first page what is of the whole trip."""
    days = [day for day in plan.days if from_day is None or day.day >= from_day]
    is_first = len(days) == len(plan.days)
    certificate, totals = plan.certificate, plan.totals
    notices = [notice.say(language) for notice in (*plan.breaks, *plan.warnings)] if is_first else []
    page = Plan(
        plan=id_,
        valid_until=until,
        summary=_summary(plan, language),
        status=plan.status,
        gap=certificate.gap,
        cost_cny=totals.cost_cny,
        transit_minutes=totals.transit_minutes,
        changes=shortened(changes, CHANGES),
        notices=shortened(notices, NOTICES),
    )
    whole = page.model_copy(update={"days": [_day(plan, day) for day in days]})
    if size(whole) <= MOST:
        return whole
    overview = [_in_short(plan, day) for day in plan.days] if is_first else []
    page = page.model_copy(update={"overview": overview})
    for number, day in enumerate(days):
        after = days[number + 1].day if number + 1 < len(days) else None
        more = page.model_copy(update={"days": [*page.days, _day(plan, day)], "next_day": after})
        if number and size(more) > MOST:
            break
        page = more
    return page


def _summary(plan: Itinerary, language: Language) -> str:
    header = view_of(plan, language).header
    return " · ".join((header.title, *header.facts, header.proof))


def _in_short(plan: Itinerary, day: Day) -> DayInShort:
    visits = [event.name.zh for event in day.events if isinstance(event, Visit)]
    night = plan.places[day.night.place].name.zh if day.night else None
    return DayInShort(day=day.day, date=str(day.date), visits=visits[:VISITS], night=night)


def _day(plan: Itinerary, day: Day) -> PlanDay:
    return PlanDay(
        day=day.day,
        date=str(day.date),
        stops=list(_stops(plan, day)),
        trains=list(_trains(plan, day)),
    )


def _stops(plan: Itinerary, day: Day) -> Iterator[Stop]:
    """Yield a stop for each place of a day in its order, with all that is done there."""
    stop = _stop(plan, day.start.place, day.start.time).model_copy(update={"arrive": None})
    for event in day.events:
        if isinstance(event, Leg):
            yield stop.model_copy(update={"leave": _clock(event.depart)})
            stop = _stop(plan, event.end, event.arrive, event)
        elif isinstance(event, Visit):
            stop = stop.model_copy(
                update={
                    "visit": f"{_clock(event.start)}-{_clock(event.end)}",
                    "ticket_cny": event.ticket_cny,
                    "book": event.booking.en if event.booking else None,
                }
            )
        elif isinstance(event, Meal):
            hours = f"{event.meal} {_clock(event.start)}-{_clock(event.end)}"
            stop = stop.model_copy(update={"meal": "; ".join(filter(None, (stop.meal, hours)))})
        elif isinstance(event, Overnight):
            stop = stop.model_copy(update={"night": True, "night_cny": event.cost_cny})
    yield stop


def _stop(plan: Itinerary, place: str, arrive: datetime, leg: Leg | None = None) -> Stop:
    of = plan.places[place]
    ride = {"by": leg.mode, "train": leg.service, "ride_cny": leg.cost_cny or None} if leg else {}
    where = spot(place, of.name, of.location.lat, of.location.lon, of.telecode)
    return Stop(**where, date=str(arrive.date()), arrive=_clock(arrive), **ride)


def _trains(plan: Itinerary, day: Day) -> Iterator[Train]:
    """Yield the trains between stations whose codes are known."""
    opens = {(each.service, each.on): each.opens for each in plan.to_book if each.kind == "train"}
    for leg in day.events:
        if not isinstance(leg, Leg) or leg.mode != "rail" or not leg.service:
            continue
        start, end = plan.places[leg.start], plan.places[leg.end]
        if start.telecode and end.telecode:
            date = leg.depart.date()
            sale = opens.get((leg.service, date))
            yield Train(
                train=leg.service,
                depart=_clock(leg.depart),
                zh=f"{start.name.zh}-{end.name.zh}",
                opens=str(sale) if sale else None,
                query=TicketQuery(date=str(date), from_station=start.telecode, to_station=end.telecode),
            )


def _clock(moment: datetime) -> str:
    return moment.strftime("%H:%M")
