"""Write planner/hanzi.txt: which traditional characters and variants are one with which simplified ones.

Run from the project's root, with opencc installed: ``python tools/hanzi.py``.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from opencc import OpenCC

TABLE = Path("planner/hanzi.txt")
BLOCKS = ((0x3400, 0xA000), (0x20000, 0x323B0))  # the unified ideographs
CONFIGS = ("t2s", "tw2s", "hk2s")  # standard characters first, then those of Taiwan and Hong Kong


def main() -> None:
    """Ask opencc for each character, until nothing changes any more."""
    converters = [OpenCC(config) for config in CONFIGS]
    table: dict[str, str] = {}
    for begin, end in BLOCKS:
        for code in range(begin, end):
            char = simple = chr(code)
            while (after := _next(simple, converters)) != simple:
                simple = after
            if simple != char:
                table[char] = simple
    lines = [
        "# traditional characters and variants, and below them the simplified ones;"
        f" from OpenCC {version('opencc')} (Apache-2.0) by tools/hanzi.py",
        "".join(table),
        "".join(table.values()),
    ]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _next(char: str, converters: list[OpenCC]) -> str:
    """Return the character one step nearer to the simplified one; itself when it is there."""
    answers = (converter.convert(char) for converter in converters)
    return next((answer for answer in answers if answer != char and len(answer) == 1), char)


if __name__ == "__main__":
    main()
