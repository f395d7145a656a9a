"""Claims in PostgreSQL: records travel in columns and become rows for COPY; a stored row becomes a claim again."""

import json
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import repeat
from operator import itemgetter
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

from pydantic_core import from_json

from services.reporting.adapters.columns import new_tuple
from services.reporting.domain.claim_kinds import KIND_OF_COLLECTION
from services.reporting.domain.claims import Claim, ClaimHead, Evidence, Facts
from services.reporting.usecases.ports import EventsByGeneration
from shared.contracts.matching import ClaimsMatched
from shared.errors import Poison

Row = tuple[Any, ...]

_NOBODY: Final = UUID(int=0)
_NO_TIME: Final = datetime.min.replace(tzinfo=UTC)

_HEAD: Final = (
    "generation_id", "sheet", "ordinal", "line", "keys", "person_id", "created", "match_rule",
    "kind", "facts", "particulars",
)  # fmt: skip
_WHO: Final = (
    "surname",
    "forename",
    "born_on",
    "sex",
    "upn",
    "uln",
    "authority_ref",
    "year_group",
    "ethnicity",
    "sen",
    "postcode",
    "objects",
)
"""What is kept of who a row is about, under its name in the contract; and whether it states an objection."""


def claim_rows(parts: EventsByGeneration[ClaimsMatched]) -> tuple[tuple[str, ...], list[Row]]:
    """Return the claims of parts as names of columns and rows; a column that none of the parts fills is left out."""
    people = [(generation_id, event, _who(event)) for generation_id, event in parts]
    filled = [column for column in _WHO if any(column in who for _, _, who in people)]
    rows: list[Row] = []
    for generation_id, event, who in people:
        columns = [who.get(column, repeat(None)) for column in filled]
        rows += zip(*_head(generation_id, event), *columns, strict=False)
    return (*_HEAD, *filled), rows


def _who(event: ClaimsMatched) -> dict[str, Sequence[Any]]:
    columns = dict(event.records.person.filled())
    return columns | {"objects": event.records.objections} if event.records.objections else columns


def packed(keys: Sequence[int]) -> bytes:
    """Return blind keys as they are stored, eight bytes each; an array would cost the driver many times as much."""
    return struct.pack(f">{len(keys)}q", *keys)


def facts_as_json(facts: Mapping[str, Sequence[Any]]) -> Iterable[str]:
    """Return the facts of each row as a JSON object, those without a value left out; endless where there are none.

    A value that many rows share is written once.
    """
    columns = [_members(name, values) for name, values in facts.items()]
    if not columns:
        return repeat("{}")
    rows: Iterable[Any] = zip(*columns, strict=True)
    if any(None in column for column in columns):
        rows = (filter(None, members) for members in rows)
    return [f"{{{members}}}" for members in map(",".join, rows)]


def _members(name: str, values: Sequence[Any]) -> list[str | None]:
    """Return what each row has of a fact in its JSON object; None where it says nothing."""
    key = json.dumps(name)
    texts = {value: None if value is None else f"{key}:{json.dumps(value)}" for value in set(values)}
    return list(map(texts.__getitem__, values))


def _head(generation_id: int, event: ClaimsMatched) -> Iterator[Iterable[Any]]:
    kind = KIND_OF_COLLECTION.get(event.collection)
    if kind is None:
        raise Poison("unknown_collection")
    records = event.records
    yield from (repeat(generation_id), repeat(event.sheet), records.ordinals, records.lines, map(packed, records.keys))
    yield from (event.person_ids, event.created, event.rules, repeat(event.collection))
    for names in (kind.facts, kind.particulars):
        yield facts_as_json({name: records.facts[name] for name in names if name in records.facts})


_COLUMNS: Final = ("person_id", "generation_id", "ordinal", "line", "kind", "facts", "sen", "born_on", "year_group")
CLAIM_COLUMNS: Final = ", ".join(f"c.{name}" for name in _COLUMNS)
"""What `claim_of` reads: the first columns of a record, in this order."""


class Origin(NamedTuple):
    """Of which submission a generation came, when it was received, whose return it is and for which period."""

    submission_id: UUID
    received_at: datetime
    establishment: str
    period: str


def plain_claim_of(record: Any, origin: Origin) -> Claim:
    """Return the claim that a record with the `CLAIM_COLUMNS` holds, without its particulars."""
    return KIND_OF_COLLECTION[record["kind"]].claim.from_facts(_head_of(record, origin), facts_of(record))


def shown_claim_of(record: Any, origin: Origin) -> Claim:
    """Return the claim with its particulars, which it is shown with: the record has `c.particulars` too."""
    particulars = cast("Facts", from_json(record["particulars"]))
    facts = {**facts_of(record), **particulars}
    return KIND_OF_COLLECTION[record["kind"]].claim.from_facts(_head_of(record, origin), facts)


def content_claim_of(record: Any, received_at: datetime = _NO_TIME) -> Claim:
    """Return what a stored claim says, whoever it is about and wherever it stands.

    The record has `kind`, `facts` and the return's `establishment`.
    """
    head = ClaimHead(Evidence(0, _NOBODY, received_at, 0, 0), record["establishment"], "", None, None, None)
    return KIND_OF_COLLECTION[record["kind"]].claim.from_facts(head, facts_of(record))


def _head_of(record: Any, origin: Origin) -> ClaimHead:
    evidence = Evidence(
        record["generation_id"], origin.submission_id, origin.received_at, record["ordinal"], record["line"]
    )
    return ClaimHead(
        evidence, origin.establishment, origin.period, record["sen"], record["born_on"], record["year_group"]
    )


def facts_of(record: Any) -> Facts:
    """Return the facts of a stored claim, without its particulars."""
    return cast("Facts", from_json(record["facts"]))


# The fast twin: claims come by the hundred thousand and thousands share their facts, so that the fields behind the head
# of a claim are made once for each text. Law: it is `plain_claim_of` (tests/unit/reporting/test_stored_claims.py).


def claim_of(record: Any, origin: Origin) -> Claim:
    """Return the same claim."""
    _, generation_id, ordinal, line, kind, facts, sen, born_on, year_group = _stored(record)
    submission_id, received_at, establishment, period = origin
    kind_class, shared = _behind_head(kind, facts)
    evidence = new_tuple(Evidence, (generation_id, submission_id, received_at, ordinal, line))
    claim: Claim = new_tuple(kind_class, (evidence, establishment, period, sen, born_on, year_group, *shared))
    return claim


_stored: Final = itemgetter(slice(len(_COLUMNS)))
"""By place: a name is looked up anew in each of many thousand records."""
NO_HEAD: Final = ClaimHead(Evidence(0, UUID(int=0), datetime(1, 1, 1, tzinfo=UTC), 0, 0), "", "", None, None, None)


@lru_cache(maxsize=16_384)
def _behind_head(kind: str, facts: str) -> tuple[Any, tuple[Any, ...]]:
    """Return the class of a claim, and its fields behind its head."""
    made: Any = KIND_OF_COLLECTION[kind].claim.from_facts(NO_HEAD, from_json(facts))
    return type(made), tuple(made[len(ClaimHead._fields) :])
