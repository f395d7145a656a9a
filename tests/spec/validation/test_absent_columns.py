"""A sheet that lacks a column: what is said of its rows."""

import pytest

from services.validation.domain.plan import plan_for
from services.validation.domain.verdict import judge_rows
from shared.vocabulary.issues import CATALOGUE
from tests.spec.validation.rows import CONTEXTS, GOOD
from tests.support.verdicts import verdicts_of


@pytest.mark.parametrize(
    ("collection", "lacking", "says"),
    [
        ("S_ENR", {"P1"}, {"upn_missing"}),
        ("S_ENR", {"P3"}, {"uln_missing"}),
        ("S_ENR", {"C7"}, {"phone_missing"}),
        ("S_ENR", {"L1"}, {"level_missing"}),
        ("S_ENR", {"L7", "L10"}, {"attendance_missing", "end_missing"}),
        ("S_ENR", {"P5", "P6"}, {"surname_missing", "forename_missing"}),
        ("S_ENR", {"E1", "C1"}, set()),
        ("S_ENR", {"P4", "P12", "C3"}, set()),
        ("ROLL", {"K3"}, {"district_missing"}),
        ("ROLL", {"K1", "P3", "E1"}, set()),
    ],
)
def test_what_is_said_of_the_rows_of_a_sheet_without_a_column(
    collection: str, lacking: set[str], says: set[str]
) -> None:
    columns = tuple(column for column in GOOD[collection] if column not in lacking)
    plan = plan_for(collection, columns)
    assert plan is not None
    judged = judge_rows(plan, CONTEXTS[collection], 1, [(GOOD[collection][column],) for column in columns])
    assert {CATALOGUE[complaint.code].name for complaint in verdicts_of(judged)[0].complaints} == says


def test_columns_that_the_collection_does_not_know_are_not_looked_at() -> None:
    plan = plan_for("S_ENR", ("P5", "Z9", "G4"))
    assert plan is not None
    assert [column.id for column in plan.columns] == ["P5"]


def test_no_rows_are_no_verdicts() -> None:
    plan = plan_for("ROLL", ("P5",))
    assert plan is not None
    assert verdicts_of(judge_rows(plan, CONTEXTS["ROLL"], 0, [()])) == ()
