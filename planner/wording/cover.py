"""Coverage rules as people write them: ``2 of tag:grotto,karst; zone:wuling-wujiang``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from planner.areanames import area_name, county_names, prefecture_names
from planner.cleaning import LONGEST_NAME, clean, plain
from planner.corridor import Corridor, CoverRule, Names
from planner.corridor.interests import MOST_BELOW_LEAST
from planner.errors import RequestError
from planner.names import resolve
from planner.spelling import like
from planner.texts import LANGUAGES, Message
from planner.wording.areas import area_of
from planner.wording.cores import sites_of_core
from planner.wording.coversets import Candidate, sets_called
from planner.wording.faults import message_of
from planner.wording.naming import named, tag_among, texts_of

EXAMPLES = ("2 of tag:grotto", "max 1 of belt:upper-yangtze", "all of tag:grotto")

_RULE = re.compile(
    r"(?:(?P<name>[^:：]+)[:：])?\s*"
    r"(?:(?P<all>all)|(?:(?P<most>max|at most)|(?:min|at least))?\s*"
    r"(?P<number>\d{1,2})(?:\s*[-－–—]\s*(?P<upper>\d{1,2}))?)\s+of\s+(?P<set>.+)",
    re.IGNORECASE | re.DOTALL,
)

Reader = Callable[[Corridor, str], str]


def _site(corridor: Corridor, text: str) -> str:
    return resolve(corridor, text, ("attraction",), field="cover")


def _tag(corridor: Corridor, text: str) -> str:
    return _known(corridor, text, {tag for site in corridor.attractions for tag in site.tags}, "no-tag")


def _heritage(corridor: Corridor, text: str) -> str:
    ranks = {rank for site in corridor.attractions for rank in site.heritage}
    return _known(corridor, text, {str(rank) for rank in ranks}, "no-heritage")


def _known(corridor: Corridor, text: str, words: set[str], code: str) -> str:
    word = tag_among(corridor, text, words)
    if word is None:
        nearest = like(text, words) or (tuple(sorted(words)) if len(words) < 10 else ())
        raise _wrong(code, text=text[:60], candidates=nearest)
    return word


def _wrong(code: str, *, candidates: tuple[Candidate, ...] = (), **params: object) -> RequestError:
    return RequestError(Message(f"request.{code}", params), field="cover", candidates=candidates)


def _prefecture(corridor: Corridor, text: str) -> str:
    return area_name(corridor, area_of(corridor, text, "cover"))


def _county(corridor: Corridor, text: str) -> str:
    code = area_of(corridor, text, "cover")
    counties = {site.county for site in corridor.attractions if site.adcode == code}
    if not counties:
        raise _wrong("no-county", text=text[:60])
    return counties.pop()


SETS: dict[str, Reader] = {
    "sites": _site,
    "tags": _tag,
    "heritage": _heritage,
    "belts": lambda corridor, text: named(corridor.belts, text, "belt", "cover"),
    "zones": lambda corridor, text: named(corridor.zones, text, "zone", "cover"),
    "prefectures": _prefecture,
    "counties": _county,
}
NUMBERS = ("at_least", "at_most")
CORE = ("core", "cores")  # the sites nearest to it, by their ids
SINGULAR = {"county": "counties"} | {kind.removesuffix("s"): kind for kind in SETS}


def rules_of(corridor: Corridor, value: object) -> list[dict[str, Any]]:
    """Return coverage rules, one or a list, each a text or a mapping as in `CoverRule`.

    Raises
    ------
    RequestError
        When a rule cannot be read, names something unknown, or no plan can keep it.
    """
    entries = value if isinstance(value, (list, tuple)) else [value]
    return [_rule(corridor, entry) for entry in entries]


def _rule(corridor: Corridor, entry: object) -> dict[str, Any]:
    rule = dict(entry) if isinstance(entry, Mapping) else _parsed(corridor, entry)
    rule = {key.replace("-", "_"): value for key, value in rule.items() if value not in (None, "", [])}
    rule |= {key: plain(value) for key, value in rule.items() if key in NUMBERS and isinstance(value, str)}
    for kind in SETS:
        if kind in rule:
            rule[kind] = [SETS[kind](corridor, text) for text in texts_of(rule[kind], "cover")]
    name = rule.get("name") or _name(corridor, rule)
    rule["name"] = dict.fromkeys(LANGUAGES, clean(name, LONGEST_NAME)) if isinstance(name, str) else name
    try:
        _check_possible(corridor, CoverRule.model_validate(rule))
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        if detail["type"] == MOST_BELOW_LEAST:
            raise _wrong("most-below-least", name=Names.model_validate(rule["name"]).both) from error
        raise _wrong(
            "inside", part=".".join(map(str, detail["loc"])), problem=message_of(detail).both
        ) from error
    return rule


def _parsed(corridor: Corridor, entry: object) -> dict[str, Any]:
    match = _RULE.fullmatch(plain(entry)) if isinstance(entry, str) else None
    if match is None:
        raise _wrong("no-rule", text=f"{entry!s:.60}", examples=EXAMPLES)
    number, upper = (match[each] and plain(match[each]) for each in ("number", "upper"))
    rule: dict[str, Any] = {"at_most": number} if match["most"] else {"at_least": number, "at_most": upper}
    if match["all"]:
        rule = {"as_many": True}
    if match["name"]:
        rule["name"] = match["name"].strip()
    for part in re.split("[;；]", match["set"]):
        kind, colon, texts = part.replace("：", ":").partition(":")
        kind = SINGULAR.get(kind.strip().lower(), kind.strip().lower())
        values = [text.strip() for text in re.split("[,，、]", texts) if text.strip()]
        if kind in CORE:
            values = [site for core in values for site in sites_of_core(corridor, core)]
            rule.setdefault("name", match["set"].strip())
            kind = "sites"
        if not colon or kind not in SETS:
            raise _wrong("no-set", text=part.strip()[:60], candidates=_meant(corridor, kind, texts))
        if kind == "sites" and kind in rule:
            raise _wrong("core-and-sites")
        rule[kind] = [*rule.get(kind, ()), *values]
    return rule


def _meant(corridor: Corridor, kind: str, texts: str) -> tuple[Candidate, ...]:
    """Return what a text may mean that is no set: as people write sets, else which kinds of sets there are."""
    known = (*SETS, "cores")
    named_so = sets_called(corridor, texts.strip() or kind)
    return named_so or like(kind, known) or known


def _name(corridor: Corridor, rule: Mapping[str, Any]) -> Names:
    """Return a name for a rule that has none: what its set is called."""
    known = {site.id: site.name for site in corridor.attractions}
    known |= {region.id: region.name for region in (*corridor.belts, *corridor.zones)}
    known |= corridor.name_by_tag
    known |= prefecture_names(corridor) if "prefectures" in rule else {}
    known |= county_names(corridor) if "counties" in rule else {}
    words = [known.get(word, Names(zh=word, en=word)) for kind in SETS for word in rule.get(kind, ())]
    if not words:
        return Names(zh="任何景点", en="any site")
    return Names(zh="、".join(w.zh for w in words), en=", ".join(w.en for w in words))


def _check_possible(corridor: Corridor, rule: CoverRule) -> None:
    fitting = sum(rule.holds(site) for site in corridor.attractions)
    name = rule.name.both
    if fitting < rule.at_least:
        raise _wrong("set-too-small", name=name, at_least=rule.at_least, n=fitting)
    if rule.at_most is None and not rule.at_least and not rule.as_many:
        raise _wrong("asks-nothing", name=name)
