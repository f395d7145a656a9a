"""A stored claim becomes a claim of the domain: its columns and its facts, read by name."""

from datetime import datetime
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

from pydantic_core import from_json

from services.reporting.domain.claim_kinds import KIND_OF_COLLECTION
from services.reporting.domain.claims import Claim, ClaimHead, Evidence, Facts

CLAIM_COLUMNS: Final = (
    "c.person_id, c.generation_id, c.ordinal, c.line, c.kind, c.facts, c.sen, c.born_on, c.year_group"
)
"""What `claim_of` reads."""


class Origin(NamedTuple):
    """Of which submission a generation came, when it was received, whose return it is and for which period."""

    submission_id: UUID
    received_at: datetime
    establishment: str
    period: str


def claim_of(record: Any, origin: Origin) -> Claim:
    """Return the claim that a record with the `CLAIM_COLUMNS` holds."""
    evidence = Evidence(
        record["generation_id"], origin.submission_id, origin.received_at, record["ordinal"], record["line"]
    )
    head = ClaimHead(
        evidence, origin.establishment, origin.period, record["sen"], record["born_on"], record["year_group"]
    )
    return KIND_OF_COLLECTION[record["kind"]].claim.from_facts(head, facts_of(record))


def facts_of(record: Any) -> Facts:
    """Return the facts of a stored claim."""
    return cast("Facts", from_json(record["facts"]))
