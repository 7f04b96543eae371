"""An itinerary for the terminal, or as plain text when it is piped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO
from math import ceil

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from planner.clock import DAY_MINUTES, format_clock, minutes_of
from planner.export.footer import Footer
from planner.export.speaker import Language, Speaker, grid, hours_unsure
from planner.itinerary import Day, Event, Itinerary, Leg, Meal, Overnight, Visit, Wait
from planner.rules import TAXI_MAX_MINUTES
from planner.texts.units import format_date, format_dates

WIDTH = 100
SHORTEST_WAIT = 10  # minutes; what is shorter is only rounding


def render(itinerary: Itinerary, language: Language = "en", width: int = WIDTH) -> str:
    """Return the itinerary as plain text, ``width`` columns wide, without trailing spaces."""
    console = Console(file=StringIO(), width=width, color_system=None, highlight=False)
    with console.capture() as capture:
        console.print(*renderables(itinerary, language), sep="\n")
    return "\n".join(line.rstrip() for line in capture.get().splitlines()).strip("\n") + "\n"


def print_itinerary(itinerary: Itinerary, console: Console, language: Language = "en") -> None:
    """Print the itinerary: styled on a terminal, else plain and 100 columns wide."""
    if console.is_terminal:
        page = renderables(itinerary, language)
        console.print(*page, sep="\n", width=min(console.width, WIDTH), highlight=False)
    else:
        console.file.write(render(itinerary, language))


def renderables(itinerary: Itinerary, language: Language) -> Iterator[RenderableType]:
    """Yield the parts of the page from top to bottom."""
    page = _Page(itinerary, language)
    yield from page.header()
    for day in itinerary.days:
        yield ""
        yield from page.day(day)
    yield from Footer(itinerary, language).parts()


class _Page(Speaker):
    """Title and days."""

    # The header

    def header(self) -> Iterator[RenderableType]:
        days, request = self.itinerary.days, self.itinerary.request
        start, end = self.name(days[0].start.place), self.name(days[-1].end.place)
        key, num_days = (
            ("title_round" if start == end else "title"),
            self.count("num_day", "num_days", len(days)),
        )
        title = self.say(key, corridor=self.itinerary.corridor.name, days=num_days, start=start, end=end)
        facts = [
            format_dates(days[0].date, days[-1].date, self.language),
            self.party(),
            self.say(f"mode.{request['mode']}"),
            self.say(f"pace.{request['pace']}"),
            self.themes(),
        ]
        yield Text(title, style="bold")
        yield Text(" · ".join(facts))
        yield Text(self.certificate(), style="green")

    def party(self) -> str:
        adults, children = self.itinerary.request["adults"], self.itinerary.request["children"]
        people = self.count("num_adult", "num_adults", adults)
        young = self.count("num_child", "num_children", children)
        return f"{people}{self.words['list']}{young}" if children else people

    def themes(self) -> str:
        names = [
            self.itinerary.themes[theme].get(self.language) if theme in self.itinerary.themes else theme
            for theme in self.itinerary.request["themes"]
        ]
        return self.say("themes", names=self.words["list"].join(names))

    def certificate(self) -> str:
        if self.itinerary.status == "optimal":
            return self.words["optimal"]
        bound, objective = self.itinerary.certificate.bound, self.itinerary.certificate.objective
        if bound is None or objective <= 0:
            return self.words["unproven"]
        percent = (
            ceil(1000 * (bound - objective) / objective - 1e-9) / 10
        )  # rounded up: never promise too much
        return self.say("feasible", percent=percent)

    # A day

    def day(self, day: Day) -> Iterator[RenderableType]:
        ends = dict.fromkeys((self.name(day.start.place), self.name(day.end.place)))
        parts = (self.say("day", n=day.day), format_date(day.date, self.language), " → ".join(ends))
        yield Text(" · ".join(parts), style="bold cyan")
        table = grid(11, None, 11, 11)
        table.columns[-1].justify = "right"
        for events in _rows(day.events):
            table.add_row(*self.row(day, events))
        yield Padding(table, (0, 0, 0, 2))
        totals = day.totals
        sums = [
            self.say("visits", time=self.length(totals.visit_minutes)),
            self.say("travel", time=self.length(totals.transit_minutes)),
        ]
        if totals.wait_minutes >= SHORTEST_WAIT:
            sums.append(self.say("waits", time=self.length(totals.wait_minutes)))
        sums.append(self.money(totals.cost_cny))
        yield Padding(Text(" · ".join(sums), style="dim"), (0, 0, 0, 15))

    def row(self, day: Day, events: list[Event]) -> tuple[Text, ...]:
        """Return time, what, how long and price of an event, or of one drive in several legs."""
        event, last = events[0], events[-1]
        start, end = (minutes_of(moment, day.date) for moment in (event.begins[1], last.finishes[1]))
        time = (
            format_clock(start)
            if event.kind == "overnight"
            else f"{format_clock(start)}-{format_clock(end % DAY_MINUTES)}"
        )
        length, price = self.length(end - start), ""
        match event:
            case Visit():
                what, price = self.visit(event), self.ticket(event)
                length = _estimate(length, "visit_minutes" in event.estimated)
            case Leg():
                legs = [leg for leg in events if isinstance(leg, Leg)]
                unsure, cost = (
                    any(leg.confidence == "estimated" for leg in legs),
                    sum(leg.cost_cny for leg in legs),
                )
                what, length = self.drive(legs), _estimate(length, unsure)
                price = _estimate(self.money(cost), unsure) if cost else ""
            case Meal():
                what = Text(self.words["meal"])
            case Wait():
                what = Text(self.words[f"wait.{event.purpose}"], style="dim")
            case Overnight():
                what, length = Text(self.say("overnight", place=self.name(event.place)), style="bold"), ""
                price = _estimate(self.money(event.cost_cny), True) if event.cost_cny else ""
        return Text(time, style="cyan"), what, Text(length), Text(price)

    def visit(self, visit: Visit) -> Text:
        what = Text(visit.name.get(self.language), style="bold")
        if visit.includes_lunch:
            what.append(self.brackets(self.words["with_lunch"]), "not bold")
        if hours_unsure(visit):
            what.append(self.brackets(self.words["check_hours"]), "not bold yellow")
        return what

    def ticket(self, visit: Visit) -> str:
        if visit.ticket_cny is None:
            return self.words["unknown_price"]
        price = self.money(visit.ticket_cny) if visit.ticket_cny else self.words["free"]
        return _estimate(price, "ticket_cny" in visit.estimated)

    def drive(self, legs: list[Leg]) -> Text:
        """Return how one gets there: by which means and how far, below it the towns on the way."""
        first, last = legs[0], legs[-1]
        mode = self.car(legs) if first.mode == "road" and self.by_taxi else first.mode
        km = sum(leg.km for leg in legs)
        facts = [first.service] if first.service else []
        facts.append(self.say("km", km=round(km) if km >= 10 else round(km, 1)))
        if any(leg.includes_lunch for leg in legs):
            facts.append(self.words["lunch_aboard"])
        what = Text(self.say(f"leg.{mode}", end=self.name(last.end)) + self.brackets(*facts))
        passed = [*first.via, *(place for leg in legs[1:] for place in (leg.start, *leg.via))]
        ends = (first.start, last.end)
        towns = [self.name(place) for place in passed if self.is_town(place) and place not in ends]
        if towns:
            via = self.say("via", places=self.words["list"].join(_spread(list(dict.fromkeys(towns)))))
            what.append(f"\n{via}", "dim")
        return what

    def car(self, legs: list[Leg]) -> str:
        is_long = sum(leg.minutes for leg in legs) > TAXI_MAX_MINUTES
        return "hired" if is_long and self.itinerary.request["mode"] == "mixed" else "taxi"

    def is_town(self, place: str) -> bool:
        return place in self.itinerary.places and self.itinerary.places[place].kind == "town"


def _rows(events: Iterable[Event]) -> Iterator[list[Event]]:
    """Yield the events, legs by road that follow each other together, waits of a few minutes left out."""
    row: list[Event] = []
    for event in events:
        if isinstance(event, Wait) and (event.end - event.start).total_seconds() < SHORTEST_WAIT * 60:
            continue
        if row and not (_by_road(row[-1]) and _by_road(event)):
            yield row
            row = []
        row.append(event)
    if row:
        yield row


def _by_road(event: Event) -> bool:
    return isinstance(event, Leg) and event.mode == "road" and event.service is None


def _estimate(text: str, unsure: bool) -> str:
    return f"~{text}" if unsure else text


def _spread(names: list[str]) -> list[str]:
    """Return three names at most, spread over the way."""
    return names if len(names) <= 3 else [names[0], names[len(names) // 2], names[-1]]
