"""What would be known of people under a scenario: claims moved in time, left out, or answered in addition."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from services.reporting.adapters.effective_claims import KNOWN_PEOPLE, Records, in_full, undated_in_full
from services.reporting.adapters.first_made import first_made
from services.reporting.adapters.snapshots.known_people import SCOPE_KINDS, known_people, known_person
from services.reporting.domain.claim_kinds import KIND_OF_COLLECTION
from services.reporting.domain.claims import Claim, ClaimHead, Evidence, made_first_at
from services.reporting.domain.history.first_made import FirstMade, several_speak
from services.reporting.domain.what_if.answers import ListedName, drawn
from services.reporting.domain.what_if.scenario import FeedRemoved, ListAnswered, ReturnsLate, Scenario
from services.reporting.usecases.snapshots.ports import KnownPerson
from shared.persistence.pool import Connection
from shared.vocabulary.london import london_day

_BATCH: Final = 500
_INVENTED: Final = 0
"""Generation of the answers of a what-if: no stored one has this number."""
_NOBODY: Final = UUID(int=0)
_NOON: Final = time(12, tzinfo=UTC)

# Whoever was ever in a return of an establishment ($1), a collection ($2) and a period ($3); NULL: of any.
TOUCHED: Final = """
WITH of AS (
    SELECT g.generation_id FROM returns r JOIN generations g USING (return_id)
    WHERE ($1::text IS NULL OR r.establishment = $1) AND ($2::text IS NULL OR r.collection = $2)
      AND ($3::text IS NULL OR r.period = $3)
)
SELECT c.person_id FROM of JOIN claims c USING (generation_id) WHERE c.person_id IS NOT NULL
UNION
SELECT k.person_id FROM of JOIN carried_claims k USING (generation_id)
"""
UNANSWERED: Final = """
WITH known AS MATERIALIZED (
    SELECT r.establishment, e.edition_id, e.generation_id
    FROM effective_periods p JOIN editions e USING (edition_id)
    JOIN returns r ON r.return_id = p.return_id
    WHERE p.known @> $3::timestamptz AND r.collection = $1 AND r.period = $2
), answers AS (
    SELECT k.establishment, c.person_id FROM known k JOIN claims c USING (generation_id) WHERE c.counts
    UNION
    SELECT k.establishment, c.person_id FROM known k JOIN carried_claims c USING (edition_id)
)
SELECT l.person_id, l.establishment FROM list_issues i JOIN listed_people l USING (issue_id)
WHERE i.collection = $1 AND i.period = $2 AND i.issued_at <= $3
  AND (i.taken_back_at IS NULL OR i.taken_back_at > $3)
  AND NOT EXISTS (SELECT FROM answers a WHERE a.establishment = l.establishment AND a.person_id = l.person_id)
"""
"""The names on a list that was out at an instant of which no answer of the school counted then."""


class KnownUnder:
    """Everybody, by what would have been known at an instant under a scenario; in a repeatable read."""

    def __init__(self, connection: Connection, as_at: date, known_at: datetime, scenario: Scenario) -> None:
        self._connection = connection
        self._as_at = as_at
        self._at = known_at
        self._scenario = scenario
        self._answers: dict[UUID, list[Claim]] = {}

    async def people(self) -> AsyncIterator[Sequence[KnownPerson]]:
        """Yield everybody of whom anything would count, some hundred at a time, by id. Raises Transient."""
        touched = await self._touched()
        everybody = await self._people_at(self._at)
        if isinstance(self._scenario, ReturnsLate):
            everybody |= await self._people_at(self._earlier) & touched
        ordered = sorted(everybody)
        for start in range(0, len(ordered), _BATCH):
            part = ordered[start : start + _BATCH]
            as_they_are = [one for one in part if one not in touched]
            known = [*await known_people(self._connection, as_they_are, self._at)] if as_they_are else []
            changed = [one for one in part if one in touched]
            if changed:
                known += await self._changed(changed)
            yield sorted(known, key=lambda one: one.person_id)

    @property
    def _earlier(self) -> datetime:
        """What was received until then would have been received until the instant."""
        return self._at - self._delay

    @property
    def _delay(self) -> timedelta:
        return timedelta(weeks=self._scenario.weeks) if isinstance(self._scenario, ReturnsLate) else timedelta()

    async def _people_at(self, at: datetime) -> set[UUID]:
        return {row["person_id"] for row in await self._connection.fetch(KNOWN_PEOPLE, at)}

    async def _touched(self) -> frozenset[UUID]:
        scenario = self._scenario
        if isinstance(scenario, ListAnswered):
            self._answers = await self._invented(scenario)
            return frozenset(self._answers)
        if not isinstance(scenario, ReturnsLate | FeedRemoved):
            return frozenset()
        period = scenario.period if isinstance(scenario, ReturnsLate) else None
        rows = await self._connection.fetch(TOUCHED, scenario.establishment, scenario.collection, period)
        return frozenset(row["person_id"] for row in rows)

    async def _changed(self, people: Sequence[UUID]) -> Sequence[KnownPerson]:
        records = await self._records(people)
        several = [who for who, each in records.items() if several_speak(self._claims_of(who, each))]
        now = await first_made(self._connection, several, known_at=self._at) if several else {}
        then = await first_made(self._connection, several, known_at=self._earlier) if several and self._delay else {}
        return [
            self._known(who, each, now.get(who, {}), then.get(who, {}), dated=who in set(several))
            for who, each in records.items()
        ]

    async def _records(self, people: Sequence[UUID]) -> Mapping[UUID, Records]:
        """Return the claims under the scenario, with their records; nobody of whom none is left."""
        found = await undated_in_full(self._connection, people, self._at, SCOPE_KINDS)
        kept = {who: [pair for pair in each if not self._meant(*pair)] for who, each in found.items()}
        if isinstance(self._scenario, ReturnsLate):
            for who, each in (await undated_in_full(self._connection, people, self._earlier, SCOPE_KINDS)).items():
                late = [(_later(claim, self._delay), record) for claim, record in each if self._meant(claim, record)]
                kept[who] = [*kept.get(who, []), *late]
        return {who: each for who, each in kept.items() if each}

    def _meant(self, claim: Claim, record: Any) -> bool:
        """Tell whether the scenario is about the return of this claim."""
        scenario = self._scenario
        if not isinstance(scenario, ReturnsLate | FeedRemoved):
            return False
        period = scenario.period if isinstance(scenario, ReturnsLate) else None
        return (
            scenario.establishment in (None, claim.establishment)
            and scenario.collection in (None, record["kind"])
            and period in (None, claim.period)
        )

    def _claims_of(self, who: UUID, records: Records) -> Sequence[Claim]:
        return [*(claim for claim, _ in records), *self._answers.get(who, ())]

    def _known(self, who: UUID, records: Records, now: FirstMade, then: FirstMade, *, dated: bool) -> KnownPerson:
        known = known_person(who, in_full(records))
        claims = self._claims_of(who, records)
        if dated:
            late = {id(claim) for claim, record in records if self._delay and self._meant(claim, record)}
            claims = [
                _dated(claim, then, self._delay) if id(claim) in late else _dated(claim, now, timedelta())
                for claim in claims
            ]
        answered = {(_INVENTED, one.evidence.ordinal): self._collection for one in self._answers.get(who, ())}
        return known._replace(
            claims=known.claims._replace(claims=tuple(claims)), collection_of={**known.collection_of, **answered}
        )

    @property
    def _collection(self) -> str:
        return self._scenario.collection if isinstance(self._scenario, ListAnswered) else ""

    async def _invented(self, scenario: ListAnswered) -> dict[UUID, list[Claim]]:
        rows = await self._connection.fetch(UNANSWERED, scenario.collection, scenario.period, self._at)
        listed = [ListedName(row["person_id"], row["establishment"]) for row in rows]
        day_is_over = london_day(self._at) > self._as_at
        received_at = datetime.combine(self._as_at, _NOON) if day_is_over else self._at
        kind = KIND_OF_COLLECTION[scenario.collection]
        found: dict[UUID, list[Claim]] = {}
        codes = drawn(listed, scenario.percent, scenario.shares, scenario.seed)
        for ordinal, (one, code) in enumerate(sorted(codes.items())):
            evidence = Evidence(_INVENTED, _NOBODY, received_at, ordinal, 0)
            head = ClaimHead(evidence, one.establishment, scenario.period, None, None, None)
            facts = kind.answering.facts_of(code) if kind.answering is not None else {}
            found.setdefault(one.person_id, []).append(kind.claim.from_facts(head, facts))
        return found


def _later(claim: Any, delay: timedelta) -> Claim:
    evidence = claim.evidence
    later: Claim = claim._replace(evidence=evidence._replace(received_at=evidence.received_at + delay))
    return later


def _dated(claim: Claim, first: FirstMade, delay: timedelta) -> Claim:
    if claim.content is None:
        return claim
    first_made_at = first.get(claim.content)
    return made_first_at(claim, None if first_made_at is None else first_made_at + delay)


def without_invented(ids: Iterable[Any]) -> Sequence[Any]:
    """Return lines of which none names a claim that no return made."""
    return [
        one._replace(decided_generation_id=None, decided_ordinal=None)
        if one.decided_generation_id == _INVENTED and one.decided_ordinal is not None
        else one
        for one in ids
    ]
