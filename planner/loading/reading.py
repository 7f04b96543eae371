"""Data folder -> Corridor: read, fill in what rules can, validate every entry by itself, check the whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from planner import corridor as models
from planner.corridor import Bounds, Corridor, Location, Names, Town
from planner.errors import DataError, DataProblem
from planner.loading import checks, metros, sense, tariffs, wishes
from planner.loading.filling import with_minutes
from planner.loading.folder import ATTRACTIONS, CLAIMS, PRODUCTS, ROUTES, Contents, digest, include_problem
from planner.loading.tree import Item, Tree, read_tree, told
from planner.loading.wording import nearest, problems_of
from planner.scores import score

M = TypeVar("M", bound=BaseModel)

LISTS: dict[str, type[models.Model]] = {
    "themes": models.Theme,
    "tags": models.Tag,
    "belts": models.Region,
    "zones": models.Region,
    "areas": models.Area,
    "cities": models.City,
    "towns": models.Town,
    "attractions": models.Attraction,
    "passes": models.Pass,
    "stations": models.Station,
    "junctions": models.Junction,
    "links": models.Link,
    "lines": models.Line,
    "metros": models.Metro,
    "rivers": models.River,
    "taxis": models.Taxis,
    "charters": models.Charter,
    "scenarios": models.Scenario,
    "visa": models.VisaRules,
    "products": models.Product,
    "claims": models.Claim,
}
SINGLE = "visa"  # a mapping of its own, not a list of them
ROUTE_LISTS = (
    "stations",
    "junctions",
    "links",
    "lines",
    "metros",
    "rivers",
    "taxis",
    "charters",
    "scenarios",
)
KEYS = {  # file -> keys it must have, keys it may have
    ATTRACTIONS: (
        ("corridor", "themes", "towns", "attractions"),
        ("tags", "belts", "zones", "areas", "cities", "passes", SINGLE),
    ),
    ROUTES: (("links",), (*ROUTE_LISTS, "include")),
    PRODUCTS: (("products",), ()),
    CLAIMS: (("claims",), ()),
}


class Header(models.Model):
    """The ``corridor`` key of attractions.yaml."""

    name: Names
    bounds: Bounds


@dataclass
class Reading:
    """A data folder while it is read."""

    folder: Path
    problems: list[DataProblem] = field(default_factory=list)
    items: checks.Items = field(default_factory=lambda: {section: [] for section in LISTS})
    checked: checks.Checked = field(default_factory=lambda: {section: [] for section in LISTS})
    header: Header | None = None
    broken: bool = False
    files: Contents = field(default_factory=list)


def read_corridor(
    folder: Path, *, thorough: bool = False, without: Path | None = None
) -> tuple[Corridor, Contents]:
    """Read a data folder; return the corridor and the files it was read from.

    ``thorough`` also looks through a whole year for sites that never open. ``without`` is an included file to
    pass over, which is about to be written anew.

    Raises
    ------
    DataError
        With every problem found, sorted by file, line and column.
    """
    reading = Reading(folder)
    _read(reading, without)
    _validate(reading)
    _check(reading, thorough=thorough)
    if reading.problems or reading.header is None:
        raise DataError(reading.problems)
    lists = {section: tuple(model for _, model in entries) for section, entries in reading.checked.items()}
    visa = next(iter(lists.pop(SINGLE)), None)
    head = {"name": reading.header.name, "bounds": reading.header.bounds, "visa": visa}
    whole = {**head, **lists, "data_hash": digest(reading.files)}
    corridor = Corridor.model_validate(whole)
    problems = [
        *checks.check_scenarios(reading.checked, corridor),
        *checks.check_claims(reading.checked, corridor),
    ]
    if problems:
        raise DataError(problems)
    return corridor, reading.files


def _read(reading: Reading, without: Path | None) -> None:
    root = _read_file(reading, ATTRACTIONS)
    if root:
        _take(reading, root, *KEYS[ATTRACTIONS])
        _read_header(reading, root)
    root = _read_file(reading, ROUTES)
    if root:
        _take(reading, root, *KEYS[ROUTES])
        for name in _included(reading, root, without):
            included = _read_file(reading, name)
            if included:
                _take(reading, included, (), ROUTE_LISTS)
    for name in (PRODUCTS, CLAIMS):
        root = _read_file(reading, name) if (reading.folder / name).exists() else None
        if root:
            _take(reading, root, *KEYS[name])


def _read_file(reading: Reading, name: str) -> Item | None:
    """Read one file; its root, when it is a mapping."""
    tree: Tree = read_tree(reading.folder / name)
    reading.files.append((name, tree.data))
    reading.problems += tree.problems
    if tree.root is not None and isinstance(tree.root.value, dict):
        return tree.root
    if tree.root is not None:
        reading.problems.append(tree.root.problem("wrong-type", told("file-no-mapping")))
    reading.broken = True
    return None


def _take(reading: Reading, root: Item, required: tuple[str, ...], optional: tuple[str, ...]) -> None:
    """Add the top-level lists of a file to the items, and report keys unknown or missing."""
    known = {*required, *optional}
    for key in required:
        if key not in root.value:
            reading.problems.append(root.problem("missing-key", told("missing", key=key)))
    for key, value in root.value.items():
        if key not in known:
            message, hint = told("unknown-key", key=key[:60]), nearest(key, known)
            reading.problems.append(root.problem("unknown-key", message, (key, "[key]"), hint))
        elif key == SINGLE:
            reading.items[key].append(root.at(key))
        elif key in LISTS and not isinstance(value, list):
            reading.problems.append(root.problem("wrong-type", told("no-list", key=key), (key,)))
        elif key in LISTS:
            nodes = root.at(key).node.value
            entries = (Item(root.file, node, entry) for node, entry in zip(nodes, value, strict=True))
            reading.items[key] += entries


def _read_header(reading: Reading, root: Item) -> None:
    if "corridor" in root.value:
        reading.header = _model(reading, root.at("corridor"), Header)


def _included(reading: Reading, root: Item, without: Path | None) -> Iterator[str]:
    """Yield the files that routes.yaml includes; none may lie outside the data folder."""
    names = root.value.get("include") or []
    if not isinstance(names, list):
        reading.problems.append(root.problem("wrong-type", told("no-list", key="include"), ("include",)))
        return
    for number, name in enumerate(names):
        if without and isinstance(name, str) and (reading.folder / name).resolve() == without.resolve():
            continue
        problem = include_problem(reading.folder, name)
        if name in names[:number]:
            problem = "bad-value", told("include-twice", name=str(name)[:60])
        if problem:
            reading.problems.append(root.problem(*problem, ("include", number)))
            reading.broken = True
        else:
            yield name


def _validate(reading: Reading) -> None:
    positions = _positions(reading)
    for section, model in LISTS.items():
        for item in reading.items[section]:
            filled = item
            if isinstance(item.value, dict) and section == "attractions":
                filled = _with_score(reading, item)
            elif isinstance(item.value, dict) and section == "links":
                filled = with_minutes(item, positions)
            valid = _claim(reading, item) if section == "claims" else _model(reading, filled, model)
            if isinstance(valid, models.Product):
                valid = _with_request(reading, item, valid)
            if valid is not None:
                reading.checked[section].append((item, valid))


def _model(reading: Reading, item: Item, model: type[M]) -> M | None:
    try:
        return model.model_validate(item.value)
    except ValidationError as error:
        reading.problems += problems_of(error, item, model)
        return None


def _claim(reading: Reading, item: Item) -> models.Claim | None:
    """Read a claim as one of its kind."""
    kind = _model(reading, item, models.KindOfClaim)
    claim = _model(reading, item, models.CLAIMS[kind.kind]) if kind else None
    if not isinstance(claim, models.TripsClaim):
        return claim
    products: dict[str, models.Product | None] = {
        text: None for each in reading.items["products"] if (text := checks.id_of(each))
    }
    valid = (product for _, product in reading.checked["products"])
    products |= {product.id: product for product in valid if isinstance(product, models.Product)}
    claim, problems = wishes.read_trips(item, claim, products)
    reading.problems += problems
    return claim


def _with_request(reading: Reading, item: Item, product: models.Product) -> models.Product | None:
    """Give the words of a product's request their types, as a plan will read them."""
    request, problems = wishes.read_request(item, product)
    reading.problems += problems
    if request is None:
        return None
    words = request.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"days", "date"})
    return product.model_copy(update={"request": words})


def _positions(reading: Reading) -> dict[str, Location]:
    """Return where the places are whose position is possible, valid otherwise or not."""
    positions = {}
    for item in (item for section in checks.PLACES for item in reading.items[section]):
        text = checks.id_of(item)
        if text is None:
            continue
        with suppress(ValidationError):
            location = Location.model_validate(item.value.get("location"))
            if reading.header is None or reading.header.bounds.contains(location):
                positions[text] = location
    return positions


def _with_score(reading: Reading, item: Item) -> Item:
    given = [key for key in ("score", "score_reason") if key in item.value]
    if len(given) == 1:
        other = "score_reason" if given == ["score"] else "score"
        message = told("score-alone", given=given[0], other=other)
        reading.problems.append(item.problem("missing-key", message, (), told("score-rule")))
    if "score" in given:
        return item
    ranks = item.value.get("heritage")
    texts = [rank for rank in ranks if isinstance(rank, str)] if isinstance(ranks, list) else []
    level = item.value.get("level")
    points = score(level if isinstance(level, str) else None, texts)
    return Item(item.file, item.node, {**item.value, "score": points})


def _check(reading: Reading, *, thorough: bool) -> None:
    """Run the checks that what was read allows: with a file missing, references say nothing."""
    items, checked = reading.items, reading.checked
    found = [*checks.check_attractions(checked, thorough=thorough), *checks.check_clocks(checked)]
    if reading.header:
        found += checks.check_positions(checked, reading.header.bounds)
    found += metros.check_metros(items, checked, reading.header.bounds if reading.header else None)
    found += [*checks.check_ids(items), *tariffs.check_taxis(checked)]
    found += sense.check_sense(checked, thorough=thorough)
    if not reading.broken:
        references = list(checks.check_references(items, checked))
        found += references or [*_ways(reading), *_rules(reading), *_areas(reading)]
    reading.problems += found


def _rules(reading: Reading) -> list[DataProblem]:
    """Check the coverage rules, unless an attraction that could not be read may be what is missing."""
    if len(reading.checked["attractions"]) < len(reading.items["attractions"]):
        return []
    return list(checks.check_rules(reading.checked))


def _areas(reading: Reading) -> list[DataProblem]:
    """Check the areas, unless a place that could not be read may be the one that lies in one."""
    sections = ("towns", "attractions")
    if any(len(reading.checked[name]) < len(reading.items[name]) for name in sections):
        return []
    return list(checks.check_areas(reading.checked))


def _ways(reading: Reading) -> list[DataProblem]:
    """Check the ways, unless a town, link or line could not be read and its absence would look like a gap."""
    sections = ("towns", "links", "lines")
    if any(len(reading.checked[name]) < len(reading.items[name]) for name in sections):
        return []
    core = next((town for _, town in reading.checked["towns"] if isinstance(town, Town) and town.core), None)
    if core is None:
        where = str(reading.folder / ATTRACTIONS)
        return [DataProblem(where, 1, 1, "missing-key", told("no-core"))]
    return list(checks.check_ways(reading.items, reading.checked, core.id))
