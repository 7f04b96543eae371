"""Opens a database: SQLite by default, any number of servers on one PostgreSQL; brings its schema up to date."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from planner.errors import PlannerError
from planner.texts import Message

READS = "planner_reads"
LOCK = 8_201_954  # of PostgreSQL, for who brings the schema up to date
POSTGRES = ("postgresql", "postgres")


class StoreError(PlannerError):
    """The database cannot be opened."""

    exit_code = 7
    code = "output"


def default_database() -> Path:
    """Return a file in the user's data folder."""
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return data / "bashu-planner" / "planner.sqlite"


@dataclass(frozen=True)
class Store:
    """An open database; may be used from any thread."""

    engine: Engine
    now: Callable[[], float] = time.time

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection for looking only."""
        with self.engine.connect().execution_options(**{READS: True}) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are all kept at the end, or none."""
        with self.engine.begin() as connection:
            yield connection

    @property
    def is_well(self) -> bool:
        """Whether it answers."""
        try:
            with self.reading() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True

    def close(self) -> None:
        """Close it."""
        self.engine.dispose()


def open_store(database: str | Path | None = None, now: Callable[[], float] = time.time) -> Store:
    """Open a database by the path of a file or by its address, the user's own when None.

    Raises
    ------
    StoreError
        When it cannot be opened.
    """
    try:
        store = Store(_engine(database or default_database()), now)
        _bring_up_to_date(store.engine)
    except (SQLAlchemyError, OSError, ImportError, ArgumentError, NoSuchModuleError) as error:
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise StoreError(Message("request.no-database", {"problem": reason[:200]})) from error
    return store


def _engine(database: str | Path) -> Engine:
    address = str(database)
    if "://" in address:
        url = make_url(address)
        if url.drivername in POSTGRES:
            url = url.set(drivername="postgresql+psycopg")
        if not url.drivername.startswith("sqlite"):
            return create_engine(url, pool_pre_ping=True)
    else:
        Path(address).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        url = make_url("sqlite://").set(database=address)
    engine = create_engine(url, connect_args={"timeout": 30})
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begun)
    return engine


def _connected(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # or the driver would begin transactions where it thinks best
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begun(connection: Connection) -> None:
    is_look = connection.get_execution_options().get(READS)
    connection.exec_driver_sql("BEGIN" if is_look else "BEGIN IMMEDIATE")


def _bring_up_to_date(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", "planner.store:migrations")
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
