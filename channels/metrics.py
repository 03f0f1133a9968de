"""Counters and one histogram in the text format of Prometheus; a few lines need no library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

_BUCKETS = (0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_PREFIX = "channels_"

Labels = tuple[tuple[str, str], ...]


class Metrics:
    """Counts of one process since it started."""

    def __init__(self) -> None:
        self._counters: Counter[tuple[str, Labels]] = Counter()
        self._turn_buckets = Counter[float]()
        self._turn_count = 0
        self._turn_seconds = 0.0
        self._gauges: dict[str, Callable[[], float]] = {}

    def count(self, name: str, **labels: str) -> None:
        """Add one to `channels_<name>_total`."""
        self._counters[name, tuple(sorted(labels.items()))] += 1

    def gauge(self, name: str, value: Callable[[], float]) -> None:
        """Show `value()` as `channels_<name>`."""
        self._gauges[name] = value

    def turn(self, seconds: float) -> None:
        """Record how long a turn took from its acceptance to its reply."""
        self._turn_count += 1
        self._turn_seconds += seconds
        for bound in _BUCKETS:
            if seconds <= bound:
                self._turn_buckets[bound] += 1

    def text(self) -> str:
        """All of it, one metric a line."""
        lines: list[str] = []
        names = sorted({name for name, _ in self._counters})
        for name in names:
            lines.append(f"# TYPE {_PREFIX}{name}_total counter")
            of_name = sorted((labels, value) for (key, labels), value in self._counters.items() if key == name)
            lines += [f"{_PREFIX}{name}_total{_braces(dict(labels))} {value}" for labels, value in of_name]
        for name, value in sorted(self._gauges.items()):
            lines += [f"# TYPE {_PREFIX}{name} gauge", f"{_PREFIX}{name} {value():g}"]
        histogram = f"{_PREFIX}turn_seconds"
        lines.append(f"# TYPE {histogram} histogram")
        lines += [f'{histogram}_bucket{{le="{bound:g}"}} {self._turn_buckets[bound]}' for bound in _BUCKETS]
        lines.append(f'{histogram}_bucket{{le="+Inf"}} {self._turn_count}')
        lines += [f"{histogram}_sum {self._turn_seconds:.6f}", f"{histogram}_count {self._turn_count}"]
        return "\n".join(lines) + "\n"


def _braces(labels: Mapping[str, str]) -> str:
    """`{name="value",…}`; label values here are short codes of our own, without quotes or backslashes."""
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels.items()) + "}" if labels else ""
