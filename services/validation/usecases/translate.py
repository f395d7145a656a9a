"""Between events and the domain: rows in, complaints out by code and cell. Values leave only in records."""

from collections.abc import Iterable, Sequence
from typing import Final

from services.validation.domain.collections import COLLECTION_RULES, CollectionRules
from services.validation.domain.context import Context
from services.validation.domain.duplicates import (
    LearnerLines,
    LineSetAside,
    Number,
    NumberShared,
    lines_apart,
    ranks_of,
)
from services.validation.domain.rows import Complaint, JudgedRows, Marked, Refused, Verdict
from services.validation.usecases.records import AcceptedRows
from shared.contracts.ingest import CellMark, RowsExtracted
from shared.contracts.validation import Issue, JudgedRow, RowNote, RowsJudged, SetAsideRow
from shared.crypto.blind_index import BlindIndex, blind_index_of
from shared.errors import Poison
from shared.vocabulary import column_ids as col
from shared.vocabulary.issues import code_of, find_issue
from shared.vocabulary.london import london_day

_DUPLICATE: Final = code_of("duplicate_learner_line")
_SHARED: Final[dict[Number, tuple[str, str]]] = {
    "upn": (code_of("upn_on_two_people"), col.UPN),
    "uln": (code_of("uln_on_two_people"), col.ULN),
}


def context_of(event: RowsExtracted, *, flag_test_numbers: bool) -> Context:
    """Return what the rows of a part are judged against; the day of receipt is the day in London."""
    return Context(
        collection=event.collection,
        establishment=event.establishment,
        period=event.period,
        received_on=london_day(event.received_at),
        flag_test_numbers=flag_test_numbers,
    )


def marked_in(marks: Iterable[CellMark]) -> tuple[Marked, ...]:
    """Return what ingest saw in the cells of a part, by the catalogue's names. Raises Poison for a code not in it."""
    marked = []
    for mark in marks:
        entry = find_issue(mark.code)
        if entry is None:
            raise Poison("unknown_mark")
        marked.append(Marked(entry.name, mark.column, mark.rows))
    return tuple(marked)


def keys_of_rows(secret: bytes, judged: JudgedRows) -> BlindIndex:
    """Return the blind keys of each row, from whatever of it could be read."""
    return blind_index_of(
        secret,
        upns=judged.values(col.UPN),
        ulns=judged.values(col.ULN),
        surnames=judged.values(col.SURNAME),
        forenames=judged.values(col.FORENAME),
        births=judged.values(col.BIRTH_DATE),
    )


def rows_judged(event: RowsExtracted, judged: JudgedRows, keys: BlindIndex, severities: int = 0) -> RowsJudged:
    """Return the complaints about the rows of a part, as an event."""
    letters = {column.id: column.letter for column in event.columns}
    refused = len(judged.refused)
    return RowsJudged(
        **event.part_fields(),
        rows=judged.rows,
        accepted=judged.rows - refused,
        refused=refused,
        unanswered=judged.unanswered,
        judged=tuple(
            _judged_row(event, position, verdict, letters, keys) for position, verdict in judged.with_issues.items()
        ),
        severities=severities,
        with_e_mail=judged.with_any(col.EMAIL, col.CARER_EMAIL),
    )


def learner_lines(rows: AcceptedRows) -> LearnerLines:
    """Return the accepted rows of a part as far as duplicates go; they rank by what the collection's policy says."""
    known = COLLECTION_RULES[rows.event.collection]
    lines = LearnerLines(rows.event.sheet, rows.ordinals, rows.lines, _ranks(known, rows), *rows.keys)
    kinds = known.collection.row_kinds
    if kinds is None or not kinds.apart:
        return lines
    return lines_apart(lines, rows.column(kinds.column))


def _ranks(known: CollectionRules, rows: AcceptedRows) -> Sequence[int]:
    """Return how the rows rank by the policy of the collection; where they are of several kinds, each by its own."""
    kinds = known.collection.row_kinds
    if kinds is None or not kinds.apart:
        column = known.collection.counting_line.ranked_by
        return ranks_of(column, rows.column(column)) if column else (0,) * len(rows)
    ranks = {kind: _ranks(rules, rows) for kind, rules in known.row_kinds.items()}
    return tuple([ranks[kind][place] for place, kind in enumerate(rows.column(kinds.column))])


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


def _judged_row(
    event: RowsExtracted, position: int, verdict: Verdict, letters: dict[str, str], keys: BlindIndex
) -> JudgedRow:
    line = event.lines[position]
    refused = isinstance(verdict, Refused)
    return JudgedRow(
        ordinal=event.ordinals[position],
        line=line,
        refused=refused,
        issues=tuple(_issue(complaint, line, letters) for complaint in verdict.complaints),
        keys=keys.at(position) if refused else (),
    )


def _issue(complaint: Complaint, line: int, letters: dict[str, str]) -> Issue:
    letter = letters.get(complaint.column or "")
    return Issue(
        code=complaint.code,
        severity=complaint.severity,
        column=complaint.column,
        cell=f"{letter}{line}" if letter else None,
    )
