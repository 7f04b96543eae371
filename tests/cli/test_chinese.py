"""What commands say in Chinese is Chinese: heads of lists, what is not found, the status line."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.cli.failures import folded
from planner.cli.watch import Watch
from tests.builders.paths import SMALL
from tests.builders.shipped import shipped

WORD = re.compile(r"[A-Za-z]{2,}")


def run(*arguments: str) -> tuple[str, str]:
    done = CliRunner().invoke(
        app, [*arguments, "--language", "zh"], prog_name="planner", env={"COLUMNS": "200"}
    )
    return done.stdout, done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("sites", "--near", "east-city"),
        ("themes",),
        ("towns",),
        ("corridor",),
        ("lines", "east-city", "west-city", "--date", "2026-12-05"),
        ("journeys", "east-city", "west-city", "--date", "2026-12-05"),
    ],
)
def test_the_heads_of_lists(command: tuple[str, ...]) -> None:
    out, _ = run(*command, "--data", str(SMALL))
    assert not WORD.search(out.splitlines()[0]), out.splitlines()[0]


def test_lengths_of_time_and_running_days() -> None:
    out, _ = run("lines", "east-city", "west-city", "--date", "2026-12-05", "--data", str(SMALL))
    assert "1小时30分" in out
    assert " h " not in out


@pytest.mark.parametrize("product", [product.id for product in shipped().products])
def test_what_a_product_is(product: str) -> None:
    out, _ = run("products", product)
    labels = [line.partition("  ")[0] for line in out.splitlines()[1:]]
    assert [label for label in labels if WORD.search(label)] == []


def test_what_is_not_found() -> None:
    small = ("--data", str(SMALL))
    assert run("sites", "zzzz", *small)[1] == "没有叫“zzzz”的景点。\n"
    assert run("lines", "west-city", "mid-town", "--date", "2026-12-05", *small)[1] == "当天没有直达班次。\n"


def test_the_status_line() -> None:
    watch = Watch("zh")
    assert watch.status().plain.startswith("正在准备出行时间表 · ")
    watch(950, 1000)
    assert watch.status().plain.startswith("正在寻找最佳行程 · 目前最佳950 · 不会高于1,000 · 差距5.0% · ")


def test_no_line_of_an_error_begins_with_a_sign_that_closes() -> None:
    assert folded("请把日期改到开放的那几天；或者去掉台阶的限制。", 16).split("\n") == [
        "请把日期改到开放",
        "    的那几天；或",
        "    者去掉台阶的",
        "    限制。",
    ]
