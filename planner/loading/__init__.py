"""YAML data folder -> Corridor, with every problem in it named by file, line and column."""

from planner.loading.corridors import load_corridor
from planner.loading.folder import shipped_data

__all__ = ["load_corridor", "shipped_data"]
