"""What was known of people at an instant, with the traits that only snapshots ask for."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from pydantic_core import from_json

from services.reporting.adapters.effective_claims import KnownInFull, known_in_full
from services.reporting.domain.claim_kinds import CLAIM_KINDS
from services.reporting.domain.snapshots.line import Traits
from services.reporting.usecases.snapshots.ports import KnownPerson
from shared.persistence.pool import Connection

SCOPE_KINDS: Final = [kind.collection for kind in CLAIM_KINDS if kind.states_scope]
"""Of these claims alone characteristics and addresses are read."""


async def known_people(connection: Connection, people: Iterable[UUID], at: datetime) -> Sequence[KnownPerson]:
    """Return what counted of these people at that instant, by id; in a repeatable read."""
    found = await known_in_full(connection, people, at, SCOPE_KINDS)
    return [known_person(person_id, found[person_id]) for person_id in sorted(found)]


def known_person(person_id: UUID, known: KnownInFull) -> KnownPerson:
    """Return what was known of somebody, with the traits that the records behind it state."""
    records = [record for _, record in known.records]
    collection_of = {(record["generation_id"], record["ordinal"]): record["kind"] for record in records}
    return KnownPerson(person_id, known.claims, _traits(records), collection_of)


def _traits(records: Sequence[Any]) -> Traits:
    """What the first says counts; what it leaves out, the next fills in."""
    characteristics, address = next(
        (_particulars(record["particulars"]) for record in records if record["particulars"] is not None), (None, None)
    )
    return Traits(
        sex=_first(records, "sex"),
        ethnicity=_first(records, "ethnicity"),
        sen=_first(records, "sen"),
        characteristics=characteristics,
        address=address,
    )


def _first(records: Sequence[Any], name: str) -> str | None:
    return next((record[name] for record in records if record[name] is not None), None)


@lru_cache(maxsize=4_096)
def _particulars(text: str) -> tuple[str | None, str | None]:
    facts = from_json(text)
    return " ".join(facts.get("characteristics") or ()) or None, "\n".join(facts.get("address") or ()) or None
