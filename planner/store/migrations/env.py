"""What alembic runs to bring a database up to date: over the connection that it was given."""

from __future__ import annotations

from alembic import context

from planner.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
context.run_migrations()
