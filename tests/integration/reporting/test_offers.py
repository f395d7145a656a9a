"""Offers on a real database: they decide no status, they decide the guarantee, and none is withdrawn in silence."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.reporting.domain.roles.offer import NOT_LISTED, OfferClaim
from services.reporting.domain.roles.roll import RollEntry
from services.reporting.queries.offers import PostgresOfferRows
from services.reporting.queries.submission.issues import PostgresIssueQueries
from services.reporting.usecases.record_entry import EntryLine, PersonEntry, RecordEntry
from tests.support.identities import ANALYST
from tests.support.reporting import Office
from tests.support.reporting_queries import figures_of, guarantee_of, person_of
from tests.support.returns import Line, Return, at, person_id, roll

pytestmark = pytest.mark.stack

YEAR_11, YEAR_12 = date(2010, 10, 14), date(2009, 10, 14)
"""Birth dates of 2026-27."""
COLLEGE = "10000001"
ROLL = roll(
    "roll",
    [*(Line(number, born_on=YEAR_11) for number in range(1, 7)), *(Line(number, born_on=YEAR_12) for number in (7, 8))],
    at("2027-04-01 08:00"),
    part_size=20,
)


def college_list(name: str, received_at: str, *lines: Line) -> Return:
    return Return(name, lines, at(received_at), collection="C_SG", establishment=COLLEGE)


def offer(number: int, response: str | None = None, fate: str = "matched") -> Line:
    facts = {"offer_type": "CONDITIONAL", "response": response, "course": "Level 2 Bricklaying"}
    return Line(number, fate, born_on=YEAR_11, facts={name: value for name, value in facts.items() if value})


def school_offers(*numbers: int) -> Return:
    lines = [
        Line(number, born_on=YEAR_11, facts={"offer_type": "GUARANTEED", "applicant_type": "INT"}) for number in numbers
    ]
    return Return("school offers", lines, at("2027-04-28 10:00"), collection="S_SG")


def answers(*lines: Line) -> Return:
    return Return("answers", lines, at("2027-06-25 10:00"), collection="TEP_SG2")


MARCH = college_list("march", "2027-03-31 10:00", offer(1), offer(2), offer(3))


async def at_day(office: Office, day: str) -> None:
    office.clock.advance(at(f"{day} 06:00") - office.clock.now())
    await office.tick()
    await office.recompute()


async def guarantee_code(office: Office, number: int) -> tuple[str, str]:
    view = await person_of(office).find_person(person_id(number), account=ANALYST.name)
    assert view is not None
    assert view.guarantee is not None
    return view.guarantee.guarantee.code, view.guarantee.guarantee.rule


async def issues_of(office: Office, number: int) -> tuple[str, ...]:
    view = await person_of(office).find_person(person_id(number), account=ANALYST.name)
    assert view is not None
    assert " ".join(view.status.issues) == (view.stored.issues or "")
    return view.status.issues


async def test_an_offer_decides_no_status_and_stands_on_the_timeline(office: Office) -> None:
    await office.take_in(ROLL, MARCH)
    await at_day(office, "2027-04-05")
    assert await office.status(person_id(1)) == await office.status(person_id(4)) == ("compulsory", "110", False)
    view = await person_of(office).find_person(person_id(1), account=ANALYST.name)
    assert view is not None
    assert isinstance(view.status.decided_by, RollEntry)
    assert [type(each.claim) for each in view.claims] == [RollEntry, OfferClaim]
    assert [reason.rule for reason in view.status.reasons] == ["offer_is_no_activity"]


async def test_an_offer_that_is_not_listed_any_more_counts_and_is_asked_about_until_it_is_answered(
    office: Office,
) -> None:
    may = college_list("may", "2027-05-28 10:00", offer(1), offer(3, fate="refused"))
    await office.take_in(ROLL, MARCH, may)
    await at_day(office, "2027-05-30")
    assert [await guarantee_code(office, number) for number in (1, 2, 3)] == [("110", "conditional_offer")] * 3
    assert await issues_of(office, 1) == ()
    assert await issues_of(office, 2) == (NOT_LISTED,)
    assert await issues_of(office, 3) == (), "its row waits to be put right, so that it is listed"
    assert (await figures_of(office).figures()).to_look_at == {NOT_LISTED: 1}
    reading = PostgresIssueQueries(office.pool)
    asked = await reading.unlisted(await office.generation_of(may.submission_id))
    assert [(one.submission_id, one.file_name, one.line) for one in asked] == [(MARCH.submission_id, "march.xlsx", 3)]
    assert await reading.unlisted(await office.generation_of(MARCH.submission_id)) == []
    june = college_list("june", "2027-06-30 10:00", offer(1), offer(2, "WITHDRAWN"))
    await office.take_in(june)
    assert await issues_of(office, 2) == ()
    assert (await guarantee_code(office, 2))[0] == "159"
    assert await issues_of(office, 3) == (NOT_LISTED,)
    july = college_list("july", "2027-07-30 10:00", offer(1), offer(2), offer(3))
    await office.take_in(july)
    assert (await figures_of(office).figures()).to_look_at == {}
    assert (await guarantee_code(office, 2))[0] == "110"


async def test_what_was_asked_about_can_be_seen_again_as_it_was_known(office: Office) -> None:
    may = college_list("may", "2027-05-28 10:00", offer(1), offer(2))
    await office.take_in(ROLL, MARCH)
    office.clock.advance(at("2027-05-28 11:00") - office.clock.now())
    await office.take_in(may)
    assert await issues_of(office, 3) == (NOT_LISTED,)


async def test_the_figures_are_those_of_the_pages_and_the_cohort_is_fixed_at_the_end_of_may(office: Office) -> None:
    office.clock.advance(at("2027-04-29 06:00") - office.clock.now())
    await office.take_in(ROLL, MARCH, school_offers(2, 4))
    year_11, year_12 = (await guarantee_of(office).figures()).lines
    assert year_11.by_code == {"110": 4, "159": 2}
    assert year_12.by_code == {"159": 2}
    await at_day(office, "2027-06-01")
    figures = await guarantee_of(office).figures()
    assert figures.fixed
    assert [line.cohort for line in figures.lines] == [6, 2]
    later = roll(
        "later",
        [*ROLL.lines[1:], Line(9, born_on=YEAR_11), Line(10, born_on=YEAR_11, school="8874199")],
        at("2027-06-10 08:00"),
        part_size=20,
    )
    reasons = answers(
        *(
            Line(number, born_on=YEAR_11, facts={"answers": "Y", "offer_type": "NONE", "reason": reason})
            for number, reason in ((5, "122"), (6, "151"), (9, "151"))
        )
    )
    await office.take_in(later, reasons)
    await at_day(office, "2027-06-26")
    year_11, year_12 = (await guarantee_of(office).figures()).lines
    assert year_11.by_code == {"110": 4, "122": 1, "151": 1}
    assert year_11.buckets == {"offer made": 4, "not appropriate": 1, "no offer": 1, "not recorded": 0}
    assert year_11.added == {"151": 1}
    for number, code in ((2, "110"), (4, "110"), (5, "122"), (6, "151"), (7, "159"), (9, "151")):
        assert (await guarantee_code(office, number))[0] == code


async def test_year_12_of_a_school_is_rolled_over_and_of_a_college_once_september_has_come(office: Office) -> None:
    school = Return("enrolled", [Line(7)], at("2026-09-18 10:00"))
    await office.take_in(ROLL, school)
    await at_day(office, "2027-05-10")
    assert await guarantee_code(office, 7) == ("114", "rolled_over")
    assert await guarantee_code(office, 8) == ("159", "nothing_recorded")
    assert (await guarantee_of(office).figures()).lines[1].by_code == {"114": 1, "159": 1}


async def asked(office: Office) -> list[int]:
    """Return the numbers of those about whose offers somebody is asked."""
    found = await PostgresOfferRows(office.pool).asked(COLLEGE, page=1, page_size=50)
    assert found.total == len(found.items)
    return [number for number in range(1, 9) if person_id(number) in {one.person_id for one in found.items}]


async def answered(office: Office, number: int, answer: str, account: str = "college@example.org") -> UUID:
    """Answer as the page does; return the entry."""
    found = await PostgresOfferRows(office.pool).asked(None, page=1, page_size=50)
    (offer,) = [one for one in found.items if one.person_id == person_id(number)]
    assert await PostgresOfferRows(office.pool).still_asked(COLLEGE, [offer.place]) == [offer]
    assert await PostgresOfferRows(office.pool).still_asked("10000002", [offer.place]) == []
    line = EntryLine(offer.person_id, {**offer.facts, "response": answer}, offer.particulars, offer.place)
    entry = PersonEntry("1", account, offer.collection, offer.establishment, "Answer", (line,), offer.period)
    entry_id = await RecordEntry(office.begin, office.clock, lambda: None)(entry)
    assert entry_id is not None
    await office.settle()
    await office.recompute()
    return entry_id


MAY = college_list("may", "2027-05-28 10:00", offer(1))
"""Two and three are not on it any more."""


@pytest.mark.parametrize(("answer", "code"), [("OFFERED", "110"), ("WITHDRAWN", "159"), ("DECLINED", "110")])
async def test_an_answer_about_an_offer_ends_the_question_and_taken_out_it_is_asked_again(
    office: Office, answer: str, code: str
) -> None:
    office.clock.advance(at("2027-05-29 08:00") - office.clock.now())
    await office.take_in(ROLL, MARCH, MAY)
    assert await asked(office) == [2, 3]
    before = await office.statuses()
    entry_id = await answered(office, 2, answer)
    assert await asked(office) == [3], "the others are asked about as before"
    assert (await issues_of(office, 2), await issues_of(office, 3)) == ((), (NOT_LISTED,))
    assert [(await guarantee_code(office, number))[0] for number in (1, 2, 3)] == ["110", code, "110"]
    assert (await figures_of(office).figures()).to_look_at == {NOT_LISTED: 1}
    reading = PostgresIssueQueries(office.pool)
    rows = await reading.unlisted(await office.generation_of(MAY.submission_id))
    assert [(one.file_name, one.line) for one in rows] == [("march.xlsx", 4)], "the list still says who is asked about"
    assert await reading.unlisted(await office.generation_of(entry_id)) == []
    await office.decide(await office.generation_of(entry_id), "undo")
    assert await asked(office) == [2, 3]
    assert await office.statuses() == before


@pytest.mark.parametrize(
    ("answer", "listed", "is_asked"),
    [
        ("OFFERED", False, True),
        ("OFFERED", True, False),
        ("WITHDRAWN", False, False),
        ("WITHDRAWN", True, False),
        ("DECLINED", False, False),
    ],
)
async def test_a_newer_list_contradicts_an_answer_or_does_not(
    office: Office, answer: str, listed: bool, is_asked: bool
) -> None:
    office.clock.advance(at("2027-05-29 08:00") - office.clock.now())
    await office.take_in(ROLL, MARCH, MAY)
    await answered(office, 2, answer)
    june = college_list("june", "2027-06-30 10:00", offer(1), *([offer(2)] if listed else []))
    office.clock.advance(at("2027-06-30 11:00") - office.clock.now())
    await office.take_in(june)
    assert (2 in await asked(office)) == is_asked
    assert (await issues_of(office, 2) == (NOT_LISTED,)) == is_asked
    # What the newest says counts: listed again it is an offer again; else what was answered.
    gone = answer == "WITHDRAWN" and not listed
    assert (await guarantee_code(office, 2))[0] == ("159" if gone else "110")


async def test_who_an_answer_is_about_stays_as_the_list_had_it(office: Office) -> None:
    office.clock.advance(at("2027-05-29 08:00") - office.clock.now())
    march = college_list("march", "2027-03-31 10:00", offer(1), replace(offer(2), sen="E"))
    await office.take_in(ROLL, march, MAY)
    await answered(office, 2, "OFFERED")
    query = (
        "SELECT keys, sen, year_group, surname, particulars::jsonb FROM claims WHERE kind = 'C_SG' AND person_id = $1"
    )
    rows = await office.pool.fetch(query, person_id(2))
    assert len(rows) == 2
    assert tuple(rows[0]) == tuple(rows[1])
    refused = college_list("june", "2027-06-30 10:00", offer(1), offer(2, fate="refused"))
    await office.take_in(refused)
    assert await asked(office) == [], "its row waits to be put right, so that it is listed"


async def test_two_answers_one_after_the_other_leave_both_answered(office: Office) -> None:
    office.clock.advance(at("2027-05-29 08:00") - office.clock.now())
    await office.take_in(ROLL, MARCH, MAY)
    await answered(office, 2, "WITHDRAWN")
    office.clock.advance(at("2027-05-29 09:00") - office.clock.now())
    await answered(office, 3, "DECLINED", "officer@example.org")
    assert await asked(office) == []
    assert (await guarantee_code(office, 2))[0] == "159"
