"""``planner export``: a saved plan in other formats, several at once."""

# ruff: noqa: ARG001 (typer reads the signature, and keeps the values in the context)
from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from typer import Option

from planner import clock
from planner.cli import agency as a
from planner.cli import options as o
from planner.cli.loading import load, read_plan
from planner.errors import RequestError
from planner.export import FORMATS
from planner.texts import Message

EXAMPLES = """Examples:

planner export plan.json --format ics,gpx --output trip

planner export plan.json --format geojson --datum gcj02 --language zh

planner export plan.json --format html,pdf --title "Our Bashu" --logo logo.png --markup 12 --output offer"""


def _read_formats(text: str) -> tuple[str, ...]:
    """Return the formats of a list with commas, each once."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    for name in names:
        if name not in FORMATS:
            known = ", ".join(map(repr, FORMATS))
            raise typer.BadParameter(f"'{name}' is not one of {known}.")
    return names


def export(
    ctx: typer.Context,
    plan_file: o.PlanFileArgument,
    format_: Annotated[
        str,
        Option(
            "--format",
            metavar="A,B,..",
            callback=_read_formats,
            help=f"One or more of: {', '.join(FORMATS)}.",
            rich_help_panel=o.OUTPUT,
        ),
    ],
    datum: o.DatumOption = "wgs84",
    title: a.TitleOption = "",
    logo: a.LogoOption = None,
    notes: a.NotesOption = None,
    markup: a.MarkupOption = 0,
    no_prices: a.NoPricesOption = False,
    compact: o.CompactOption = False,
    fields: o.FieldsOption = None,
    data: o.DataOption = None,
    language: o.ViewLanguageOption = "en",
    output: Annotated[
        Path | None,
        Option(
            metavar="STEM",
            help="Write STEM with each format's suffix, whole or not at all; needed for several.",
            rich_help_panel=o.OUTPUT,
        ),
    ] = None,
    debug: o.DebugOption = False,
) -> None:
    """Write a saved plan for calendars, maps, spreadsheets, chats and programs: see docs/cli.md for each format."""
    from planner.cli.show import check_can_write, json_options, show_itinerary, write
    from planner.export import export as exported
    from planner.export.agency import NONE
    from planner.export.tasks import seen_on

    formats, agency = tuple(format_), a.agency_of(title, logo, notes, markup, no_prices)
    as_json = json_options(formats, fields, (lambda: load(data)) if compact else None)
    options = {"datum": datum, "agency": agency, **as_json}
    if datum != "wgs84" and not any("datum" in FORMATS[name].takes for name in formats):
        raise RequestError(Message("request.only-wgs84", {"formats": list(formats)}), field="datum")
    if agency != NONE and (without := [name for name in formats if "agency" not in FORMATS[name].takes]):
        known = [name for name, each in FORMATS.items() if "agency" in each.takes]
        raise RequestError(Message("request.no-agency", {"formats": without, "known": known}), field="format")
    paths = {name: _path(output, FORMATS[name].suffix) for name in formats} if output else {}
    if len(formats) > 1 and not output:
        raise RequestError(Message("request.formats-need-output"), field="output")
    for path in paths.values():
        check_can_write(path)
    itinerary = read_plan(plan_file, data)
    if not paths:
        show_itinerary(itinerary, formats[0], language, options=options)
    today = seen_on(itinerary, clock.today())
    contents = {
        path: exported(itinerary if name == "json" else today, name, language, **options)
        for name, path in paths.items()
    }
    for path, content in contents.items():
        write(path, content, language)


def _path(stem: Path, suffix: str) -> Path:
    """Return the file of a format; a stem that ends with its suffix is one already."""
    return stem if stem.name.endswith(suffix) else stem.with_name(stem.name + suffix)
