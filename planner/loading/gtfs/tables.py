"""The tables of a GTFS feed, row by row, with everything that is wrong named by file and line."""

from __future__ import annotations

import csv
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import TypeVar
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from planner.errors import DataError, DataProblem

T = TypeVar("T")

MAX_BYTES = 100_000_000  # of the zip, and of each table once unpacked
MAX_ROWS = 1_000_000
MAX_SECONDS = 47 * 3600 + 59 * 60

_TIME = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)", re.ASCII)
_WHOLE = re.compile(r"\d{1,10}", re.ASCII)
_DATE = re.compile(r"\d{8}", re.ASCII)
_UNREADABLE = (
    BadZipFile,
    LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)


class BadRowError(Exception):
    """A row that cannot be used: the code of the problem and what is wrong."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Row:
    """A row by column name; a value that is asked for and not right is a `BadRowError`."""

    table: str
    line: int
    values: dict[str, str]

    def get(self, key: str) -> str:
        """Return a value, or nothing where it is empty or the column is missing."""
        return self.values.get(key, "")

    def text(self, key: str) -> str:
        """Return a value that must be there."""
        value = self.get(key)
        if not value:
            raise BadRowError("missing-key", f"{key} is empty")
        return value

    def number(self, key: str, low: float, high: float) -> float:
        """Return a number between two others."""
        value = self.text(key)
        with suppress(ValueError):
            if low <= float(value) <= high:
                return float(value)
        raise BadRowError("bad-value", f"{key} '{value:.40}' is not a number from {low:g} to {high:g}")

    def whole(self, key: str, low: int, high: int) -> int:
        """Return a whole number between two others."""
        value = self.text(key)
        if _WHOLE.fullmatch(value) and low <= int(value) <= high:
            return int(value)
        raise BadRowError("bad-value", f"{key} '{value:.40}' is not a whole number from {low} to {high}")

    def choice(self, key: str, last: int, default: int | None = None) -> int:
        """Return one of the whole numbers from 0 to ``last``; empty is the default where there is one."""
        value = self.get(key)
        if not value and default is not None:
            return default
        if value not in map(str, range(last + 1)):
            raise BadRowError("bad-value", f"{key} '{value:.40}' is not one of 0 to {last}")
        return int(value)

    def seconds(self, key: str, limit: int = MAX_SECONDS) -> int:
        """Return a time as seconds after midnight; it may pass 24:00:00."""
        value = self.text(key)
        match = _TIME.fullmatch(value)
        if match is None:
            raise BadRowError("bad-clock", f"{key} '{value:.40}' is not a time like 08:30:00")
        seconds = int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])
        if seconds > limit:
            raise BadRowError("bad-clock", f"{key} {value} is later than {limit // 3600}:{limit // 60 % 60}")
        return seconds

    def day(self, key: str) -> date:
        """Return a date."""
        value = self.text(key)
        with suppress(ValueError):
            if _DATE.fullmatch(value):
                return datetime.strptime(value, "%Y%m%d").date()
        raise BadRowError("bad-value", f"{key} '{value:.40}' is not a date like 20261201")


@dataclass
class Feed:
    """A feed while it is read: what is wrong in it, and what else a person should know."""

    path: Path
    problems: list[DataProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """Return the path as text that can be printed."""
        return cleaned(str(self.path))

    def report(self, table: str, line: int, code: str, message: str) -> None:
        """Add a problem in a row."""
        self.problems.append(DataProblem(f"{self.shown}/{table}", line, 1, code, message))

    def fail(self, code: str, message: str, table: str = "") -> DataError:
        """Return the error of a feed of which nothing can be used, with all that was found so far."""
        place = f"{self.shown}/{table}" if table else self.shown
        return DataError([*self.problems, DataProblem(place, 1, 1, code, message)])

    def parsed(
        self, table: str, needed: str, parse: Callable[[Row], T], *, must_exist: bool = False
    ) -> Iterator[T]:
        """Yield what ``parse`` makes of each row of a table; rows it rejects are reported.

        Raises
        ------
        DataError
            When the feed is no zip, or the table is too large, or missing though it must exist.
        """
        for row in self._rows(table, needed.split(), must_exist=must_exist):
            try:
                yield parse(row)
            except BadRowError as error:
                self.report(table, row.line, error.code, str(error))

    def _rows(self, table: str, needed: list[str], *, must_exist: bool) -> Iterator[Row]:
        data = self._data(table)
        if data is None:
            if must_exist:
                self.report(table, 1, "missing-file", "the feed has no such file")
            return
        records = self._records(table, data)
        _, header = next(records, (1, []))
        for column in needed:
            if column not in header:
                self.report(table, 1, "missing-key", f"there is no column '{column}'")
        if not set(needed) <= set(header):
            return
        if len(set(header)) < len(header):
            self.report(table, 1, "duplicate-key", "a column is given twice; the last one counts")
        for number, (line, values) in enumerate(records):
            if number == MAX_ROWS:
                raise self.fail("bad-value", f"the file has more than {MAX_ROWS:,} rows", table)
            if any(values[len(header) :]):
                self.report(table, line, "syntax", "the row has more values than there are columns")
            elif "\ufffd" in "".join(values):
                self.report(table, line, "encoding", "the row is not UTF-8")
            elif any(values):
                yield Row(table, line, dict(zip(header, values, strict=False)))

    def _records(self, table: str, data: bytes) -> Iterator[tuple[int, list[str]]]:
        """Yield each record with the line it begins on."""
        encoding = _encoding(data)
        if encoding == "gb18030":
            self.notes.append(f"{table} is not UTF-8 and was read as GB 18030")
        text = TextIOWrapper(BytesIO(data), encoding, errors="replace", newline="")
        reader = csv.reader(text, skipinitialspace=True, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                yield line, [cleaned(value) for value in next(reader)]
            except StopIteration:
                return
            except csv.Error as error:
                self.report(table, line, "syntax", str(error))

    def _data(self, table: str) -> bytes | None:
        opened = ""
        try:
            if self.path.stat().st_size > MAX_BYTES:
                raise self.fail("bad-value", f"the file is larger than {MAX_BYTES // 1_000_000} MB")
            with ZipFile(self.path) as archive:
                entry = _entry(archive, table)
                if entry is None:
                    return None
                opened = table
                if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):  # others unpack without a limit
                    raise self.fail("syntax", "compressed by a method that is not read here", table)
                with archive.open(entry) as file:
                    data = file.read(MAX_BYTES + 1)
        except _UNREADABLE as error:
            raise self.fail("syntax", f"cannot be unpacked: {error}", opened) from error
        if len(data) > MAX_BYTES:
            raise self.fail("bad-value", f"the file unpacks to more than {MAX_BYTES // 1_000_000} MB", table)
        return data


def _entry(archive: ZipFile, table: str) -> ZipInfo | None:
    """Return the entry of a table, which some feeds keep in a folder."""
    entries = [
        entry
        for entry in archive.infolist()
        if entry.filename.rpartition("/")[2] == table and not entry.filename.startswith("__MACOSX/")
    ]
    return min(entries, key=lambda entry: entry.filename.count("/"), default=None)


def _encoding(data: bytes) -> str:
    """Return UTF-8 unless a byte order mark, or most lines that are not ASCII, say otherwise."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if _is(data, "utf-8"):
        return "utf-8-sig"
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    num_utf8 = sum(_is(line, "utf-8") for line in lines)
    return "gb18030" if 2 * num_utf8 < len(lines) and _is(data, "gb18030") else "utf-8-sig"


def _is(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def cleaned(value: str) -> str:
    """Return a value without control characters and superfluous spaces."""
    if not value.isprintable():
        value = "".join(letter if letter.isprintable() else " " for letter in value)
    return " ".join(value.split())
