"""Languages that plans are shown in beside the two of the data; they need the extra ``languages``.

Traditional Chinese is made from simplified by OpenCC, dates are written by Babel. What has no text in one of them, as
errors and lists, is said in the language that it falls back to; so are the names of the data.
"""

from __future__ import annotations

import gettext
from datetime import date
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

ViewLanguage = Literal["zh", "zh-Hant", "en", "ja", "ko"]
LOCALE = Path(__file__).parent / "locale"
FALLBACK = {"zh-Hant": "zh", "ja": "en", "ko": "en"}
BESIDE = {"ja": "{en}（{zh}）", "ko": "{en}({zh})"}  # a name that the language has no text for


def is_installed() -> bool:
    """Tell whether the libraries are there."""
    return all(map(find_spec, ("babel", "opencc")))


def name_of(name: dict[str, str], language: str) -> str:
    """Return a name as the language has it, from those in ``zh`` and ``en``; in place of its own it has both.

    Examples
    --------
    >>> [name_of({"zh": "乐山大佛", "en": "Leshan Giant Buddha"}, language) for language in ("zh-Hant", "ja")]
    ['樂山大佛', 'Leshan Giant Buddha（乐山大佛）']
    """
    text, zh = name_alone(name, language), name.get("zh")
    if language in BESIDE and text == name["en"] and zh and zh != text:
        return BESIDE[language].format(en=text, zh=zh)
    return text


def name_alone(name: dict[str, str], language: str) -> str:
    """Return a name where the Chinese one stands beside it anyway.

    What the data say in sentences, as notes of sites, has a text in ``sayings.po`` by the English one.
    """
    if own := name.get(language):
        return own
    text = name.get(FALLBACK.get(language, language)) or name["en"]
    if language == "zh-Hant":
        return traditional(text)
    return saying(text, language) if language in FALLBACK and text else text


def saying(text: str, language: str) -> str:
    """Return what the data say in English in a language, or as it is where there is no text for it."""
    return _sayings(language).gettext(text)


@lru_cache(maxsize=8)
def _sayings(language: str) -> gettext.NullTranslations:
    return gettext.translation("sayings", LOCALE, [language.replace("-", "_")], fallback=True)


@lru_cache(maxsize=4096)
def traditional(text: str) -> str:
    """Return simplified Chinese in traditional characters, as they are written in Taiwan."""
    converted: str = _converter().convert(text)
    return converted


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("s2tw")


def format_by_skeleton(day: date, skeleton: str, language: str) -> str:
    """Return a date with the parts that a skeleton of Unicode's names.

    Examples
    --------
    >>> format_by_skeleton(date(2026, 12, 5), "yMMMEd", "ja")
    '2026年12月5日(土)'
    """
    from babel.dates import format_skeleton

    return str(format_skeleton(skeleton, day, locale=language.replace("-", "_")))
