"""Compute the status of stale people again, in batches that each commit statuses, history and events together."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.person_status import Details, PersonStatus, PersonUpdate, compute
from services.reporting.usecases.ports import PersonClaims, ReportingTables
from services.reporting.usecases.translate import encoded_status_changed
from shared.clock import Clock
from shared.contracts.reporting import StatusChanged
from shared.observability.measures import UNMEASURED, Measures
from shared.outbox.unit_of_work import Begin, UnitOfWork

BATCH_MAX = 2_000

_NO_CLAIMS = PersonClaims((), Details())


class RecomputeStale:
    """Take a batch of stale people nobody else has taken, and bring their rows up to date."""

    def __init__(
        self,
        begin: Begin[ReportingTables],
        clock: Clock,
        kind_of: KindOf,
        *,
        batch_max: int = BATCH_MAX,
        measures: Measures = UNMEASURED,
    ) -> None:
        self._begin = begin
        self._clock = clock
        self._kind_of = kind_of
        self.batch_max = batch_max
        self._measures = measures

    async def __call__(self) -> int:
        """Return how many people were computed; as long as it is `batch_max`, more may be stale."""
        async with self._begin(self) as work:
            stale = await work.tables.people.take_stale(self.batch_max)
            if not stale:
                return 0
            claims = await work.tables.people.effective_claims(stale)
            with self._measures.stage("recompute", len(stale)):
                updates = self._computed(stale, claims)
            await work.tables.people.keep(updates)
            _publish(work, updates)
            return len(stale)

    def _computed(
        self, stale: Mapping[UUID, PersonStatus | None], claims: Mapping[UUID, PersonClaims]
    ) -> list[PersonUpdate]:
        today, now = self._clock.today(), self._clock.now()
        updates = []
        for person_id, stored in stale.items():
            known = claims.get(person_id, _NO_CLAIMS)
            update = compute(
                person_id, known.claims, known.details, stored, today=today, known_at=now, kind_of=self._kind_of
            )
            if update is not None:
                updates.append(update)
        return updates


def _publish(work: UnitOfWork[ReportingTables], updates: Iterable[PersonUpdate]) -> None:
    """Publish every new version; of whoever left scope nothing stays on the compacted topic."""
    changed = [update for update in updates if update.new_version]
    work.publish_encoded(encoded_status_changed(update.person) for update in changed)
    for update in changed:
        if update.person.answer.group == "out of scope":
            work.publish_tombstone(StatusChanged.TOPIC, str(update.person.person_id))
