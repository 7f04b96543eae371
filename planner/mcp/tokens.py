"""How many tokens of a language model a text takes, without the vocabulary of any."""

from __future__ import annotations

MOST = 4000  # of the definitions of all tools together, and of each result


def tokens(text: str) -> int:
    """Return an estimate: four characters of ASCII to a token, of all else each is one.

    Examples
    --------
    >>> tokens("Dazu, 大足")
    4
    """
    plain = sum(character.isascii() for character in text)
    return -(-plain // 4) + len(text) - plain
