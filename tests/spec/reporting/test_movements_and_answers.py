"""From a row to a status: what joiners, leavers and answers to lists say that somebody does, judged as real rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest

from services.reporting.domain.claim_kinds import KIND_OF_COLLECTION
from services.reporting.domain.claims import Claim, ClaimHead, ClaimWords
from services.reporting.domain.status import DETAILS_TO_LOOK_INTO, status_on
from services.validation.usecases.judge_rows import judged_part, part_result
from shared.contracts.ingest import RowsExtracted, SheetColumn
from tests.spec.validation.movement_examples import JOINED, LEFT
from tests.spec.validation.rows import CONTEXTS, GOOD
from tests.support.builders import an_id
from tests.support.claims import YEAR_11, enrolment, evidence, on_roll, school

SECRET = b"a secret of this test, 32 bytes."
WORDS = ClaimWords(lambda number: f"School {number}", lambda on: f"{on:%d/%m/%Y}")


def claim(collection: str, received_on: date, **changed: str | None) -> Claim:
    """Return the claim that the good row of a collection makes, with some cells changed."""
    context = CONTEXTS[collection]
    row = {**GOOD[collection], **changed}
    event = RowsExtracted(
        submission_id=an_id("submission"),
        part=0,
        collection=collection,
        establishment=context.establishment,
        period=context.period,
        received_at=datetime.combine(received_on, time(10), UTC),
        sheet="Sheet1",
        columns=tuple(SheetColumn(id=column, letter="A") for column in row),
        ordinals=(0,),
        lines=(2,),
        cells=tuple((cell,) for cell in row.values()),
    )
    [records] = [event.records for event in part_result(event, judged_part(event), SECRET).events[1:]]
    kind = KIND_OF_COLLECTION[collection]
    facts = {name: records.facts[name][0] for name in (*kind.facts, *kind.particulars) if name in records.facts}
    who = dict(records.person.filled())
    [born_on], [year_group] = who["born_on"], who["year_group"]
    head = ClaimHead(evidence(received_on, 20), context.establishment, context.period, None, born_on, year_group)
    return kind.claim.from_facts(head, {name: value for name, value in facts.items() if value is not None})


@dataclass(frozen=True)
class Example:
    """Claims, a day, and the answer: group, code, rule, since when."""

    why: str
    claims: Sequence[Claim]
    group: str
    code: str | None
    rule: str
    since: date | None
    as_at: date = date(2026, 11, 2)


OCT_30 = date(2026, 10, 30)
TAUGHT_IN_11 = {"P10": str(YEAR_11), "P15": "11", **dict.fromkeys(("L1", "L2", "L3", "L10"))}

EXAMPLES = [
    Example(
        "who joined a sixth form learns there from the day joined",
        [on_roll(), claim("S_JOIN", OCT_30)],
        *("education", "210", "school_sixth_form", date(2026, 10, 5)),
    ),
    Example(
        "a joiner of Year 11 or below is of compulsory school age, whatever is said of a course",
        [on_roll(born_on=YEAR_11), claim("S_JOIN", OCT_30, **TAUGHT_IN_11)],
        *("compulsory", "110", "compulsory_age", date(2026, 10, 5)),
    ),
    Example(
        "before the day joined the other school's enrolment counts",
        [on_roll(), enrolment(establishment="8860002"), claim("S_JOIN", OCT_30)],
        *("education", "210", "school_sixth_form", date(2026, 9, 7)),
        as_at=date(2026, 10, 4),
    ),
    Example(
        "a row of joiners and leavers together is the claim of a joiner",
        [on_roll(), claim("S_JL", OCT_30)],
        *("education", "210", "school_sixth_form", date(2026, 10, 5)),
    ),
    Example(
        "or that of a leaver",
        [on_roll(), enrolment(), claim("S_JL", OCT_30, **{**LEFT, "V5": "D24", "V6": None})],
        *("neet", "619", "left_for_destination", date(2026, 10, 17)),
    ),
    Example(
        "a destination answered on a list says what nobody else does",
        [on_roll(), claim("TEP_DEST", OCT_30)],
        *("employment", "310", "answered_so", date(2026, 9, 14)),
    ),
    Example(
        "it is hearsay beside the enrolment of an establishment where the person learns",
        [on_roll(), enrolment(establishment="8860002"), claim("TEP_DEST", OCT_30)],
        *("education", "210", "school_sixth_form", date(2026, 9, 7)),
    ),
    Example(
        "a school that does not know leaves it not known",
        [on_roll(), claim("TEP_DEST", OCT_30, V5="D31", V6=None, V8=None, V9=None)],
        *("not known", "810", "answered_not_known", OCT_30),
    ),
    Example(
        "a pupil who is correct still learns there",
        [on_roll(), claim("S_CHECK", date(2026, 10, 5))],
        *("education", "210", "still_there", date(2026, 9, 1)),
    ),
    Example(
        "correct beside the school's enrolment says the same, and the enrolment says more",
        [on_roll(), enrolment(), claim("S_CHECK", date(2026, 10, 5))],
        *("education", "210", "school_sixth_form", date(2026, 9, 7)),
    ),
    Example(
        "a pupil who left, by the answer to the list, is a leaver",
        [on_roll(), enrolment(), claim("S_CHECK", date(2026, 10, 5), K7="LEFT", V1="2026-09-25", V5="D24")],
        *("neet", "619", "left_for_destination", date(2026, 9, 26)),
    ),
    Example(
        "a pupil who joined, by the answer to the list, is a joiner",
        [on_roll(), claim("S_CHECK", date(2026, 10, 5), **JOINED)],
        *("education", "210", "school_sixth_form", date(2026, 10, 5)),
    ),
    Example(
        "wrong details change nothing",
        [on_roll(), enrolment(), claim("S_CHECK", date(2026, 10, 5), K7="WRONG DETAILS")],
        *("education", "210", "school_sixth_form", date(2026, 9, 7)),
    ),
    Example(
        "and give nobody a status",
        [on_roll(), claim("S_CHECK", date(2026, 10, 5), K7="WRONG DETAILS")],
        *("not known", "810", "no_current_claim", date(2026, 9, 1)),
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.why)
def test_what_a_row_says_that_a_person_does(example: Example) -> None:
    for claims in (example.claims, example.claims[::-1]):
        found = status_on(claims, example.as_at, school).answer
        assert (found.group, found.code, found.rule, found.effective_on) == (
            example.group,
            example.code,
            example.rule,
            example.since,
        )


def test_a_query_about_details_is_shown_with_what_the_school_wrote() -> None:
    query = claim("S_CHECK", date(2026, 10, 5), K7="WRONG DETAILS", K8="The name is spelt Zoe")
    assert query.sentence(WORDS) == "School 8860001: details are wrong: The name is spelt Zoe"
    status = status_on([on_roll(), query], date(2026, 11, 2), school)
    assert [reason.rule for reason in status.reasons if reason.evidence is query.evidence] == ["details_are_wrong"]


def test_a_query_about_details_is_listed_to_the_authority_until_the_year_is_over() -> None:
    query = claim("S_CHECK", date(2026, 10, 5), K7="WRONG DETAILS")
    alone: list[Claim] = [on_roll(), query]
    for claims in (alone, [*alone, enrolment()]):
        assert status_on(claims, date(2027, 8, 31), school).issues == (DETAILS_TO_LOOK_INTO,)
        assert status_on(claims, date(2026, 11, 2), school).answer.next_change_on == date(2027, 9, 1)
        assert status_on(claims, date(2027, 9, 1), school).issues == ()
    assert status_on([on_roll(), claim("S_CHECK", date(2026, 10, 5))], date(2026, 10, 5), school).issues == ()


@pytest.mark.parametrize(
    ("collection", "changed", "sentence"),
    [
        ("S_JOIN", {}, "joined on 05/10/2026: Maths, Physics, Art, level 3, to 09/07/2028"),
        ("S_JOIN", TAUGHT_IN_11, "joined on 05/10/2026"),
        ("S_JL", LEFT, "left on 16/10/2026. Destination: Further education college (MidKent College)"),
        ("S_CHECK", JOINED, "joined on 05/10/2026: Maths, Physics, Art, level 3, to 09/07/2028"),
        ("S_CHECK", {}, "still learns there"),
    ],
)
def test_a_claim_says_so_in_a_sentence(collection: str, changed: dict[str, str | None], sentence: str) -> None:
    assert claim(collection, OCT_30, **changed).sentence(WORDS) == f"School 8860001: {sentence}"
