"""Counts for Prometheus; no label has anything of a traveller."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")


class Metrics:
    """The counts of one server."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter("planner_requests", "Requests", labels, registry=self._registry)
        self._seconds = Histogram(
            "planner_request_seconds",
            "From request to answer",
            ("route",),
            buckets=BUCKETS,
            registry=self._registry,
        )

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(method if method in METHODS else "other", route, status).inc()
        self._seconds.labels(route).observe(seconds)

    def watch(self, name: str, about: str, value: Callable[[], float]) -> None:
        """Tell a number as it is whenever somebody looks."""
        Gauge(f"planner_{name}", about, registry=self._registry).set_function(value)

    def text(self, jobs: Mapping[str, int]) -> bytes:
        """Return all counts, with those of jobs by state."""
        registry = CollectorRegistry()
        gauge = Gauge("planner_jobs", "Jobs in the store", ("state",), registry=registry)
        for state, number in jobs.items():
            gauge.labels(state).set(number)
        return generate_latest(self._registry) + generate_latest(registry)
