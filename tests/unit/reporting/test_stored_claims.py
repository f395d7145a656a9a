"""A stored claim becomes a claim of the domain: the fast way and the plain one are the same."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.reporting.adapters.claims import Origin, claim_of, plain_claim_of
from services.reporting.domain.claim_kinds import KIND_OF_COLLECTION
from services.reporting.domain.claims import ClaimHead
from tests.support.returns import at

ORIGIN = Origin(UUID(int=5), at("2026-09-18 10:00"), "8860001", "2026-27")
FACTS = (
    ("S_ENR", '{"started_on":"2026-09-03","qualification_type":"AS_A_L","level":"3"}'),
    (
        "S_ENR",
        '{"started_on":"2026-09-03","ends_on":"2027-07-16","attendance":"PT","qualification_type":"HE","level":"X"}',
    ),
    ("S_LEAVE", '{"left_on":"2026-09-25","destination":"D03","destination_starts_on":"2026-10-01"}'),
    ("S_JOIN", '{"started_on":"2026-10-05","qualification_type":"OTHER","level":"X"}'),
    ("S_JL", '{"row_kind":"J","started_on":"2026-10-05","qualification_type":"OTHER","level":"X"}'),
    ("S_JL", '{"row_kind":"L","left_on":"2026-09-25","destination":"D03"}'),
    ("C_ENR", '{"started_on":"2026-09-07","ends_on":"2027-07-09","level":"2","study_programme":"STUDYPROG"}'),
    ("C_JOIN", '{"started_on":"2026-10-05","attendance":"PT","level":"X"}'),
    ("C_LEAVE", '{"left_on":"2026-10-16","destination":"D08"}'),
    ("C_JL", '{"row_kind":"J","started_on":"2026-10-05","level":"X"}'),
    ("C_JL", '{"row_kind":"L","left_on":"2026-10-16"}'),
    ("S_SG", '{"offer_type":"CONDITIONAL","response":"ACCEPTED","applicant_type":"INT"}'),
    ("C_SG", '{"offer_type":"GUARANTEED","current_school":"8860001"}'),
    ("KC_OFFER", '{"response":"APPLIED"}'),
    ("TEP_SG2", '{"answers":"Y","offer_type":"NONE","reason":"151"}'),
    ("TEP_DEST", '{"destination":"D08","destination_starts_on":"2026-09-14"}'),
    ("S_CHECK", '{"row_kind":"CORRECT","stays":"Y"}'),
    ("S_CHECK", '{"row_kind":"LEFT","left_on":"2026-09-25","destination":"D31"}'),
    ("S_CHECK", '{"row_kind":"JOINED","started_on":"2026-10-05","qualification_type":"OTHER","level":"X"}'),
    ("S_CHECK", '{"row_kind":"WRONG DETAILS"}'),
    ("CONTACT", '{"contacted_on":"2026-11-16","activity":"330","started_on":"2026-11-02"}'),
    ("MANUAL", '{"corrected_on":"2026-11-16","activity":"330","until":"2027-01-31"}'),
    ("ROLL", "{}"),
    ("ROLL", '{"school":"8860001","district":"E07000110","ehcp_until":"2027-01-01","left_on":"2026-09-30"}'),
)


class Stored(dict[Any, Any]):
    """A record as PostgreSQL's driver gives it: values by name and by place."""

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(key) if isinstance(key, str) else tuple(self.values())[key]


def record(kind: str, facts: str, line: int) -> Stored:
    """Return a stored claim, its columns in the order in which they are read."""
    where = {"person_id": UUID(int=line), "generation_id": 7, "ordinal": line - 2, "line": line}
    who = {"sen": "E", "born_on": date(2009, 11, 14), "year_group": 12}
    return Stored({**where, "kind": kind, "facts": facts, **who})


@pytest.mark.parametrize(("kind", "facts"), FACTS)
@pytest.mark.parametrize("line", [2, 3])
def test_the_fast_way_makes_the_claim_of_the_plain_one(kind: str, facts: str, line: int) -> None:
    stored = record(kind, facts, line)
    claim = claim_of(stored, ORIGIN)
    assert claim == plain_claim_of(stored, ORIGIN)
    assert claim.evidence.line == line


@pytest.mark.parametrize(("kind", "facts"), FACTS)
def test_every_kind_of_claim_begins_with_the_head(kind: str, facts: str) -> None:
    claim: Any = plain_claim_of(record(kind, facts, 2), ORIGIN)
    assert claim._fields[: len(ClaimHead._fields)] == ClaimHead._fields


def test_there_is_a_stored_claim_of_every_kind() -> None:
    assert {kind for kind, _ in FACTS} == set(KIND_OF_COLLECTION)
