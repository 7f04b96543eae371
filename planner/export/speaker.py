"""The words, names and numbers of an itinerary in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from planner import texts
from planner.cleaning import LONGEST_NAME, clean
from planner.corridor import Names
from planner.errors import RequestError
from planner.export.view import Language, Name
from planner.itinerary import Itinerary, Leg, Money
from planner.texts.further import FALLBACK, is_installed, name_alone, name_of
from planner.texts.units import format_length

_CALLED_STATION = re.compile(
    r"\b(station( (north|south|east|west))?|stop|pier|port|airport|wharf|dock|terminal)(\s*\(.*\))?$",
    re.IGNORECASE,
)
_STATION_ZH = ("站", "港", "码头", "机场")


class Speaker:
    """An itinerary in one language; reasons have their prices only where it ``tells_prices``."""

    def __init__(self, itinerary: Itinerary, language: Language, *, tells_prices: bool = True) -> None:
        self.tells_prices = tells_prices
        self.itinerary = itinerary
        self.request = itinerary.request
        self.language = language
        if language in FALLBACK and not is_installed():
            raise RequestError(
                texts.Message("request.no-languages", {"language": language}), field="language"
            )

    def say(self, word: str, **values: object) -> str:
        return texts.say(self.language, f"export.{word}", **values)

    def join(self, parts: Iterable[str]) -> str:
        return texts.say(self.language, "units.comma").join(parts)

    def join_names(self, names: Iterable[str]) -> str:
        """Return a list of names: with semicolons where one of them has a comma of its own."""
        found = list(names)
        comma = texts.say(self.language, "units.comma")
        is_clear = not any(comma.strip() in name for name in found)
        return self.join(found) if is_clear else texts.say(self.language, "units.semicolon").join(found)

    def brackets(self, *facts: str) -> str:
        return in_brackets(self.language, self.join(facts)) if facts else ""

    def place(self, place: str) -> Name:
        """Return a place's names; a station is called one."""
        ref = self.itinerary.places.get(place)
        zh, en = (named(ref.name, language) if ref else shown(place) for language in ("zh", "en"))
        if ref and ref.kind == "station" and not zh.endswith(_STATION_ZH):
            zh += "站"
        if ref and ref.kind == "station" and not _CALLED_STATION.search(en):
            en += " Station"
        text = name_of({"zh": zh, "en": en}, self.language)
        if ref is None:
            return Name(place, text, zh, en)
        area, telecode = clean(ref.area or "", LONGEST_NAME), ref.telecode or ""
        return Name(place, text, zh, en, ref.location, ref.kind, area, telecode)

    def name(self, place: str) -> str:
        return self.place(place).text

    def alone(self, place: Name) -> str:
        """Return a place's name where the Chinese one stands beside it anyway."""
        return name_alone({"zh": place.zh, "en": place.en}, self.language)

    def named(self, name: Names) -> str:
        return named(name, self.language)

    def corridor(self) -> str:
        """Return what the data are called; plans of before it was told have no other name than the English one."""
        corridor = self.itinerary.corridor
        return self.named(corridor.names) if corridor.names else shown(corridor.name)

    def length(self, minutes: int) -> str:
        return format_length(minutes, self.language)

    def fleet(self) -> str:
        """Return the party's vehicles by number and kind."""
        return self.join(
            self.say(f"num-{each.kind}", n=each.num, seats=each.seats) for each in self.itinerary.vehicles
        )

    def money(self, amount: int) -> str:
        return self.say("money", amount=amount)

    def sum_of_part(self, money: Money) -> str:
        """Return what a day or a kind of things costs; nothing is told of one whose only prices are missing."""
        return self.say("unknown-price") if money.unknown and not money.cost_cny else self.sum_of(money)

    def sum_of(self, money: Money) -> str:
        """Return a sum, marked where estimates are inside or prices missing."""
        text = estimate(self.money(money.cost_cny), money.estimated > 0)
        return self.say("at-least", money=text) if money.unknown else text


def named(name: Names, language: str) -> str:
    """Return a name as it is shown."""
    return name_of({each: shown(text) for each, text in name.both.items()}, language)


def named_alone(name: Names, language: str) -> str:
    """Return a name as it is shown where the Chinese one stands beside it anyway."""
    return name_alone({each: shown(text) for each, text in name.both.items()}, language)


def service_name(leg: Leg, lines: Mapping[str, Names], language: str) -> str:
    """Return the train's code, or the line's name where the service has no code of its own."""
    if leg.line_name and leg.towards:
        line, end = (named_alone(name, language) for name in (leg.line_name, leg.towards))
        return texts.say(language, "export.metro-line", line=line, end=end)
    name = lines.get(leg.line or "")
    return named_alone(name, language) if name and leg.mode != "rail" else shown(leg.service or "")


def shown(text: str) -> str:
    """Return a name as it is shown, or a question mark where nothing of it can be."""
    return clean(text, LONGEST_NAME) or "?"


def in_brackets(language: Language, text: str) -> str:
    """Return a text in the language's brackets, with a space before them where it has one."""
    return texts.say(language, "export.brackets", text=text)


def estimate(text: str, is_unsure: bool) -> str:
    """Return a number with the mark of an estimate, where it is one."""
    return f"~{text}" if is_unsure else text
