"""Over a damaged county, against the known answers: nobody is taken for somebody else, and few rows wait."""

from dataclasses import replace

import pytest

from shared.contracts.ingest import ROWS_MAX
from tests.bench.matching_accuracy import Accuracy, Answer, accuracy_of
from tests.support.builders import accepted_records
from tests.support.matching import MatchingUnderTest
from tests.support.matching_county import Labelled, county_records


@pytest.mark.parametrize("seed", [1, 2])
async def test_nobody_is_taken_for_somebody_else_and_few_rows_wait(seed: int) -> None:
    county = county_records(3_000, learners=2_000, seed=seed)
    matching = MatchingUnderTest.in_memory()
    owners: dict[str, str] = {}
    roll = await _matched(matching, county.roll, "roll", owners)
    assert (roll.right, roll.rows) == (3_000, 3_000)
    returns = await _matched(matching, [row for rows in county.returns for row in rows], "returns", owners)
    assert returns.false_links == 0
    assert returns.false_new <= 0.004 * returns.rows
    assert returns.right >= 0.985 * returns.rows


async def _matched(
    matching: MatchingUnderTest, rows: "list[Labelled] | tuple[Labelled, ...]", name: str, owners: dict[str, str]
) -> Accuracy:
    answers = []
    for start in range(0, len(rows), ROWS_MAX):
        part = rows[start : start + ROWS_MAX]
        records = [replace(row.record, ordinal=start + n) for n, row in enumerate(part)]
        event = accepted_records(records, name=name, part=start // ROWS_MAX)
        await matching.hear(event)
        found = matching.person_of()
        for record, row in zip(records, part, strict=True):
            person_id = found[event.submission_id, record.ordinal]
            answers.append(Answer(row.person, None if person_id is None else str(person_id), row.damage))
    accuracy = accuracy_of(answers, owners)
    for answer in answers:
        if answer.person is not None:
            owners.setdefault(answer.person, answer.truth)
    return accuracy


def test_accuracy_tells_the_three_errors_apart() -> None:
    answers = [Answer("a", "1"), Answer("b", "1"), Answer("a", "2"), Answer("a", None), Answer("a", "1")]
    accuracy = accuracy_of(answers)
    assert (accuracy.right, accuracy.false_links, accuracy.false_new, accuracy.review) == (2, 1, 1, 1)
