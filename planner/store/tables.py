"""The tables; migrations/versions makes them, and a test holds both to each other."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(table_name)s_%(column_0_name)s",
}
metadata = MetaData(naming_convention=NAMES)

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(43), primary_key=True),
    Column("client", String(64), nullable=False),  # whose it is; empty where everybody is anybody
    Column("kind", String(20), nullable=False),
    Column("body", LargeBinary, nullable=False),  # packed JSON, as the next two
    Column("about", LargeBinary),
    Column("answer", LargeBinary),
    Column("exit_code", Integer),
    Column("key", String(64), nullable=False),  # a digest of all that the answer depends on
    Column("gap", Float),
    Column("state", String(10), nullable=False),
    Column("objective", Integer),
    Column("bound", Integer),
    Column("is_stopped", Boolean, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("owner", String(43), nullable=False),
    Column("lease", Float, nullable=False),  # until when its owner is taken to be at work on it
    Column("created", Float, nullable=False),
    Column("finished", Float),
    Column("found", Float),  # when the answer was, which may have been to another job
    Column("basis", String(64)),  # data and version of what was answered before anybody asked
    Column("expires", Float, nullable=False),
    Index(None, "key"),
    Index(None, "state", "lease"),
    Index("ix_jobs_expires", "expires"),
)

keys = Table(
    "keys",
    metadata,
    Column("key", String(64), primary_key=True),  # a digest of a client's Idempotency-Key
    Column("asked", String(64), nullable=False),  # a digest of what was asked with it
    Column("job", ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
)

shares = Table(
    "shares",
    metadata,
    Column("id", String(43), primary_key=True),
    Column("token", String(64), nullable=False, unique=True),  # its digest
    Column("job", ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
    Column("has_map", Boolean, nullable=False),
    Column("has_money", Boolean, nullable=False),
    Column("has_bookings", Boolean, nullable=False),
    Column("created", Float, nullable=False),
)

feeds = Table(
    "feeds",
    metadata,
    Column("job", ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("token", String(64), nullable=False, unique=True),
    Column("created", Float, nullable=False),
)
