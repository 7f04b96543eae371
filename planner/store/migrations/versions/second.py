"""When an answer was found, and on what data where nobody had asked yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; what is answered was found when it was."""
    op.add_column("jobs", sa.Column("found", sa.Float))
    op.add_column("jobs", sa.Column("basis", sa.String(64)))
    op.execute("UPDATE jobs SET found = finished")


def downgrade() -> None:
    """Drop them."""
    op.drop_column("jobs", "basis")
    op.drop_column("jobs", "found")
