"""Rows of several kinds in one return: each is judged as what it is, and duplicates are looked for within a kind."""

from datetime import UTC, datetime, time

from services.validation.domain.duplicates import lines_set_aside, lines_sharing_a_key
from services.validation.domain.rows import Marked
from services.validation.usecases.judge_rows import judged_part, part_result
from shared.contracts.ingest import RowsExtracted, SheetColumn
from shared.vocabulary.issues import CATALOGUE
from tests.spec.validation.movement_examples import JOINED, LEFT
from tests.spec.validation.rows import CONTEXTS, GOOD, Cells, judged
from tests.support.builders import an_id

SECRET = b"a secret of this test, 32 bytes."


def part(collection: str, *rows: Cells) -> RowsExtracted:
    """Return a part with these rows: the good one of the collection with some cells changed."""
    whole = [{**GOOD[collection], **row} for row in rows]
    columns = tuple(dict.fromkeys(column for row in whole for column in row))
    context = CONTEXTS[collection]
    return RowsExtracted(
        submission_id=an_id("submission"),
        part=0,
        collection=collection,
        establishment=context.establishment,
        period=context.period,
        received_at=datetime.combine(context.received_on, time(10), UTC),
        sheet="Movements",
        columns=tuple(SheetColumn(id=column, letter="A") for column in columns),
        ordinals=tuple(range(len(rows))),
        lines=tuple(range(2, len(rows) + 2)),
        cells=tuple(tuple(row.get(column) for row in whole) for column in columns),
    )


def said_of(collection: str, *rows: Cells, marked: tuple[Marked, ...] = ()) -> dict[int, set[str]]:
    found = judged(collection, *({**GOOD[collection], **row} for row in rows), marked=marked)
    return {
        place: {CATALOGUE[one.code].name for one in verdict.complaints} for place, verdict in found.with_issues.items()
    }


def test_each_row_is_judged_by_the_rules_of_its_kind_whatever_stands_beside_it() -> None:
    said = said_of("S_JL", {"J1": None}, LEFT, {}, {**LEFT, "V1": None}, {"X1": None})
    assert said == {0: {"date_joined_missing"}, 3: {"date_left_missing"}, 4: {"movement_missing"}}


def test_a_mark_goes_with_its_row() -> None:
    lost, mark = {**LEFT, "V1": None}, Marked("formula_error", "V1", (2,))
    assert said_of("S_JL", {}, LEFT, lost, marked=(mark,)) == {2: {"formula_error", "date_left_missing"}}


def test_a_row_whose_kind_could_not_be_had_is_of_none() -> None:
    mark = Marked("formula_error", "X1", (1,))
    assert said_of("S_JL", {}, {"X1": None}, marked=(mark,)) == {1: {"formula_error", "movement_missing"}}


def test_a_record_has_the_facts_of_its_kind_and_says_which_it_is() -> None:
    event = part("S_JL", {"L1": None, "L2": None}, LEFT)
    facts = part_result(event, judged_part(event), SECRET).events[1].records.facts
    assert facts["row_kind"] == ("J", "L")
    assert facts["started_on"] == ("2026-10-05", None)
    assert facts["left_on"] == (None, "2026-10-16")
    assert (facts["level"], facts["qualification_type"]) == (("X", None), ("OTHER", None))


def test_a_record_has_no_facts_of_another_kind_though_they_stand_in_its_row() -> None:
    event = part("S_CHECK", {**JOINED, "K7": "CORRECT"})
    facts = part_result(event, judged_part(event), SECRET).events[1].records.facts
    assert dict(facts) == {"row_kind": ("CORRECT",), "stays": ("Y",)}


def set_aside(event: RowsExtracted) -> list[tuple[int, int]]:
    lines = part_result(event, judged_part(event), SECRET).kept.lines
    return [(one.line.ordinal, one.counts_instead) for one in lines_set_aside(lines_sharing_a_key([lines]))]


def test_who_joined_and_left_in_one_month_stands_on_two_lines_and_both_count() -> None:
    assert set_aside(part("S_JL", {}, LEFT)) == []


def test_of_two_lines_of_one_kind_the_latest_counts() -> None:
    joined_again = {"J1": "2026-10-12"}
    left_again = {**LEFT, "V1": "2026-10-09"}
    assert set_aside(part("S_JL", {}, LEFT, joined_again, left_again)) == [(0, 2), (3, 1)]


def test_of_two_answers_about_one_pupil_one_counts_whatever_they_are() -> None:
    left = {"K7": "LEFT", "V1": "2026-09-25", "V5": "D03"}
    assert set_aside(part("S_CHECK", {}, left)) == [(0, 1)]
    assert set_aside(part("S_CHECK", {}, JOINED)) == [(1, 0)]
