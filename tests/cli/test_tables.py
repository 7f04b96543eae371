"""Lists at any width: short columns stay whole, and where there is no room each row is a list of its columns."""

from __future__ import annotations

import pytest

from planner.cli.failures import tell
from planner.cli.show import show_table

COLUMNS = ("service", "from", "to", "depart", "story")
STORY = "From the cliff sculptures of Dazu to waterworks of Dujiangyan."
ROWS: list[list[str | None]] = [
    ["G8678", "Chongqing West", "Dazu South", "07:31", STORY],
    [None, None, None, None, "and on to 成都"],
]


def shown(capsys: pytest.CaptureFixture[str]) -> list[str]:
    show_table(COLUMNS, ROWS)
    return capsys.readouterr().out.splitlines()


def test_side_by_side_where_there_is_room(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    (_, first, second) = shown(capsys)
    assert first.endswith("07:31   From the cliff sculptures of Dazu to waterworks of Dujiangyan.")
    assert second.strip() == "and on to 成都"


def test_no_short_column_is_broken_where_it_is_narrower(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    lines = shown(capsys)
    assert max(map(len, lines)) <= 70
    assert lines[1].startswith("G8678    Chongqing")
    assert "07:31 " in lines[1]


def test_one_under_the_other_at_40_columns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert shown(capsys) == [
        "service  G8678",
        "from     Chongqing West",
        "to       Dazu South",
        "depart   07:31",
        "story    From the cliff sculptures of",
        "         Dazu to waterworks of",
        "         Dujiangyan.",
        "         and on to 成都",
    ]


@pytest.mark.parametrize("width", [96, 100, 101, 110])
def test_no_letter_is_lost_at_the_edge(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: int
) -> None:
    """Texts of these lengths made the last column one letter wider than there was room for."""
    monkeypatch.setenv("COLUMNS", str(width))
    cells = [str(number % 10) * length for number, length in enumerate((22, 62, 8, 18, 10), 1)]
    text = "".join(chr(ord("a") + number % 26) for number in range(163))
    show_table(("id", "name", "expected", "status", "confidence", "what it does"), [[*cells, text]])
    printed = capsys.readouterr().out
    assert "".join(sorted(filter(str.isdecimal, printed))) == "".join(cells)
    last = [line.rsplit(None, 1)[-1] for line in printed.splitlines()[1:]]
    assert "".join(last) == text


TOLD = (
    "Error: --must: 'dazu' could be more than one attraction.\n  --days 2            take 2 days instead of 1"
)
COPIED = "  planner plan --days 2 --date 2026-12-08 --from chongqing --must three-gorges-museum"


def test_errors_are_as_wide_as_columns_says_and_commands_stay_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    tell(f"{TOLD}\n{COPIED}")
    assert capsys.readouterr().err.splitlines() == [
        "Error: --must: 'dazu' could be more than",
        "    one attraction.",
        "  --days 2            take 2 days",
        "    instead of 1",
        COPIED,
    ]


def test_errors_that_are_piped_are_a_line_each(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    tell(f"{TOLD} {'long ' * 50}")
    assert len(capsys.readouterr().err.splitlines()) == 2
