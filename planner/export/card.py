"""Cards in large Chinese to show a taxi driver or at a station: a card a place, in the order of the trip."""

from __future__ import annotations

from io import StringIO

from rich.align import Align
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel

from planner.export.folding import Text
from planner.export.sayings import BOARDED
from planner.export.view import DayView, Language, Name, Row
from planner.export.viewing import view_of
from planner.itinerary import Itinerary
from planner.texts import say
from planner.texts.further import name_alone
from planner.texts.units import format_date

WIDTH = 64  # columns
CARDS = ("visit", "overnight")  # kinds of rows; rides that are boarded have one of where they begin


def render(itinerary: Itinerary, language: Language = "en") -> str:
    """Return the cards, before them what the plan assumes.

    They are Chinese in each language, which is that of the small line below.
    """
    console = Console(file=StringIO(), width=WIDTH, color_system=None, highlight=False)
    with console.capture() as capture:
        view = view_of(itinerary, language)
        for text in view.header.assumed:
            console.print(Panel(Text(text), width=WIDTH))
        for day in view.days:
            for row in day.rows:
                if row.kind in CARDS or row.mode in BOARDED:
                    console.print(_card(day, row, language))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def _card(day: DayView, row: Row, language: Language) -> Panel:
    place = row.places[0]
    small = [name_alone({"zh": place.zh, "en": place.en}, language)]
    if row.ride and row.ride.service != row.ride.zh:
        small.append(row.ride.service)
    lines: list[RenderableType] = [
        Text(say("zh", "export.card-take-me")),
        Padding(Text(" ".join(place.zh), style="bold"), (1, 0)),
        *(Text(text) for text in (place.area, _train(row)) if text),
        Text(" · ".join((format_date(day.date, "zh"), row.time))),
        *(Text(text, style="dim") for text in small if language != "zh"),
    ]
    return Panel(Group(*(Align.center(line) for line in lines)), width=WIDTH)


def _train(row: Row) -> str:
    if not row.ride:
        return ""
    return f"{row.ride.zh}  {' → '.join(map(_station, row.places))}"


def _station(place: Name) -> str:
    return f"{place.zh} {place.telecode}".strip()
