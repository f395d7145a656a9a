"""When a person's row is written, when a version is made, what is said of it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.reporting.domain.claims import Claim
from services.reporting.domain.contradictions.finding import Beside
from services.reporting.domain.person_status import Details, PersonStatus, PersonUpdate, Who, compute
from services.reporting.usecases import translate
from services.reporting.usecases.translate import (
    encoded_status_changed,
    encoded_status_changed_in_full,
    publish_versions,
    status_changed,
    status_changed_in_full,
    streams_of,
)
from shared.contracts.events import EncodedEvent
from shared.contracts.reporting import StatusChanged, StatusChangedInFull
from shared.contracts.topics import STATUS_CHANGED, STATUS_CHANGED_IN_FULL
from shared.outbox.unit_of_work import UnitOfWork
from tests.support.claims import TODAY, enrolment, on_roll, school
from tests.support.returns import at

PERSON = UUID(int=7)
NOW = at("2026-10-05 09:00")
WHO = Details("Example", "Robin", "ME14 1AA")


def computed(
    claims: list[Claim], kept: PersonStatus | None = None, *, today: date = TODAY, who: Details = WHO
) -> PersonUpdate | None:
    return compute(PERSON, claims, who, kept, known_at=NOW, beside=Beside(today), kind_of=school).update


def first(claims: list[Claim]) -> PersonStatus:
    outcome = computed(claims)
    assert outcome is not None
    assert (outcome.first, outcome.new_version, outcome.person.version) == (True, True, 1)
    return outcome.person


def test_nobody_about_whom_nothing_was_ever_said_gets_a_row() -> None:
    assert computed([]) is None


def test_the_same_claims_write_nothing() -> None:
    claims: list[Claim] = [on_roll(), enrolment()]
    assert computed(claims, first(claims)) is None


def test_the_same_said_again_by_a_newer_return_writes_nothing() -> None:
    before = first([on_roll(), enrolment()])
    assert computed([on_roll(number=91), enrolment(date(2026, 9, 28), number=2)], before) is None


def test_a_changed_status_makes_the_next_version() -> None:
    before = first([on_roll()])
    outcome = computed([on_roll(), enrolment()], before)
    assert outcome is not None
    assert (outcome.first, outcome.new_version, outcome.same_person) == (False, True, True)
    assert outcome.person.version == 2
    assert outcome.decided_by == enrolment().evidence


def test_a_changed_name_changes_the_row_and_makes_no_version() -> None:
    before = first([on_roll()])
    outcome = computed([on_roll()], before, who=WHO._replace(surname="Sample"))
    assert outcome is not None
    assert (outcome.new_version, outcome.same_person, outcome.person.version) == (False, False, 1)
    assert outcome.person.known_at == before.known_at


def test_lapsing_makes_a_version_that_keeps_the_code() -> None:
    claims: list[Claim] = [on_roll(), enrolment()]
    outcome = computed(claims, first(claims), today=date(2027, 9, 1))
    assert outcome is not None
    assert (outcome.person.answer.group, outcome.person.answer.code, outcome.person.answer.lapsed) == (
        "not known",
        "210",
        True,
    )


def test_someone_about_whom_nothing_counts_any_more_keeps_nothing_personal() -> None:
    outcome = computed([], first([on_roll()]), who=Details())
    assert outcome is not None
    assert (outcome.person.answer.group, outcome.person.answer.rule) == ("out of scope", "nothing_known")
    assert (outcome.person.who, outcome.person.details) == (Who(), Details())


def answering(row: PersonStatus, **changes: Any) -> PersonStatus:
    return row._replace(answer=row.answer._replace(**changes))


def said(row: PersonStatus) -> StatusChanged:
    return StatusChanged.model_validate_json(encoded_status_changed(row).value)


def test_a_plain_code_is_published_and_a_sensitive_one_as_its_group_alone() -> None:
    row = first([on_roll(), enrolment()])
    assert (said(row).group, said(row).code) == ("education", "210")
    carer = answering(row, group="neet", code="620")
    assert (said(carer).group, said(carer).code) == ("neet", None)
    special = answering(row, code="280")
    assert (said(special).group, said(special).code) == ("education", None)


def test_a_status_without_a_known_beginning_holds_from_the_day_it_became_known() -> None:
    row = first([on_roll(moved_in_on=TODAY + timedelta(days=3))])
    assert row.answer.effective_on is None
    assert said(row).effective_on == TODAY


@pytest.mark.parametrize("version", [1, 12, 1_000])
@pytest.mark.parametrize("code", [None, "210", "620"])
@pytest.mark.parametrize("effective_on", [None, date(2026, 9, 3)])
def test_the_fast_encoding_is_the_plain_event_as_the_contract_encodes_it(
    version: int, code: str | None, effective_on: date | None
) -> None:
    row = answering(first([on_roll(), enrolment()]), code=code, lapsed=version == 1, effective_on=effective_on)
    row = row._replace(version=version)
    event = status_changed(row)
    assert encoded_status_changed(row) == EncodedEvent(
        StatusChanged, str(event.event_id), event.key, event.model_dump_json().encode()
    )
    assert (event.person_id, event.version, event.lapsed) == (row.person_id, version, version == 1)
    full = status_changed_in_full(row)
    assert encoded_status_changed_in_full(row) == EncodedEvent(
        StatusChangedInFull, str(full.event_id), full.key, full.model_dump_json().encode()
    )
    assert full.model_dump() == event.model_dump() | {"code": code}
    assert full.event_id != event.event_id


def test_without_codes_in_full_nothing_is_made_for_their_topic_and_with_them_each_version_is_on_both() -> None:
    row = answering(first([on_roll(), enrolment()]), group="neet", code="620")
    gone = answering(row, group="out of scope", code=None)
    off, on = UnitOfWork[None](None, None), UnitOfWork[None](None, None)
    before = translate._json_in_full.cache_info()
    publish_versions(off, [row, gone], streams_of(in_full=False))
    assert translate._json_in_full.cache_info() == before
    tombstone = (STATUS_CHANGED, str(row.person_id))
    assert off.outgoing == [encoded_status_changed(row), encoded_status_changed(gone), tombstone]
    publish_versions(on, [row, gone], streams_of(in_full=True))
    in_full = [encoded_status_changed_in_full(row), encoded_status_changed_in_full(gone)]
    assert on.outgoing == [*off.outgoing, *in_full, (STATUS_CHANGED_IN_FULL, str(row.person_id))]
