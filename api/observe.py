"""What the service counts of itself, as Prometheus reads it.

Each worker process counts for itself. Where `kg serve` runs several, they keep their numbers in files of one folder,
which the environment names, and whichever of them is asked adds them all up.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import Scope

from kg.manifest import Manifest

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder; prometheus_client reads it when it is imported."""

_METHODS = frozenset(("GET", "HEAD", "POST", "OPTIONS"))
_OTHER = "other"
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Busy(Protocol):
    """A pool, as far as it is counted."""

    @property
    def running(self) -> int:
        """How many jobs are at work."""
        ...

    @property
    def waiting(self) -> int:
        """How many jobs wait."""
        ...


class Metrics:
    """The counters of one application.

    Args:
        paths: the templates of its routes; requests are counted by these, since clients could make up any number of
            paths.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self.route = lru_cache(4096)(_Routes(paths).find)
        self._series = lru_cache(4096)(self._series_of)
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._own = CollectorRegistry()
        self._requests = Counter(
            "clausegraph_requests", "Requests answered.", ["method", "route", "status"], registry=self._own
        )
        self._seconds = Histogram(
            "clausegraph_request_seconds",
            "How long they took, in seconds.",
            ["route"],
            buckets=_BUCKETS,
            registry=self._own,
        )
        self._jobs = Gauge(
            "clausegraph_pool_jobs",
            "Queries at work, and queries that wait.",
            ["state"],
            multiprocess_mode="livesum",
            registry=self._own,
        )

    def count(self, scope: Scope, status: int, seconds: float) -> str:
        """Counts one request.

        Args:
            scope: the request.
            status: of its answer; 0 where none was begun.
            seconds: how long it took.

        Returns:
            The template of its route.
        """
        route = self.route(scope["path"])
        method = scope["method"] if scope["method"] in _METHODS else _OTHER
        requests, times = self._series(method, route, status)
        requests.inc()
        times.observe(seconds)
        return route

    def _series_of(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        return self._requests.labels(method, route, str(status)), self._seconds.labels(route)

    def look(self, pool: Busy) -> None:
        """Takes down what a pool is at."""
        self._jobs.labels("running").set(pool.running)
        self._jobs.labels("waiting").set(pool.waiting)

    def text(self, manifest: Manifest) -> bytes:
        """All numbers of all workers, in the text format of Prometheus.

        Args:
            manifest: of the snapshot that is served.
        """
        registry = self._own
        if os.environ.get(SHARED):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry) + generate_latest(_Served(manifest))


class _Served(CollectorRegistry):
    """What is served: the same for all workers, so it is not added up."""

    def __init__(self, manifest: Manifest) -> None:
        super().__init__()
        self._manifest = manifest

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The id of the snapshot, and how much it holds."""
        served = GaugeMetricFamily("clausegraph_snapshot", "The snapshot that is served.", labels=["id", "version"])
        served.add_metric([self._manifest.id, self._manifest.version], 1)
        yield served
        triples = sum(self._manifest.graphs.values())
        yield GaugeMetricFamily("clausegraph_snapshot_triples", "How many triples it holds.", value=triples)
        found = GaugeMetricFamily("clausegraph_snapshot_findings", "How many findings it holds.", labels=["severity"])
        for severity, number in sorted(self._manifest.severities.items()):
            found.add_metric([severity], number)
        yield found


class _Routes:
    """Which template a path fits: first those whose last parameter ends with its segment, then those that take more."""

    def __init__(self, paths: Iterable[str]) -> None:
        paths = list(paths)
        self._patterns = [(path, _pattern(path, rest)) for rest in (r"[^/]+", r".+") for path in paths]

    def find(self, path: str) -> str:
        return next((template for template, pattern in self._patterns if pattern.fullmatch(path)), _OTHER)


def _pattern(path: str, rest: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]*\}", path)
    return re.compile(rest.join(map(re.escape, parts)) if path.endswith("}") else r"[^/]+".join(map(re.escape, parts)))
