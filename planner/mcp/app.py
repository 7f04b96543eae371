"""The map of a plan as an MCP App: a page that draws what tools return, and loads nothing."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from planner.export.html import leaflet, styles
from planner.export.sketch import LAYERS, shipped_ground
from planner.geo import in_datum


@cache
def page() -> str:
    """Return the page; positions in it are in GCJ-02, as those of tools are."""
    environment = Environment(
        loader=PackageLoader("planner.mcp", "page"), autoescape=True, undefined=StrictUndefined
    )
    script = files(__package__).joinpath("page", "map.js").read_text("utf-8")
    return environment.get_template("map.html").render(
        styles=styles(), leaflet=leaflet(), script=Markup(script), ground=Markup(json.dumps(_ground()))
    )


def _ground() -> dict[str, Any]:
    ground = shipped_ground()
    layers = {
        layer: [[in_datum("gcj02", lat, lon) for lat, lon in line] for line in ground[layer]]
        for layer in LAYERS
    }
    names = [(*in_datum("gcj02", lat, lon), name) for lat, lon, name in ground["names"]]
    return {"layers": layers, "names": names}
