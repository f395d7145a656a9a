"""Compute the status of stale people again, in batches that each commit statuses, history and events together."""

import time
from collections.abc import Collection, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final
from uuid import UUID

from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.contradictions.finding import Beside, Contradiction
from services.reporting.domain.person_status import Computed, Details, PersonStatus, compute
from services.reporting.usecases.ports import PersonClaims, ReportingTables
from services.reporting.usecases.translate import PUBLIC, StatusStream, publish_versions
from shared.clock import Clock
from shared.observability import tracing
from shared.observability.measures import UNMEASURED, Measures
from shared.outbox.unit_of_work import Begin

BATCH_MAX = 2_000

_NO_CLAIMS = PersonClaims((), Details())
_NOTHING: Final[Mapping[UUID, frozenset[Contradiction]]] = MappingProxyType({})


class RecomputeStale:
    """Take a batch of stale people nobody else has taken, and bring their rows up to date."""

    def __init__(
        self,
        begin: Begin[ReportingTables],
        clock: Clock,
        kind_of: KindOf,
        *,
        streams: Collection[StatusStream] = (PUBLIC,),
        batch_max: int = BATCH_MAX,
        measures: Measures = UNMEASURED,
    ) -> None:
        self._begin = begin
        self._clock = clock
        self._kind_of = kind_of
        self._streams = streams
        self.batch_max = batch_max
        self._measures = measures

    async def __call__(self) -> int:
        """Return how many people were computed; as long as it is `batch_max`, more may be stale."""
        began_ns = time.time_ns()
        async with self._begin(self) as work:
            tables = work.tables
            stale = await tables.people.take_stale(self.batch_max)
            if not stale:
                tracing.current().take()  # what was settled here has changed nobody
                return 0
            beside = Beside(self._clock.today(), await tables.contradictions.listing(self._clock.today()))
            claims = await tables.people.effective_claims(stale)
            with self._measures.stage("recompute", len(stale)):
                computed = self._computed(stale, claims, beside)
            disproved = await self._disproved(tables, computed, beside)
            if disproved:
                again = {person_id: stale[person_id] for person_id in disproved}
                computed |= self._computed(again, claims, beside, disproved)
            updates = [each.update for each in computed.values() if each.update is not None]
            await tables.people.keep(updates)
            await tables.flags.hear(stale, self._clock.now())
            await tables.contradictions.keep(_contradictory(stale, computed), self._clock.now())
            changed = [update.person for update in updates if update.new_version]
            publish_versions(work, changed, self._streams)
            work.when_committed(partial(_trace, began_ns, people=len(stale), changed=len(changed)))
            return len(stale)

    def _computed(
        self,
        stale: Mapping[UUID, PersonStatus | None],
        claims: Mapping[UUID, PersonClaims],
        beside: Beside,
        disproved: Mapping[UUID, frozenset[Contradiction]] = _NOTHING,
    ) -> dict[UUID, Computed]:
        now = self._clock.now()
        computed = {}
        for person_id, stored in stale.items():
            known = claims.get(person_id, _NO_CLAIMS)
            about = beside._replace(disproved=disproved[person_id]) if disproved else beside
            computed[person_id] = compute(
                person_id, known.claims, known.details, stored, known_at=now, beside=about, kind_of=self._kind_of
            )
        return computed

    async def _disproved(
        self, tables: ReportingTables, computed: Mapping[UUID, Computed], beside: Beside
    ) -> Mapping[UUID, frozenset[Contradiction]]:
        """Return what rows beside the claims that count disprove; nothing is asked where nothing was found."""
        found = {person_id: each.contradictions for person_id, each in computed.items() if each.contradictions}
        return await tables.contradictions.disproved(found, beside.as_at) if found else _NOTHING


def _contradictory(
    stale: Mapping[UUID, PersonStatus | None], computed: Mapping[UUID, Computed]
) -> Mapping[UUID, Collection[Contradiction]]:
    """Return what contradicts each other about whom, with those about whom something did until now."""
    return {
        person_id: each.contradictions
        for person_id, each in computed.items()
        if each.contradictions or ((stored := stale[person_id]) is not None and stored.contradicts)
    }


def _trace(began_ns: int, *, people: int, changed: int) -> None:
    """Record the batch in the traces of the submissions that were settled here since the last one."""
    traces = tracing.current()
    traces.record("compute statuses", traces.take(), began_ns, people=people, changed=changed)
