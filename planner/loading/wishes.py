"""Coverage rules, belts, visa rules, products and claims: what they name must be in the corridor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from pydantic import ValidationError

from planner.corridor import (
    Attraction,
    City,
    CoverRule,
    Model,
    PairsClaim,
    Places,
    Product,
    ReachClaim,
    Region,
    Theme,
    Trip,
    TripsClaim,
    VisaRules,
)
from planner.errors import DataProblem
from planner.loading.tree import Item, Loc, told
from planner.loading.wording import nearest, problems_of
from planner.request import Asked

ANY_DATE = date(2026, 6, 12)  # a request needs one; a product has none

Reference = tuple[Loc, str | None, str]  # path, id or word, the list it must be in


def read_request(item: Item, product: Product) -> tuple[Asked | None, list[DataProblem]]:
    """Read the words of a product's request as a plan does, and tell what is wrong with them."""
    words = item.at("request")
    problems = list(_timeless(words))
    if any(later <= earlier for earlier, later in pairwise(product.ideal_days)):
        problems.append(item.problem("bad-value", told("ideal-days"), ("ideal_days",)))
    dated = {**words.value, "days": product.ideal_days[0], "date": ANY_DATE}
    try:
        return Asked.model_validate(dated), problems
    except ValidationError as error:
        return None, [*problems, *problems_of(error, words, Asked)]


def _timeless(words: Item) -> Iterator[DataProblem]:
    """Find days and dates among the words of a request that has them from elsewhere."""
    for key in ("days", "date"):
        if key in words.value:
            yield words.problem("unknown-key", told("product-without", key=key), (key, "[key]"))


def read_trips(
    item: Item, claim: TripsClaim, products: Mapping[str, Product | None]
) -> tuple[TripsClaim | None, list[DataProblem]]:
    """Add the words of products to those of a claim's trips, typed as a plan will read them; tell what is wrong.

    None stands for a product with a problem of its own.
    """
    problems: list[DataProblem] = []
    trips: list[Trip] = []
    for node, value, trip in zip(item.at("trips").node.value, item.value["trips"], claim.trips, strict=True):
        written = Item(item.file, node, value)
        known = products.get(trip.product) if trip.product else None
        words = written.at("request") if trip.request else written
        problems += _timeless(Item(item.file, words.node, trip.request))
        if trip.product and trip.product not in products:
            message = told("none-among", id=trip.product, section="products")
            hint = nearest(trip.product, products)
            problems.append(written.problem("unknown-reference", message, ("product",), hint))
        if trip.product and not known:
            continue
        product = known.request_of(trip.days) if known else {}
        try:
            asked = Asked.model_validate({**product, **trip.request, "days": trip.days, "date": ANY_DATE})
        except ValidationError as error:
            problems += problems_of(error, words, Asked)
        else:
            whole = asked.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"days", "date"})
            trips.append(trip.model_copy(update={"request": whole}))
    is_whole = len(trips) == len(claim.trips)
    return claim.model_copy(update={"trips": tuple(trips)}) if is_whole else None, problems


def references(model: Model) -> Iterator[Reference]:
    """Yield what a theme, belt, zone, product, claim or the visa rules refer to."""
    if isinstance(model, Theme):
        for number, rule in enumerate(model.cover):
            yield from _of_rule(rule, ("cover", number))
    elif isinstance(model, Region):
        yield from ((("axis", number), town, "towns") for number, town in enumerate(model.axis))
    elif isinstance(model, VisaRules):
        for number, port in enumerate(model.ports):
            yield ("ports", number, "place"), port.place, "places"
        for number, name in enumerate(model.prefectures):
            yield ("prefectures", number), name, "prefectures"
    elif isinstance(model, ReachClaim):
        yield from ((("from", number), place, "stops") for number, place in enumerate(model.start))
        yield from _of_places(model.to, "to")
    elif isinstance(model, PairsClaim):
        yield from _of_places(model.between, "between")
    elif isinstance(model, TripsClaim):
        for number, trip in enumerate(model.trips):
            asked = _of_request(_asked(trip.request))
            yield from ((("trips", number, *loc), word, section) for loc, word, section in asked)
    elif isinstance(model, Product):
        yield from _of_request(_request_of(model))
        for place, more in enumerate(model.longer):
            yield from (
                (("longer", place, "must", n), site, "attractions") for n, site in enumerate(more.must)
            )


def _of_request(request: Asked) -> Iterator[Reference]:
    yield ("request", "from"), request.start, "places"
    yield ("request", "to"), request.end, "places"
    yield ("request", "follow"), request.follow, "belts"
    yield ("request", "visa_port"), request.visa_port, "visa ports"
    yield from ((("request", "themes", theme, "[key]"), theme, "themes") for theme in request.themes)
    lists = (
        ("must", request.must, "attractions"),
        ("avoid", request.avoid, "attractions"),
        ("belts", request.belts, "belts"),
        ("zones", request.zones, "zones"),
        ("within", request.within, "county codes"),
    )
    for key, ids, section in lists:
        yield from ((("request", key, number), text, section) for number, text in enumerate(ids))
    for number, rule in enumerate(request.cover):
        yield from _of_rule(rule, ("request", "cover", number))


def _of_places(places: Places, key: str) -> Iterator[Reference]:
    yield from (((key, "ids", number), place, "stops") for number, place in enumerate(places.ids))


def _of_rule(rule: CoverRule, loc: Loc) -> Iterator[Reference]:
    lists = (
        ("sites", rule.sites, "attractions"),
        ("tags", rule.tags, "tags"),
        ("heritage", rule.heritage, "heritage classes"),
        ("belts", rule.belts, "belts"),
        ("zones", rule.zones, "zones"),
        ("prefectures", rule.prefectures, "prefectures"),
        ("counties", rule.counties, "counties"),
    )
    for key, words, section in lists:
        yield from (((*loc, key, number), word, section) for number, word in enumerate(words))


def vocabulary(
    attractions: list[Attraction], visa: VisaRules | None, cities: list[City]
) -> dict[str, set[str]]:
    """Return the words that rules and requests can use beside ids, by the name of their kind."""
    return {
        "tags": {tag for site in attractions for tag in site.tags},
        "heritage classes": {rank for site in attractions for rank in site.heritage},
        "prefectures": {site.prefecture for site in attractions},
        "counties": {site.county for site in attractions},
        "county codes": {site.adcode[:length] for site in attractions for length in (2, 4, 6)}.union(
            *(city.counties for city in cities)
        ),
        "visa ports": {port.code for port in visa.ports} if visa else set(),
    }


def check_rules(item: Item, model: Model, attractions: list[Attraction]) -> Iterator[DataProblem]:
    """Find coverage rules of a theme or product that no plan can keep."""
    for loc, rule in _rules(model):
        fitting = sum(rule.holds(site) for site in attractions)
        if fitting < rule.at_least:
            message = told("at-least-of", least=rule.at_least, fitting=fitting)
            yield item.problem("bad-value", message, (*loc, "at_least"))


def _rules(model: Model) -> Iterator[tuple[Loc, CoverRule]]:
    if isinstance(model, Theme):
        yield from ((("cover", number), rule) for number, rule in enumerate(model.cover))
    elif isinstance(model, Product):
        cover = _request_of(model).cover
        yield from ((("request", "cover", number), rule) for number, rule in enumerate(cover))


def _request_of(product: Product) -> Asked:
    return _asked(product.request)


def _asked(words: Mapping[str, object]) -> Asked:
    return Asked.model_validate({**words, "days": 1, "date": ANY_DATE})
