"""The one table of what a request can say: how each field is spelt in files and JSON, and as an option.

An error or a relaxation names a field; a door words it for its people: the command line as an option, JSON as a
pointer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner.errors import NoPlanError, PlannerError, RequestError, Step


@dataclass(frozen=True)
class Field:
    """A word of a request; ``option`` is its long option, empty where it has none."""

    name: str
    option: str
    spellings: tuple[str, ...] = ()


def _field(name: str, *spellings: str, option: str | None = None) -> Field:
    return Field(name, f"--{name.replace('_', '-')}" if option is None else option, spellings)


FIELDS = (
    _field("days"),
    _field("date"),
    _field("from"),
    _field("to"),
    _field("product"),
    _field("themes", "theme", option="--theme"),
    _field("must"),
    _field("avoid"),
    _field("visits", "visit", option="--visit"),
    _field("stays", "stay", option="--stay"),
    _field("trains", "train", option="--train"),
    _field("sunrise"),
    _field("blue_hour"),
    _field("base"),
    _field("at_home"),
    _field("mode"),
    _field("self_drive"),
    _field("pace"),
    _field("start_time"),
    _field("end_time"),
    _field("day_hours", "day", option="--day"),
    _field("free"),
    _field("pauses", "pause", option="--pause"),
    _field("leave_by"),
    _field("max_transit"),
    _field("visit_length"),
    _field("budget"),
    _field("purses", option="--budget"),
    _field("value_of_time"),
    _field("cheapest"),
    _field("ignore_money"),
    _field("adults"),
    _field("children"),
    _field("child_ages", "child", option="--child"),
    _field("rail_class", "class", option="--class"),
    _field("hotel"),
    _field("rooms"),
    _field("meals"),
    _field("cover"),
    _field("theme_rules"),
    _field("belts", "belt", option="--belt"),
    _field("zones", "zone", option="--zone"),
    _field("within"),
    _field("outside_weight", "outside", option="--outside"),
    _field("follow", "line", option="--line"),
    _field("slow"),
    _field("max_bed_changes"),
    _field("evenings"),
    _field("visa_free_transit"),
    _field("visa_port", option="--arrive"),
    _field("arrive"),  # visa_port, together with visa_free_transit
    _field("arrival"),
    _field("needs"),
    _field("needs_strict"),
    _field("prefers", "prefer", option="--prefer"),
    _field("near_hospital"),
    _field("seniors"),
    _field("senior_ages", "senior", option="--senior"),
    _field("students"),
    _field("max_altitude"),
    _field("max_steps"),
    _field("free_only"),
    _field("avoid_crowds"),
    _field("confidence"),
    _field("scenarios", "scenario", option="--scenario"),
    _field("under_way", option=""),
    _field("engine"),
    _field("time_limit"),
    _field("work"),
    _field("seed"),
    _field("threads"),
)
BY_NAME = {field.name: field for field in FIELDS}
_NAMES = {spelling: field.name for field in FIELDS for spelling in field.spellings}


def canonical(word: str) -> str:
    """Return a word as the table spells it, whether the table has it or not.

    Examples
    --------
    >>> canonical("line"), canonical("max-transit"), canonical("days")
    ('follow', 'max_transit', 'days')
    """
    return _NAMES.get(word, word.replace("-", "_"))


def option(name: str) -> str:
    """Return the option of a field; what is no field of a request is taken for an option of its own.

    Examples
    --------
    >>> option("follow"), option("max_transit"), option("output")
    ('--line', '--max-transit', '--output')
    """
    return BY_NAME[name].option if name in BY_NAME else f"--{name.replace('_', '-')}"


def pointer(name: str, at: Sequence[Step] = ()) -> str | None:
    """Return the JSON pointer of a field in a request, or of where it is; None for what is no field of one.

    Examples
    --------
    >>> pointer("themes"), pointer("output"), pointer("free", ("free", "1/2", 0))
    ('/themes', None, '/free/1~12/0')
    """
    way = at or ((name,) if name in BY_NAME else ())
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in way) or None


def error_as_json(error: PlannerError) -> dict[str, Any]:
    """Return an error as JSON-ready data, with a pointer for each field that it names."""
    data: dict[str, Any] = error.as_dict()
    if isinstance(error, RequestError):
        data["pointer"] = pointer(error.field, error.at)
        data["more"] = [error_as_json(other) for other in error.more]
    elif isinstance(error, NoPlanError):
        data["conflict"] = [{**want.as_dict(), "pointer": pointer(want.field)} for want in error.conflict]
        data["relaxations"] = [
            {**change.as_dict(), "pointer": pointer(change.field)} for change in error.relaxations
        ]
    return data
