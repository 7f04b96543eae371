"""Where a line of text may be folded: not in a clock, nor between a number and its unit, nor before a closing sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.containers import Lines
from rich.text import Text as RichText

from planner.texts import CLOSING

_OPENING = "（《「『“‘([第~"  # what no line ends with
_CLOSES = CLOSING + ")]%·"
_LONG_UNIT = re.compile(r"(?<=\d)(小时|分钟|公里|小時|分鐘|時間|시간)")
_WORD = re.compile(  # with the blanks behind it; one of them is inside of "CNY 30", "1 h 05" and "20 min"
    r"(?:[^\s]|(?<=CNY) (?=\d)|(?<=\d) (?=(?:h|min|km)\b)|(?<=\d h) (?=\d\d\b))+\s*"
)


class Text(RichText):
    """Text that is folded so."""

    def wrap(self, console: Console, width: int, **how: Any) -> Lines:
        """Return its lines, with their styles."""
        if how.get("no_wrap") or self.no_wrap:
            return super().wrap(console, width, **how)
        lines = Lines()
        for line in self.split(allow_blank=True):
            for part in line.divide(folds(line.plain, width)):
                part.rstrip()
                lines.extend(part.wrap(console, width, **how))
        return lines


def folds(text: str, width: int, later: int | None = None) -> list[int]:
    """Return where a line is folded to be so many cells wide; ``later`` is the width of all lines but the first.

    Words stay whole where a line can take them, words in Chinese longer than that are folded between characters.

    Examples
    --------
    >>> folds("乘车到大足，12:30到", 12), folds("游览3小时30分", 8)
    ([6], [2, 5])
    """
    later = width if later is None else later
    offsets: list[int] = []
    used, most = 0, width

    for word in _WORD.finditer(text):
        is_whole = cell_len(word[0].rstrip()) <= later
        for start, part in [(0, word[0])] if is_whole else _parts(word[0], later):
            begin = word.start() + start
            if begin and used and used + cell_len(part.rstrip()) > most:
                offsets.append(begin)
                used, most = 0, later
            used += cell_len(part)
    return offsets


def _parts(word: str, width: int) -> Iterator[tuple[int, str]]:
    """Yield the parts of a word between which it may be folded, with their places; cut those that fill a line."""
    inside = {at for unit in _LONG_UNIT.finditer(word) for at in range(unit.start(), unit.end())}
    ends = [at for at in range(1, len(word)) if at not in inside and _parts_at(word[at - 1], word[at])]
    for start, end in pairwise([0, *ends, len(word)]):
        begin = start
        for at in range(start + 1, end):
            if cell_len(word[begin : at + 1].rstrip()) > width:
                yield begin, word[begin:at]
                begin = at
        yield begin, word[begin:end]


def _parts_at(before: str, after: str) -> bool:
    """Tell whether a word may be folded between two signs: one of them is wide, and they do not belong together."""
    if after in _CLOSES or after.isspace() or before in _OPENING:
        return False
    is_wide = cell_len(before) == 2, cell_len(after) == 2
    return any(is_wide) and not (before.isdecimal() and after.isalpha())
