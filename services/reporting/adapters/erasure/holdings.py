"""What reporting keeps about young people, table by table, and where rows about them stand in files."""

from typing import Final
from uuid import UUID

from services.reporting.adapters.erasure.erasures import NAMED, THEIRS
from shared.erasure.holdings import Holding, held_of
from shared.erasure.subject_access import HeldPart
from shared.persistence.arrays import array_of
from shared.persistence.pool import Pool, transaction

_PEOPLE: Final = "SELECT * FROM people WHERE person_id = ANY ($1::text::uuid[])"
_HISTORY: Final = "SELECT * FROM status_history WHERE person_id = ANY ($1::text::uuid[]) ORDER BY version"
_CLAIMS: Final = """
SELECT r.collection, r.establishment, r.period, g.received_at, g.submission_id, s.file_name, c.*
FROM claims c JOIN generations g USING (generation_id) JOIN returns r USING (return_id)
LEFT JOIN submissions s ON s.submission_id = g.submission_id
WHERE c.person_id = ANY ($1::text::uuid[]) ORDER BY g.received_at, c.generation_id, c.ordinal
"""
_CARRIED: Final = "SELECT * FROM carried_claims WHERE person_id = ANY ($1::text::uuid[])"
_UNSETTLED: Final = f"""
{THEIRS}
SELECT g.submission_id, g.received_at, u.* FROM unsettled_rows u
JOIN unsettled USING (generation_id, ordinal) JOIN generations g USING (generation_id)
"""  # noqa: S608 (our own names)
_SET_ASIDE: Final = """
SELECT s.* FROM set_aside_rows s JOIN claims c USING (generation_id, ordinal)
WHERE c.person_id = ANY ($1::text::uuid[])
"""
_ISSUES: Final = """
SELECT i.* FROM issues i JOIN claims c USING (generation_id, ordinal) WHERE c.person_id = ANY ($1::text::uuid[])
"""
_CONTRADICTIONS: Final = "SELECT * FROM contradictions WHERE person_id = ANY ($1::text::uuid[])"
_NOTES: Final = """
SELECT n.* FROM contradiction_notes n JOIN contradictions c USING (contradiction_id)
WHERE c.person_id = ANY ($1::text::uuid[]) ORDER BY n.note_id
"""
_LISTED: Final = """
SELECT l.*, i.collection, i.period, i.issued_at FROM listed_people l JOIN list_issues i USING (issue_id)
WHERE l.person_id = ANY ($1::text::uuid[])
"""
_REPORTED: Final = """
SELECT p.*, r.summer, r.as_at, r.released_at FROM activity_report_people p JOIN activity_reports r USING (report_id)
WHERE p.person_id = ANY ($1::text::uuid[])
"""
_COHORTS: Final = "SELECT * FROM guarantee_cohorts WHERE person_id = ANY ($1::text::uuid[])"
_FLAGS: Final = "SELECT * FROM person_flags WHERE person_id = ANY ($1::text::uuid[]) ORDER BY flag_id"
_SNAPSHOTS: Final = """
SELECT t.as_at, t.known_at, t.purpose, s.* FROM snapshot_people s JOIN snapshots t USING (snapshot_id)
WHERE s.person_id = ANY ($1::text::uuid[]) ORDER BY t.known_at
"""
_WORK: Final = "SELECT * FROM work_entries WHERE person_id = ANY ($1::text::uuid[]) ORDER BY entry_id"
_NUMBERS: Final = "SELECT * FROM return_numbers WHERE person_id = ANY ($1::text::uuid[])"
_FINDINGS: Final = """
SELECT c.as_at, c.known_at, f.number FROM return_findings f JOIN return_checks c USING (snapshot_id)
WHERE f.person_id = ANY ($1::text::uuid[]) ORDER BY c.known_at, f.number
"""
_RISKS: Final = "SELECT * FROM risk_entries WHERE person_id = ANY ($1::text::uuid[]) ORDER BY entry_id"
_STALE: Final = "SELECT * FROM stale_people WHERE person_id = ANY ($1::text::uuid[])"
_QUEUED: Final = "SELECT * FROM webhook_changes WHERE person_id = ANY ($1::text::uuid[])"
_FILES: Final = """
SELECT DISTINCT s.* FROM submissions s
WHERE EXISTS (SELECT FROM claims c JOIN generations g USING (generation_id)
              WHERE c.person_id = ANY ($1::text::uuid[]) AND g.submission_id = s.submission_id)
"""
_AUDIT: Final = """
SELECT at, act, kind, about FROM shared.audit_entries WHERE person_id = ANY ($1::text::uuid[]) ORDER BY at
"""
_ACCESSES: Final = "SELECT * FROM shared.subject_accesses WHERE person_id = ANY ($1::text::uuid[])"
_ERASURES: Final = """
SELECT t.* FROM shared.erasure_targets t WHERE t.person_id = ANY ($1::text::uuid[])
"""
HOLDINGS: Final = (
    Holding("reporting.people", "Who they are, and their status of today", _PEOPLE),
    Holding("reporting.status_history", "Every status that was published", _HISTORY),
    Holding("reporting.snapshot_people", "How they stood on days that reports and returns are about", _SNAPSHOTS),
    Holding("reporting.return_numbers", "The number that they have in the national return", _NUMBERS),
    Holding("reporting.return_findings", "Errors that the national return would raise about them", _FINDINGS),
    Holding("reporting.claims", "What returns and entries on pages say, row by row", _CLAIMS),
    Holding("reporting.carried_claims", "Rows that count on while a newer one is not settled", _CARRIED),
    Holding("reporting.unsettled_rows", "Rows that were refused or wait", _UNSETTLED, sure=False),
    Holding("reporting.set_aside_rows", "Rows beside which another counts", _SET_ASIDE, "stays"),
    Holding("reporting.issues", "What was complained about in rows: codes and cells", _ISSUES, "stays"),
    Holding("reporting.contradictions", "Where returns contradict each other", _CONTRADICTIONS),
    Holding("reporting.contradiction_notes", "What was written about those contradictions", _NOTES),
    Holding("reporting.listed_people", "Lists of schools on which they stood", _LISTED),
    Holding("reporting.activity_report_people", "January reports of schools in which they stand", _REPORTED),
    Holding("reporting.guarantee_cohorts", "Rounds of the September Guarantee to which they belong", _COHORTS),
    Holding("reporting.person_flags", "Objections and confidential records", _FLAGS),
    Holding("reporting.work_entries", "Who looked after them from a work list, and when", _WORK),
    Holding("reporting.risk_entries", "Who found them to be at risk, why, and what came of it", _RISKS),
    Holding("reporting.stale_people", "That their status is about to be computed", _STALE),
    Holding("reporting.webhook_changes", "Changes of which another team is about to be told", _QUEUED, "stays"),
    Holding("reporting.submissions", "Files with rows about them", _FILES, "emptied"),
    Holding("shared.audit_entries", "Who looked or changed something, as kind and time", _AUDIT, "stays"),
    Holding("shared.subject_accesses", "That all of this was asked for", _ACCESSES),
    Holding("shared.erasure_targets", "That they are to be erased", _ERASURES, "stays"),
)
"""The register."""

_ROWS: Final = f"""
{THEIRS}
INSERT INTO shared.subject_access_rows (access_id, submission_id, sheet, line, sure)
SELECT $2::uuid, g.submission_id, p.sheet, p.line, bool_or(p.sure)
FROM (SELECT generation_id, sheet, line, true AS sure FROM theirs
      UNION ALL SELECT generation_id, sheet, line, false FROM unsettled) AS p
JOIN generations g USING (generation_id) WHERE p.sheet <> ''
GROUP BY g.submission_id, p.sheet, p.line ON CONFLICT DO NOTHING
"""  # noqa: S608 (our own names)
_TELL: Final = """
INSERT INTO shared.subject_access_rows (access_id, submission_id, sheet, line, sure)
SELECT $1, one, '', 0, true FROM unnest($2::text::uuid[]) AS one ON CONFLICT DO NOTHING
"""


class HeldByReporting:
    """Puts reporting's part of a subject access together, and notes for ingest where the rows stand in files."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def __call__(self, access_id: UUID, person_id: UUID) -> HeldPart:
        """Return the part. Raises Transient."""
        people = array_of([person_id])
        async with transaction(self._pool) as connection:
            await connection.execute(_ROWS, people, access_id)
            named = [row["submission_id"] for row in await connection.fetch(NAMED, people)]
            await connection.execute(_TELL, access_id, array_of(named))
            return HeldPart(await held_of(connection, HOLDINGS, person_id))
