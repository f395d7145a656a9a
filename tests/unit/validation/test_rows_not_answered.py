"""Rows of a list that came back as they were sent: not answered yet, and nothing to correct."""

from collections.abc import Mapping, Sequence

import pytest

from services.validation.domain.collections import COLLECTION_RULES
from services.validation.domain.plan import plan_for
from services.validation.domain.rows import JudgedRows, Marked
from services.validation.domain.verdict import judge_rows
from shared.vocabulary.collections import COLLECTIONS
from tests.spec.validation.rows import CONTEXTS, GOOD

LISTS = [code for code, one in COLLECTIONS.items() if one.answers_list]


def judged(
    code: str, *rows: Mapping[str, str | None], lacking: Sequence[str] = (), marks: Sequence[Marked] = ()
) -> JudgedRows:
    """Return the verdict on the good row of a collection with these cells changed, once for each."""
    columns = tuple(column for column in GOOD[code] if column not in lacking)
    plan = plan_for(code, columns)
    assert plan is not None
    cells = [[{**GOOD[code], **row}[column] for row in rows] for column in columns]
    return judge_rows(plan, CONTEXTS[code], len(rows), cells, marks)


def blank(code: str) -> dict[str, str | None]:
    """Return the answer of a row, left blank."""
    return dict.fromkeys(COLLECTION_RULES[code].answered_in & GOOD[code].keys())


@pytest.mark.parametrize("code", LISTS)
def test_a_row_that_came_back_as_it_was_sent_is_not_answered_and_not_complained_of(code: str) -> None:
    found = judged(code, {}, blank(code), {**blank(code), "P10": None, "P1": "no number"})
    assert (found.refused, found.unanswered) == ((1, 2), 2)
    assert not found.with_issues[1].complaints
    assert not found.with_issues[2].complaints


def test_half_an_answer_is_complained_of() -> None:
    found = judged("TEP_DEST", {"V5": None}, {**blank("TEP_DEST"), "V5": "D99"})
    assert (len(found.refused), found.unanswered) == (2, 0)


def test_what_was_seen_of_an_answer_that_is_not_there_any_more_is_complained_of() -> None:
    for mark in (Marked("formula_not_computed", "V5", (0,)), Marked("cells_beyond_heading", None, (0,))):
        found = judged("TEP_DEST", blank("TEP_DEST"), blank("TEP_DEST"), marks=[mark])
        assert (found.refused, found.unanswered) == ((0, 1), 1)


def test_without_the_column_of_the_answer_nobody_can_tell_that_there_is_none() -> None:
    assert judged("TEP_DEST", blank("TEP_DEST"), lacking=["V5"]).unanswered == 0
