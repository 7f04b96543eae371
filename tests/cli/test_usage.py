"""Wrong usage is told in Chinese where that is asked for, and as the library tells it elsewhere."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from planner.cli import app


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        ("plan --nix 3", "No such option: --nix", "没有--nix这个选项。"),
        ("plan --langage 3", "No such option: --langage", "没有--langage这个选项。您是不是想写：--language"),
        ("plan --days", "'--days' requires an argument", "--days需要一个值。"),
        ("plan --days xx", "'--days': should be a whole number like 3.", "--days：应为整数，如3。"),
        ("replan pyproject.toml --late 2.5", "should be a whole number like 3.", "应为整数，如3。"),
        ("plan --share x", "'--share': should be a number like 0.5.", "--share：应为数字，如0.5。"),
        (
            "plan --format foo",
            "is not one of",
            "--format：foo不在可选值之内：text、json、markdown、",
        ),
        ("plan --slow=yes", "does not take a value", "--slow不带值。"),
        ("plan none.yaml", "does not exist", "none.yaml不存在。"),
        ("plan tests", "is a directory", "tests是文件夹，不是文件。"),
        ("plan pyproject.toml b.yaml", "unexpected extra argument", "多余的参数：b.yaml。"),
        ("validate pyproject.toml", "is a file", "pyproject.toml是文件，不是文件夹。"),
        ("import-gtfs", "Missing argument", "缺少FEED.zip。"),
        ("edit pyproject.toml", "--move, --drop, --order, --stay", "请至少给出其中一项。"),
        (
            "replan pyproject.toml --now 2026-12-05T10:00 --at x --late 5",
            "not together with --late",
            "--at：不能与--late同时使用。",
        ),
        ("plann", "No such command 'plann'", "没有plann这个命令。"),
    ],
)
def test_wrong_usage_in_both_languages(arguments: str, english: str, chinese: str) -> None:
    command, *rest = arguments.split()
    plain = CliRunner().invoke(app, [command, *rest], prog_name="planner")
    assert plain.exit_code == 2
    assert english in " ".join(plain.stderr.replace("│", " ").split())
    told = CliRunner().invoke(app, [command, "--language", "zh", *rest], prog_name="planner")
    assert told.exit_code == 2
    assert told.stderr.startswith("错误：")
    assert chinese in told.stderr
