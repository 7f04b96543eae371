"""``planner validate`` and ``planner schema``: the shape of data, requests and plans."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, get_args

import typer
from typer import Argument

from planner.cli import options as o
from planner.errors import DataError

Document = Literal[
    "request",
    "itinerary",
    "compact",
    "why-not",
    "story",
    "suggestions",
    "alternatives",
    "pareto",
    "risk",
    "reach",
    "reach-matrix",
    "claims",
    "comparison",
    "weak-links",
    "weak-products",
]
DOCUMENTS: tuple[Document, ...] = get_args(Document)


def validate(
    folder: Annotated[
        Path | None,
        Argument(
            metavar="DIR",
            exists=True,
            file_okay=False,
            show_default=False,
            help="The data folder; without it, the shipped data.",
        ),
    ] = None,
    language: o.LanguageOption = "en",
    format_: o.FormatOption = "text",
) -> None:
    """Check a data folder: every problem with its file, line and column, then a summary."""
    from planner.cli.show import show_json
    from planner.loading.summary import median_date, shares_stated, summary, validate_corridor
    from planner.texts import say

    try:
        corridor, notes = validate_corridor(folder)
    except DataError as error:
        if format_ == "json":
            show_json(error.as_dict())
        else:
            print(error.say(language), say(language, "data.num-problems", n=len(error.problems)), sep="\n")
        raise typer.Exit(error.exit_code) from error
    numbers, shares = summary(corridor), shares_stated(corridor)
    if format_ == "json":
        told = {"notes": [note.say() for note in notes], "notes_zh": [note.say("zh") for note in notes]}
        show_json({"problems": [], **told, "summary": numbers, "stated": shares})
        return
    for note in notes:
        print(say(language, "data.note", text=note.say(language)))
    print(say(language, "data.right", share=numbers["share_sourced"], **numbers))
    print(say(language, "data.stated", month=median_date(corridor), **shares))


def schema(
    document: Annotated[
        Document | None,
        Argument(metavar="|".join(DOCUMENTS), show_default=False, help="Only one of them."),
    ] = None,
) -> None:
    """Print the JSON Schema of requests, itineraries and answers."""
    from planner.asking.schemas import schema_of
    from planner.cli.show import show_json

    show_json(schema_of(document) if document else {name: schema_of(name) for name in DOCUMENTS})
