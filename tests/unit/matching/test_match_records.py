"""Matching's use cases over the fakes: what is said, kept and counted."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.matching.adapters.ids import NewIds
from services.matching.domain.blocking import LOOKALIKES_MAX, BlockingKeys
from services.matching.domain.people import VARIANTS_MAX, Person, new_person_from
from services.matching.domain.people_in_batch import Changes, PeopleInBatch
from services.matching.usecases.match_records import ATTEMPTS_MAX, MatchRecords
from services.matching.usecases.translate import descriptions_of
from shared.errors import Transient
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
from tests.support.matching import MatchingUnderTest, MemoryMatching, MemoryPeople, claims_of
from tests.support.rows import ContactDetails

LATER = datetime(2026, 10, 1, tzinfo=UTC)


def memory_of(matching: MatchingUnderTest) -> MemoryMatching:
    assert matching.memory is not None
    return matching.memory


async def test_a_newcomer_is_created_and_then_matched() -> None:
    matching = MatchingUnderTest.in_memory()
    await matching.match([a_record()], name="first")
    await matching.match([a_record()], name="second")
    first, second = (claims_of(answer)[0] for answer in matching.answers)
    assert (first.created, second.created) == (True, False)
    assert first.person_id == second.person_id
    assert second.rule == "two_identifiers_and_birth_date"


async def test_two_rows_of_one_newcomer_in_one_part_make_one_person() -> None:
    matching = MatchingUnderTest.in_memory()
    await matching.match([a_record(0), a_record(1, person=a_person(upn=None, upn_kind=None))])
    assert [claim.created for claim in claims_of(matching.answers[0])] == [True, False]
    assert len(memory_of(matching).people.people) == 1


async def test_a_part_without_records_is_answered_too() -> None:
    matching = MatchingUnderTest.in_memory()
    await matching.match([])
    assert claims_of(matching.answers[0]) == []
    assert matching.answers[0].part == 0


async def test_a_row_that_waits_names_its_candidates_and_its_blind_keys() -> None:
    matching = MatchingUnderTest.in_memory()
    await matching.match([a_record()], name="known")
    record = a_record(7, person=a_person(surname="Quirke", forename="Imogen", uln=None), keys=(11, -12))
    await matching.match([record], name="doubtful")
    waiting = matching.answers[1].awaiting[0]
    assert waiting.rule == "identifier_perhaps_of_another"
    assert waiting.candidates == (claims_of(matching.answers[0])[0].person_id,)
    assert (waiting.ordinal, waiting.line, waiting.keys) == (7, 9, (11, -12))
    assert len(memory_of(matching).reviews.rows) == 1


async def test_the_summary_is_said_once_whichever_word_comes_last() -> None:
    records = [
        a_record(n, person=a_person(upn=a_upn(n), uln=a_uln(n), forename=name))
        for n, name in enumerate(("Zara", "Imogen", "Tom"))
    ]
    events = [accepted_records(records[:2]), accepted_records(records[2:], part=1), judged(parts=2, rows=3)]
    for order in ((0, 1, 2), (0, 2, 1), (2, 0, 1), (1, 0, 2)):
        matching = MatchingUnderTest.in_memory()
        await matching.hear(*(events[number] for number in order))
        await matching.hear(*(events[number] for number in order))
        (summary,) = matching.summaries
        assert (summary.parts, summary.accepted, summary.matched, summary.created, summary.awaiting) == (2, 3, 0, 3, 0)


async def test_a_submission_without_parts_is_complete_when_it_is_judged() -> None:
    matching = MatchingUnderTest.in_memory()
    await matching.hear(judged(parts=0, rows=0))
    assert matching.summaries[0].accepted == 0


async def test_judgements_of_one_submission_are_counted_apart() -> None:
    matching = MatchingUnderTest.in_memory()
    await matching.hear(accepted_records([a_record()]), judged(), accepted_records([a_record()], judgement=2))
    assert [summary.judgement for summary in matching.summaries] == [1]
    await matching.hear(judged(judgement=2))
    assert [(summary.judgement, summary.matched, summary.created) for summary in matching.summaries] == [
        (1, 0, 1),
        (2, 1, 0),
    ]


async def test_a_part_that_finds_everybody_takes_no_lock() -> None:
    matching = MatchingUnderTest.in_memory()
    await matching.match([a_record()], name="first")
    held = len(memory_of(matching).people.held)
    by_name = a_person(upn=None, upn_kind=None, uln=None)
    await matching.match([a_record(), a_record(1), a_record(2, person=by_name)], name="second")
    assert len(memory_of(matching).people.held) == held


async def test_whoever_creates_holds_the_birth_dates_of_the_rows_that_no_number_settles() -> None:
    matching = MatchingUnderTest.in_memory()
    await matching.match([a_record()])
    (buckets,) = memory_of(matching).people.held
    assert len(list(buckets)) == 1


async def test_the_newest_received_row_is_what_a_persons_record_says() -> None:
    matching = MatchingUnderTest.in_memory()
    await matching.match([a_record(person=a_person(postcode="CT1 1AA"))], name="later", received_at=LATER)
    await matching.match([a_record(person=a_person(postcode="ME14 1XX"))], name="earlier", received_at=RECEIVED_AT)
    newest = memory_of(matching).links.newest
    assert newest.part.received_at == LATER
    assert list(newest.details["postcode"]) == ["CT1 1AA"]


async def test_a_row_that_gives_no_way_to_reach_the_person_says_nothing_of_contact() -> None:
    matching = MatchingUnderTest.in_memory()
    roll = a_record(contact=ContactDetails(address=("12 Mill Lane", "Maidstone")), facts=a_roll_entry())
    await matching.match([roll], collection="ROLL", establishment="886", period="standing")
    said = memory_of(matching).links.newest
    assert list(said.reachable) == [False]
    assert list(said.details["address"]) == [("12 Mill Lane", "Maidstone")]


async def test_the_authoritys_own_number_finds_a_person_whose_other_numbers_changed() -> None:
    matching = MatchingUnderTest.in_memory()
    numbers: dict[str, Any] = {"upn": None, "upn_kind": None, "uln": None, "authority_ref": "100001"}
    await matching.match([a_record(person=a_person(authority_ref="100001"), facts=a_roll_entry())], name="roll")
    renamed = replace(a_person(surname="Quirke", postcode="CT1 1AA"), **numbers)
    await matching.match([a_record(person=renamed, facts=a_roll_entry())], name="next roll")
    assert claims_of(matching.answers[1])[0].rule == "identifier_birth_date_and_forename"


async def test_what_a_linked_row_says_is_known_from_then_on() -> None:
    matching = MatchingUnderTest.in_memory()
    await matching.match([a_record(person=a_person(uln=None))], name="roll")
    await matching.match([a_record(person=a_person(surname="Quirke"))], name="married name, and a ULN")
    await matching.match(
        [a_record(person=a_person(surname="Quirke", upn=None, upn_kind=None, postcode=None))], name="ULN only"
    )
    nobody: dict[str, Any] = {"upn": None, "upn_kind": None, "uln": None, "postcode": None}
    await matching.match([a_record(person=replace(a_person(surname="Quirke"), **nobody))], name="name only")
    assert len({claims_of(answer)[0].person_id for answer in matching.answers}) == 1
    assert matching.answers[0].submission_id == an_id("submission", "roll")


async def test_parts_of_several_returns_are_matched_together_and_answered_one_by_one() -> None:
    matching = MatchingUnderTest.in_memory()
    zara, imogen = a_record(0), a_record(1, person=a_person(forename="Imogen", upn=a_upn(2), uln=a_uln(2)))
    doubtful = a_record(5, person=a_person(forename="Tom", sex="M", uln=None))
    await matching.hear(judged(name="one", parts=2, rows=3), judged(name="other", rows=2))
    await matching.hear_together(
        accepted_records([zara, imogen], name="one"),
        accepted_records([zara, doubtful], name="other"),
        accepted_records([], name="empty"),
        accepted_records([replace(imogen, ordinal=2)], name="one", part=1),
    )
    one, other, empty, last = matching.answers
    assert [answer.part for answer in matching.answers] == [0, 0, 0, 1]
    assert claims_of(one)[0].person_id == claims_of(other)[0].person_id
    assert claims_of(one)[1].person_id == claims_of(last)[0].person_id
    assert [row.ordinal for row in other.awaiting] == [5]
    assert (one.records.ordinals, empty.person_ids, last.records.ordinals) == ((0, 1), (), (2,))
    summaries = {summary.submission_id: summary for summary in matching.summaries}
    assert {(found.parts, found.matched, found.created, found.awaiting) for found in summaries.values()} == {
        (2, 1, 2, 0),
        (1, 1, 0, 1),
    }


async def test_a_run_handles_only_those_parts_that_were_never_handled() -> None:
    matching = MatchingUnderTest.in_memory()
    events = [accepted_records([a_record()], name=name) for name in ("one", "other")]
    await matching.hear(events[0])
    await matching.hear_together(*events)
    await matching.hear_together(*events)
    assert [answer.submission_id for answer in matching.answers] == [event.submission_id for event in events]
    assert len(memory_of(matching).links.parts) == 2


async def test_how_to_reach_somebody_is_kept_here_and_said_to_nobody() -> None:
    matching = MatchingUnderTest.in_memory()
    await matching.match([a_record()])
    said = memory_of(matching).links.newest
    assert (list(said.reachable), list(said.contact["mobile"])) == ([True], ["+447700900123"])
    assert matching.answers[0].records.contact is None


class NeverFastEnough(MemoryPeople):
    """An index where somebody else is always faster."""

    def __init__(self) -> None:
        super().__init__()
        self.attempts = 0

    async def keep(self, changes: Changes) -> bool:
        self.attempts += 1
        return False


async def test_who_always_loses_gives_up_for_now_and_says_nothing() -> None:
    matching = MatchingUnderTest.in_memory()
    index = memory_of(matching).people = NeverFastEnough()
    with pytest.raises(Transient):
        await matching.match([a_record()])
    assert index.attempts == ATTEMPTS_MAX
    assert matching.published_events == []


async def test_a_number_that_a_person_of_many_numbers_had_long_ago_still_finds_them() -> None:
    """What is compared is the first and the latest; what finds is all."""
    matching = MatchingUnderTest.in_memory()
    numbers = range(VARIANTS_MAX + 2)
    for number in (*numbers, 1):
        await matching.match(
            [a_record(person=a_person(upn=a_upn(number)))], name=f"return {number} of {len(matching.answers)}"
        )
    (person,) = memory_of(matching).people.people.values()
    assert person.upns == (a_upn(0), *[a_upn(number) for number in numbers[-VARIANTS_MAX + 2 :]], a_upn(1))
    assert {claims_of(answer)[0].person_id for answer in matching.answers} == {person.id}


class Changing(MemoryPeople):
    """An index in which somebody else is faster once, and a row that was settled then needs a lock of its own."""

    async def keep(self, changes: Changes) -> bool:
        if len(self.held) == 1 and self.holders:
            self.holders.clear()
            return False
        return await super().keep(changes)


async def test_who_would_need_other_locks_than_it_holds_begins_anew() -> None:
    matching = MatchingUnderTest.in_memory()
    index = memory_of(matching).people = Changing()
    await matching.match([a_record()], name="known")
    index.held.clear()
    newcomer = a_person(forename="Imogen", born_on=date(2009, 12, 24), upn=a_upn(2), uln=a_uln(2))
    with pytest.raises(Transient, match="other rows than before need locks"):
        await matching.match([a_record(0), a_record(1, person=newcomer)], name="both")
    assert len(matching.answers) == 1
    assert len(index.held) == 1


class CountedIds(NewIds):
    """Counts how many ids were asked for."""

    minted = 0

    def __next__(self) -> UUID:
        self.minted += 1
        return super().__next__()


class Overtaken(MemoryPeople):
    """An index in which somebody else creates a person of that description before the locks are taken."""

    overtaker: Person | None = None

    async def lock_buckets(self, buckets: Collection[int]) -> None:
        await super().lock_buckets(buckets)
        if self.overtaker is not None:
            self.people[self.overtaker.id] = self.overtaker
            self.holders.update(dict.fromkeys(self.overtaker.identifiers, self.overtaker.id))


@pytest.mark.parametrize("overtaken", [False, True])
async def test_rows_are_decided_again_only_if_somebody_came_before_the_locks(overtaken: bool) -> None:
    matching, ids = MatchingUnderTest.in_memory(), CountedIds()
    index = memory_of(matching).people = Overtaken()
    known = [a_record(n, person=a_person(upn=a_upn(n), uln=a_uln(n))) for n in range(3)]
    await matching.match(known, name="known")
    newcomers = [
        a_record(3, person=a_person(forename="Imogen", upn=a_upn(3), uln=a_uln(3))),
        a_record(4, person=a_person(forename="Rupert", upn=a_upn(4), uln=a_uln(4))),
    ]
    event = accepted_records([*known, *newcomers], name="with newcomers")
    if overtaken:
        index.overtaker = new_person_from(list(descriptions_of(event.records.person))[3], an_id("overtaker"))
    await MatchRecords(matching.begin, ids)([event])
    assert [claim.created for claim in claims_of(matching.answers[1])] == [*[False] * 3, not overtaken, True]
    assert ids.minted == (3 if overtaken else 2)


async def test_a_file_of_hundreds_at_one_address_and_birth_date_compares_each_with_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nonsense, but an upload away: each row against all before it would hold the service up for minutes."""
    compared = 0
    look = PeopleInBatch.like

    def counted(batch: PeopleInBatch, row: BlockingKeys) -> Collection[UUID]:
        nonlocal compared
        found = look(batch, row)
        compared += len(found)
        return found

    monkeypatch.setattr(PeopleInBatch, "like", counted)
    rows = 4 * LOOKALIKES_MAX
    names = ["".join(chr(97 + number // 26**place % 26) for place in range(3)) for number in range(rows)]
    matching = MatchingUnderTest.in_memory()
    await matching.match(
        [
            a_record(n, person=a_person(surname=f"Q{name}x", forename=f"Z{name}a", upn=a_upn(n), uln=a_uln(n)))
            for n, name in enumerate(names)
        ]
    )
    assert compared <= rows * LOOKALIKES_MAX
    assert len(memory_of(matching).people.people) == rows
