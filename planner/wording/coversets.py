"""Which sets of sites a text may mean that does not say of what kind its set is: ``自贡`` is ``prefecture:自贡市``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from planner.areanames import county_names, prefecture_code, prefecture_names
from planner.corridor import Corridor
from planner.errors import RequestError
from planner.names import MAX_CANDIDATES, resolve
from planner.spelling import like, normalised
from planner.wording.areas import area_of, codes_of_areas
from planner.wording.naming import named, tag_among

Candidate = str | Mapping[str, str]  # of a message, in each language where they differ


def sets_called(corridor: Corridor, text: str) -> tuple[Candidate, ...]:
    """Return the sets that are called so, as people write them, else those that are spelt like it; none if none is."""
    found = [*_called(corridor, text)] or [*_spelt_like(corridor, text)]
    return tuple(found[:MAX_CANDIDATES])


def _called(corridor: Corridor, text: str) -> Iterator[Candidate]:
    tags = {tag for site in corridor.attractions for tag in site.tags}
    ranks = {rank for site in corridor.attractions for rank in site.heritage}
    if tag := tag_among(corridor, text, tags):
        yield f"tag:{tag}"
    if rank := tag_among(corridor, text, ranks):
        yield f"heritage:{rank}"
    with suppress(RequestError):
        yield from _area(corridor, area_of(corridor, text))
    for kind, regions in (("belt", corridor.belts), ("zone", corridor.zones)):
        with suppress(RequestError):
            yield f"{kind}:{named(regions, text, kind)}"
    with suppress(RequestError):
        yield f"site:{resolve(corridor, text, ('attraction',))}"


def _spelt_like(corridor: Corridor, text: str) -> Iterator[Candidate]:
    words = {word for site in corridor.attractions for word in (*site.tags, *site.heritage)}
    for word in like(text.lower(), words):
        yield from _called(corridor, word)
    areas = codes_of_areas(corridor)
    for name in like(normalised(text), areas):
        yield from _area(corridor, min(areas[name]))


def _area(corridor: Corridor, code: str) -> Iterator[Candidate]:
    """Yield the set of the sites of a prefecture or county, if it has some; a province is neither."""
    for site in corridor.attractions:
        if code == prefecture_code(corridor, site):
            kind, name = "prefecture", prefecture_names(corridor)[site.prefecture]
        elif code == site.adcode:
            kind, name = "county", county_names(corridor)[site.county]
        else:
            continue
        yield {"en": f"{kind}:{name.en}", "zh": f"{kind}:{name.zh}"}
        return
