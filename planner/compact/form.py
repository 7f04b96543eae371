"""A plan in compact form, and the plan of one.

A field that is missing has the default of the itinerary's schema, or is what ``_of_visit`` and the like make of the
rest of the document. What differs from that is written, so that nothing is lost.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from pydantic import Field

from planner.clock import ClockError, at, format_clock, minutes_of, parse_clock
from planner.compact.known import BESIDE, NAMES, known_of
from planner.corridor import Corridor
from planner.errors import RequestError
from planner.itinerary import Certificate, Itinerary, Note, Notice, Part, Reason, Unvisited
from planner.texts import Message

Json = dict[str, Any]
VERSION = "1"
TIMES = {"start", "end", "arrive", "depart", "time", "opens", "closes", "open_until"}
LATEST = 48 * 60  # minutes, before which a clock time is one of the day
# of days: plans of before say nothing of it
SINCE: Json = {"free": [], "luggage": None, "awaits": None, "awaits_at": None}
TENTH = "prize/10"  # the worth out of 100 of all sites of a group
HEAD = ("compact", "data_hash", "untold")
NEEDED = (  # fields that only the plan itself can say
    *("corridor", "request", "status", "certificate", "days", "past", "unvisited", "totals"),
    *("rental", "coverage", "warnings", "offers", "vehicles"),
)
NOTICES, DAYS = ("warnings", "breaks"), ("days", "past")


class LeftOutSites(Part):
    """Attractions left out for one cause; a list has a value for each of them, what is none holds for all."""

    reason: Reason
    cause: str | None = None
    attractions: list[str]
    prize: int | list[int]
    params: Json = Field({}, description="Of the text of the cause")
    detail: str | list[str] | None = Field(None, description="Where it is not what the cause says in English")
    regret: int | list[int] | None = Field(None, description="Where it is not the prize")


class OtherDataError(ValueError):
    """A compact plan stands on other data."""


class ExcerptError(ValueError):
    """Of a plan there are some fields only; ``missing`` are those without which it cannot be read back."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(", ".join(self.missing))


def is_compact(document: object) -> bool:
    """Tell whether a document says that it is the compact form of a plan."""
    return isinstance(document, dict) and "compact" in document


def compact(plan: Itinerary, corridor: Corridor) -> Json:
    """Return the compact form of a plan, from which `expand` makes the same plan on the same data."""
    full, short = (
        plan.model_dump(mode="json", by_alias=True, exclude_defaults=less) for less in (False, True)
    )
    if full["request"]["slow"]:  # without a pace it would be read back as relaxed
        short["request"]["pace"] = full["request"]["pace"]
    for name in DAYS:
        pairs = zip(full[name], short.get(name, ()), strict=name in short)
        short[name] = [_short_day(*pair, corridor) for pair in pairs]
        for told, day in zip(short[name], getattr(plan, name), strict=True):
            if untold := [field for field in SINCE if field not in day.model_fields_set]:
                told["untold"] = untold
    for name in NOTICES:
        short[name] = [_without(notice, notice, _of_notice(notice)) for notice in full[name]]
    certificate = _without(full["certificate"], short["certificate"], _of_certificate(full["certificate"]))
    groups, order = _groups(full["unvisited"]), [left.attraction for left in plan.unvisited]
    known = _known(plan, corridor)
    names = {name: _differing(full[name], known[name]) for name in NAMES}
    found = {**short, **names, "certificate": certificate, "unvisited": groups}
    if order != [left["attraction"] for left in _left_out(groups)]:
        found["unvisited_order"] = order
    head = {"compact": VERSION, "data_hash": corridor.data_hash}
    short = {name: value for name, value in found.items() if name not in BESIDE and value not in ([], {})}
    untold = [name for name in BESIDE if name not in plan.model_fields_set]
    beside = {name: full[name] for name in BESIDE if name not in untold and full[name] != known[name]}
    return head | short | beside | ({"untold": untold} if untold else {})


def expand(document: Json, corridor: Corridor) -> Itinerary:
    """Return the plan of which this is the compact form.

    Raises
    ------
    OtherDataError
        When it stands on other data.
    ExcerptError
        When it lacks what only the plan can say.
    ValueError
        When it is none; a `pydantic.ValidationError` where what it says cannot be a plan.
    """
    try:
        if document["compact"] != VERSION:
            raise ValueError(f"'compact' is {VERSION}")
        if missing := document.get("excerpt"):
            raise ExcerptError(missing)
        if document["data_hash"] != corridor.data_hash:
            raise OtherDataError
        plan = {
            name: value for name, value in document.items() if name not in ("compact", "data_hash", *NAMES)
        }
        for name in DAYS:
            plan[name] = [_full_day(day, corridor) for day in document.get(name, ())]
        for name in NOTICES:
            plan[name] = [_of_notice(notice) | notice for notice in document.get(name, ())]
        plan["certificate"] = _of_certificate(plan["certificate"]) | plan["certificate"]
        left_out = _left_out(plan.get("unvisited", ()))
        if order := plan.pop("unvisited_order", None):
            left_out.sort(key=lambda left: order.index(left["attraction"]))
        plan["unvisited"] = left_out
        found = Itinerary.model_validate({name: value for name, value in plan.items() if name != "untold"})
        known = _known(found, corridor)
        for name in NAMES:
            told = known[name] | document.get(name, {})
            plan[name] = {key: value for key, value in told.items() if value is not None}
        untold = plan.pop("untold", ())
        plan |= {name: document.get(name, known[name]) for name in BESIDE if name not in untold}
        return Itinerary.model_validate(plan)
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError(str(error)) from error


def only(document: Json, fields: Iterable[str]) -> Json:
    """Return some fields of a plan or of its compact form; all of them where none is named.

    Fields of the compact form can be read back when all of ``NEEDED`` that it has are there; else ``excerpt`` has
    the others.

    Raises
    ------
    RequestError
        When a plan has no such field.
    """
    wanted = tuple(fields)
    for name in wanted:
        if name not in Itinerary.model_fields:
            known = tuple(Itinerary.model_fields)
            raise RequestError(Message("request.no-plan-field", {"known": known}), field="fields", value=name)
    if not wanted:
        return document
    found = {name: document[name] for name in wanted if name in document}
    if not is_compact(document):
        return found
    beside = (*HEAD, "unvisited_order") if "unvisited" in wanted else HEAD
    missing = [name for name in NEEDED if name in document and name not in found]
    head = {name: document[name] for name in beside if name in document}
    return head | ({"excerpt": missing} if missing else {}) | found


def schema() -> Json:
    """Return the JSON Schema of compact plans: that of itineraries, in which any field can be missing."""
    whole, left_out = Itinerary.model_json_schema(), LeftOutSites.model_json_schema()
    for part in (whole, *whole["$defs"].values()):
        part.pop("required", None)
        for name, field in part.get("properties", {}).items():
            if name in TIMES and "format" in field:
                field.pop("format")
                field["description"] = (
                    "Clock time of the day, past 24:00 on the next one; or a moment in ISO 8601"
                )
    names = {
        name: {"type": "object", "description": "Where they are not those of the data"} for name in NAMES
    }
    head = {
        "compact": {"const": VERSION},
        "data_hash": {"type": "string", "description": "Of the data that say the rest"},
        "unvisited": {"type": "array", "items": {"$ref": "#/$defs/LeftOutSites"}},
        "untold": {"type": "array", "items": {"enum": list(BESIDE)}},
        "excerpt": {
            "type": "array",
            "items": {"enum": list(NEEDED)},
            "description": "Fields that were left out",
        },
        "unvisited_order": {"type": "array", "items": {"type": "string"}},
    }
    del whole["$defs"]["Unvisited"]
    whole["$defs"]["Day"]["properties"]["untold"] = {"type": "array", "items": {"enum": list(SINCE)}}
    return {
        **whole,
        "title": "Compact itinerary",
        "description": "A plan without what the data or its rest say; `planner show FILE --format json` puts it back",
        "properties": whole["properties"] | names | head,
        "$defs": whole["$defs"] | {"LeftOutSites": left_out},
        "required": [
            "compact",
            "data_hash",
            "corridor",
            "request",
            "status",
            "certificate",
            "days",
            "totals",
        ],
    }


def _without(full: Json, short: Json, known: Json) -> Json:
    """Return of a part what is neither its default, which ``short`` leaves out, nor known."""
    told = {**short, **{name: full[name] for name in known}}
    return {
        name: told[name]
        for name in full
        if name in told and not (name in known and told[name] == known[name])
    }


def _differing(full: Json, known: Json) -> Json:
    """Return the entries that are not known, and null for those known that are not there."""
    return {key: full.get(key) for key in full | known if full.get(key) != known.get(key)}


def _short_day(full: Json, short: Json, corridor: Corridor) -> Json:
    day = date.fromisoformat(full["date"])
    full, short = (_retimed(part, lambda text: _clock(text, day)) for part in (full, short))
    events = []
    for before, event, less in zip([None, *full["events"]], full["events"], short["events"], strict=False):
        less = {**less, "kind": event["kind"]}
        events.append(_without(event, less, _after(before, less["kind"]) | _of_event(less, corridor)))
    return {**_without(full, short, _of_day(full["events"])), "events": events}


def _full_day(short: Json, corridor: Corridor) -> Json:
    day = date.fromisoformat(short["date"])
    events: list[Json] = []
    for event in short["events"]:
        begun = _after(events[-1] if events else None, event["kind"]) | event
        events.append(_of_event(begun, corridor) | begun)
    untold = short.get("untold", ())
    told = {name: value for name, value in SINCE.items() if name not in untold}
    told |= _of_day(events) | {name: value for name, value in short.items() if name != "untold"}
    full: Json = _retimed({**told, "events": events}, lambda text: _moment(text, day))
    return full


def _retimed(part: Any, change: Callable[[str], str]) -> Any:
    if isinstance(part, dict):
        return {
            name: change(value) if name in TIMES and isinstance(value, str) else _retimed(value, change)
            for name, value in part.items()
        }
    return [_retimed(each, change) for each in part] if isinstance(part, list) else part


def _clock(text: str, day: date) -> str:
    """Return a moment as a clock time of the day, where it is one."""
    minutes = minutes_of(datetime.fromisoformat(text), day)
    is_one = 0 <= minutes < LATEST and at(day, minutes).isoformat() == text
    return format_clock(minutes) if is_one else text


def _moment(text: str, day: date) -> str:
    try:
        return at(day, parse_clock(text)).isoformat()
    except ClockError:
        return text


def _after(before: Json | None, kind: str) -> Json:
    """Return where and when an event begins: where and when the one before it ends."""
    if before is None:
        return {}
    place = before.get("to", before.get("attraction", before.get("place")))
    time = before["arrive"] if before["kind"] == "leg" else before["end"]
    begins = {"leg": {"from": place, "depart": time}, "visit": {"start": time}}
    return begins.get(kind, {"place": place, "start": time})


def _of_event(event: Json, corridor: Corridor) -> Json:
    match event["kind"]:
        case "visit":
            return _of_visit(event, corridor)
        case "leg":
            return _of_leg(event)
        case "overnight":
            return {"cost_basis": "estimated" if event.get("cost_cny") else None}
    return {}


def _of_visit(visit: Json, corridor: Corridor) -> Json:
    """Return what the data and the rest of a visit say of it."""
    site = corridor.attraction_by_id.get(visit["attraction"])
    is_sure = "estimated" not in visit
    known = {"arrive": visit["start"], "confidence": "sourced" if is_sure else "estimated"}
    is_guess = "ticket_cny" in visit.get("estimated", ())
    known["cost_basis"] = None if visit["ticket_cny"] is None else "estimated" if is_guess else "sourced"
    if site is None:
        return known
    booking = site.booking.model_dump() if site.booking else None
    return known | {"name": site.name.model_dump(), "score": site.score, "booking": booking}


def _of_leg(leg: Json) -> Json:
    """Return what the rest of a leg says of it: what all is paid stands on what one pays, on roads an estimate."""
    usual = "estimated" if leg["mode"] == "road" and leg.get("cost_cny") else None
    basis = leg.get("fare_basis", usual)
    known = {
        "fare_basis": usual,
        "cost_basis": basis,
        "confidence": "sourced" if "service" in leg else "estimated",
    }
    try:
        return known | {"minutes": parse_clock(leg["arrive"]) - parse_clock(leg["depart"])}
    except ClockError:
        return known


def _of_day(events: list[Json]) -> Json:
    """Return where and when a day begins and ends, by its events."""
    awake = [event for event in events if event["kind"] != "overnight"]
    if not awake:
        return {}
    first, last = (
        {"from": event.get("attraction", event.get("place")), **event} for event in (awake[0], awake[-1])
    )
    start = {"place": first["from"], "time": first.get("depart", first.get("arrive", first.get("start")))}
    end = {"place": last.get("to", last["from"]), "time": last["arrive"] if "to" in last else last["end"]}
    return {"start": start, "end": end}


def _of_notice(notice: Json) -> Json:
    """Return what a notice says, where its code is known."""
    try:
        said = Notice.of(notice["code"], **notice.get("params", {}))
    except (KeyError, TypeError, ValueError):
        return {"params": {}}
    return {"params": {}, "message": said.message, "message_zh": said.message_zh}


def _of_certificate(certificate: Json) -> Json:
    notes = tuple(map(Note.model_validate, certificate.get("notes", ())))
    return {"note": Certificate.text_of(notes, "en")}


def _known(plan: Itinerary, corridor: Corridor) -> Json:
    """Return what data and days say beside them, as JSON."""
    told = plan.model_copy(update=known_of(plan, corridor))
    return told.model_dump(mode="json", by_alias=True, include={*NAMES, *BESIDE})


def _groups(unvisited: Iterable[Json]) -> list[Json]:
    """Return what was left out by cause, in columns."""
    groups: dict[tuple[Any, ...], list[Json]] = {}
    for left in unvisited:
        row = _without(left, left, _of_left_out(left))
        key = (row["reason"], row["cause"], tuple(row["params"]), tuple(row))
        groups.setdefault(key, []).append(row)
    return [_columns(rows) for rows in groups.values()]


def _columns(rows: list[Json]) -> Json:
    first = rows[0]
    columns: Json = {
        name: _column([row[name] for row in rows]) for name in ("prize", "detail", "regret") if name in first
    }
    params = {name: _column([row["params"][name] for row in rows]) for name in first["params"]}
    if all(repr(row["params"].get("worth")) == repr(row["prize"] / 10) for row in rows):
        params["worth"] = TENTH
    sites = [row["attraction"] for row in rows]
    group: Json = {
        "reason": first["reason"],
        "cause": first["cause"],
        "attractions": sites,
        **columns,
        "params": params,
    }
    return {name: value for name, value in group.items() if value not in (None, {})}


def _column(values: list[Any]) -> Any:
    """Return a value that all share once; a list would be taken for a value of each."""
    first = values[0]
    is_one = not isinstance(first, list) and len(set(map(json.dumps, values))) == 1
    return first if is_one else values


def _left_out(groups: Iterable[Json]) -> list[Json]:
    """Return the rows of groups, the greatest prize first."""
    rows = [row for group in groups for row in _rows(group)]
    return sorted(rows, key=lambda left: (-left["prize"], left["attraction"]))


def _rows(group: Json) -> Iterator[Json]:
    sites = group["attractions"]
    own = {name: value for name, value in group.items() if name in ("prize", "detail", "regret")}
    cells = {name: _cells(column, len(sites)) for name, column in own.items()}
    params = {name: _cells(column, len(sites)) for name, column in group.get("params", {}).items()}
    if group.get("params", {}).get("worth") == TENTH:
        params["worth"] = [prize / 10 for prize in cells["prize"]]
    for index, site in enumerate(sites):
        row = {"attraction": site, "reason": group["reason"], "cause": group.get("cause")}
        row |= {name: column[index] for name, column in cells.items()}
        row["params"] = {name: column[index] for name, column in params.items()}
        yield _of_left_out(row) | row


def _cells(column: Any, number: int) -> list[Any]:
    if not isinstance(column, list):
        return [column] * number
    if len(column) != number:
        raise ValueError(f"{len(column)} values for {number} attractions")
    return column


def _of_left_out(left: Json) -> Json:
    """Return what the rest of what is said of a site says."""
    said = Unvisited.model_validate({**left, "detail": "", "regret": left["prize"]}).say("en")
    return {"detail": said, "regret": left["prize"]}
