"""``planner import-bookings``: what was booked elsewhere as the visits, stays and trains of a request."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from planner.cli import options as o
from planner.cli.loading import load
from planner.texts import say

if TYPE_CHECKING:
    from planner.answers.bookings import Imported

EXAMPLES = "Example: planner import-bookings trip.ics --output booked.yaml"


def import_bookings(
    file: Annotated[
        Path,
        Argument(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="A calendar (.ics), or schema.org reservations (JSON-LD).",
        ),
    ],
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    format_: Annotated[
        o.ListFormat,
        Option("--format", help="YAML with where each comes from, or JSON.", rich_help_panel=o.OUTPUT),
    ] = "text",
    output: o.OutputOption = None,
) -> None:
    """Turn bookings of a calendar or of schema.org into visits, stays and trains of a request file.

    What is not taken is told with the reason, and what can't be kept together is named.
    """
    import json

    from planner.answers.bookings import import_bookings as imported
    from planner.cli.show import check_can_write, put, write
    from planner.loading.reservations import read_reservations

    if output:
        check_can_write(output)
    found = imported(load(data), read_reservations(file))
    _tell(found, language)
    text = json.dumps(found.as_words(), ensure_ascii=False, indent=2) + "\n"
    text = text if format_ == "json" else _yaml(found)
    if output:
        write(output, text, language)
    else:
        put(text)


def _tell(found: Imported, language: str) -> None:
    """Say on stderr what was not taken, and what cannot be kept."""
    for left in found.left:
        words = {"where": left.where, "title": left.title, "reason": left.reason.say(language)}
        print(say(language, "bookings.left", **words), file=sys.stderr)
    for error in found.conflicts:
        print(say(language, "bookings.conflict", text=error.message.say(language)), file=sys.stderr)
    words_ = found.as_words()
    counts = {
        "visits": len(words_["visits"]),
        "stays": len(words_["stays"]),
        "trains": len(words_["trains"]),
        "left": len(found.left),
    }
    print(say(language, "bookings.summary", **counts), file=sys.stderr)


def _yaml(found: Imported) -> str:
    """Return the lists as YAML, with the place and the title that each comes from."""
    comments = {str(each.booking): f"{each.where} {each.title}" for each in found.taken}
    lines = []
    for word, bookings in found.as_words().items():
        lines.append(f"{word}:" if bookings else f"{word}: []")
        lines += [f"- {booking}  # {comments[booking]}" for booking in bookings]
    return "\n".join(lines) + "\n"
