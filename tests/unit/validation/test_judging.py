"""Judging parts and submissions, with units of work in memory."""

from datetime import date

import pytest

from services.validation.usecases.judge_rows import JudgeRows
from services.validation.usecases.judge_submission import JudgeSubmission
from shared.contracts.ingest import RowsExtracted, SheetColumn, SubmissionExtracted
from shared.contracts.validation import RecordsAccepted, RowsJudged, SubmissionJudged
from shared.crypto.blind_index import blind_index_of
from shared.errors import Poison
from tests.spec.validation.rows import GOOD, Cells
from tests.support.builders import RECEIVED_AT, an_id
from tests.support.memory_severities import as_catalogued, memory_validation
from tests.support.memory_unit_of_work import MemoryUnitsOfWork
from tests.support.rows import rows_of

SECRET = b"a secret of this test, 32 bytes."
COLUMNS = {"S_ENR": (*GOOD["S_ENR"], "C10", "C12"), "ROLL": tuple(GOOD["ROLL"])}


class ValidationUnderTest:
    """Validation with everything in memory."""

    def __init__(self) -> None:
        tables, *_ = memory_validation()
        self.units = MemoryUnitsOfWork(lambda: tables)
        self._judge_rows = JudgeRows(self.units.begin, SECRET, as_catalogued)
        self._judge_submission = JudgeSubmission(self.units.begin)

    async def judge_rows(self, *parts: RowsExtracted) -> None:
        await self._judge_rows(parts)

    async def judge_submission(self, *totals: SubmissionExtracted) -> None:
        await self._judge_submission(totals)

    def said(self, kind: type) -> list[object]:
        return [event for event in self.units.published.events if isinstance(event, kind)]


def part(*rows: Cells, collection: str = "S_ENR", number: int = 0) -> RowsExtracted:
    return RowsExtracted(
        submission_id=an_id("submission"),
        part=number,
        collection=collection,
        establishment="886" if collection == "ROLL" else "8860001",
        period="standing" if collection == "ROLL" else "2026-27",
        received_at=RECEIVED_AT,
        sheet="Year 12",
        columns=tuple(
            SheetColumn(id=column, letter=chr(ord("A") + place)) for place, column in enumerate(COLUMNS[collection])
        ),
        ordinals=tuple(range(number * 500, number * 500 + len(rows))),
        lines=tuple(range(5, len(rows) + 5)),
        cells=tuple(tuple(row.get(column) for row in rows) for column in COLUMNS[collection]),
    )


def total(parts: int, **given: object) -> SubmissionExtracted:
    return SubmissionExtracted.model_validate(
        {
            "submission_id": an_id("submission"),
            "collection": "S_ENR",
            "establishment": "8860001",
            "period": "2026-27",
            "received_at": RECEIVED_AT,
            "parts": parts,
            "rows": parts,
        }
        | given
    )


def changed(collection: str = "S_ENR", **cells: str | None) -> Cells:
    return {**GOOD[collection], **cells}


async def test_a_good_row_becomes_a_clean_record() -> None:
    under_test = ValidationUnderTest()
    await under_test.judge_rows(part(changed(C10="01632 960123", C12="N")))
    (said,) = under_test.said(RecordsAccepted)
    assert isinstance(said, RecordsAccepted)
    (record,) = rows_of(said.records)
    assert (record.ordinal, record.line) == (0, 5)
    assert said.records.person.at(0) == {
        "surname": "O'Brien-Smith",
        "forename": "Zoë",
        "born_on": date(2010, 2, 14),
        "sex": "F",
        "upn": "U886000026001",
        "upn_kind": "permanent",
        "uln": "5161128622",
        "local_ref": "004512",
        "year_group": 12,
        "ethnicity": "WBRI",
        "sen": "N",
        "postcode": "ME14 1XX",
    }
    assert record.facts == {
        "enrolment_status": "C",
        "level": "3",
        "qualification_type": "ALEVEL",
        "title": "Maths, Physics, Art",
        "attendance": "FT",
        "planned_hours": 600,
        "started_on": "2026-09-07",
        "ends_on": "2028-07-09",
    }
    assert record.contact is not None
    assert record.contact.address == ("12 Mill Lane", "Maidstone")
    assert (record.contact.mobile, record.contact.carer_phone) == ("+447700900123", "+441632960123")
    assert not record.contact.objection
    assert said.records.objections == (False,)
    keys = blind_index_of(
        SECRET,
        upns=["U886000026001"],
        ulns=["5161128622"],
        surnames=["O'Brien-Smith"],
        forenames=["Zoë"],
        births=[date(2010, 2, 14)],
    )
    assert record.keys == keys.at(0)


async def test_what_rows_say_of_objections_travels_with_them() -> None:
    """Also past matching, which keeps how to reach people; a part in which no row says anything carries nothing."""
    under_test = ValidationUnderTest()
    numbers = ("U886000026001", "M886000026002", None)
    rows = [changed(P1=upn, P3=None, C12=said) for upn, said in zip(numbers, ("Y", "n/a", "no"), strict=True)]
    await under_test.judge_rows(part(*rows), part(changed(C12=None), number=1))
    said, silent = under_test.said(RecordsAccepted)
    assert isinstance(said, RecordsAccepted)
    assert isinstance(silent, RecordsAccepted)
    assert said.records.objections == (True, None, False)
    assert said.records.only((True, False, True)).without_contact().objections == (True, False)
    assert silent.records.objections == ()


async def test_a_row_of_the_roll_becomes_an_entry_of_the_roll() -> None:
    under_test = ValidationUnderTest()
    await under_test.judge_rows(part(GOOD["ROLL"], collection="ROLL"))
    (said,) = under_test.said(RecordsAccepted)
    assert isinstance(said, RecordsAccepted)
    (record,) = rows_of(said.records)
    assert record.facts == {"school": "8860001", "district": "E07000110"}
    assert record.person.authority_ref == "K0004512"


async def test_issues_name_the_cell_and_a_refused_row_keeps_its_blind_keys() -> None:
    under_test = ValidationUnderTest()
    await under_test.judge_rows(part(GOOD["S_ENR"], changed(L9=None), changed(P3=None)))
    (said,) = under_test.said(RowsJudged)
    assert isinstance(said, RowsJudged)
    assert (said.rows, said.accepted, said.refused) == (3, 2, 1)
    refused, warned = said.judged
    letter = chr(ord("A") + COLUMNS["S_ENR"].index("L9"))
    assert [(issue.code, issue.severity, issue.column, issue.cell) for issue in refused.issues] == [
        ("V092", "error", "L9", f"{letter}6")
    ]
    assert refused.refused
    assert len(refused.keys) == 3
    assert (warned.refused, warned.keys, warned.issues[0].code) == (False, (), "V020")


async def test_every_part_is_said_also_when_none_of_its_rows_can_be_used() -> None:
    under_test = ValidationUnderTest()
    await under_test.judge_rows(part(changed(P5=None)))
    (records,), (verdicts,) = under_test.said(RecordsAccepted), under_test.said(RowsJudged)
    assert isinstance(records, RecordsAccepted)
    assert isinstance(verdicts, RowsJudged)
    assert len(records.records) == 0
    assert verdicts.refused == 1


async def test_a_delivery_that_comes_again_says_nothing() -> None:
    under_test = ValidationUnderTest()
    for _ in range(2):
        await under_test.judge_rows(part(GOOD["S_ENR"]))
        await under_test.judge_submission(total(1))
    assert len(under_test.units.published.events) == 3


async def test_of_several_parts_only_those_that_are_new_are_judged() -> None:
    under_test = ValidationUnderTest()
    await under_test.judge_rows(part(GOOD["S_ENR"]))
    await under_test.judge_rows(part(GOOD["S_ENR"]), part(GOOD["S_ENR"], number=1))
    assert [event.part for event in under_test.said(RecordsAccepted) if isinstance(event, RecordsAccepted)] == [0, 1]


async def test_parts_and_totals_of_several_submissions_are_judged_together() -> None:
    under_test = ValidationUnderTest()
    others = {"submission_id": an_id("another"), "establishment": "8860001"}
    await under_test.judge_submission(total(2), total(1, **others))
    await under_test.judge_rows(
        part(GOOD["S_ENR"]),
        part(GOOD["S_ENR"]).model_copy(update=others),
        part(changed(P5=None), number=1),
    )
    found = {
        event.submission_id: event for event in under_test.said(SubmissionJudged) if isinstance(event, SubmissionJudged)
    }
    assert {(one.parts, one.rows, one.accepted, one.refused) for one in found.values()} == {(2, 2, 1, 1), (1, 1, 1, 0)}
    assert found[an_id("another")].parts == 1


async def test_the_submission_is_judged_once_all_parts_are_in() -> None:
    under_test = ValidationUnderTest()
    await under_test.judge_rows(part(GOOD["S_ENR"]))
    await under_test.judge_submission(total(2))
    assert under_test.said(SubmissionJudged) == []
    await under_test.judge_rows(part(changed(L1="7"), number=1))
    (said,) = under_test.said(SubmissionJudged)
    assert isinstance(said, SubmissionJudged)
    assert (said.parts, said.rows, said.accepted, said.refused) == (2, 2, 2, 0)
    (aside,) = said.set_aside
    assert (aside.ordinal, aside.counts_instead, aside.sheet, aside.line, aside.code) == (0, 500, "Year 12", 5, "R001")


async def test_a_upn_on_the_lines_of_two_people_is_noted_on_both() -> None:
    under_test = ValidationUnderTest()
    await under_test.judge_rows(part(GOOD["S_ENR"], changed(P3=None, P6="Amy", P10="2009-03-01")))
    await under_test.judge_submission(total(1, rows=2))
    (said,) = under_test.said(SubmissionJudged)
    assert isinstance(said, SubmissionJudged)
    assert said.set_aside == ()
    assert [(note.ordinal, note.line, note.code, note.column, note.other) for note in said.notes] == [
        (0, 5, "R007", "P1", 1),
        (1, 6, "R007", "P1", 0),
    ]


async def test_a_file_that_repeats_an_earlier_one_is_not_judged() -> None:
    under_test = ValidationUnderTest()
    await under_test.judge_submission(total(0, repeats=an_id("earlier")))
    assert under_test.units.published.events == []


async def test_a_file_without_rows_is_judged_at_once() -> None:
    under_test = ValidationUnderTest()
    await under_test.judge_submission(total(0))
    assert len(under_test.said(SubmissionJudged)) == 1


@pytest.mark.parametrize(("one", "other"), [("Zoë", "Zoe"), ("O'Dowd", "ODOWD"), ("Søren", "Soren"), ("Weiß", "WEISS")])
async def test_b10_one_learner_whose_name_is_spelt_in_two_ways_is_said_to_stand_on_two_lines(
    one: str, other: str
) -> None:
    under_test = ValidationUnderTest()
    unnumbered = {**GOOD["S_ENR"], "P1": None, "P3": None}
    await under_test.judge_rows(part({**unnumbered, "P6": one}, {**unnumbered, "P6": other}))
    await under_test.judge_submission(total(1))
    (said,) = under_test.said(SubmissionJudged)
    assert isinstance(said, SubmissionJudged)
    assert [(aside.code, aside.counts_instead) for aside in said.set_aside] == [("R001", 0)]


async def test_a_collection_that_nobody_knows_is_set_aside() -> None:
    event = part(GOOD["S_ENR"]).model_copy(update={"collection": "S_NEW"})
    with pytest.raises(Poison, match="unknown_collection"):
        await ValidationUnderTest().judge_rows(event)


async def test_the_day_of_receipt_stands_for_today() -> None:
    """09:00 on 14 September: a course may start up to 15 October, whenever the part is processed."""
    under_test = ValidationUnderTest()
    await under_test.judge_rows(part(changed(L9="2026-10-15"), changed(L9="2026-10-16")))
    (said,) = under_test.said(RowsJudged)
    assert isinstance(said, RowsJudged)
    assert [(row.ordinal, row.refused) for row in said.judged] == [(1, True)]
