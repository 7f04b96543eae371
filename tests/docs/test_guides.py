"""The pages on products, the corridor and visitors tell what is in the data, and their examples run.

``UPDATE_DOCS=1 pytest -n 0 tests/docs`` writes their tables anew.
"""

from __future__ import annotations

import ast
import re
import shlex
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from typer.testing import CliRunner

import planner
from planner import Corridor, Itinerary
from planner.cli import app
from planner.corridor import CoverRule, Services
from planner.request import Asked, TripRequest
from tests.builders.pages import REWRITE
from tests.builders.paths import ROOT
from tests.builders.shipped import shipped

DOCS = ROOT / "docs"

PAGES = ("products", "corridor", "visitors")
QUICK = ("--work", "500")  # enough for a plan; the pages show commands, not what they print


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def commands(name: str) -> list[str]:
    (block,) = re.findall(r"^```sh\n(.*?)^```$", page(name), re.DOTALL | re.MULTILINE)
    return [line for line in block.splitlines() if line]


@pytest.mark.parametrize("command", [line for name in PAGES for line in commands(name)])
def test_the_examples_run(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    program, *arguments = shlex.split(command)
    assert program == "planner"
    quick = QUICK if arguments[0] == "plan" else ()
    done = CliRunner().invoke(app, [*arguments, *quick], prog_name="planner")
    assert (done.exit_code, done.stdout != "") == (0, True), done.stderr


def promise(rule: CoverRule, corridor: Corridor) -> str:
    fitting = sum(rule.holds(site) for site in corridor.attractions)
    return f"{rule.at_least} {rule.name.en} ({rule.name.zh}, of {fitting})"


def products_table(corridor: Corridor) -> str:
    rows = ["| product | days | best months | promises |", "|---|---|---|---|"]
    for product in corridor.products:
        words = {**product.request, "days": 1, "date": "2026-06-12"}
        wish = Asked.model_validate(words)
        days, months = (", ".join(map(str, numbers)) for numbers in (product.ideal_days, product.months))
        name = f"{product.name.en} ({product.name.zh})<br>`{product.id}`"
        promises = [promise(rule, corridor) for rule in wish.cover]
        if wish.must:
            always = ", ".join(corridor.attraction_by_id[site].name.en for site in wish.must)
            promises.insert(0, f"always {always}")
        for more in product.longer:
            sites = ", ".join(corridor.attraction_by_id[site].name.en for site in more.must)
            promises.append(f"from {more.days} days {sites}")
        rows.append(f"| {name} | {days} | {months} | {'; '.join(promises)} |")
    return "\n".join(rows)


def regions_table(corridor: Corridor) -> str:
    rows = ["| id | name | sites | axis |", "|---|---|---|---|"]
    for kind, regions in (("belt", corridor.belts), ("zone", corridor.zones)):
        for region in regions:
            sites = sum(getattr(site, kind) == region.id for site in corridor.attractions)
            axis = ", ".join(corridor.town_by_id[town].name.en for town in region.axis)
            rows.append(f"| `{region.id}` | {region.name.en} ({region.name.zh}) | {sites} | {axis} |")
    return "\n".join(rows)


def services_table(corridor: Corridor) -> str:
    rows = ["| service | yes | no | unknown |", "|---|---|---|---|"]
    for name in Services.model_fields:
        count = Counter(getattr(site.services, name) for site in corridor.attractions)
        rows.append(f"| `{name}` | {count['yes']} | {count['no']} | {count['unknown']} |")
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("name", "section", "table"),
    [
        ("products", "products", products_table),
        ("corridor", "regions", regions_table),
        ("visitors", "services", services_table),
    ],
)
def test_the_tables_are_those_of_the_data(name: str, section: str, table: Callable[[Corridor], str]) -> None:
    block = f"<!-- {section} -->\n{table(shipped())}\n<!-- end {section} -->"
    pattern = re.compile(rf"<!-- {section} -->\n.*?<!-- end {section} -->", re.DOTALL)
    if REWRITE:
        (DOCS / f"{name}.md").write_text(pattern.sub(lambda _: block, page(name)), encoding="utf-8")
    assert block in page(name)


def test_pages_name_the_one_switch_only() -> None:
    pages = [ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]
    switches = {
        name for path in pages for name in re.findall(r"\b([A-Z_]+)=1 pytest", path.read_text("utf-8"))
    }
    assert switches == {"UPDATE_DOCS"}


@pytest.mark.parametrize("path", sorted((DOCS / "how-to").glob("*.md")), ids=lambda path: path.stem)
def test_no_formatter_has_put_brackets_around_a_line_to_add(path: Path) -> None:
    blocks = re.findall(r"^ *```python\n(.*?)^ *```$", path.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    for block in blocks:
        for statement in ast.parse(dedent(block)).body:
            value = getattr(statement, "value", None)
            assert not (isinstance(value, ast.Tuple) and len(value.elts) == 1), ast.unparse(statement)


@pytest.mark.parametrize("name", ["data", "how-to/plan-another-region"])
def test_whoever_plans_another_region_is_told_of_the_theme_of_trips_without_one(name: str) -> None:
    (theme,) = TripRequest.model_validate({"days": 1, "date": "2026-06-12", "from": "x"}).themes
    assert f"`{theme}`" in page(name)


def test_the_visa_rules_are_those_of_the_page() -> None:
    visa = shipped().visa
    assert visa is not None
    text = page("visitors")
    cities = re.search(r"eleven cities: ([^.]+)\.", text)
    assert cities is not None
    assert len(re.split(r",\s+", cities[1])) == len(visa.prefectures) - 1 == 11
    assert f"{visa.hours} hours" in text
    assert f"As of {visa.as_of}" in text
    assert all(f"({port.code})" in text for port in visa.ports)


def test_the_corridor_to_copy_is_valid_and_plans(tmp_path: Path) -> None:
    files = re.findall(r"^`(\w+\.yaml)`.*?```yaml\n(.*?)^```$", page("data"), re.DOTALL | re.MULTILINE)
    assert [name for name, _ in files] == ["attractions.yaml", "routes.yaml"]
    for name, text in files:
        (tmp_path / name).write_text(text, encoding="utf-8")
    valid = CliRunner().invoke(app, ["validate", str(tmp_path)])
    assert (valid.exit_code, valid.stdout.splitlines()[0].partition(":")[0]) == (0, "No problems"), (
        valid.stdout
    )
    (command,) = re.findall(r"`planner (plan --data DIR --days 2 [^`]*)`", page("data"))
    arguments = command.replace("DIR", str(tmp_path)).split()
    done = CliRunner().invoke(app, [*arguments, "--no-cache", *QUICK, "--format", "json"])
    assert done.exit_code == 0, done.stderr
    plan = Itinerary.model_validate_json(done.stdout)
    assert len(plan.unvisited) + plan.totals.visits == 6
    assert "great-grotto" not in {left.attraction for left in plan.unvisited}


def test_the_example_of_the_python_api_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```$", page("python"), re.DOTALL | re.MULTILINE)
    exec(compile(example, "docs/python.md", "exec"), {})
    (told,) = re.findall(r"^```text\n(.*?)^```$", page("python"), re.DOTALL | re.MULTILINE)
    printed = capsys.readouterr().out
    assert printed.endswith(" and 0 rules broken\n")
    if REWRITE:
        (DOCS / "python.md").write_text(page("python").replace(told, printed), encoding="utf-8")
        told = printed
    assert printed == told


def test_the_page_on_the_python_api_names_all_that_is_public() -> None:
    assert [name for name in planner.__all__ if f"`{name}" not in page("python")] == []
