"""Texts from outside, so that they stay on their line."""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 80
LONGEST_TEXT = 500

_DASHES = str.maketrans("‐‑‒–—−∶", "------:")


def clean(text: str, longest: int | None = None) -> str:
    """Return a text as one line that can be shown: blanks as one space, nothing that steers a terminal or a page.

    Control characters, marks of direction and other invisible signs go; a text of more than ``longest``
    characters ends with an ellipsis.

    Examples
    --------
    >>> clean("Old\\tTown\\n\\x1b[31m"), clean("\\u202eslaN"), clean("Baodingshan", 5)
    ('Old Town [31m', 'slaN', 'Baod…')
    """
    if not (text.isascii() and text.isprintable()):  # plain texts, which most are, need no look at each sign
        text = "".join(" " if char.isspace() else char for char in text if not _is_hidden(char))
    line = " ".join(text.split())
    return line if longest is None or len(line) <= longest else line[: longest - 1].rstrip() + "…"


def plain(text: str) -> str:
    """Return a text on one line with plain digits, letters and signs for those of full width.

    Examples
    --------
    >>> plain("０９：００"), plain("2026—12—05"), plain("石刻")
    ('09:00', '2026-12-05', '石刻')
    """
    return clean(unicodedata.normalize("NFKC", text.replace("︰", ":")).translate(_DASHES))


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char).startswith("C") and not char.isspace()
