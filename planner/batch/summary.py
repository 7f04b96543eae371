"""What came of a batch: how many plans, how good, how dear; and a table of them for a spreadsheet."""

from __future__ import annotations

import json
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from csv import DictWriter
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from planner.batch.clerk import FAILED
from planner.batch.running import STATUSES
from planner.errors import DataError, DataProblem
from planner.export.csv import BOM, cell
from planner.texts import Message

Told = Mapping[str, Any]  # an answer of the file
DIGITS = 4  # of a gap


class Spread(BaseModel):
    """Of some numbers."""

    model_config = ConfigDict(frozen=True)

    num: int = Field(description="How many plans say it")
    least: float
    median: float
    mean: float
    most: float


class Summary(BaseModel):
    """What came of a batch."""

    model_config = ConfigDict(frozen=True)

    requests: int = Field(description="That have an answer")
    proven: int = Field(description="Plans that are proven best")
    feasible: int = Field(description="Plans that are not")
    failed: int = Field(description="Requests without a plan")
    failures: dict[str, int] = Field(description="How many failed by code, the most frequent first")
    spreads: dict[str, Spread] = Field(
        description="Of the plans: gap (share of the bound), money of the party and of each person in CNY, minutes"
        " of visits and of travel, seconds that answers took"
    )


VALUES: dict[str, Callable[[Told], Any]] = {
    "gap": lambda told: _rounded(_in(told, "certificate", "gap")),
    "cost_cny": lambda told: _in(told, "totals", "cost_cny"),
    "per_person_cny": lambda told: _in(told, "totals", "per_person_cny"),
    "visit_minutes": lambda told: _in(told, "totals", "visit_minutes"),
    "transit_minutes": lambda told: _in(told, "totals", "transit_minutes"),
    "seconds": lambda told: told.get("seconds"),
}
COLUMNS: dict[str, Callable[[Told], Any]] = {
    "id": lambda told: told.get("id"),
    "line": lambda told: told["line"],
    "status": lambda told: told["status"],
    "date": lambda told: _in(told, "request", "date"),
    "days": lambda told: _in(told, "request", "days"),
    "from": lambda told: _in(told, "request", "from"),
    "to": lambda told: _in(told, "request", "to") or _in(told, "request", "from"),
    "mode": lambda told: _in(told, "request", "mode"),
    "nights": lambda told: _in(told, "totals", "nights"),
    "visits": lambda told: _in(told, "totals", "visits"),
    "worth": lambda told: _in(told, "certificate", "objective"),
    "bound": lambda told: _in(told, "certificate", "bound"),
    **VALUES,
    "exit_code": lambda told: told.get("exit_code"),
    "problem": lambda told: code_of(told),
    "field": lambda told: told.get("problem", {}).get("field"),
}

OF_PARTS = {  # part of a plan -> columns that are read from it
    "request": ("date", "days", "from", "to", "mode"),
    "totals": ("nights", "visits", "cost_cny", "per_person_cny", "visit_minutes", "transit_minutes"),
    "certificate": ("worth", "bound", "gap"),
}


def _in(told: Told, part: str, name: str) -> Any:
    return told.get("itinerary", {}).get(part, {}).get(name)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def code_of(told: Told) -> str | None:
    """Return the code of what is wrong with a wish, the most exact that there is."""
    problem = told.get("problem", {})
    found: str | None = problem.get("code") or problem.get("error")
    return found


def lines_of(path: Path) -> Iterator[Told]:
    """Yield the answers of a file; one that is torn at its end is left out.

    Raises
    ------
    DataError
        When a line is no answer.
    """
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            try:
                told = json.loads(line)
                is_answer = _is_answer(told)
            except (ValueError, RecursionError):
                is_answer = False
            if not is_answer:
                raise DataError([DataProblem(str(path), number, 1, "syntax", Message("batch.no-answer"))])
            yield told


def _is_answer(told: Any) -> bool:
    """Tell whether all columns can be read from a line, and numbers where they are summed up."""
    try:
        row = {column: value_of(told) for column, value_of in COLUMNS.items()}
    except (AttributeError, KeyError, TypeError):
        return False
    has_numbers = all(row[name] is None or isinstance(row[name], (int, float)) for name in VALUES)
    what = "problem" if row["status"] == FAILED else "itinerary"
    return (
        has_numbers and row["status"] in STATUSES and what in told and isinstance(row["problem"], str | None)
    )


def left_out(answers: Iterator[Told]) -> tuple[dict[str, tuple[str, ...]], Iterator[Told]]:
    """Return the parts that plans of a batch were written without, with the columns that are empty for that.

    All plans of a batch have the same parts, so that the first one tells. The answers come back, for a pipe can be
    read only once.
    """
    plan, ahead = OF_PARTS, []
    for told in answers:
        ahead.append(told)
        if "itinerary" in told:
            plan = told["itinerary"]
            break
    lacks = {part: columns for part, columns in OF_PARTS.items() if part not in plan}
    return lacks, chain(ahead, answers)


def summary_of(answers: Iterable[Told]) -> Summary:
    """Return what came of a batch."""
    statuses: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    values: dict[str, list[float]] = {name: [] for name in VALUES}
    for told in answers:
        statuses[told["status"]] += 1
        if told["status"] == FAILED:
            failures[code_of(told) or FAILED] += 1
        for name, value_of in VALUES.items():
            if (value := value_of(told)) is not None:
                values[name].append(value)
    return Summary(
        requests=statuses.total(),
        proven=statuses["optimal"],
        feasible=statuses["feasible"],
        failed=statuses[FAILED],
        failures=dict(failures.most_common()),
        spreads={name: _spread(numbers) for name, numbers in values.items() if numbers},
    )


def _spread(numbers: list[float]) -> Spread:
    middle, mean = statistics.median(numbers), round(statistics.fmean(numbers), DIGITS)
    return Spread(num=len(numbers), least=min(numbers), median=middle, mean=mean, most=max(numbers))


def table_of(answers: Iterable[Told], language: str = "en") -> str:
    """Return a line an answer, for a spreadsheet."""
    table = StringIO()
    rows = DictWriter(table, [*COLUMNS, "message"])
    rows.writeheader()
    said = "message_zh" if language == "zh" else "message"
    for told in answers:
        row = {column: value_of(told) for column, value_of in COLUMNS.items()}
        row["message"] = told.get("problem", {}).get(said)
        rows.writerow({column: cell(value) for column, value in row.items()})
    return BOM + table.getvalue()
