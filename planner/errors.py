"""The one family of exceptions a user can meet; each class carries its exit code."""

from __future__ import annotations

from dataclasses import dataclass


class PlannerError(Exception):
    """Base of all errors that are for people."""

    exit_code = 1
    code = "internal"

    def as_dict(self) -> dict[str, object]:
        """Return the error as JSON-ready data."""
        return {"error": self.code, "message": str(self)}


class InternalError(PlannerError):
    """A plan that fails our own check, or another bug of ours."""


@dataclass(frozen=True, order=True)
class DataProblem:
    """One thing wrong in a data file; prints as ``file:line:column: code: message (hint)``."""

    file: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}: {self.code}: {self.message}{hint}"


class DataError(PlannerError):
    """Data files are wrong; carries every problem found, sorted by place."""

    exit_code = 3
    code = "data"

    def __init__(self, problems: list[DataProblem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def as_dict(self) -> dict[str, object]:
        return {"error": self.code, "message": str(self), "problems": [vars(p) for p in self.problems]}


class RequestError(PlannerError):
    """The wish itself is wrong: an unknown id, impossible hours, a date out of range."""

    exit_code = 4
    code = "request"

    def __init__(self, message: str, *, field: str = "", candidates: tuple[str, ...] = ()) -> None:
        self.field = field
        self.candidates = candidates
        hint = f" Did you mean: {', '.join(candidates)}?" if candidates else ""
        super().__init__(message + hint)

    def as_dict(self) -> dict[str, object]:
        return {
            "error": self.code,
            "message": str(self),
            "field": self.field,
            "candidates": list(self.candidates),
        }


@dataclass(frozen=True)
class Relaxation:
    """A change of the wish that was tried and gives a plan."""

    change: str
    option: str


class NoPlanError(PlannerError):
    """Nothing fits; carries the smallest changes of the wish that would."""

    exit_code = 5
    code = "no-plan"

    def __init__(self, message: str, relaxations: tuple[Relaxation, ...] = ()) -> None:
        self.reason = message
        self.relaxations = relaxations
        super().__init__(message)

    def as_dict(self) -> dict[str, object]:
        return {
            "error": self.code,
            "message": self.reason,
            "relaxations": [vars(relaxation) for relaxation in self.relaxations],
        }
