"""Between events and the domain: rows in, complaints out by code and cell. Values leave only in records."""

from collections.abc import Sequence
from typing import Any, Final

from services.validation.domain.context import Context
from services.validation.domain.duplicates import LearnerLine, LineSetAside, Number, NumberShared
from services.validation.domain.rows import Accepted, Complaint, JudgedRows, Refused, Verdict
from shared.clock import LONDON
from shared.contracts.blind_keys import blind_keys
from shared.contracts.ingest import ExtractedRow, RowsExtracted
from shared.contracts.validation import Issue, JudgedRow, RowNote, RowsJudged, SetAsideRow
from shared.vocabulary.code_lists import LEVEL_RANKS
from shared.vocabulary.issues import code_of

_DUPLICATE: Final = code_of("duplicate_learner_line")
_SHARED: Final[dict[Number, tuple[str, str]]] = {
    "upn": (code_of("upn_on_two_people"), "P1"),
    "uln": (code_of("uln_on_two_people"), "P3"),
}
_KEYED: Final = ("P1", "P3", "P5", "P6", "P10")
Keys = tuple[int, ...]


def context_of(event: RowsExtracted, *, flag_test_numbers: bool) -> Context:
    """Return what the rows of a part are judged against; the day of receipt is the day in London."""
    return Context(
        collection=event.collection,
        establishment=event.establishment,
        period=event.period,
        received_on=event.received_at.astimezone(LONDON).date(),
        flag_test_numbers=flag_test_numbers,
    )


def head_of(event: RowsExtracted) -> dict[str, Any]:
    """Return what every event about a part repeats."""
    return {
        "submission_id": event.submission_id,
        "judgement": event.judgement,
        "part": event.part,
        "collection": event.collection,
        "establishment": event.establishment,
        "period": event.period,
        "received_at": event.received_at,
        "sheet": event.sheet,
    }


def keys_of_rows(secret: bytes, judged: JudgedRows) -> list[Keys]:
    """Return the blind keys of each row, from whatever of it could be read."""
    columns = [judged.values(column) for column in _KEYED]
    return [
        blind_keys(secret, upn=upn, uln=uln, surname=surname, forename=forename, born_on=born_on)
        for upn, uln, surname, forename, born_on in zip(*columns, strict=True)
    ]


def rows_judged(event: RowsExtracted, judged: JudgedRows, keys: Sequence[Keys]) -> RowsJudged:
    """Return what was said about the rows of a part, as an event."""
    letters = {column.id: column.letter for column in event.columns}
    accepted = judged.accepted
    return RowsJudged(
        **head_of(event),
        rows=len(judged.verdicts),
        accepted=accepted,
        refused=len(judged.verdicts) - accepted,
        judged=tuple(
            _judged_row(row, verdict, letters, blind)
            for row, verdict, blind in zip(event.rows, judged.verdicts, keys, strict=True)
            if verdict.complaints
        ),
    )


def learner_lines(event: RowsExtracted, judged: JudgedRows, keys: Sequence[Keys]) -> list[LearnerLine]:
    """Return the accepted rows of a part as far as duplicates go."""
    columns = [judged.values(column) for column in ("L1", "P1", "P3")]
    lines = []
    for row, verdict, level, upn, uln, blind in zip(event.rows, judged.verdicts, *columns, keys, strict=True):
        if isinstance(verdict, Accepted):
            rank = LEVEL_RANKS.get(level, 0)
            kinds = iter(blind)
            upn_key, uln_key = next(kinds) if upn else None, next(kinds) if uln else None
            lines.append(LearnerLine(row.ordinal, event.sheet, row.line, rank, upn_key, uln_key, next(kinds, None)))
    return lines


def set_aside_row(found: LineSetAside) -> SetAsideRow:
    """Return a line that does not count, as the event says it."""
    return SetAsideRow(
        ordinal=found.line.ordinal,
        sheet=found.line.sheet,
        line=found.line.line,
        code=_DUPLICATE,
        counts_instead=found.counts_instead,
    )


def row_note(found: NumberShared) -> RowNote:
    """Return a line whose number somebody else's line has too, as the event says it."""
    code, column = _SHARED[found.number]
    line = found.line
    return RowNote(ordinal=line.ordinal, sheet=line.sheet, line=line.line, code=code, column=column, other=found.other)


def _judged_row(row: ExtractedRow, verdict: Verdict, letters: dict[str, str], keys: Keys) -> JudgedRow:
    refused = isinstance(verdict, Refused)
    return JudgedRow(
        ordinal=row.ordinal,
        line=row.line,
        refused=refused,
        issues=tuple(_issue(complaint, row.line, letters) for complaint in verdict.complaints),
        keys=keys if refused else (),
    )


def _issue(complaint: Complaint, line: int, letters: dict[str, str]) -> Issue:
    letter = letters.get(complaint.column or "")
    return Issue(
        code=complaint.code,
        severity=complaint.severity,
        column=complaint.column,
        cell=f"{letter}{line}" if letter else None,
    )
