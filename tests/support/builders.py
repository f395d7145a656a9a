"""Made-up records and events, complete in themselves: a test names only what it is about."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from services.validation.domain.values.uln import uln_from_body
from services.validation.domain.values.upn import upn_check_letter
from shared.contracts.events import NAMESPACE
from shared.contracts.ingest import RowsExtracted, SheetColumn, SubmissionExtracted, SubmissionReceived
from shared.contracts.matching import ClaimsMatched, SubmissionMatched
from shared.contracts.validation import RecordsAccepted, SubmissionJudged
from tests.support.rows import ContactDetails, Enrolment, PersonDetails, Record, RollEntry, records_of

SCHOOL = "8860001"
PERIOD = "2026-27"
RECEIVED_AT = datetime(2026, 9, 14, 9, 0, tzinfo=UTC)


def an_id(*names: object) -> UUID:
    """Return an id that the same names always give."""
    return uuid5(NAMESPACE, "test/" + "/".join(map(str, names)))


def a_upn(serial: int, *, year: int = 14) -> str:
    """Return a valid synthetic UPN of establishment 0000; distinct for serials 0 to 999."""
    body = f"8860000{year:02d}{serial:03d}"
    return upn_check_letter(body) + body


def a_uln(serial: int) -> str:
    """Return a valid ULN; distinct for distinct serials below ten million."""
    for filler in range(10):
        uln = uln_from_body(f"5{serial:07d}{filler}")
        if uln is not None:
            return uln
    raise AssertionError("of ten successive bodies at most one has no check digit")


def a_person(**given: Any) -> PersonDetails:
    """Return Zara Kempton, born 14 February 2010, changed as told."""
    usual: dict[str, Any] = {
        "surname": "Kempton",
        "forename": "Zara",
        "born_on": date(2010, 2, 14),
        "sex": "F",
        "upn": a_upn(1),
        "upn_kind": "permanent",
        "uln": a_uln(1),
        "year_group": 12,
        "postcode": "ME14 1XX",
    }
    return PersonDetails(**(usual | given))


def an_enrolment(**given: Any) -> Enrolment:
    """Return full-time A levels at the first school from September 2026, changed as told."""
    usual: dict[str, Any] = {
        "level": "3",
        "qualification_type": "ALEVEL",
        "title": "Maths, Physics, Art",
        "attendance": "FT",
        "started_on": date(2026, 9, 7),
        "ends_on": date(2028, 7, 9),
    }
    return Enrolment(**(usual | given))


def a_roll_entry(**given: Any) -> RollEntry:
    """Return an entry of the county roll, changed as told."""
    return RollEntry(**({"school": SCHOOL, "district": "E07000110"} | given))


def a_record(ordinal: int = 0, *, person: PersonDetails | None = None, **given: Any) -> Record:
    """Return an accepted enrolment row; give `facts=` for a row of another collection."""
    usual: dict[str, Any] = {"ordinal": ordinal, "line": ordinal + 2, "person": person or a_person()}
    if "facts" not in given:
        usual |= {"facts": an_enrolment(), "contact": ContactDetails(mobile="+447700900123")}
    return Record(**(usual | given))


def a_submission(name: object = 1, **given: Any) -> SubmissionReceived:
    """Return the receipt of a school's file; the same name gives the same submission."""
    usual: dict[str, Any] = {
        "submission_id": an_id("submission", name),
        "channel": "hook",
        "sender": "perspective-lite",
        "file_name": "8860001SchoolPost16Enrolment2026-27.xlsx",
        "tag": "Tracking YP",
        "sha256": "0" * 64,
        "size_bytes": 2048,
        "uploaded_at": RECEIVED_AT,
        "received_at": RECEIVED_AT,
    }
    return SubmissionReceived(**(usual | given))


def extracted_rows(
    rows: Iterable[dict[str, str | None]], *, name: object = 1, part: int = 0, **given: Any
) -> RowsExtracted:
    """Return one part whose rows hold these texts by column id."""
    listed = list(rows)
    columns = tuple(dict.fromkeys(column for row in listed for column in row))
    return RowsExtracted(
        **(
            _return(name)
            | {
                "part": part,
                "sheet": "Enrolment",
                "columns": tuple(SheetColumn(id=c, letter=chr(65 + n % 26)) for n, c in enumerate(columns)),
                "ordinals": tuple(range(len(listed))),
                "lines": tuple(range(2, len(listed) + 2)),
                "cells": tuple(tuple(row.get(column) for row in listed) for column in columns),
            }
            | given
        )
    )


def extracted(*, name: object = 1, parts: int = 1, rows: int = 1, **given: Any) -> SubmissionExtracted:
    """Return the word that all rows have been said."""
    return SubmissionExtracted(**(_return(name) | {"parts": parts, "rows": rows} | given))


def accepted_records(records: Iterable[Record], *, name: object = 1, part: int = 0, **given: Any) -> RecordsAccepted:
    """Return the clean records of one part."""
    return RecordsAccepted(
        **(_return(name) | {"part": part, "sheet": "Enrolment", "records": records_of(records)} | given)
    )


def judged(*, name: object = 1, parts: int = 1, rows: int = 1, refused: int = 0, **given: Any) -> SubmissionJudged:
    """Return the judgement on a whole submission."""
    counts = {"parts": parts, "rows": rows, "accepted": rows - refused, "refused": refused}
    return SubmissionJudged(**(_return(name) | counts | given))


def matched_claims(
    claims: Iterable[tuple[UUID, Record]], *, name: object = 1, part: int = 0, **given: Any
) -> ClaimsMatched:
    """Return one part's claims, each with its person."""
    listed = list(claims)
    columns = {
        "records": records_of(record for _, record in listed),
        "person_ids": tuple(person_id for person_id, _ in listed),
        "created": (False,) * len(listed),
        "rules": ("same_upn",) * len(listed),
    }
    return ClaimsMatched(**(_return(name) | {"part": part, "sheet": "Enrolment"} | columns | given))


def matched(
    *, name: object = 1, parts: int = 1, accepted: int = 1, created: int = 0, **given: Any
) -> SubmissionMatched:
    """Return the word that every part has been matched."""
    counts = {"parts": parts, "accepted": accepted, "matched": accepted - created, "created": created, "awaiting": 0}
    return SubmissionMatched(**(_return(name) | counts | given))


def _return(name: object) -> dict[str, Any]:
    return {
        "submission_id": an_id("submission", name),
        "collection": "S_ENR",
        "establishment": SCHOOL,
        "period": PERIOD,
        "received_at": RECEIVED_AT,
    }
