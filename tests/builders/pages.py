"""The one switch that has all generated pages and files written anew instead of compared (CONTRIBUTING.md)."""

from __future__ import annotations

import os

REWRITE = os.environ.get("UPDATE_DOCS") == "1"
