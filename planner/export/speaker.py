"""The words, names and numbers of an itinerary in one language."""

from __future__ import annotations

from typing import Literal

from rich.table import Table

from planner.export.words import WORDS
from planner.itinerary import Itinerary, Visit
from planner.texts.units import format_length

Language = Literal["zh", "en"]


class Speaker:
    """An itinerary in one language."""

    def __init__(self, itinerary: Itinerary, language: Language) -> None:
        self.itinerary = itinerary
        self.language = language
        self.words = WORDS[language]
        self.by_taxi = itinerary.request.get("mode") != "car"

    def say(self, key: str, **values: object) -> str:
        return self.words[key].format(**values)

    def count(self, one: str, many: str, number: int) -> str:
        return self.say(one if number == 1 else many, n=number)

    def name(self, place: str) -> str:
        ref = self.itinerary.places.get(place)
        if ref is None:
            return place
        bare_station = ref.kind == "station" and self.language == "zh" and ref.name.zh[-1] not in "站港场头"
        return ref.name.get(self.language) + ("站" if bare_station else "")

    def length(self, minutes: int) -> str:
        return format_length(minutes, self.language)

    def money(self, amount: int) -> str:
        return self.say("money", amount=f"{amount:,}")

    def brackets(self, *facts: str) -> str:
        return self.say("brackets", text=self.words["list"].join(facts)) if facts else ""


def grid(*widths: int | None) -> Table:
    """Return a table without lines; one column, of width None, takes what is left."""
    table = Table.grid(padding=(0, 2), expand=True)
    for width in widths:
        table.add_column(width=width, ratio=None if width else 1)
    return table


def hours_unsure(visit: Visit) -> bool:
    return "opening_hours" in visit.estimated
