"""``planner import-gtfs`` and ``planner export-gtfs``: timetables from and for other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from planner.cli import options as o
from planner.cli.loading import load
from planner.wording.dates import date_of

IMPORT_EXAMPLES = "Example: planner import-gtfs feed.zip --date 2026-12-01 --output my-data/lines/feed.yaml"
EXPORT_EXAMPLES = "Example: planner export-gtfs --output corridor.zip"
FIRST_DAY, LAST_DAY = "2026-01-01", "2027-12-31"
RESERVED_URL = "https://example.org/"


def import_gtfs(
    feed: Annotated[
        Path, Argument(metavar="FEED.zip", exists=True, dir_okay=False, help="A GTFS feed as a zip file.")
    ],
    day: Annotated[
        str | None,
        Option(
            "--date",
            metavar="YYYY-MM-DD",
            help="Take the timetable in force on this day, else the one that most trips belong to.",
        ),
    ] = None,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    output: o.OutputOption = None,
) -> None:
    """Turn a GTFS feed into stations and lines: YAML that the routes.yaml of a corridor can include.

    What is wrong in the feed is told with file and line, and the rest is imported.
    """
    from planner.cli.show import check_can_write, write
    from planner.loading.gtfs import import_feed
    from planner.texts import say

    if output:
        check_can_write(output)
    on = date_of(day) if day is not None else None
    result = import_feed(feed, load(data, without=output), on)
    for note in result.notes:
        print(say(language, "data.note", text=note.say(language)), file=sys.stderr)
    for problem in result.problems:
        print(problem.say(language), file=sys.stderr)
    if output:
        write(output, result.yaml, language)
    else:
        print(result.yaml, end="")
    numbers = {"lines": result.num_lines, "services": result.num_services, "stations": result.num_stations}
    counts = [say(language, f"data.num-{what}", n=number) for what, number in numbers.items()]
    problems = say(language, "data.num-problems", n=len(result.problems))
    print(say(language, "data.imported", counts=counts, problems=problems), file=sys.stderr)


def export_gtfs(
    start: Annotated[
        str, Option("--from", metavar="YYYY-MM-DD", help="First day on which the feed is valid.")
    ] = FIRST_DAY,
    end: Annotated[str, Option("--until", metavar="YYYY-MM-DD", help="Last day.")] = LAST_DAY,
    url: Annotated[
        str, Option(metavar="URL", help="Address of whoever publishes the feed; GTFS demands one.")
    ] = RESERVED_URL,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    output: o.OutputOption = None,
) -> None:
    """Write the corridor's lines as a GTFS feed, a zip file: on stdout unless --output names a file."""
    from planner.cli.show import check_can_write, put, write
    from planner.errors import RequestError
    from planner.export.gtfs import gtfs_feed
    from planner.texts import Message

    first, last = date_of(start, "from"), date_of(end, "until")
    if last < first:
        raise RequestError(Message("request.until-before-from"), field="until")
    if not url.startswith(("http://", "https://")) or not url.isprintable() or " " in url:
        params = {"url": url[:60], "example": RESERVED_URL}
        raise RequestError(Message("request.no-url", params), field="url", value=url)
    if output:
        check_can_write(output)
    elif sys.stdout.isatty():
        raise RequestError(Message("request.not-for-terminal", {"format": "zip"}), field="output")
    corridor = load(data)
    if not corridor.lines:
        raise RequestError(Message("request.no-lines"), field="data")
    content = gtfs_feed(corridor, first, last, url)
    if output:
        write(output, content, language)
    else:
        put(content)
