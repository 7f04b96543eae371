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

from planner.errors import DataError, DataProblem, in_order
from planner.loading.gtfs.archive import Contents, contents, folder_name
from planner.loading.gtfs.encoding import cleaned, encoding_of, tidied
from planner.loading.tree import told
from planner.texts import Message

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

    def __init__(self, code: str, message: Message, hint: Message | None = None) -> None:
        super().__init__(str(message))
        self.code, self.message, self.hint = code, message, hint


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
            raise BadRowError("missing-key", told("column-empty", key=key))
        return value

    def number(self, key: str, low: float, high: float) -> float:
        """Return a number between two others."""
        value = self.text(key)
        with suppress(ValueError):
            if low <= float(value) <= high:
                return float(value)
        raise _no_number(key, value, low, high)

    def whole(self, key: str, low: int, high: int) -> int:
        """Return a whole number between two others."""
        value = self.text(key)
        if _WHOLE.fullmatch(value) and low <= int(value) <= high:
            return int(value)
        message = told("feed-no-whole-number", key=key, value=value[:40], low=low, high=high)
        raise BadRowError("bad-value", message)

    def choice(self, key: str, last: int, default: int | None = None) -> int:
        """Return one of the whole numbers from 0 to ``last``; empty is the default where there is one."""
        value = self.get(key)
        if not value and default is not None:
            return default
        if value not in map(str, range(last + 1)):
            raise BadRowError("bad-value", told("feed-no-choice", key=key, value=value[:40], last=last))
        return int(value)

    def seconds(self, key: str, limit: int = MAX_SECONDS) -> int:
        """Return a time as seconds after midnight; it may pass 24:00:00."""
        value = self.text(key)
        match = _TIME.fullmatch(value)
        if match is None:
            raise BadRowError("bad-clock", told("feed-no-time", key=key, value=value[:40]))
        seconds = int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])
        if seconds > limit:
            latest = f"{limit // 3600}:{limit // 60 % 60}"
            raise BadRowError("bad-clock", told("feed-too-late", key=key, value=value, latest=latest))
        return seconds

    def day(self, key: str) -> date:
        """Return a date."""
        value = self.text(key)
        with suppress(ValueError):
            if _DATE.fullmatch(value):
                return datetime.strptime(value, "%Y%m%d").date()
        raise BadRowError("bad-value", told("feed-no-date", key=key, value=value[:40]))


def _no_number(key: str, value: str, low: float, high: float) -> BadRowError:
    params = {"key": key, "value": value[:40], "low": f"{low:g}", "high": f"{high:g}"}
    return BadRowError("bad-value", told("feed-no-number", **params))


@dataclass
class Feed:
    """A feed while it is read: what is wrong in it, and what else a person should know."""

    path: Path
    ranked: list[tuple[int, DataProblem]] = field(default_factory=list)
    ranked_notes: list[tuple[int, Message]] = field(default_factory=list)
    _contents: Contents | None = None
    _ignored: list[Message] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """Return the path as text that can be printed."""
        return cleaned(str(self.path))

    @property
    def problems(self) -> list[DataProblem]:
        """Return what is wrong, what changes trains first."""
        ranks = sorted({rank for rank, _ in self.ranked})
        return [p for rank in ranks for p in in_order(p for own, p in self.ranked if own == rank)]

    @property
    def notes(self) -> list[Message]:
        """Return what else a person should know, what changes trains first."""
        return [note for _, note in sorted(self.ranked_notes, key=lambda item: item[0])]

    def note(self, message: Message, rank: int = ROWS) -> None:
        """Add a note."""
        self.ranked_notes.append((rank, message))

    def report(
        self,
        table: str,
        line: int,
        code: str,
        message: Message,
        hint: Message | None = None,
        rank: int = ROWS,
    ) -> None:
        """Add a problem in a row."""
        self.ranked.append((rank, DataProblem(f"{self.shown}/{table}", line, 1, code, message, hint)))

    def fail(self, code: str, message: Message, table: str = "", hint: Message | None = None) -> DataError:
        """Return the error of a feed of which nothing can be used, with all that was found so far."""
        place = f"{self.shown}/{table}" if table else self.shown
        hint = hint or (self._ignored[0] if self._ignored else None)
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
                self.report(table, row.line, error.code, error.message, error.hint)

    def _rows(self, table: str, needed: list[str], *, must_exist: bool) -> Iterator[Row]:
        data = self._data(table)
        if data is None:
            if must_exist:
                message = told("feed-no-such-file")
                self.report(table, 1, "missing-file", message, self._elsewhere(table), TRAINS)
            return
        records = self._records(table, data)
        line, header = next((found for found in islice(records, MAX_ROWS) if any(found[1])), (1, []))
        header = [column.lower() for column in header]
        if needed and len(header) == 1 and (sign := next((sign for sign in ";| " if sign in header[0]), "")):
            message = told("feed-no-commas" if sign.strip() else "feed-blanks", sign=sign)
            self.report(table, line, "syntax", message, rank=TRAINS)
            return
        for column in needed:
            if column not in header:
                self.report(table, line, "missing-key", told("feed-no-column", column=column), rank=TRAINS)
        if not set(needed) <= set(header):
            return
        if len(set(header)) < len(header):
            self.report(table, line, "duplicate-key", told("feed-column-twice"))
        for number, (line, values) in enumerate(records):
            if number == MAX_ROWS:
                raise self.fail("bad-value", told("feed-many-rows", most=MAX_ROWS), table)
            if any(values[len(header) :]):
                self.report(table, line, "syntax", told("feed-many-values"))
            elif "\ufffd" in "".join(values):
                self.report(table, line, "encoding", told("feed-row-not-utf-8"))
            elif any(values):
                yield Row(table, line, dict(zip(header, values, strict=False)))

    def _records(self, table: str, data: bytes) -> Iterator[tuple[int, list[str]]]:
        """Yield each record with the line it begins on."""
        encoding = encoding_of(data)
        if encoding == "gb18030":
            self.note(told("note-gb-18030", table=table))
        text = TextIOWrapper(BytesIO(tidied(data, encoding)), "utf-8", errors="replace", newline="")
        reader = csv.reader(text, skipinitialspace=True, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                yield line, [cleaned(value) for value in next(reader)]
            except StopIteration:
                return
            except csv.Error as error:
                code = "csv-lost" if reader.line_num > line else "csv"
                self.report(table, line, "syntax", told(code, problem=str(error), line=reader.line_num))

    def _data(self, table: str) -> bytes | None:
        opened = ""
        try:
            if self.path.stat().st_size > MAX_BYTES:
                raise self.fail("bad-value", told("file-too-large", mb=MAX_BYTES // 1_000_000))
            with ZipFile(self.path) as archive:
                entry = self._entry(archive, table)
                if entry is None:
                    return None
                opened = table
                if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):  # others unpack without a limit
                    raise self.fail("syntax", told("feed-compressed"), table)
                with archive.open(entry) as file:
                    data = file.read(MAX_BYTES + 1)
        except _UNREADABLE as error:
            raise self.fail("syntax", told("feed-not-unpacked", problem=str(error)), opened) from error
        if len(data) > MAX_BYTES:
            raise self.fail("bad-value", told("feed-unpacks", mb=MAX_BYTES // 1_000_000), table)
        return data

    def _entry(self, archive: ZipFile, table: str) -> ZipInfo | None:
        if self._contents is None:
            self._contents = self._understood(archive)
        entries = self._contents.chosen.get(table, [])
        if len(entries) > 1:
            self.report(table, 1, "duplicate-key", told("feed-table-twice"))
        return entries[-1] if entries else None

    def _understood(self, archive: ZipFile) -> Contents:
        """Return what the zip file holds, with a note on tables that are not the feed's."""
        found = contents(archive.infolist())
        if len(found.own) > 1:
            folders = [folder_name(folder) for folder in found.own[:5]]
            message = told("feed-folders", n=len(found.own), folders=folders)
            raise self.fail("bad-value", message, hint=told("feed-one-folder"))
        if not found.own and found.inner_zips:
            message = told("feed-inner-zip", name=cleaned(found.inner_zips[0])[:60])
            raise self.fail("missing-file", message, hint=told("feed-unpack-first"))
        for folder, tables in sorted(found.ignored.items()):
            self._ignored.append(told("note-other-folder", folder=folder_name(folder), tables=tables))
            self.note(self._ignored[-1], TRAINS)
        return found

    def _elsewhere(self, table: str) -> Message | None:
        others = self._contents.ignored if self._contents else {}
        found = sorted(folder for folder, tables in others.items() if table in tables)
        return told("feed-elsewhere", folder=folder_name(found[0])) if found else None
