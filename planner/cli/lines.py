"""``planner lines``: which trains, coaches and ships go from one place to another on a date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from planner.cli import options as o
from planner.cli.command import warn_if_past
from planner.cli.listing import Listing, show_list
from planner.cli.loading import load_assuming
from planner.texts import say
from planner.wording.dates import date_of

if TYPE_CHECKING:
    from planner.corridor import Corridor
    from planner.network.services import DirectService

EXAMPLES = "Example: planner lines chongqing 大足南 --date 2026-12-05"


def lines(
    start: Annotated[
        str,
        Argument(metavar="FROM", help="A town or an airport, which stand for their stations, or a station."),
    ],
    end: Annotated[str, Argument(metavar="TO", help="Likewise.")],
    day: Annotated[str, Option("--date", metavar="YYYY-MM-DD", help="The day.")],
    scenario: o.ScenarioOption = None,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    format_: o.ListFormatOption = "text",
) -> None:
    """List the direct trains, coaches and ships between two places on a day, with fares for one adult."""
    from planner.wording.ways import service_as_json, services_between

    on = date_of(day)
    warn_if_past(on, language)
    corridor = load_assuming(data, scenario, language)
    services = services_between(corridor, start, end, on)
    is_unsure = any("estimated" in (service.confidence, service.fare_basis) for service in services)
    listing = Listing(
        columns=("service", "from", "to", "depart", "arrive", "time", "CNY", "runs", "timetable of"),
        rows=(_row(service, corridor, language) for service in services),
        records=[service_as_json(service) for service in services],
        numbers=("CNY",),
        language=language,
        nothing=say(language, "lists.no-service"),
        remark=say(language, "lists.estimate") if is_unsure else "",
    )
    show_list(listing, format_)


def short_name(corridor: Corridor, place: str, language: o.Language) -> str:
    """Return what a place is called where all of them are stations or the like."""
    return corridor.places[place].name.get(language).removesuffix(" Railway Station")


def _row(service: DirectService, corridor: Corridor, language: o.Language) -> list[object]:
    from planner.clock import format_clock
    from planner.texts.units import format_length

    mark = "~" if service.confidence == "estimated" else ""
    ends = (short_name(corridor, place, language) for place in (service.start, service.end))
    times = (f"{mark}{format_clock(minutes)}" for minutes in (service.depart, service.arrive))
    length = format_length(service.arrive - service.depart, language)
    about = "~" if service.fare_basis == "estimated" else ""
    price = "?" if service.fare_basis == "unknown" else f"{about}{service.cost:g}"
    days = service.days if service.running_days == "known" else say(language, "lists.days-unchecked")
    return [service.code, *ends, *times, length, price, days, service.as_of]
