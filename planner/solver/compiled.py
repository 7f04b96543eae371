"""How Python hands its arrays to the kernels in C: the structures of `kernels.c`, from objects of equal field names."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import Structure, byref, c_double, c_int64, c_uint64, c_void_p
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

Kind = type[int] | type[float] | str  # a number, or the dtype of an array


def _structure(name: str, fields: str) -> type[Structure]:
    """Return a structure from words such as ``int:step float:money int32:useful``."""
    kinds = [field.split(":")[::-1] for field in fields.split()]
    numbers = {"int": c_int64, "float": c_double}
    body = {
        "_fields_": [(key, numbers.get(kind, c_void_p)) for key, kind in kinds],
        "dtypes": {key: np.dtype(kind) for key, kind in kinds if kind not in numbers},
    }
    return type(name, (Structure,), body)


class Watch(Structure):
    """How long a kernel may work: until somebody stops it, or for so much work; 0 is no limit."""

    limit: int
    work: int  # done so far
    stop: int  # set from outside

    _fields_: ClassVar = [("limit", c_int64), ("work", c_int64), ("stop", c_int64)]


def is_over(watch: Watch) -> bool:
    """Return whether a twin in Python has to end."""
    return bool(watch.stop) or 0 < watch.limit <= watch.work


_STRUCTURES: dict[str, type[Structure]] = {
    "DayTables": _structure(
        "Day",
        "int:num_sites int:num_nodes int:max_visits int:max_minutes int:start int:end int:num_windows int:num_meals"
        " int:can_pause int:with_money int:is_plain int32:windows int32:window_loss int32:leave_from"
        " int32:length int32:meals uint8:holds int32:direct int32:direct_cny int32:direct_loss int32:latest"
        " int64:first V24:rides int64:meal_first V24:meal_rides int32:quick int32:low int32:site_cny",
    ),
    "Grid": _structure(
        "Grid",
        "int:step int:num_times int:num_useful int:num_ends float:empty float:money float:slack float64:worth"
        " int32:useful int32:ends float64:after uint8:reach int32:est int16:plain int16:meal_there"
        " float32:best float32:second int32:next",
    ),
    "Tours": _structure(
        "Tours",
        "int:num_origins int32:origins float64:move float64:before float:cutoff int:effort float64:value int:room"
        " int:num int32:head int16:sites float64:score",
    ),
    "States": _structure(
        "States", "int32:town int32:before int32:choice int32:beds int32:cny uint64:mask float64:value"
    ),
    "Choices": _structure("Choices", "int32:end int32:beds int32:cny uint64:mask float64:value float64:then"),
    "Trip": _structure(
        "Trip",
        "int:num_days int:num_sites int:num_nodes int:most_visits int:num_near int:num_near_towns int:num_towns"
        " uint64:days float64:worth float:bed float:back float:money int:num_hires"
        " float64:night float64:empty uint8:allowed int32:near int32:near_towns"
        " int32:towns int:num_limits int32:most_cny int:max_beds int32:night_cny float:penalty int:num_rules"
        " int32:rule_first"
        " int32:rule_of int32:night_first int32:night_rule int32:at_least int32:at_most"
        " float:reorder_days float:shift_days float:ruin_days float:ruin_strings"
        " float:by_time float:idle float:must_worth int:num_must uint8:must"
        " int32:bed_of uint8:is_home uint8:may_stay int32:first_night int32:later_night"
        " float64:hire_loss int32:hire_cny int:num_passes int32:pass_first"
        " int32:pass_site uint8:pass_day float64:pass_loss float64:ticket_loss int32:pass_cny",
    ),
    "Plan": _structure(
        "Plan", "int32:sites int32:num int32:town int32:minutes int32:loss int32:cny int32:over int32:hire"
    ),
    "Pool": _structure("Pool", "int:room int:num int32:tour"),
}


def structure(thing: Any) -> Structure:
    """Return the structure of an object; it points into the object's arrays, which have to outlive it."""
    kind: Any = _STRUCTURES[type(thing).__name__]
    filled: Structure = kind()
    for name, ctype in kind._fields_:
        value = getattr(thing, name)
        if ctype is c_void_p:
            value = _address(value, kind.dtypes[name], name)
        setattr(filled, name, value)
    return filled


def _address(array: npt.NDArray[Any], dtype: np.dtype[Any], name: str) -> int:
    if array.dtype.itemsize != dtype.itemsize or not array.flags.c_contiguous:
        raise TypeError(f"{name}: an array of {dtype} is wanted, not of {array.dtype}")
    return int(array.ctypes.data)


def in_c(*things: Any) -> Iterator[Any]:
    """Yield numbers, arrays and objects as a kernel takes them; arrays and objects have to outlive the call."""
    for thing in things:
        if isinstance(thing, int | np.integer):
            yield c_int64(int(thing))
        elif isinstance(thing, float):
            yield c_double(thing)
        elif isinstance(thing, np.ndarray):
            if not thing.flags.c_contiguous:
                raise TypeError("an array in one piece is wanted")
            yield c_void_p(thing.ctypes.data)
        else:
            yield byref(thing if isinstance(thing, Structure | c_double | c_uint64) else structure(thing))
