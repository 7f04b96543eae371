"""The options of who offers a trip, and what they make of it on paper."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import BadParameter, Option

from planner.errors import DataError, RequestError
from planner.texts import Message

if TYPE_CHECKING:
    from planner.export.agency import Agency, Logo

PANEL = "For agencies"
TitleOption = Annotated[str, Option(metavar="TEXT", help="The trip's title.", rich_help_panel=PANEL)]
LogoOption = Annotated[
    Path | None,
    Option(
        metavar="FILE", exists=True, dir_okay=False, help="A picture for its head.", rich_help_panel=PANEL
    ),
]
NotesOption = Annotated[
    Path | None,
    Option(
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="A text for its head; an empty line begins a paragraph.",
        rich_help_panel=PANEL,
    ),
]


def _percent(text: str) -> float:
    """Return a markup; what is no number is in no range."""
    with suppress(ValueError):
        if -100 <= (percent := float(text)) <= 1000:
            return percent
    raise BadParameter(f"'{text}' is no number from -100 to 1000.")


MarkupOption = Annotated[
    float,
    Option(
        metavar="PERCENT",
        parser=_percent,
        help="Show all prices that much higher, -100 to 1000.",
        show_default=False,
        rich_help_panel=PANEL,
    ),
]
NoPricesOption = Annotated[bool, Option("--no-prices", help="Show no prices.", rich_help_panel=PANEL)]


def agency_of(title: str, logo: Path | None, notes: Path | None, markup: float, no_prices: bool) -> Agency:
    """Return what an agency asked for; the plan stays what it is."""
    from planner.cleaning import LONGEST_NAME, clean
    from planner.export.agency import Agency

    return Agency(
        title=clean(title, LONGEST_NAME),
        logo=_logo(logo) if logo else None,
        notes=_paragraphs(notes) if notes else (),
        markup=markup,
        has_prices=not no_prices,
    )


def _logo(path: Path) -> Logo:
    from planner.export.agency import MOST_LOGO_BYTES, logo_of

    if logo := logo_of(path.read_bytes()):
        return logo
    values = {"path": str(path), "most": MOST_LOGO_BYTES // 1000}
    raise RequestError(Message("request.no-logo", values), field="logo")


def _paragraphs(path: Path) -> tuple[str, ...]:
    from planner.cleaning import clean
    from planner.loading.tree import read_text

    tree, text = read_text(path)
    if text is None:
        raise DataError(tree.problems)
    return tuple(filter(None, (clean(" ".join(part.split())) for part in text.split("\n\n"))))
