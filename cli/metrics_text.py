"""Reads the Prometheus text of a service's /metrics."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from prometheus_client.parser import text_string_to_metric_families

from cli.http_session import HttpSession


@dataclass(frozen=True, slots=True)
class Samples:
    """The samples of one process."""

    values: Mapping[tuple[str, frozenset[tuple[str, str]]], float]

    def total(self, name: str, **labels: str) -> float:
        """Return the sum of the samples of that name that carry these labels."""
        wanted = set(labels.items())
        return sum(value for (sample, given), value in self.values.items() if sample == name and wanted <= given)

    def labelled(self, name: str, label: str) -> dict[str, float]:
        """Return the sum of the samples of that name by the value of one label."""
        found: dict[str, float] = {}
        for (sample, given), value in self.values.items():
            if sample == name:
                key = dict(given).get(label, "")
                found[key] = found.get(key, 0.0) + value
        return found


def fetch_samples(session: HttpSession, base_url: str) -> Samples:
    """Return the samples of the service at this address."""
    return Samples(dict(_read(session.get(f"{base_url}/metrics").text)))


def _read(text: str) -> Iterator[tuple[tuple[str, frozenset[tuple[str, str]]], float]]:
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            yield (sample.name, frozenset(sample.labels.items())), float(sample.value)
