"""Products: complete, in both languages, plannable in every season, and honest about what cannot be done.

`python -m benchmarks.products` walks all of them through all months; here each is walked in one, in a soak in two.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from planner import Itinerary, check, load_corridor, plan
from planner.cli.failures import options_of
from planner.corridor import Product
from planner.errors import DataError, DataProblem, NoPlanError
from planner.planning import relax
from planner.planning.candidates import rules_of
from planner.request import Asked
from planner.stopping import StopToken
from tests.builders.examples import only_in_a_soak
from tests.builders.paths import SMALL
from tests.builders.shipped import shipped, shipped_atlas

DAY = 12
WORK = 20_000  # the search stops at the first plan
ASKED_FOR = """
one-core-many-stars red-gene-heritage mountain-and-water ancient-road-trip upper-yangtze-trip
world-heritage-trip karst-of-wuling rock-carvings-study-camp hot-spring-forest-diet sports-and-outdoors
three-kingdoms-shu-roads living-heritage silk-road-shopping golden-week-without-queues
"""


def request_for(product: Product, month: int, **words: object) -> Asked:
    dated = {"date": date(2026, month, DAY), "work": WORK}
    return Asked.model_validate({**product.request_of(product.ideal_days[0]), **dated, **words})


def first_found(request: Asked) -> Itinerary:
    stop = StopToken()

    def progress(objective: int | None, _bound: int | None) -> None:
        if objective is not None:
            stop.set()

    return plan(request, atlas=shipped_atlas(), stop=stop, progress=progress)


# test_product_promises plans those by car in another season, those by train on the same day: tables of trains are kept
DAILY = [(name, (number + number // 12 * 6) % 12 + 1) for number, name in enumerate(ASKED_FOR.split())]
HALF_A_YEAR_ON = [(name, (month + 5) % 12 + 1) for name, month in DAILY]


def test_the_products_asked_for_are_there() -> None:
    assert set(ASKED_FOR.split()) == set(shipped().product_by_id)


def test_the_rotation_meets_every_month_and_every_product() -> None:
    assert {month for _, month in DAILY} == {month for _, month in HALF_A_YEAR_ON} == set(range(1, 13))
    assert [name for name, _ in DAILY] == [name for name, _ in HALF_A_YEAR_ON] == ASKED_FOR.split()
    assert not {*DAILY} & {*HALF_A_YEAR_ON}


@pytest.mark.parametrize(("name", "month"), DAILY)
def test_a_product_has_a_plan(name: str, month: int) -> None:
    product = shipped().product_by_id[name]
    request = request_for(product, month)
    itinerary = first_found(request)
    assert [broken for broken in check(itinerary, shipped()) if broken.severity == "error"] == []
    assert len(itinerary.coverage) == len(rules_of(shipped(), request)) >= len(request.cover)


@only_in_a_soak
@pytest.mark.parametrize(("name", "month"), HALF_A_YEAR_ON)
def test_a_product_has_a_plan_half_a_year_on(name: str, month: int) -> None:
    test_a_product_has_a_plan(name, month)


@pytest.mark.parametrize("name", ASKED_FOR.split())
def test_a_product_promises_something(name: str) -> None:
    product = shipped().product_by_id[name]
    request = request_for(product, product.months[0])
    assert request.cover
    assert all(rule.at_least >= 1 for rule in request.cover)
    assert product.months == tuple(sorted(set(product.months)))
    for names in (product.name, product.story, product.seasons, *(rule.name for rule in request.cover)):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in names.zh)
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in names.en)


def test_wulong_and_jiuzhaigou_in_one_day_are_impossible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relax, "SECONDS", 3600.0)  # a slow machine comes to other modes late
    monkeypatch.setattr(relax, "SECONDS_A_TRY", 20.0)
    monkeypatch.setattr(relax, "DAYS_AROUND", 0)
    wish = request_for(shipped().product_by_id["mountain-and-water"], 5, days=1)
    with pytest.raises(NoPlanError) as caught:
        plan(wish, atlas=shipped_atlas())
    options = [options_of(change) for change in caught.value.relaxations]
    assert any(option.startswith("--days ") for option in options)
    assert any(option.startswith("--mode transit --days ") for option in options)


def test_the_home_of_zhu_de_where_the_days_allow() -> None:
    product = shipped().product_by_id["red-gene-heritage"]
    assert "zhude" not in request_for(product, 5).must
    longer = Asked.model_validate({**product.request_of(3), "date": date(2026, 5, DAY), "work": WORK})
    assert longer.must == ("hongyan", "dengxiaoping", "zhude")
    itinerary = first_found(longer)
    assert {"zhude", "dengxiaoping"} <= {
        event.attraction for day in itinerary.days for event in day.events if event.kind == "visit"
    }


PRODUCT = """products:
- id: stones
  name: {zh: 石, en: Stones}
  story: {zh: 看石, en: See stones}
  ideal_days: [2, 3]
  seasons: {zh: 四季, en: All year}
  months: [4]
  request:
    from: east-city
    to: west-city
    themes: {stone: 1}
    evenings: true
    max_transit: 300
    cover:
    - {name: {zh: 石刻, en: carvings}, at_least: 1, tags: [grotto]}
"""


def small_with(folder: Path, products: str) -> Path:
    shutil.copytree(SMALL, folder, dirs_exist_ok=True)
    (folder / "products.yaml").write_text(products, encoding="utf-8")
    return folder


def problems_in(folder: Path) -> list[DataProblem]:
    with pytest.raises(DataError) as caught:
        load_corridor(folder)
    return caught.value.problems


def test_a_request_is_kept_with_its_types(tmp_path: Path) -> None:
    (product,) = load_corridor(small_with(tmp_path, PRODUCT)).products
    assert product.ideal_days == (2, 3)
    assert product.request == {
        "from": "east-city",
        "to": "west-city",
        "themes": {"stone": 1.0},
        "max_transit": 300,
        "evenings": True,
        "cover": [{"name": {"zh": "石刻", "en": "carvings"}, "at_least": 1, "tags": ["grotto"]}],
    }


def test_products_are_part_of_the_data_hash(tmp_path: Path) -> None:
    plain = load_corridor(SMALL).data_hash
    with_stones = load_corridor(small_with(tmp_path, PRODUCT)).data_hash
    with_others = load_corridor(small_with(tmp_path, PRODUCT.replace("[4]", "[5]"))).data_hash
    assert len({plain, with_stones, with_others}) == 3


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("from: east-city", "from: east-ctiy", "unknown-reference", (9, 11)),
        ("from: east-city\n", "pace: normal\n", "missing-key", (9, 5)),
        ("{stone: 1}", "{stoon: 1}", "unknown-reference", (11, 14)),
        ("tags: [grotto]", "tags: [groto]", "unknown-reference", (15, 58)),
        ("tags: [grotto]", "counties: [大足]", "unknown-reference", (15, 62)),
        ("tags: [grotto]", "site: [mid-grotto]", "unknown-key", (15, 51)),
        ("at_least: 1, tags: [grotto]", "at_least: 7", "bad-value", (15, 48)),
        ("at_least: 1", "at_least: 1, at_most: 0", "bad-value", (15, 60)),
        ("evenings: true", "evenings: perhaps", "wrong-type", (12, 15)),
        ("evenings: true", "must: [mid-groto]", "unknown-reference", (12, 12)),
        ("evenings: true", "follow: hills", "unknown-reference", (12, 13)),
        ("evenings: true", "visa_port: PEK", "unknown-reference", (12, 16)),
        ("evenings: true", 'within: ["51"]', "", (0, 0)),
        ("evenings: true", 'within: ["33"]', "unknown-reference", (12, 14)),
        ("evenings: true", "days: 3", "unknown-key", (12, 5)),
        ("ideal_days: [2, 3]", "ideal_days: [3, 2]", "bad-value", (5, 15)),
        ("months: [4]", "months: [13]", "bad-value", (7, 12)),
        ("  request:", "  longer: [{days: 3, must: [mid-grotto]}]\n  request:", "", (0, 0)),
        ("  request:", "  longer: [{days: 3, must: [zhude]}]\n  request:", "unknown-reference", (8, 29)),
        ("  request:", "  longer: [{days: 1, must: [mid-grotto]}]\n  request:", "bad-value", (8, 19)),
        ("products:", "product: 1\nproducts:", "unknown-key", (1, 1)),
    ],
)
def test_wrong_products(tmp_path: Path, old: str, new: str, code: str, place: tuple[int, int]) -> None:
    assert old in PRODUCT
    folder = small_with(tmp_path, PRODUCT.replace(old, new, 1))
    if code:
        found = [(problem.code, (problem.line, problem.column)) for problem in problems_in(folder)]
        assert found == [(code, place)]
    else:
        assert load_corridor(folder).products


VISA = """visa:
  hours: 240
  prefectures: [成都市]
  ports:
  - {code: CTU, place: west-station}
  as_of: "2024-12"
  source: made up
  note: {zh: 请核实, en: Confirm}
towns:
"""


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("", "", []),
        ("place: west-station", "place: west-sation", ["unknown-reference"]),
        ("[成都市]", "[成都]", ["unknown-reference"]),
        ("code: CTU", "code: Ctu", ["bad-value"]),
        ("hours: 240", "hours: ten", ["wrong-type"]),
        ("axis: [east-city, west-city]", "axis: [east-city, west-park]", ["unknown-reference"]),
        ("tags: [grotto]}]", "belts: [old-raod]}]", ["unknown-reference"]),
        ("at_least: 1", "at_least: 3", ["bad-value"]),
    ],
)
def test_visa_rules_belts_and_themes(tmp_path: Path, old: str, new: str, codes: list[str]) -> None:
    folder = small_with(tmp_path, PRODUCT)
    path = folder / "attractions.yaml"
    text = path.read_text(encoding="utf-8").replace("towns:\n", VISA, 1)
    text = text.replace("en: Old road}}", "en: Old road}, axis: [east-city, west-city]}")
    rule = "cover: [{name: {zh: 石, en: Stone}, at_least: 1, tags: [grotto]}]"
    text = text.replace("museum: 0.5}}", f"museum: 0.5}}, {rule}}}")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    if codes:
        assert [problem.code for problem in problems_in(folder)] == codes
    else:
        loaded = load_corridor(folder)
        assert loaded.visa is not None
        assert loaded.visa.ports[0].place == "west-station"
        assert loaded.belts[0].axis == ("east-city", "west-city")
        assert loaded.theme_by_id["stone"].cover[0].at_least == 1
