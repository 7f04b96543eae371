"""YAML data folder -> Corridor, with every problem in it named by file, line and column."""

from planner.loading.plans import read_itinerary
from planner.loading.reading import load_corridor, shipped_data
from planner.loading.summary import summary, validate_corridor

__all__ = ["load_corridor", "read_itinerary", "shipped_data", "summary", "validate_corridor"]
