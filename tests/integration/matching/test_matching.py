"""Matching on a real database: redelivery, a crash between, records, reviews, and what is kept of each decision."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.matching.adapters.ids import NewIds
from services.matching.adapters.links import BLOCK_ROWS
from services.matching.domain.facts import FACTS, SAME_UPN, facts_in
from services.matching.queries.reviews import PostgresReviewRows, ReviewQueries
from services.matching.usecases.complete_submission import CompleteSubmission
from services.matching.usecases.match_records import MatchRecords
from services.matching.usecases.ports import MatchingTables
from shared.contracts.events import Event
from shared.contracts.validation import RecordsAccepted
from shared.errors import Poison
from shared.outbox.unit_of_work import UnitOfWork
from shared.persistence.pool import Pool
from tests.support.audit import looks_noted
from tests.support.builders import (
    RECEIVED_AT,
    a_person,
    a_record,
    a_roll_entry,
    a_uln,
    a_upn,
    accepted_records,
    an_id,
    judged,
)
from tests.support.matching import MatchingUnderTest, claims_of
from tests.support.rows import ContactDetails
from tests.support.stack import Database

pytestmark = pytest.mark.stack

LATER = datetime(2026, 10, 1, tzinfo=UTC)
LATEST = datetime(2026, 10, 2, tzinfo=UTC)
_DECISIONS = "SELECT decisions FROM link_blocks ORDER BY valid_from"
_RECORDS_BY_UPN = """
SELECT substr(identifier, 2), details::json ->> 'born_on', contact::json ->> 'mobile'
FROM records JOIN identifiers USING (person_id) WHERE identifier LIKE 'U%' ORDER BY 1
"""
NAME_ONLY: dict[str, Any] = {"upn": None, "upn_kind": None, "uln": None}


class Killed(Exception):  # noqa: N818
    """The process died."""


async def rows_of(pool: Pool, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await pool.fetch(query)]


async def test_a_second_delivery_changes_nothing_and_says_nothing(matching: MatchingUnderTest, pool: Pool) -> None:
    events = [accepted_records([a_record()]), judged()]
    await matching.hear(*events)
    before = await rows_of(pool, "SELECT id, version FROM people")
    said = len(matching.published_events)
    await matching.hear(*events)
    assert await rows_of(pool, "SELECT id, version FROM people") == before
    assert await rows_of(pool, "SELECT parts_done, matched, created FROM tallies") == [(1, 0, 1)]
    assert len(matching.published_events) == said


async def test_submissions_judged_together_are_summed_up_one_by_one_and_once(matching: MatchingUnderTest) -> None:
    complete = CompleteSubmission(matching.begin)
    together = [judged(name="done"), judged(name="half", parts=2, rows=2), judged(name="empty", parts=0, rows=0)]
    await matching.hear(accepted_records([a_record()], name="done"), accepted_records([a_record()], name="half"))
    for _ in range(2):
        await complete(together)
    accepted = {summary.submission_id: summary.accepted for summary in matching.summaries}
    assert accepted == {an_id("submission", "done"): 1, an_id("submission", "empty"): 0}
    assert len(matching.summaries) == 2
    await matching.hear(accepted_records([a_record(1)], name="half", part=1))
    assert (matching.summaries[-1].submission_id, matching.summaries[-1].accepted) == (an_id("submission", "half"), 2)


async def test_a_process_killed_before_its_commit_leaves_nothing_and_is_repeated(
    matching: MatchingUnderTest, pool: Pool
) -> None:
    event = accepted_records([a_record(), a_record(1, person=a_person(forename="Imogen", upn=a_upn(2), uln=a_uln(2)))])
    with pytest.raises(Killed):
        await _killed_at_the_end(matching, event)
    for table in ("people", "identifiers", "lookups", "links", "link_blocks", "tallies", "inbox"):
        assert await pool.fetchval(f"SELECT count(*) FROM {table}") == 0
    await matching.hear(event)
    assert await pool.fetchval("SELECT count(*) FROM people") == 2
    assert len(matching.answers) == 1


async def _killed_at_the_end(matching: MatchingUnderTest, event: RecordsAccepted) -> None:
    @asynccontextmanager
    async def dying(use_case: object, events: Sequence[Event] = ()) -> AsyncIterator[UnitOfWork[MatchingTables]]:
        async with matching.begin(use_case, events) as work:
            yield work
            raise Killed

    await MatchRecords(dying, NewIds())([event])


async def test_each_link_keeps_its_rule_and_its_evidence(matching: MatchingUnderTest, pool: Pool) -> None:
    await matching.match([a_record()], name="first")
    await matching.match([a_record(person=a_person(uln=None, surname="Quirke"))], name="second")
    first, second = [json.loads(row[0]) for row in await rows_of(pool, _DECISIONS)]
    assert first == {"ordinal": [0], "created": [True], "rule": ["nobody_like_them"], "evidence": [0]}
    assert (second["created"], second["rule"]) == ([False], ["identifier_birth_date_and_forename"])
    assert [fact.name for fact in facts_in(second["evidence"][0])] == [
        "same_upn",
        "same_born_on",
        "different_surname",
        "same_forename",
        "same_postcode",
        "same_sex",
    ]


async def test_ids_of_people_are_minted_in_the_order_of_time(matching: MatchingUnderTest, pool: Pool) -> None:
    await matching.match([a_record()])
    (person_id,) = [row[0] for row in await rows_of(pool, "SELECT id FROM people")]
    assert person_id.version == 7


async def test_a_persons_record_follows_the_newest_received_whatever_comes_last(
    matching: MatchingUnderTest, pool: Pool
) -> None:
    mobile = ContactDetails(address=("1 New Road",), mobile="+447700900111")
    await matching.match(
        [a_record(person=a_person(postcode="CT1 1AA"), contact=mobile)], name="later", received_at=LATER
    )
    old = ContactDetails(address=("2 Old Road",), mobile="+447700900222")
    await matching.match([a_record(contact=old)], name="earlier", received_at=RECEIVED_AT)
    roll = a_record(contact=ContactDetails(address=("3 Roll Road",)), facts=a_roll_entry())
    await matching.match([roll], name="roll", received_at=LATEST)
    ((details, contact),) = await rows_of(pool, "SELECT details, contact FROM records")
    assert json.loads(details)["address"] == ["3 Roll Road"]
    assert json.loads(contact)["mobile"] == "+447700900111"


async def test_each_record_is_its_own_row_of_its_own_block(matching: MatchingUnderTest, pool: Pool) -> None:
    days = [date(2009, 9, 1) + timedelta(n) for n in range(BLOCK_ROWS + 2)]
    people = [a_person(born_on=day, upn=a_upn(n), uln=a_uln(n)) for n, day in enumerate(days)]
    mobiles = [None if n % 2 else f"+4477009{n:05}" for n in range(len(people))]
    rows = [
        a_record(n, person=person, contact=ContactDetails(mobile=mobile))
        for n, (person, mobile) in enumerate(zip(people, mobiles, strict=True))
    ]
    await matching.match(rows)
    said = await rows_of(pool, _RECORDS_BY_UPN)
    assert said == sorted((a_upn(n), day.isoformat(), mobiles[n]) for n, day in enumerate(days))
    assert await pool.fetchval("SELECT count(*) FROM link_blocks") == 2


@pytest.mark.parametrize("apart", [1, BLOCK_ROWS])
async def test_the_later_row_of_a_file_is_the_record_whichever_travels_first(
    matching: MatchingUnderTest, pool: Pool, apart: int
) -> None:
    """Rows travel by birth date: here the last row of the file comes first, in the same block or one before."""
    days = [date(2009, 9, 1) + timedelta(n) for n in range(apart + 1)]
    others = [
        a_record(n, person=a_person(born_on=day, upn=a_upn(n), uln=a_uln(n))) for n, day in enumerate(days[1:-1], 1)
    ]
    mistyped, right = a_person(born_on=days[0], postcode="CT1 1AA"), a_person(born_on=days[-1], postcode="CT2 2AA")
    later = a_record(700, person=mistyped, contact=ContactDetails(mobile="+447700900700"))
    await matching.match([later, *others, a_record(0, person=right, contact=ContactDetails(mobile="+447700900000"))])
    query = "SELECT details::json ->> 'postcode', contact::json ->> 'mobile' FROM records JOIN identifiers USING"
    said = await rows_of(pool, f"{query} (person_id) WHERE identifier = 'U{mistyped.upn}'")
    assert said == [("CT1 1AA", "+447700900700")]


async def test_a_part_that_comes_again_under_another_name_is_hopeless(matching: MatchingUnderTest, pool: Pool) -> None:
    event = accepted_records([a_record()])
    await matching.hear(event)
    with pytest.raises(Poison, match="link_blocks_23505"):
        await matching.hear(event.model_copy(update={"part": 7}))
    assert await pool.fetchval("SELECT count(*) FROM links") == 1
    assert await pool.fetchval("SELECT sum(parts_done) FROM tallies") == 1


async def test_who_cannot_be_reached_by_what_a_row_says_has_no_contact_kept(
    matching: MatchingUnderTest, pool: Pool
) -> None:
    other = a_person(forename="Imogen", upn=a_upn(2), uln=a_uln(2))
    reachable = ContactDetails(mobile="+447700900111", carer_name="Quirke")
    only_a_name = ContactDetails(carer_name="Quirke")
    await matching.match([a_record(contact=reachable), a_record(1, person=other, contact=only_a_name)])
    ((contact,),) = await rows_of(pool, "SELECT contact FROM link_blocks")
    said = json.loads(contact)
    assert (said["mobile"], said["carer_name"]) == (["+447700900111", None], ["Quirke", None])


async def test_the_roll_comes_first_and_returns_find_its_people(matching: MatchingUnderTest, pool: Pool) -> None:
    people = [
        a_person(forename=name, upn=a_upn(n), uln=a_uln(n), authority_ref=f"K{n}")
        for n, name in enumerate(("Zara", "Imogen", "Tom"))
    ]
    roll = [a_record(n, person=person, facts=a_roll_entry()) for n, person in enumerate(people)]
    await matching.match(roll, name="roll", collection="ROLL", establishment="886", period="standing")
    rows = [a_record(n, person=replace(person, authority_ref=None)) for n, person in enumerate(people)]
    await matching.match(rows, name="return")
    first, second = matching.answers
    assert [claim.created for claim in claims_of(first)] == [True] * 3
    assert [claim.person_id for claim in claims_of(second)] == [claim.person_id for claim in claims_of(first)]


async def test_a_row_that_bridges_two_people_waits_and_joins_nobody(matching: MatchingUnderTest, pool: Pool) -> None:
    one = a_person(uln=None)
    other = a_person(surname="Quirke", forename="Imogen", upn=a_upn(2), uln=a_uln(2))
    await matching.match([a_record(0, person=one), a_record(1, person=other)], name="known")
    await matching.match([a_record(person=a_person(upn=a_upn(1), uln=a_uln(2)))], name="bridge")
    assert matching.answers[1].awaiting[0].rule == "identifiers_of_two_people"
    assert len(matching.answers[1].awaiting[0].candidates) == 2
    assert await pool.fetchval("SELECT count(*) FROM people") == 2
    assert await pool.fetchval("SELECT count(*) FROM links") == 2


@pytest.mark.parametrize("parts", [[(0, 1)], [(0,), (1,)], [(1,), (0,)]], ids=["together", "in order", "in turn"])
async def test_one_uln_on_two_lines_of_a_return_is_told_and_links_both_however_the_parts_come(
    matching: MatchingUnderTest, parts: list[tuple[int, ...]]
) -> None:
    known = [a_person(uln=None), a_person(surname="Quirke", forename="Imogen", upn=a_upn(2), uln=None)]
    await matching.match([a_record(n, person=person) for n, person in enumerate(known)], name="roll", period="standing")
    lines = [a_record(n, person=replace(person, uln=a_uln(2))) for n, person in enumerate(known)]
    for judgement in (1, 2):
        for number, part in enumerate(parts):
            await matching.match([lines[n] for n in part], name="return", part=number, judgement=judgement)
    assert [answer.awaiting for answer in matching.answers[1:]] == [()] * 2 * len(parts)
    people = [claim.person_id for claim in claims_of(matching.answers[0])]
    found = [claim.person_id for answer in matching.answers[1:] for claim in claims_of(answer)]
    assert found == [people[n] for part in parts for n in part] * 2


async def test_twins_are_two_people_and_stay_so(matching: MatchingUnderTest, pool: Pool) -> None:
    zara, imogen = a_person(), a_person(forename="Imogen", upn=a_upn(2), uln=a_uln(2))
    await matching.match([a_record(0, person=zara), a_record(1, person=imogen)], name="roll")
    by_name = [replace(zara, **NAME_ONLY), replace(imogen, **NAME_ONLY)]
    await matching.match([a_record(n, person=person) for n, person in enumerate(by_name)], name="return")
    first, second = matching.answers
    assert [claim.person_id for claim in claims_of(second)] == [claim.person_id for claim in claims_of(first)]
    assert len({claim.person_id for claim in claims_of(first)}) == 2


async def test_a_twin_nobody_knew_becomes_somebody_new(matching: MatchingUnderTest, pool: Pool) -> None:
    await matching.match([a_record()], name="roll")
    await matching.match([a_record(person=a_person(forename="Imogen", **NAME_ONLY))], name="return")
    assert claims_of(matching.answers[1])[0].created
    assert claims_of(matching.answers[1])[0].rule == "a_twin"


async def test_the_review_list_shows_who_waits_why_and_for_whom(
    matching: MatchingUnderTest, pool: Pool, database: Database
) -> None:
    await matching.match([a_record()], name="known")
    await matching.match(
        [a_record(4, person=a_person(forename="Imogen", uln=None))], name="doubtful", received_at=LATER
    )
    reviews = ReviewQueries(PostgresReviewRows(pool))
    shown = await reviews.waiting(account="r.weaver")
    assert (shown.total, shown.pages) == (1, 1)
    (row,) = shown.items
    assert (row.forename, row.line, row.rule) == ("Imogen", 6, "identifier_perhaps_of_a_twin")
    assert "twin" in row.sentence
    (candidate,) = row.candidates
    assert (candidate.forename, candidate.person_id) == ("Zara", claims_of(matching.answers[0])[0].person_id)
    assert FACTS[SAME_UPN] in candidate.facts
    assert await looks_noted(database.admin_url, "matching") == [("r.weaver", None, "reviews", None)]


DOUBTFUL = a_record(person=a_person(forename="Imogen", uln=None))


async def listed(pool: Pool) -> tuple[int, list[tuple[str, datetime, int]]]:
    """Return how many rows wait, and from where they come."""
    shown = await PostgresReviewRows(pool).waiting(page=1, page_size=25)
    return shown.total, [(row.establishment, row.received_at, row.judgement) for row in shown.items]


async def test_a_file_sent_again_lists_its_doubtful_rows_once_in_any_order_of_arrival(
    matching: MatchingUnderTest, pool: Pool
) -> None:
    await matching.match([a_record()], name="known", period="2025/26")
    await matching.match([DOUBTFUL], name="second", received_at=LATER)
    await matching.match([DOUBTFUL], name="first", received_at=RECEIVED_AT)
    assert await listed(pool) == (1, [("8860001", LATER, 1)])
    await matching.match([DOUBTFUL], name="second", received_at=LATER, judgement=2)
    assert await listed(pool) == (1, [("8860001", LATER, 2)])
    assert await pool.fetchval("SELECT count(*) FROM reviews WHERE state = 'waiting'") == 3


async def test_a_corrected_file_empties_the_list_of_its_return_only(matching: MatchingUnderTest, pool: Pool) -> None:
    await matching.match([a_record()], name="known", period="2025/26")
    await matching.match([DOUBTFUL], name="first", received_at=RECEIVED_AT)
    await matching.match([DOUBTFUL], name="another school", establishment="8860002", received_at=RECEIVED_AT)
    await matching.match([a_record()], name="corrected", received_at=LATER)
    assert await listed(pool) == (1, [("8860002", RECEIVED_AT, 1)])


async def test_every_part_of_the_newest_file_is_listed_and_an_empty_one_takes_nothing_off(
    matching: MatchingUnderTest, pool: Pool
) -> None:
    await matching.match([a_record()], name="known", period="2025/26")
    await matching.match([DOUBTFUL], name="first", part=0, received_at=RECEIVED_AT)
    await matching.match([replace(DOUBTFUL, ordinal=1)], name="first", part=1, received_at=RECEIVED_AT)
    await matching.match([], name="all refused", received_at=LATER)
    assert (await listed(pool))[0] == 2


async def test_what_matching_says_can_be_read_back_as_events(matching: MatchingUnderTest) -> None:
    await matching.match([a_record(), a_record(1, person=a_person(forename="Imogen", uln=None))])
    (answer,) = matching.answers
    assert type(answer).model_validate_json(answer.model_dump_json()) == answer
    assert json.loads(answer.model_dump_json())["rules"] == ["nobody_like_them"]
