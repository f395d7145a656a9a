"""A learner is kept whose course is told unreadably: what could not be read is dropped and said."""

import json

import pytest

from services.reporting.adapters.claims import claim_rows
from shared.contracts.matching import ClaimsMatched
from shared.contracts.validation import RecordsAccepted, RowsJudged
from tests.spec.validation.rows import GOOD, Cells
from tests.support.builders import RECEIVED_AT, an_id
from tests.unit.validation.test_judging import ValidationUnderTest, part

UNREADABLE = {"L1": "Level 1/2", "L7": "Full Time (540+)", "L10": "next summer"}


async def judged(*rows: Cells) -> tuple[RowsJudged, RecordsAccepted]:
    under_test = ValidationUnderTest()
    await under_test.judge_rows(part(*({**GOOD["S_ENR"], **row} for row in rows)))
    (judged,), (accepted,) = under_test.said(RowsJudged), under_test.said(RecordsAccepted)
    assert isinstance(judged, RowsJudged)
    assert isinstance(accepted, RecordsAccepted)
    return judged, accepted


@pytest.mark.parametrize(("column", "code"), [("L1", "V081"), ("L7", "V088"), ("L10", "V097")])
async def test_c11_an_unreadable_level_attendance_or_end_is_said_and_the_learner_kept(column: str, code: str) -> None:
    verdicts, records = await judged({column: UNREADABLE[column]})
    (row,) = verdicts.judged
    assert (row.refused, [(issue.code, issue.severity) for issue in row.issues]) == (False, [(code, "field_error")])
    assert len(records.records) == 1


@pytest.mark.parametrize(("column", "code"), [("L1", "V080"), ("L2", "V082"), ("L7", "V087"), ("L10", "V096")])
async def test_c11_a_blank_loses_no_learner_either(column: str, code: str) -> None:
    verdicts, _ = await judged({column: None})
    assert [(row.refused, row.issues[0].code) for row in verdicts.judged] == [(False, code)]


async def test_c11_a_course_of_no_type_is_one_of_another_type() -> None:
    _, accepted = await judged({"L2": None}, {"L2": "Pre-U"}, {})
    assert accepted.records.facts["qualification_type"] == ("OTHER", "OTHER", "ALEVEL")


async def test_c11_what_the_row_does_not_say_reaches_reporting_as_nothing() -> None:
    _, accepted = await judged(UNREADABLE, {})
    facts = accepted.records.facts
    assert (facts["level"], facts["attendance"]) == (("X", "3"), (None, "FT"))
    assert facts["ends_on"] == (None, "2028-07-09")
    columns, rows = claim_rows([(1, matched(accepted))])
    stored = [json.loads(dict(zip(columns, row, strict=True))["facts"]) for row in rows]
    assert [(each.get("attendance"), each.get("ends_on")) for each in stored] == [(None, None), ("FT", "2028-07-09")]


def matched(accepted: RecordsAccepted) -> ClaimsMatched:
    rows = len(accepted.records)
    return ClaimsMatched(
        submission_id=accepted.submission_id,
        judgement=accepted.judgement,
        part=accepted.part,
        collection=accepted.collection,
        establishment=accepted.establishment,
        period=accepted.period,
        received_at=RECEIVED_AT,
        sheet=accepted.sheet,
        records=accepted.records.without_contact(),
        person_ids=tuple(an_id(f"person {row}") for row in range(rows)),
        created=(True,) * rows,
        rules=("new_person",) * rows,
        awaiting=(),
    )


async def test_c12_the_senders_own_ethnicity_code_travels_beside_the_main_one() -> None:
    _, accepted = await judged({"P12": "BNGN"}, {"P12": "WBRI"}, {"P12": "WXYZ"}, {"P12": None})
    person = accepted.records.person
    assert person.ethnicity == ("BAFR", "WBRI", "WOTH", None)
    assert person.ethnicity_extended == ("BNGN", None, "WXYZ", None)


async def test_c18_the_second_number_of_a_cell_travels_in_a_column_of_its_own() -> None:
    _, accepted = await judged({"C7": "07700 900123 / 07700 900124"}, {})
    contact = accepted.records.contact
    assert contact is not None
    assert contact.mobile == ("+447700900123", "+447700900123")
    assert contact.mobile_second == ("+447700900124", None)
    assert contact.home_phone_second is None


async def test_d4_no_date_for_ever_ever_reaches_a_record() -> None:
    _, accepted = await judged({"L10": "31/12/9999", "P10": "9999-12-31"})
    records = accepted.records
    assert "ends_on" not in records.facts
    assert records.person.born_on is None
