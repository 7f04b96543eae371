"""The compact form of a plan: small, with a schema, and nothing of the plan is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from planner.checker import check
from planner.cli import app
from planner.compact import OtherDataError, compact, expand, only, schema
from planner.errors import RequestError
from planner.itinerary import Itinerary
from planner.loading import load_corridor
from tests.builders.drawn_plans import drawn_plans
from tests.builders.examples import NO_SHRINKING, large
from tests.builders.paths import DATA, SMALL
from tests.builders.small_plans import corridor, good_plan

VALIDATOR = Draft202012Validator(schema())
OLD_PLANS = sorted((DATA / "plans").glob("*.json"))


def good(kind: str = "car") -> Itinerary:
    return Itinerary.model_validate(good_plan(kind))


def there_and_back(plan: Itinerary) -> Itinerary:
    return expand(json.loads(json.dumps(compact(plan, corridor()))), corridor())


@pytest.mark.parametrize("kind", ["car", "rental", "transit"])
def test_what_is_expanded_is_the_plan_and_checks(kind: str) -> None:
    plan = there_and_back(good(kind))
    assert plan == good(kind)
    assert check(plan, corridor()) == check(good(kind), corridor())


@large(4, 300, NO_SHRINKING)
@given(drawn_plans())
def test_nothing_is_lost_whatever_the_data_say(plan: Itinerary) -> None:
    assert there_and_back(plan) == plan


@large(20, 1000)
@given(st.permutations(range(len(good().unvisited))), st.data())
def test_what_was_left_out_keeps_its_order_and_its_oddities(order: list[int], data: st.DataObject) -> None:
    odd = st.fixed_dictionaries(
        {},
        optional={
            "detail": st.text(max_size=3),
            "params": st.dictionaries(st.sampled_from("xy"), st.sampled_from([[1], 1, True, 1.0, None])),
            "cause": st.sampled_from(["asked", "unheard-of", None]),
            "regret": st.integers(0, 2),
        },
    )
    left_out = [good().unvisited[index].model_copy(update=data.draw(odd)) for index in order]
    plan = good().model_copy(update={"unvisited": tuple(left_out)})
    again = there_and_back(plan)
    assert repr(again.unvisited) == repr(plan.unvisited)  # 1 is not True


@pytest.mark.parametrize("path", OLD_PLANS, ids=lambda path: path.stem)
def test_plans_of_before_have_a_compact_form(path: Path) -> None:
    plan, data = Itinerary.model_validate_json(path.read_bytes()), load_corridor(SMALL)
    assert expand(compact(plan, data), data) == plan


def test_a_note_of_a_person_is_no_time() -> None:
    plan = good_plan("car")
    plan["days"][0]["events"][0]["note"] = "08:30"
    again = there_and_back(Itinerary.model_validate(plan))
    assert again.days[0].events[0].note == "08:30"


def test_left_out_sites_stand_as_ids_by_reason() -> None:
    plan = good()
    groups = compact(plan, corridor())["unvisited"]
    found = {(group["reason"], site) for group in groups for site in group["attractions"]}
    assert found == {(left.reason, left.attraction) for left in plan.unvisited}
    assert len({(group["reason"], group.get("cause")) for group in groups}) == len(groups)


@pytest.mark.parametrize("kind", ["car", "rental", "transit"])
def test_it_fits_its_schema(kind: str) -> None:
    assert list(VALIDATOR.iter_errors(compact(good(kind), corridor()))) == []


@pytest.mark.parametrize(
    "change",
    [{"compact": "2"}, {"days": [{"hire": 3}]}, {"unvisited": [{"attractions": ["a"]}]}, {"what": 1}],
)
def test_what_does_not_fit_the_schema_is_no_plan(change: dict[str, Any]) -> None:
    document = compact(good(), corridor()) | change
    assert list(VALIDATOR.iter_errors(document))
    with pytest.raises(ValueError):  # noqa: PT011 (whatever is wrong with it)
        expand(document, corridor())


def test_it_stands_on_its_data_only() -> None:
    document = compact(good(), corridor())
    with pytest.raises(OtherDataError):
        expand(document, corridor().model_copy(update={"lines": ()}))


def test_some_fields_of_a_plan() -> None:
    document = compact(good(), corridor())
    assert only(document, ("totals", "days")).keys() - {"untold"} == {
        *("compact", "data_hash", "excerpt", "totals", "days")
    }
    assert only(document, ()) == document
    with pytest.raises(RequestError, match="no such field"):
        only(document, ("colour",))


# the commands, over the small corridor as it is on disk


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write a plan as it is and in compact form."""
    folder = tmp_path_factory.mktemp("plans")
    wish = (
        "--days",
        "1",
        "--date",
        "2026-12-05",
        "--from",
        "east-city",
        "--theme",
        "stone",
        "--work",
        "50",
    )
    paths = {name: folder / f"{name}.json" for name in ("whole", "compact")}
    result = run("plan", *wish, "--format", "json", "--output", paths["whole"])
    assert result.exit_code == 0, result.stderr
    made = run("show", paths["whole"], "--format", "json", "--compact")
    paths["compact"].write_text(made.stdout, "utf-8")
    return paths


def run(command: str, *words: object) -> Result:
    return CliRunner().invoke(app, [command, *map(str, words), "--data", str(SMALL)])


def test_every_command_that_reads_a_plan_reads_its_compact_form(saved: dict[str, Path]) -> None:
    for words in (("check",), ("card",), ("export", "--format", "csv")):
        whole, short = (run(words[0], saved[name], *words[1:]) for name in ("whole", "compact"))
        assert (short.exit_code, short.stdout) == (0, whole.stdout)
    assert run("show", saved["compact"], "--format", "json").stdout == saved["whole"].read_text("utf-8")
    assert run("risk", saved["compact"], "--samples", "50").exit_code == 0


def test_the_doors_give_the_same_compact_form(saved: dict[str, Path], tmp_path: Path) -> None:
    stem = tmp_path / "trip"
    assert run("export", saved["whole"], "--format", "json,csv", "--compact", "--output", stem).exit_code == 0
    assert stem.with_suffix(".json").read_text("utf-8") == saved["compact"].read_text("utf-8")
    some = run("export", saved["whole"], "--format", "json", "--fields", "id, totals")
    whole = json.loads(saved["whole"].read_text("utf-8"))
    assert json.loads(some.stdout) == {name: whole[name] for name in ("id", "totals")}
    wish = ("--days", "1", "--date", "2026-12-05", "--from", "east-city", "--work", "50", "--format", "json")
    planned = json.loads(run("plan", *wish, "--compact", "--fields", "days").stdout)
    assert list(planned) == ["compact", "data_hash", "excerpt", "days"]


NEEDED = (
    "corridor,request,status,certificate,days,unvisited,totals,coverage,warnings,vehicles,past,rental,offers"
)


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (("--compact", "--fields", NEEDED), None),
        (("--compact", "--fields", NEEDED.replace(",unvisited", "")), "unvisited"),
        (("--compact", "--fields", "days"), "corridor, request, status, certificate, unvisited, totals"),
        (("--fields", "days,totals"), "corridor, request, status, certificate, unvisited, warnings, places"),
    ],
)
def test_some_fields_check_or_it_is_said_which_are_missing(
    words: tuple[str, ...], missing: str | None, saved: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "some.json"
    path.write_text(run("show", saved["whole"], "--format", "json", *words).stdout, "utf-8")
    result = run("check", path)
    assert result.exit_code == (3 if missing else 0), result.stderr
    if missing:
        assert f"needs the others too: {missing}" in " ".join(result.stderr.split())
    else:
        assert not list(VALIDATOR.iter_errors(json.loads(path.read_text("utf-8"))))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--compact",), "for JSON"),
        (("--fields", "days"), "for JSON"),
        (("--format", "json", "--fields", "colour"), "no such field"),
    ],
)
def test_what_is_asked_of_json_is_refused_elsewhere(
    words: tuple[str, ...], told: str, saved: dict[str, Path]
) -> None:
    result = run("show", saved["whole"], *words)
    assert (result.exit_code, told in result.stderr) == (4, True)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"data_hash": "0"}, "other data"),
        ({"days": [3]}, "compact form"),
        ({"days": "x"}, "compact form"),
        ({"status": "fine"}, "optimal"),
        ({"unvisited": [{"reason": "closed", "attractions": ["a"], "prize": [1, 2]}]}, "2 values"),
    ],
)
def test_a_damaged_compact_plan_is_a_data_error(
    change: dict[str, Any], told: str, saved: dict[str, Path], tmp_path: Path
) -> None:
    document = json.loads(saved["compact"].read_text("utf-8")) | change
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document), "utf-8")
    result = run("check", path)
    assert (result.exit_code, told in result.stderr) == (3, True), result.stderr


def test_alternatives_are_given_whole() -> None:
    wish = ("--days", "1", "--date", "2026-12-05", "--from", "east-city", "--format", "json")
    result = run("plan", *wish, "--alternatives", "1", "--compact")
    assert (result.exit_code, "whole" in result.stderr) == (4, True)
