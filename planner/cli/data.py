"""``planner validate`` and ``planner schema``: the shape of data, requests and plans."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, get_args

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
    from planner.cli.show import show_json

    show_json(schema_of(document) if document else {name: schema_of(name) for name in DOCUMENTS})


def schema_of(document: Document) -> dict[str, object]:
    """Return the JSON Schema of a request (as it is given), an itinerary or an answer (as it is returned)."""
    from pydantic import TypeAdapter

    from planner import compact
    from planner.answers.alternatives import Alternatives
    from planner.answers.claimmodel import Claims
    from planner.answers.explain import WhyNot
    from planner.answers.pareto import Pareto
    from planner.answers.risk import Risk
    from planner.answers.story import Story
    from planner.answers.suggest import Suggestion
    from planner.comparing.model import Comparison
    from planner.itinerary import Itinerary
    from planner.reaching.model import Matrix, Reach
    from planner.reaching.weakmodel import WeakLinks
    from planner.request import Asked

    if document == "compact":
        return _with_dialect(compact.schema())
    if document == "request":
        return _with_dialect(Asked.model_json_schema(mode="validation"))
    returned: dict[str, Any] = {
        "itinerary": Itinerary,
        "why-not": WhyNot,
        "story": Story,
        "suggestions": list[Suggestion],
        "alternatives": Alternatives,
        "pareto": Pareto,
        "risk": Risk,
        "reach": Reach,
        "reach-matrix": Matrix,
        "claims": Claims,
        "comparison": Comparison,
        "weak-links": WeakLinks,
    }
    return _with_dialect(TypeAdapter(returned[document]).json_schema(mode="serialization"))


def _with_dialect(schema: dict[str, object]) -> dict[str, object]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
