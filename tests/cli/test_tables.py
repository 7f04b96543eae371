"""Lists at any width: short columns stay whole, and where there is no room each row is a list of its columns."""

from __future__ import annotations

import pytest

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
