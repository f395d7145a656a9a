"""Everybody in the cohort of a round of the September Guarantee, by all that the guarantee looks at, with their ids."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from pydantic_core import from_json

from services.reporting.adapters.claims import NO_HEAD
from services.reporting.adapters.guarantee.cohorts import OFFER_COLLECTIONS, REPORTED
from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.guarantee.decision import OfferFacts, guarantee_of
from services.reporting.domain.guarantee.membership import Place, membership_of
from services.reporting.domain.guarantee.person import doing_on
from services.reporting.domain.guarantee.rounds import Node, Round
from services.reporting.domain.roles.offer import OfferClaim
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection


class GuaranteeGroup(NamedTuple):
    """People of the cohort who are alike: in node, guarantee, district and school."""

    node: Node
    code: str
    """The guarantee's code."""
    district: str | None
    """ONS code of the district where they live."""
    school: str | None
    """DfE number of the school that has them; None: none does, or a college."""
    people: Sequence[UUID]


PEOPLE_ALIKE: Final = f"""
WITH {REPORTED},
listed AS (SELECT person_id, true AS listed FROM guarantee_cohorts WHERE round = $4)
SELECT p.birth_cohort, p.status_group <> 'out of scope' AS tracked, p.on_roll, p.school,
       CASE WHEN NOT p.on_roll THEN reported.school END AS reported_school,
       CASE WHEN NOT p.lapsed THEN p.code END AS activity, p.establishment, reported.facts,
       coalesce(listed.listed, false) AS listed{{more}}, {{gathered}} AS people
FROM people p LEFT JOIN reported USING (person_id) LEFT JOIN listed USING (person_id)
WHERE p.birth_cohort = ANY($3::text::smallint[]) AND (p.rule <> 'nothing_known' OR listed.listed)
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9{{more}}
"""  # noqa: S608 (our own names)
"""Everybody whom a round may be about, those who are alike in one row.

`gathered`: what is read of them together; `more`: columns in which they are alike besides, each behind a comma.
"""
_PEOPLE: Final = PEOPLE_ALIKE.format(gathered="array_agg(p.person_id)", more=", p.district")
IS_FIXED: Final = "SELECT EXISTS (SELECT FROM guarantee_rounds WHERE round = $1)"


async def guarantee_groups(connection: Connection, of: Round, on: date, kind_of: KindOf) -> Sequence[GuaranteeGroup]:
    """Return the cohort of a round as it was fixed or, until then, as it stands, with the guarantee of each."""
    fixed = bool(await connection.fetchval(IS_FIXED, of.year))
    rows = await connection.fetch(_PEOPLE, OFFER_COLLECTIONS, of.period, array_of(of.birth_cohorts), of.year)
    return list(_groups(rows, of, on, kind_of, fixed=fixed))


def _groups(rows: Sequence[Any], of: Round, on: date, kind_of: KindOf, *, fixed: bool) -> Iterator[GuaranteeGroup]:
    for row in rows:
        node = of.node_of(row["birth_cohort"])
        if node is None:
            continue
        place = Place(row["tracked"], row["on_roll"], row["school"], row["reported_school"])
        if not (row["listed"] if fixed else membership_of(place, node).member):
            continue
        doing = doing_on(row["activity"], row["establishment"], of, on, kind_of)
        code = guarantee_of([offer_of(facts) for facts in row["facts"] or ()], node, doing, on).code
        school = _school(place, row["establishment"] if row["activity"] else None, kind_of)
        yield GuaranteeGroup(node, code, row["district"], school, row["people"])


def _school(place: Place, learns_at: str | None, kind_of: KindOf) -> str | None:
    """Return the school that has somebody: where they learn, if that is a school, else by the roll or by an offer."""
    if learns_at is not None:
        return learns_at if kind_of(learns_at) == "school" else None
    return place.school or place.reported_school


@lru_cache(maxsize=16_384)
def offer_of(facts: str) -> OfferFacts:
    """Return what an offer says, by the facts of its claim as they are stored."""
    return OfferClaim.from_facts(NO_HEAD, from_json(facts)).guarantee
