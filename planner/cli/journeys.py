"""``planner journeys``: the ways from door to door between two places on a date, by time and money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from planner.cli import options as o
from planner.cli.command import warn_if_past
from planner.cli.lines import short_name
from planner.cli.listing import Listing, show_list
from planner.cli.loading import load_assuming
from planner.wording.dates import date_of, window_of

if TYPE_CHECKING:
    from planner.corridor import Corridor, Names
    from planner.network.journeys import Step
    from planner.network.option import Option as Journey
    from planner.wording.ways import Seats

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
    from planner.wording.ways import ways_between

    on, window = date_of(day), window_of(depart)
    warn_if_past(on, language)
    corridor = load_assuming(data, scenario, language)
    found = ways_between(Atlas(corridor), start, end, on, window, class_ or "second")
    listing = Listing(
        columns=("", "depart", "arrive", "time", "CNY", "changes", "legs"),
        rows=[row for journey in found.journeys for row in _rows(journey, corridor, language, found.seats)],
        records=found.as_json(),
        numbers=("CNY", "changes"),
        language=language,
        nothing=NOTHING[language],
        remark=REMARKS[language] if found.journeys else "",
    )
    show_list(listing, format_)


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
