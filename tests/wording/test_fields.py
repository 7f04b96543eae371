"""The one table of fields: each has an option or says that it has none, and every error names one of them."""

from __future__ import annotations

import ast
import re
from itertools import chain
from typing import get_args

import pytest
from babel.messages.pofile import read_po
from typer.main import get_command

from planner.cli import app
from planner.cli.failures import as_text, options_of
from planner.errors import NoPlanError, Relaxation, RequestError
from planner.planning.relax import relaxed
from planner.request import Purse, TripRequest
from planner.texts import LANGUAGES, Message
from planner.texts.further import LOCALE
from planner.wording.faults import CODES
from planner.wording.fields import BY_NAME, FIELDS, canonical, error_as_json, option
from tests.builders.paths import ROOT

COMMANDS = get_command(app).commands  # type: ignore[attr-defined]
PLAN = COMMANDS["plan"]
OF_AN_ANSWER = {
    "apply",
    "day",
    "site",
    "now",
    "pin",
    "order",
    "cancelled",
    "stay",
}  # what is asked of a plan
NOT_OF_A_REQUEST = {
    "requests",
    "id",
    "resume",
    "runner",
    "scheduler",
    "depart",
    "output",
    "data",
    "url",
    "until",
    "tag",
    "near",
    "part",
    "datum",
    "format",
    "language",
    "fields",
    "logo",
    "alternatives",
    "from_day",
    "plan",
    "request",
    "rate",
    "token_file",
    "uri",
    "workers",
}  # of other commands and doors
TRIP = TripRequest.model_validate({"days": 2, "date": "2026-12-05", "from": "chongqing"})


def test_every_word_of_a_request_is_in_the_table() -> None:
    fields = {field.alias or name for name, field in TripRequest.model_fields.items()}
    assert fields <= set(BY_NAME)
    spellings = [*(field.name for field in FIELDS), *chain.from_iterable(f.spellings for f in FIELDS)]
    assert len(spellings) == len(set(spellings))


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_field_has_its_option(field: object) -> None:
    name = field.name  # type: ignore[attr-defined]
    options = {text for parameter in PLAN.params for text in parameter.opts}
    assert option(name) == "" or option(name) in options
    spelt = canonical(option(name).removeprefix("--"))
    assert spelt in (name, "arrive") or name in ("purses", "under_way")  # --budget, and none


def test_every_option_of_a_plan_is_a_field_or_speaks_of_the_answer() -> None:
    names = {canonical(str(parameter.name).rstrip("_")) for parameter in PLAN.params}
    assert names - set(BY_NAME) == {
        "request_file",
        "alternatives",
        "differ",
        "share",
        "no_cache",
        "data",
        "compact",
        "fields",
        "language",
        "format",
        "output",
        "debug",
    }


def test_errors_name_fields_as_the_table_does() -> None:
    named = set()
    for path in (ROOT / "planner").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                values = [word.value for word in node.keywords if word.arg == "field"]
                if node.func.id == "RequestError":
                    named |= {value.value for value in values if isinstance(value, ast.Constant)}
    assert len(named) > 15
    assert named - set(BY_NAME) == (NOT_OF_A_REQUEST - {"near", "part"}) | OF_AN_ANSWER


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_knows_the_command_line(language: str) -> None:
    for path in (LOCALE / language / "LC_MESSAGES").glob("*.po"):
        with path.open("rb") as file:
            texts = [str(message.string) for message in read_po(file, locale=language) if message.id]
        command = (
            rf"\bplanner ({'|'.join(COMMANDS)})\b" if path.stem != "compare" else r"--\w"
        )  # its report does
        assert [text for text in texts if re.search(rf"--\w|{command}", text)] == []


def test_a_field_is_an_option_where_the_command_has_one() -> None:
    error = RequestError(Message("request.is-missing"), field="follow")
    assert as_text(error, PLAN) == "Error: --line: is missing."
    assert as_text(error, COMMANDS["check"]) == "Error: follow: is missing."
    assert (str(error), error.say("zh")) == ("follow: is missing.", "follow：缺少此项。")
    assert error_as_json(error)["pointer"] == "/follow"
    assert error_as_json(RequestError(Message("request.no-lines"), field="data"))["pointer"] is None


@pytest.mark.parametrize(
    ("change", "words", "expected"),
    [
        (Relaxation("days", 3, Message("request.take-days")), "--days 3", {"days": 3}),
        (
            Relaxation("mode", "transit", Message("request.go-by-transit"), {"days": 4}),
            "--mode transit --days 4",
            {"mode": "transit", "days": 4},
        ),
        (Relaxation("outside_weight", 0.5, Message("x.y")), "--outside 0.5", {"outside_weight": 0.5}),
        (Relaxation("end_time", "20:00", Message("x.y")), "--end-time 20:00", {"end_time": 1200}),
        (Relaxation("theme_rules", False, Message("x.y")), "--no-theme-rules", {"theme_rules": False}),
        (
            Relaxation("must", ["jinsha"], Message("request.leave-out", {"site": "sanxingdui"})),
            "without --must sanxingdui",
            {"must": ("jinsha",)},
        ),
    ],
)
def test_a_relaxation_can_be_said_and_done(
    change: Relaxation, words: str, expected: dict[str, object]
) -> None:
    assert options_of(change) == words
    assert relaxed(TRIP, change) == TRIP.model_copy(update=expected)


def test_the_command_line_tells_errors_and_changes_in_chinese() -> None:
    fewer = Message("request.take-days", {"n": 2, "before": 1})
    named = {"site": "jinsha", "name": {"en": "Jinsha", "zh": "金沙"}}
    without = Relaxation("must", [], Message("request.leave-out", named))
    error = NoPlanError(Message("request.nothing-fits"), (Relaxation("days", 2, fewer), without))
    assert as_text(error, PLAN, "zh").splitlines()[:2] == [
        f"错误：{error.reason.say('zh')}",
        "下列任一改动都能得到行程：",
    ]
    assert as_text(error, PLAN, "zh").splitlines()[2].split() == ["--days", "2", *fewer.say("zh").split()]
    assert "去掉 --must jinsha  " in as_text(error, PLAN, "zh")


def test_every_text_of_a_request_is_used_and_every_use_has_its_text() -> None:
    with (LOCALE / "en" / "LC_MESSAGES" / "request.po").open("rb") as file:
        ids = [message.id for message in read_po(file, locale="en") if message.id]
    written = {code if isinstance(code, str) else code[0] for code in ids}
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "planner").rglob("*.py"))
    used = set(re.findall(r'"request\.([a-z-]+)"', source)) | set(CODES.values()) | {"no-tag", "no-heritage"}
    used |= set(re.findall(r'_(?:wrong|change|given_up|both)\(\s*(?:corridor, )?"([a-z-]+)"', source))
    used |= set(re.findall(r'"((?:visit|train)-[a-z-]+)"', source)) & written
    made = {
        "no-clock",
        "bad-trains",
        "only-wgs84",
        "no-agency",
        "no-logo",
        "no-languages",
        "wrong-value",
        "a-list",
        "a-mapping",
        "nothing-fits",
        "none-found",
    }
    made |= {"bad-hours", "bad-free", "bad-visits", "bad-stays", "arrival-outside", "leave-by-outside"}
    made |= {f"free-{part}" for part in ("forenoon", "afternoon", "evening", "day")}
    made |= {code for code in written if code.startswith("unit-")}
    made |= {code for code in written if code.startswith("system-")}
    made |= {"go-by-transit", "go-by-car", "asks-most", "asks-least", "asks-both"}
    made |= {f"cannot-{number}{proven}" for number in ("one", "all") for proven in ("", "-proven")}
    made |= {"go-mixed"} | {code for code in written if code.startswith("want-")}
    made |= {f"{what}-at-{light}" for what in ("closed", "not-out") for light in ("sunrise", "blue-hour")}
    made |= {f"cheapest{kind}-{known}" for kind in ("", "-of-kind") for known in ("found", "open")}
    made |= {f"{begin}-{kind}" for kind in get_args(Purse) for begin in ("no-limit", "cost")}
    made |= {
        code
        for code in written
        if re.fullmatch(r"kind-[a-z]+|no-(place|attraction|theme|belt|zone)-id", code)
    }
    assert used <= written
    assert written - used <= made
