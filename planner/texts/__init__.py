"""Everything the planner says to people, by code and parameters; the words stand in gettext catalogues.

A code is ``domain.name``: ``planning.no-town`` is ``no-town`` in ``locale/LANGUAGE/LC_MESSAGES/planning.po``.
A text is made as late as possible, so that one plan can be read in every language.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from string import Formatter
from typing import Any

from planner.cleaning import LONGEST_TEXT, clean
from planner.clock import format_clock
from planner.texts.further import FALLBACK, LOCALE, name_of
from planner.texts.units import format_date, format_length, format_month

LANGUAGES = ("en", "zh")  # that have every text and name
SHOWN = (*LANGUAGES, "ja", "ko")  # that plans are shown in by texts of their own
CLOSING = "，。；：、！？）》」』”’"  # signs that no line begins with
FULL_WORTH = 100  # of a visit whose season is not now
SPACED = ("en", "ko")  # languages that write a space between sentences


@dataclass(frozen=True)
class Message:
    """A text by its code; ``params`` are JSON values, a name in several languages is ``{"zh": ..., "en": ...}``."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def say(self, language: str = "en") -> str:
        """Return the text in a language."""
        return say(language, self.code, **self.params)

    @property
    def both(self) -> dict[str, str]:
        """The text in every language, as a parameter of another text."""
        return in_each(self.code, **self.params)

    def __str__(self) -> str:
        return self.say()


class ToldError(ValueError):
    """A value that is none of its kind, and what one says of it."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


def in_each(code: str, /, **params: Any) -> dict[str, str]:
    """Return the text of a code in every language, as a parameter of another text."""
    return {language: say(language, code, **params) for language in LANGUAGES}


def in_each_shown(code: str, /, **params: Any) -> dict[str, str]:
    """Return the text of a code in every language that plans are shown in, as a parameter of another text."""
    return {language: say(language, code, **params) for language in SHOWN}


def say(language: str, code: str, /, **params: Any) -> str:
    """Return the text of a code.

    Where the text has a plural, the parameter ``n`` decides. In a text, ``{x:clock}`` and ``{x:length}`` are minutes
    as a clock time and as a length of time, ``{x:percent}`` is a share in hundredths, ``{x:worth}`` what a visit is
    worth of 100, ``{x:month}`` is ``2026-09`` in words, ``{x:date}`` is ``2026-12-05`` in words, with the time that
    follows it, ``{x:units.need-}`` is the text whose code begins so and ends with the value, and a list is written
    out with the language's comma, or as ``{x:apart}`` with its semicolon where commas are in the parts.

    Raises
    ------
    KeyError
        When the code is in no catalogue, or a parameter is missing.

    Examples
    --------
    >>> say("en", "units.num-days", n=1), say("en", "units.num-days", n=3), say("zh", "units.num-days", n=3)
    ('1 day', '3 days', '3天')
    """
    domain, _, name = code.partition(".")
    catalogue = _catalogue(domain, language)
    number = params.get("n")
    text = catalogue.ngettext(name, name, number) if isinstance(number, int) else name
    if text == name:
        text = catalogue.gettext(name)
    if text == name:
        raise KeyError(f"no text '{code}' in '{language}'")
    return Writer(language).vformat(text, (), params)


@lru_cache(maxsize=64)
def _catalogue(domain: str, language: str) -> gettext.NullTranslations:
    try:
        found = gettext.translation(domain, LOCALE, [language.replace("-", "_")])
    except FileNotFoundError as error:
        if language not in FALLBACK:
            raise KeyError(f"no texts '{domain}' in '{language}'") from error
        return _catalogue(domain, FALLBACK[language])
    if language in FALLBACK:
        found.add_fallback(_catalogue(domain, FALLBACK[language]))
    return found


class Writer(Formatter):
    """Puts parameters into a text, as the language writes them."""

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, (list, tuple)):
            mark, spec = ("semicolon", "") if format_spec == "apart" else ("comma", format_spec)
            between = _catalogue("units", self.language).gettext(mark)
            return between.join(self.format_field(part, spec) for part in value)
        if value is None:
            return say(self.language, "units.no-value")
        if isinstance(value, Mapping):
            return clean(name_of(dict(value), self.language), LONGEST_TEXT)
        if format_spec == "clock":
            return format_clock(value)
        if format_spec == "length":
            return format_length(value, self.language)
        if format_spec == "month":
            return format_month(value, self.language)
        if format_spec == "date":
            return format_date(date.fromisoformat(value), self.language)
        if format_spec == "until":
            moment = datetime.fromisoformat(value)
            if moment.time() != time.min:
                day, clock = format_date(moment, self.language), f"{moment:%H:%M}"
                return say(self.language, "units.moment", date=day, time=clock)
            return say(
                self.language, "units.end-of", date=format_date(moment - timedelta(days=1), self.language)
            )
        if format_spec == "worth":
            code = "units.worth" if round(value) <= FULL_WORTH else "units.worth-in-season"
            return say(self.language, code, worth=value)
        if format_spec == "percent":
            return f"{value:.0f}" + (" %" if self.language == "en" else "%")
        if format_spec[:1].isalpha() and "." in format_spec:
            return say(self.language, f"{format_spec}{value}")
        text = str(format(value, format_spec))
        return clean(text, LONGEST_TEXT) if isinstance(value, str) and not text.isspace() else text
