"""``planner journeys``: the ways from door to door between two places on a date, by time and money."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from planner.cli import options as o
from planner.cli.command import warn_if_past
from planner.cli.lines import date_of, short_name
from planner.cli.listing import Listing, show_list
from planner.cli.loading import load_assuming

if TYPE_CHECKING:
    from planner.corridor import Corridor, Names, Seat
    from planner.network.journeys import Step
    from planner.network.option import Option as Journey

    Seats = dict[tuple[str | None, str | None], Seat | None]  # by line and service

EXAMPLES = "Example: planner journeys chongqing dazu-baodingshan --date 2026-12-05 --depart 08:00..10:00"
WORDS = {
    "en": {"walk": "walk", "road": "taxi", "cable": "cable car", "coach": "coach", "cruise": "ship"},
    "zh": {"walk": "步行", "road": "出租车", "cable": "索道", "coach": "客车", "cruise": "船"},
}
CALLED_BY_LINE = ("coach", "cruise")
SEATS = {"en": {"first": " first class", "hard": " hard seat"}, "zh": {"first": "一等座", "hard": "硬座"}}
REMARKS = {
    "en": "* Nothing else leaves as late, arrives as early, changes as seldom and costs no more. CNY of one adult;"
    " a taxi is for all who share it. ~ is an estimate, + and what has no known fare. Seats are not known.",
    "zh": "* 没有别的走法同时不早出发、不晚到达、不多换乘且不更贵。价格为一位成人；出租车为整车价。"
    "~ 为估计，+ 为另加未知票价。余票不在数据中。",
}
NOTHING = {
    "en": "Nothing goes there on that day for who leaves within these hours.",
    "zh": "当天在这段时间出发没有到那里的走法。",
}


def journeys(
    start: Annotated[str, Argument(metavar="FROM", help="A town, station or site.")],
    end: Annotated[str, Argument(metavar="TO", help="Likewise.")],
    day: Annotated[str, Option("--date", metavar="YYYY-MM-DD", help="The day.")],
    depart: Annotated[
        str, Option(metavar="HH:MM..HH:MM", help="When one may leave the door.")
    ] = "06:00..24:00",
    class_: o.ClassOption = None,
    scenario: o.ScenarioOption = None,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    format_: o.ListFormatOption = "text",
) -> None:
    """Show the ways from door to door between two places on a day, by time and money; * marks the undominated.

    By train, coach, ship, metro, taxi and on foot. Beside the undominated ones the first to arrive by each main mode.
    """
    from planner.atlas import Atlas
    from planner.corridor import seat_on
    from planner.errors import RequestError
    from planner.names import resolve
    from planner.texts import Message

    on, window = date_of(day), window_of(depart)
    warn_if_past(on, language)
    corridor = load_assuming(data, scenario, language)
    here, there = (resolve(corridor, place, ("town", "station", "attraction")) for place in (start, end))
    if here == there:
        raise RequestError(Message("request.same-place", {"place": here}), field="to", value=there)
    atlas = Atlas(corridor).in_class(class_ or "second")
    found = atlas.undominated(on).between(here, there, window)
    seats = {
        (leg.line, leg.service): seat_on(corridor, leg.line, leg.service, class_ or "second")
        for journey in found
        for leg in journey.legs
    }
    listing = Listing(
        columns=("", "depart", "arrive", "time", "CNY", "changes", "legs"),
        rows=[row for journey in found for row in _rows(journey, corridor, language, seats)],
        records=[_json(journey, seats) for journey in found],
        numbers=("CNY", "changes"),
        language=language,
        nothing=NOTHING[language],
        remark=REMARKS[language] if found else "",
    )
    show_list(listing, format_)


def window_of(text: str) -> tuple[int, int]:
    """Return the minutes of a window like ``08:00..12:00``.

    Raises
    ------
    RequestError
        When it is none.
    """
    from planner.clock import parse_clock
    from planner.errors import RequestError
    from planner.texts import Message

    first, dots, last = text.partition("..")
    with suppress(ValueError):
        window = parse_clock(first.strip()), parse_clock(last.strip())
        if dots and window[0] <= window[1]:
            return window
    raise RequestError(Message("request.no-window", {"text": text[:60]}), field="depart", value=text)


def window_in_day(text: str) -> tuple[int, int]:
    """Return the minutes of a window that ends by midnight.

    Raises
    ------
    RequestError
        When it is none.
    """
    from planner.clock import DAY_MINUTES
    from planner.errors import RequestError
    from planner.texts import Message

    window = window_of(text)
    if window[1] > DAY_MINUTES:
        raise RequestError(Message("request.no-window", {"text": text[:60]}), field="depart", value=text)
    return window


def _rows(journey: Journey, corridor: Corridor, language: o.Language, seats: Seats) -> list[list[object]]:
    """Return a row for each leg; the journey's own columns stand in the first."""
    from planner.clock import format_clock
    from planner.texts.units import format_length

    times = (
        format_clock(journey.depart),
        format_clock(journey.arrive),
        format_length(journey.minutes, language),
    )
    whole = ["*" if journey.undominated else "", *times, _price(journey), journey.changes]
    legs = [_leg(leg, corridor, language, seats) for leg in journey.legs]
    return [[*(whole if row == 0 else [None] * len(whole)), leg] for row, leg in enumerate(legs)]


def _price(journey: Journey) -> str:
    about = "~" if any(leg.fare_basis == "estimated" for leg in journey.legs) else ""
    return f"{about}{journey.person_cny + journey.car_cny:g}{'' if journey.is_priced else '+'}"


def _leg(leg: Step, corridor: Corridor, language: o.Language, seats: Seats) -> str:
    from planner.clock import format_clock

    start, end = (short_name(corridor, place, language) for place in (leg.start, leg.end))
    what = WORDS[language].get(leg.mode, "")
    if (name := _line_name(leg, corridor)) is not None:
        what = name.get(language)
    elif leg.service is not None:
        what = f"{what} {leg.service}".strip()
    seat = seats[leg.line, leg.service]
    if seat and seat != "second":
        what += SEATS[language][seat]
    return f"{format_clock(leg.depart)}-{format_clock(leg.arrive)} {what}: {start} - {end}"


def _line_name(leg: Step, corridor: Corridor) -> Names | None:
    """Return the name of the line where that is what a service goes by."""
    if leg.line_name is not None or leg.mode not in CALLED_BY_LINE:
        return leg.line_name
    return next((line.name for line in corridor.lines if line.id == leg.line), None)


def _json(journey: Journey, seats: Seats) -> dict[str, object]:
    from planner.clock import format_clock

    return {
        "depart": format_clock(journey.depart),
        "arrive": format_clock(journey.arrive),
        "minutes": journey.minutes,
        "cost_cny": round(journey.person_cny + journey.car_cny, 2),
        "changes": journey.changes,
        "undominated": journey.undominated,
        "legs": [_leg_json(leg, seats) for leg in journey.legs],
    }


def _leg_json(leg: Step, seats: Seats) -> dict[str, object]:
    from planner.clock import format_clock

    return {
        "mode": leg.mode,
        "from": leg.start,
        "to": leg.end,
        "depart": format_clock(leg.depart),
        "arrive": format_clock(leg.arrive),
        "minutes": leg.arrive - leg.depart,
        "km": leg.km,
        "service": leg.service,
        "line": leg.line,
        "seat": seats[leg.line, leg.service],
        "cost_cny": leg.cost,
        "per_car": leg.per_car,
        "fare_basis": leg.fare_basis,
        "confidence": leg.confidence,
    }
