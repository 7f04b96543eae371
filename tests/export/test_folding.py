"""Lines that are folded: clocks, numbers with their units and closing signs stay together at any width."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from rich.cells import cell_len

from planner.cli.failures import folded
from planner.export.folding import folds
from planner.export.text import render
from planner.texts import CLOSING
from tests.export.test_text import two_days

CUT = re.compile(  # behind it a line ended
    r":\n\s*\d|\d\n\s*(小时|分|公里|元|年|月|日|天|张|h\b|min\b|km\b)|[小公]\n\s*[时里]|分\n\s*钟|CNY\n\s*\d|[（《~]\n"
    r"|\d h\n\s*\d\d\b(?!:)"
)
TOLD = (
    "路上要多花3小时15分、游览12分钟，对您值97分（满分100），附近开放：锦里古街（乘出租车16分钟、00:00-24:00），"
    "每天09:30-17:30，最迟2027年4月13日（周二）预订，全员~1,105元，53.5公里、含候车5分钟，车上午餐"
)


def lines_of(text: str, width: int) -> list[str]:
    return [text[start:end].rstrip() for start, end in pairwise([0, *folds(text, width), len(text)])]


@pytest.mark.parametrize("width", range(20, 100))
def test_what_belongs_together_stands_on_one_line(width: int) -> None:
    for start in range(8):
        lines = lines_of(TOLD[start:], width)
        assert not CUT.search("\n".join(lines))
        assert not re.search(r"[\d:]\n[\d:]", "\n".join(lines))
        assert max(map(cell_len, lines)) <= width
        assert "".join(lines) == TOLD[start:]
        assert not any(line.startswith(tuple(CLOSING)) for line in lines)


@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_plans_at_the_width_of_terminals(width: int, language: str) -> None:
    page = render(two_days(), "zh" if language == "zh" else "en", width)
    assert not CUT.search(page)
    assert max(map(cell_len, page.splitlines())) <= width


def test_an_error_is_folded_so_too() -> None:
    for width in range(24, 60):
        assert not CUT.search(folded(f"错误：{TOLD}", width))


def test_amounts_in_english_stay_whole_too() -> None:
    for width in range(20, 40):
        page = "\n".join(lines_of("then 3 h 18 more of travel and CNY 2,131 for 20 min or 5 km there", width))
        assert not CUT.search(page)


def test_a_word_that_fills_a_line_is_cut() -> None:
    assert lines_of("at https://example.org/a-long-way", 12) == [
        "at",
        "https://exam",
        "ple.org/a-lo",
        "ng-way",
    ]
