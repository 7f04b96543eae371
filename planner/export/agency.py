"""What an agency makes of a plan on paper: its title, logo, notes and prices. The plan itself stays what it is."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, replace
from typing import Any

from planner.export.speaker import Speaker
from planner.export.view import Language, Mark, Row, View
from planner.export.viewing import view_by
from planner.itinerary import Itinerary

PRICE_MARKS = {Mark.ESTIMATED_PRICE, Mark.UNKNOWN_PRICE}
MOST_LOGO_BYTES = 200_000  # a page stays small enough to send
SIGNATURES = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}


@dataclass(frozen=True)
class Logo:
    """A picture; ``content`` as it is in its file."""

    content: bytes
    media_type: str

    @property
    def url(self) -> str:
        """The picture as an address that needs no network."""
        return f"data:{self.media_type};base64,{b64encode(self.content).decode()}"


@dataclass(frozen=True)
class Agency:
    """What differs from the plan; ``markup`` is in percent of every price, ``notes`` are paragraphs."""

    title: str = ""
    logo: Logo | None = None
    notes: tuple[str, ...] = ()
    markup: float = 0.0
    has_prices: bool = True


NONE = Agency()


def logo_of(content: bytes) -> Logo | None:
    """Return a picture as a logo, or nothing where it is too large or of a kind that pages do not show."""
    if len(content) > MOST_LOGO_BYTES:
        return None
    kinds = (kind for kind, start in SIGNATURES.items() if content.startswith(start))
    is_svg = b"<svg" in content[:1000]
    kind = "image/svg+xml" if is_svg else next(kinds, None)
    return Logo(content, kind) if kind else None


def offer(itinerary: Itinerary, language: Language, agency: Agency) -> tuple[View, Speaker]:
    """Return what is shown of a plan, and who says the rest of it."""
    if agency.markup or not agency.has_prices:
        itinerary = _without_sums_in_notices(itinerary)
    if agency.markup and agency.has_prices:
        itinerary = _marked_up(itinerary, 1 + agency.markup / 100)
    speaker = Speaker(itinerary, language, tells_prices=agency.has_prices and not agency.markup)
    view = view_by(speaker)
    view = replace(
        view, header=replace(view.header, title=agency.title or view.header.title, notes=agency.notes)
    )
    if not agency.has_prices:
        view = _unpriced(view, speaker.say("legend-sums"))
    elif agency.markup:  # what a price stands on holds for the plan's own
        view = replace(view, money=view.money[:4], legend=(*view.legend, speaker.say("legend-agency")))
    return view, speaker


def _without_sums_in_notices(itinerary: Itinerary) -> Itinerary:
    """Return a plan whose notices tell no price, for those are not the agency's."""
    certificate = itinerary.certificate
    notes = tuple(note for note in certificate.notes if "cny" not in note.params)
    return itinerary.model_copy(
        update={
            "warnings": tuple(notice for notice in itinerary.warnings if "cny" not in notice.params),
            "certificate": certificate.model_copy(update={"notes": notes, "value_of_time": None}),
        }
    )


def _marked_up(itinerary: Itinerary, factor: float) -> Itinerary:
    """Return a plan with all its prices times a factor; its sum is that of the kinds, as they are rounded."""
    raised = Itinerary.model_validate(_raised(itinerary.model_dump(), factor))
    totals, kinds = raised.totals, ("rides", "tickets", "rooms")
    if totals.money is None:
        return raised
    cost = sum(money.cost_cny for kind in kinds if (money := getattr(totals, kind)))
    each = round(cost / itinerary.request.people)
    money = totals.money.model_copy(update={"cost_cny": cost})
    update = {"money": money, "cost_cny": cost, "per_person_cny": each}
    return raised.model_copy(update={"totals": totals.model_copy(update=update)})


def _raised(part: Any, factor: float, name: str = "") -> Any:
    """Return a part of a plan with all its prices times a factor, each rounded."""
    if isinstance(part, dict):
        is_sum = part.keys() >= {"sourced", "formula", "unknown"}
        names = {key: "_cny" if is_sum and key != "unknown" else key for key in part}
        return {key: _raised(value, factor, names[key]) for key, value in part.items()}
    if isinstance(part, (list, tuple)):
        return [_raised(each, factor) for each in part]
    return round(part * factor) if name.endswith("_cny") and isinstance(part, int) else part


def _unpriced(view: View, of_prices: str) -> View:
    done, days = (
        tuple(replace(day, rows=tuple(map(_without_price, day.rows)), sums=day.sums[:-1]) for day in part)
        for part in (view.done, view.days)
    )
    legend = tuple(text for text in view.legend if text != of_prices)
    return replace(view, done=done, days=days, money_label="", money=(), legend=legend)


def _without_price(row: Row) -> Row:
    notes = tuple(note for note in row.notes if note.mark not in PRICE_MARKS)
    return replace(row, price="", cost_cny=None, marks=row.marks - PRICE_MARKS, notes=notes)
