"""Who stands on each work list, as conditions over `p`: a row of `people`, or of `snapshot_people`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from services.reporting.domain.guarantee.words import CODES, Bucket


class Condition(NamedTuple):
    """A condition as SQL (`$1` the day, `$6` weeks, `$9` birth cohorts of Years 12 and 13), with what it joins."""

    live: str
    as_at: str | None = None
    """Over a snapshot; None: the same."""
    enrolled: bool = False
    """It looks at the enrolments of the academic year."""

    def over(self, *, snapshot: bool) -> str:
        """Return the condition over people, or over a snapshot."""
        return self.as_at if snapshot and self.as_at is not None else self.live


def _guarantee(bucket: Bucket, live: str) -> Condition:
    codes = ", ".join(f"'{code}'" for code, of in CODES.items() if of == bucket)
    return Condition(live, f"p.guarantee_member AND p.guarantee_code IN ({codes})")


CONDITIONS: Final[Mapping[str, Condition]] = MappingProxyType(
    {
        "not-known": Condition("p.on_roll AND p.status_group = 'not known'"),
        "neet": Condition("p.on_roll AND p.status_group = 'neet'"),
        "no-offer": _guarantee("no offer", "p.person_id IN (SELECT g.person_id FROM no_offer g)"),
        "no-record": _guarantee("not recorded", "p.person_id IN (SELECT g.person_id FROM no_record g)"),
        "left": Condition(
            "p.status_group <> 'out of scope' AND p.rule IN ('left_without_activity', 'left_destination_not_known')"
        ),
        "no-enrolment": Condition(
            "p.on_roll AND p.status_group <> 'out of scope' AND p.birth_cohort = ANY($9::text::smallint[])"
            " AND enrolled.person_id IS NULL",
            enrolled=True,
        ),
        "lapsing": Condition(
            "p.on_roll AND NOT p.lapsed AND p.status_group NOT IN ('not known', 'out of scope')"
            " AND p.due_on BETWEEN $1::date AND $1::date + 7 * $6::integer"
        ),
        "at-risk": Condition(
            "p.status_group <> 'out of scope' AND p.person_id IN (SELECT r.person_id FROM at_risk r)",
            "p.status_group <> 'out of scope' AND p.person_id IN (SELECT r.person_id FROM ("
            "SELECT DISTINCT ON (e.person_id) e.person_id, e.act FROM risk_entries e WHERE e.written_at <="
            " (SELECT s.known_at FROM snapshots s WHERE s.snapshot_id = $12::bigint)"
            " ORDER BY e.person_id, e.entry_id DESC) r WHERE r.act <> 'closed')",
        ),
        "review-due": Condition("p.on_roll AND p.status_group <> 'out of scope' AND p.review_on <= $1::date"),
    }
)
"""By the code of the list, in the order of the table of lists."""
