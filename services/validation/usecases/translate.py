"""Between events and the domain: rows in, clean records and complaints out. Values leave only in records."""

from collections.abc import Sequence
from typing import Any, Final, Literal

from services.validation.domain.context import Context
from services.validation.domain.duplicates import LearnerLine, LineSetAside
from services.validation.domain.rows import Accepted, Complaint, Refused, Values, Verdict
from services.validation.domain.rules.people import year_number
from shared.clock import LONDON
from shared.contracts.blind_keys import blind_keys
from shared.contracts.ingest import ExtractedRow, RowsExtracted
from shared.contracts.records import Record, UpnKind
from shared.contracts.validation import Issue, JudgedRow, RecordsAccepted, RowsJudged, SetAsideRow
from shared.vocabulary.code_lists import LEVEL_RANKS
from shared.vocabulary.issues import code_of

_ADDRESS: Final = ("C1", "C2", "C3")
_DUPLICATE: Final = code_of("duplicate_learner_line")
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


def keys_of_row(secret: bytes, values: Values) -> Keys:
    """Return the blind keys of a row from whatever of it could be read."""
    return blind_keys(
        secret,
        upn=values.get("P1"),
        uln=values.get("P3"),
        surname=values.get("P5"),
        forename=values.get("P6"),
        born_on=values.get("P10"),
    )


def records_accepted(event: RowsExtracted, verdicts: Sequence[Verdict], keys: Sequence[Keys]) -> RecordsAccepted:
    """Return the clean records of a part, as an event."""
    build = _BUILDERS[event.collection]
    records = [
        build(row, verdict.values, event.establishment, blind)
        for row, verdict, blind in zip(event.rows, verdicts, keys, strict=True)
        if isinstance(verdict, Accepted)
    ]
    return RecordsAccepted.model_validate(_head(event) | {"records": tuple(records)})


def rows_judged(event: RowsExtracted, verdicts: Sequence[Verdict], keys: Sequence[Keys]) -> RowsJudged:
    """Return what was said about the rows of a part, as an event: codes and cells, never values."""
    letters = {column.id: column.letter for column in event.columns}
    judged = [
        _judged_row(row, verdict, letters, blind)
        for row, verdict, blind in zip(event.rows, verdicts, keys, strict=True)
        if verdict.complaints
    ]
    accepted = sum(isinstance(verdict, Accepted) for verdict in verdicts)
    counts = {"rows": len(verdicts), "accepted": accepted, "refused": len(verdicts) - accepted}
    return RowsJudged.model_validate(_head(event) | counts | {"judged": tuple(judged)})


def learner_line(event: RowsExtracted, row: ExtractedRow, values: Values, keys: Keys) -> LearnerLine:
    """Return an accepted row as far as duplicates go."""
    kinds = iter(keys)
    return LearnerLine(
        ordinal=row.ordinal,
        sheet=event.sheet,
        line=row.line,
        rank=LEVEL_RANKS.get(values.get("L1") or "", 0),
        upn=next(kinds) if values.get("P1") else None,
        uln=next(kinds) if values.get("P3") else None,
        name=next(kinds, None),
    )


def set_aside_row(found: LineSetAside) -> SetAsideRow:
    """Return a line that does not count, as the event says it."""
    return SetAsideRow(
        ordinal=found.line.ordinal,
        sheet=found.line.sheet,
        line=found.line.line,
        code=_DUPLICATE,
        counts_instead=found.counts_instead,
    )


def _head(event: RowsExtracted) -> dict[str, Any]:
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


def _enrolment_record(row: ExtractedRow, values: Values, establishment: str, keys: Keys) -> dict[str, Any]:
    get = values.get
    return {
        "ordinal": row.ordinal,
        "line": row.line,
        "person": _person(values),
        "contact": _contact(values),
        "enrolment": {
            "establishment": establishment,
            "enrolment_status": get("J4"),
            "level": get("L1"),
            "qualification_type": get("L2"),
            "title": get("L3"),
            "aim_reference": get("L4"),
            "study_programme": get("L5"),
            "attendance": get("L7"),
            "planned_hours": get("L8"),
            "started_on": get("L9"),
            "ends_on": get("L10"),
        },
        "keys": keys,
    }


def _roll_record(row: ExtractedRow, values: Values, establishment: str, keys: Keys) -> dict[str, Any]:
    get = values.get
    left_on, left_status = get("K6") or (None, None)
    return {
        "ordinal": row.ordinal,
        "line": row.line,
        "person": _person(values),
        "contact": _contact(values),
        "roll": {
            "school": get("E1"),
            "district": get("K3"),
            "ehcp_until": get("K2"),
            "characteristics": get("K4") or (),
            "moved_in_on": get("K5"),
            "left_on": left_on,
            "left_status": get("K11") or left_status,
        },
        "keys": keys,
    }


def _person(values: Values) -> dict[str, Any]:
    get = values.get
    upn = get("P1")
    return {
        "surname": get("P5"),
        "forename": get("P6"),
        "middle_names": get("P7"),
        "preferred_surname": get("P8"),
        "preferred_forename": get("P9"),
        "born_on": get("P10"),
        "sex": get("P11"),
        "upn": upn,
        "upn_kind": None if upn is None else _upn_kind(upn),
        "former_upn": get("P2"),
        "uln": get("P3"),
        "local_ref": get("P4"),
        "authority_ref": get("K1"),
        "year_group": year_number(get("P15")),
        "ethnicity": get("P12"),
        "sen": get("P14"),
        "postcode": get("C5"),
    }


def _contact(values: Values) -> dict[str, Any]:
    get = values.get
    return {
        "address": tuple(line for column in _ADDRESS if (line := get(column)) is not None),
        "home_phone": get("C6"),
        "mobile": get("C7"),
        "email": get("C8"),
        "carer_name": get("C9"),
        "carer_phone": get("C10"),
        "carer_email": get("C11"),
        "objection": get("C12") == "Y",
    }


def _upn_kind(upn: str) -> UpnKind:
    return "permanent" if upn[12].isdigit() else "temporary"


_BUILDERS: Final = {"S_ENR": _enrolment_record, "ROLL": _roll_record}
"""How a record is built, by collection."""

Built = Literal["S_ENR", "ROLL"]
__all__ = ["Record", "context_of", "keys_of_row", "learner_line", "records_accepted", "rows_judged", "set_aside_row"]
