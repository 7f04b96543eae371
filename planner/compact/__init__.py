"""The compact form of a plan: what the data and its own rest say is left out, and put back on the same data."""

from planner.compact.form import ExcerptError, OtherDataError, compact, expand, is_compact, only, schema
from planner.compact.known import known_of, to_book

__all__ = [
    "ExcerptError",
    "OtherDataError",
    "compact",
    "expand",
    "is_compact",
    "known_of",
    "only",
    "schema",
    "to_book",
]
