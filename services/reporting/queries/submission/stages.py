"""Where a file stands, as SQL: made of the domain's table, so that the list can be asked for one stage."""

from typing import Any, Final

from services.reporting.domain.returns.progress import STAGE_RULES, Facts, StageRule

NEWEST: Final = """
LEFT JOIN LATERAL (
    SELECT * FROM generations WHERE submission_id = s.submission_id ORDER BY judgement DESC LIMIT 1
) g ON true
LEFT JOIN returns r ON r.return_id = g.return_id
LEFT JOIN LATERAL (
    SELECT decision, generation_id FROM decisions JOIN generations USING (generation_id)
    WHERE submission_id = s.submission_id AND in_force ORDER BY decision_id DESC LIMIT 1
) d ON true
LEFT JOIN LATERAL (
    SELECT decisions.* FROM decisions JOIN generations USING (generation_id)
    WHERE submission_id = s.submission_id ORDER BY decision_id DESC LIMIT 1
) p ON p.second_person AND p.answered_by IS NULL
"""
"""d: what was decided last of what is in force. p: what was decided last, where that waits for a second person. Both
are about the file, whichever judgement of it was shown."""

_COLUMNS: Final = {
    "received": "(s.file_name IS NOT NULL)",
    "outcome": "s.outcome",
    "repeated": "(s.repeats IS NOT NULL)",
    "extracted": "(s.rows_extracted IS NOT NULL)",
    "state": "g.state",
    "decision": "d.decision",
    "decided_as_it_is": "(d.generation_id = g.generation_id)",
    "complete": "g.complete",
    "effective": "(r.generation_id = g.generation_id)",
    "hold": "(g.hold IS NOT NULL)",
}
"""Each field of `Facts` over the tables that `NEWEST` joins to a submission `s`."""


def _when(rule: StageRule) -> str:
    asked = [f"{_COLUMNS[name]} IN ({', '.join(map(_literal, values))})" for name, values in rule.facts.items()]
    return f"WHEN {' AND '.join(asked) or 'true'} THEN {_literal(rule.stage)}"


def _literal(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else f"'{value}'"


STAGE: Final = f"CASE {' '.join(map(_when, STAGE_RULES))} END"
"""`stage_of` as an expression."""


def facts_of(row: Any) -> Facts:
    """Return what is known about a submission, by a row of `NEWEST` with its columns."""
    return Facts(
        received=row["file_name"] is not None,
        outcome=row["outcome"],
        repeated=row["repeats"] is not None,
        extracted=row["rows_extracted"] is not None,
        state=row["state"],
        decision=row["decision"],
        decided_as_it_is=bool(row["decided_as_it_is"]),
        complete=bool(row["complete"]),
        effective=bool(row["effective"]),
        hold=row["hold"] is not None,
    )
