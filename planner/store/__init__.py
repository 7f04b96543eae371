"""What outlives a server: what was asked, the plans, their links and feeds, in SQLite or PostgreSQL."""

from planner.store.jobs import Asking, Job, Jobs, KeyTakenError, Known, State
from planner.store.links import Feed, Links, Share
from planner.store.opening import Store, default_database, open_store

__all__ = [
    "Asking",
    "Feed",
    "Job",
    "Jobs",
    "KeyTakenError",
    "Known",
    "Links",
    "Share",
    "State",
    "Store",
    "default_database",
    "open_store",
]
