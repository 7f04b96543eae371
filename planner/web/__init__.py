"""The door of apps: HTTP. Plans are looked for in processes, kept in a store, and answered in every format."""

from planner.web.app import create_app
from planner.web.server import serve
from planner.web.settings import Settings

__all__ = ["Settings", "create_app", "serve"]
