"""The first schema: jobs with their plans, idempotency keys, shared links and feeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(43), nullable=False),
        sa.Column("client", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("about", sa.LargeBinary),
        sa.Column("answer", sa.LargeBinary),
        sa.Column("exit_code", sa.Integer),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("gap", sa.Float),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("objective", sa.Integer),
        sa.Column("bound", sa.Integer),
        sa.Column("is_stopped", sa.Boolean, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("owner", sa.String(43), nullable=False),
        sa.Column("lease", sa.Float, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("finished", sa.Float),
        sa.Column("expires", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_key", "jobs", ["key"])
    op.create_index("ix_jobs_state", "jobs", ["state", "lease"])
    op.create_index("ix_jobs_expires", "jobs", ["expires"])
    op.create_table(
        "keys",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("asked", sa.String(64), nullable=False),
        sa.Column("job", sa.String(43), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_keys"),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name="fk_keys_job", ondelete="CASCADE"),
    )
    op.create_table(
        "shares",
        sa.Column("id", sa.String(43), nullable=False),
        sa.Column("token", sa.String(64), nullable=False, unique=True),
        sa.Column("job", sa.String(43), nullable=False),
        sa.Column("has_map", sa.Boolean, nullable=False),
        sa.Column("has_money", sa.Boolean, nullable=False),
        sa.Column("has_bookings", sa.Boolean, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shares"),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name="fk_shares_job", ondelete="CASCADE"),
    )
    op.create_table(
        "feeds",
        sa.Column("job", sa.String(43), nullable=False),
        sa.Column("token", sa.String(64), nullable=False, unique=True),
        sa.Column("created", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("job", name="pk_feeds"),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name="fk_feeds_job", ondelete="CASCADE"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("feeds", "shares", "keys", "jobs"):
        op.drop_table(table)
