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
from itertools import islice
from pathlib import Path
from typing import TypeVar
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from planner.errors import DataError, DataProblem
from planner.loading.gtfs.archive import Contents, contents, folder_name
from planner.loading.gtfs.encoding import cleaned, encoding_of, tidied

T = TypeVar("T")

MAX_BYTES = 100_000_000  # of the zip, and of each table once unpacked
MAX_ROWS = 1_000_000
MAX_SECONDS = 47 * 3600 + 59 * 60
TRAINS, ROWS, DATES = range(3)  # what a problem is of: what changes trains is told first

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

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.hint = code, hint


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
    ranked: list[tuple[int, DataProblem]] = field(default_factory=list)
    ranked_notes: list[tuple[int, str]] = field(default_factory=list)
    _contents: Contents | None = None
    _ignored: list[str] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """Return the path as text that can be printed."""
        return cleaned(str(self.path))

    @property
    def problems(self) -> list[DataProblem]:
        """Return what is wrong, what changes trains first."""
        return [problem for _, problem in sorted(set(self.ranked))]

    @property
    def notes(self) -> list[str]:
        """Return what else a person should know, what changes trains first."""
        return [note for _, note in sorted(self.ranked_notes, key=lambda item: item[0])]

    def note(self, text: str, rank: int = ROWS) -> None:
        """Add a note."""
        self.ranked_notes.append((rank, text))

    def report(
        self, table: str, line: int, code: str, message: str, hint: str = "", rank: int = ROWS
    ) -> None:
        """Add a problem in a row."""
        self.ranked.append((rank, DataProblem(f"{self.shown}/{table}", line, 1, code, message, hint)))

    def fail(self, code: str, message: str, table: str = "", hint: str = "") -> DataError:
        """Return the error of a feed of which nothing can be used, with all that was found so far."""
        place = f"{self.shown}/{table}" if table else self.shown
        hint = hint or (self._ignored[0] if self._ignored else "")
        return DataError([*self.problems, DataProblem(place, 1, 1, code, message, hint)])

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
                self.report(table, row.line, error.code, str(error), error.hint)

    def _rows(self, table: str, needed: list[str], *, must_exist: bool) -> Iterator[Row]:
        data = self._data(table)
        if data is None:
            if must_exist:
                self.report(
                    table, 1, "missing-file", "the feed has no such file", self._elsewhere(table), TRAINS
                )
            return
        records = self._records(table, data)
        line, header = next((found for found in islice(records, MAX_ROWS) if any(found[1])), (1, []))
        header = [column.lower() for column in header]
        if needed and len(header) == 1 and (sign := next((sign for sign in ";| " if sign in header[0]), "")):
            what = {" ": "tabs or blanks"}.get(sign, f"'{sign}'")
            self.report(table, line, "syntax", f"the columns are apart by {what}, not by commas", rank=TRAINS)
            return
        for column in needed:
            if column not in header:
                self.report(table, line, "missing-key", f"there is no column '{column}'", rank=TRAINS)
        if not set(needed) <= set(header):
            return
        if len(set(header)) < len(header):
            self.report(table, line, "duplicate-key", "a column is given twice; the last one counts")
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
        encoding = encoding_of(data)
        if encoding == "gb18030":
            self.note(f"{table} is not UTF-8 and was read as GB 18030")
        text = TextIOWrapper(BytesIO(tidied(data, encoding)), "utf-8", errors="replace", newline="")
        reader = csv.reader(text, skipinitialspace=True, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                yield line, [cleaned(value) for value in next(reader)]
            except StopIteration:
                return
            except csv.Error as error:
                lost = f"; all is lost up to line {reader.line_num}" if reader.line_num > line else ""
                self.report(table, line, "syntax", f"{error}{lost}")

    def _data(self, table: str) -> bytes | None:
        opened = ""
        try:
            if self.path.stat().st_size > MAX_BYTES:
                raise self.fail("bad-value", f"the file is larger than {MAX_BYTES // 1_000_000} MB")
            with ZipFile(self.path) as archive:
                entry = self._entry(archive, table)
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

    def _entry(self, archive: ZipFile, table: str) -> ZipInfo | None:
        if self._contents is None:
            self._contents = self._understood(archive)
        entries = self._contents.chosen.get(table, [])
        if len(entries) > 1:
            self.report(table, 1, "duplicate-key", "the zip file holds this table twice; the last one counts")
        return entries[-1] if entries else None

    def _understood(self, archive: ZipFile) -> Contents:
        """Return what the zip file holds, with a note on tables that are not the feed's."""
        found = contents(archive.infolist())
        if len(found.own) > 1:
            folders = " and ".join(cleaned(folder_name(folder)) for folder in found.own[:5])
            message = f"{len(found.own)} folders of the zip file hold tables of a feed: {folders}"
            raise self.fail("bad-value", message, hint="a zip file holds one feed; pack one of them alone")
        if not found.own and found.inner_zips:
            message = f"it holds no table of a feed, but the zip file '{cleaned(found.inner_zips[0]):.60}'"
            raise self.fail("missing-file", message, hint="unpack that one first")
        for folder, tables in sorted(found.ignored.items()):
            where = f"{cleaned(folder_name(folder))} ({', '.join(tables)})"
            self._ignored.append(f"not read, as the feed lies in another folder: {where}")
            self.note(self._ignored[-1], TRAINS)
        return found

    def _elsewhere(self, table: str) -> str:
        others = self._contents.ignored if self._contents else {}
        found = sorted(folder for folder, tables in others.items() if table in tables)
        return (
            f"there is one in {cleaned(folder_name(found[0]))}, apart from the other tables" if found else ""
        )
