"""What a county of so many people needs: computed from what was measured and from how often its returns are due."""

from dataclasses import dataclass
from math import ceil
from typing import Final

from deploy.capacity.bounds import CONNECTIONS_KEPT, REPLICAS_MAX
from deploy.capacity.measured import SERVERS, Measured
from shared.contracts.topics import DAY_MS, KEPT_MS
from shared.service_names import SERVICES
from shared.settings import ServiceSettings
from shared.vocabulary.collections import COLLECTIONS

BUSY: Final = 0.6
"""Share of its time that a core may be busy in the busiest minutes: above it, waiting grows faster than work."""
PEAK_S: Final = 600
"""Everything that is due in the busiest weeks comes within ten minutes, and is done when they are over."""
REPLICAS_MIN: Final = 2
"""One may die or be replaced, and the other goes on."""
ROLLS_A_YEAR: Final = 12
"""The authority exports its roll each month; nothing says how often it must."""
MEMORY_SPARE: Final = 2.0
"""A limit of memory is this many times the most that was measured."""
READERS: Final = 2
"""Children that ingest reads files with at the same time."""
POOL: Final = int(ServiceSettings.model_fields["pool_size"].default)


@dataclass(frozen=True, slots=True)
class Need:
    """What a county needs. Disk in bytes, one copy of each; memory in MB a replica."""

    people: int
    rows_a_year: int
    rows_peak: int
    """In the busiest ten minutes."""
    cores: dict[str, float]
    """Busy cores in those minutes over all replicas: of each service, Kafka, PostgreSQL."""
    replicas: dict[str, int]
    connections: int
    """PostgreSQL's `max_connections`: all replicas, one more of each during an update, and what is kept back."""
    memory_mb: dict[str, int]
    ledger_a_year: float
    originals_a_year: float
    kafka: float
    """What lies on Kafka at its fullest: 14 days of internal topics with the busiest weeks, and the public topic."""

    @property
    def cores_to_have(self) -> int:
        """Whole cores over everything, so that in the busiest minutes none is busy for more than `BUSY` of its time."""
        return max(2, ceil(sum(self.cores.values()) / BUSY))

    @property
    def partitions(self) -> int:
        """As many as the service with most replicas has, at least."""
        return max(self.replicas.values())

    @property
    def fits(self) -> bool:
        """Whether the partitions that topics have suffice."""
        return self.partitions <= REPLICAS_MAX


def times_a_year(code: str) -> int:
    """Return how often a collection is sent in a year: as often as it is due, or each month where it has no date."""
    due = len({deadline.due_on for deadline in COLLECTIONS[code].deadlines})
    return due or ROLLS_A_YEAR


def need(people: int, measured: Measured) -> Need:
    """Return what a county with so many people on its roll needs."""
    larger = people / measured.people
    a_year = sum(rows * times_a_year(code) for code, rows in measured.rows_of.items()) * larger
    peak = measured.rows * larger
    cores = {name: peak / PEAK_S * measured.us[name] / 1e6 for name in (*SERVICES, *SERVERS)}
    replicas = {service: max(REPLICAS_MIN, ceil(cores[service] / BUSY)) for service in SERVICES}
    return Need(
        people=people,
        rows_a_year=round(a_year),
        rows_peak=round(peak),
        cores=cores,
        replicas=replicas,
        connections=(sum(replicas.values()) + len(SERVICES)) * POOL + CONNECTIONS_KEPT,
        memory_mb={service: _memory(service, measured) for service in SERVICES},
        ledger_a_year=a_year * measured.ledger_bytes,
        originals_a_year=a_year * measured.originals_bytes,
        kafka=_on_kafka(peak, a_year, people, measured),
    )


def _memory(service: str, measured: Measured) -> int:
    most = measured.peak_mb[service]
    if service == "ingest":
        most += READERS * measured.peak_mb["ingest, a child"]
    return ceil(most * MEMORY_SPARE / 64) * 64


def _on_kafka(peak: float, a_year: float, people: int, measured: Measured) -> float:
    """The busiest weeks, an ordinary fortnight, and four statuses of everybody: those of two days are not compacted."""
    kept_days = KEPT_MS / DAY_MS
    internal = (peak + a_year * kept_days / 365) * measured.topics_bytes
    return internal + 4 * people * measured.public_bytes
