"""Between the events' words and matching's own."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pydantic_core import to_json

from services.matching.domain.decision import Create, Review
from services.matching.domain.normalise import forenames_of, names_of
from services.matching.domain.people import Description, describe
from services.matching.domain.register import Outcome
from services.matching.usecases.ports import Counts, Part, Progress, Said, Waiting
from shared.contracts.matching import AwaitingClaim, ClaimsMatched, MatchedClaim, SubmissionMatched
from shared.contracts.records import ContactDetails, PersonDetails, Record
from shared.contracts.validation import RecordsAccepted, SubmissionJudged

_SEXES = ("M", "F")


def description_of(person: PersonDetails) -> Description:
    """Return what a record's person means to matching: names made comparable, the UPN by its kind."""
    upn, temporary = person.upn, person.upn_kind == "temporary"
    return describe(
        names_of(person.surname, person.preferred_surname),
        forenames_of(person.forename, person.preferred_forename, person.middle_names),
        person.born_on,
        person.sex if person.sex in _SEXES else None,
        person.postcode,
        None if temporary else upn,
        person.former_upn,
        upn if temporary else None,
        person.uln,
        person.authority_ref,
    )


def part_of(event: RecordsAccepted) -> Part:
    """Return where an event's rows come from."""
    return Part(
        event.submission_id,
        event.judgement,
        event.part,
        event.collection,
        event.establishment,
        event.period,
        event.sheet,
        event.received_at,
    )


def said_by(record: Record, person_id: UUID) -> Said:
    """Return what the record says of its person in full."""
    details = to_json(record.person, exclude_none=True).decode()
    contact = record.contact
    if contact is None:
        return Said(person_id, details, None)
    if contact.address:
        details = f'{details[:-1]},"address":{to_json(contact.address).decode()}}}'
    reachable = _says_how_to_reach(contact)
    return Said(person_id, details, to_json(contact, exclude_none=True).decode() if reachable else None)


def _says_how_to_reach(contact: ContactDetails) -> bool:
    ways = (contact.mobile, contact.home_phone, contact.carer_phone, contact.email, contact.carer_email)
    return contact.objection or any(ways)


def waiting_rows(records: Sequence[Record], outcomes: Mapping[int, Outcome]) -> list[Waiting]:
    """Return the rows that nobody but a person can decide; `outcomes` is by position."""
    waiting = []
    for position, record in enumerate(records):
        decision = outcomes[position].decision
        if isinstance(decision, Review):
            waiting.append(Waiting(record.ordinal, record.line, decision, record.model_dump_json(exclude_none=True)))
    return waiting


def counts_of(outcomes: Mapping[int, Outcome]) -> Counts:
    """Return what became of a part's rows."""
    created = sum(isinstance(outcome.decision, Create) for outcome in outcomes.values())
    awaiting = sum(isinstance(outcome.decision, Review) for outcome in outcomes.values())
    return Counts(matched=len(outcomes) - created - awaiting, created=created, awaiting=awaiting)


def claims_matched(event: RecordsAccepted, outcomes: Mapping[int, Outcome]) -> ClaimsMatched:
    """Return the answer for a part; `outcomes` is by position in its records."""
    claims, awaiting = [], []
    for position, record in enumerate(event.records):
        outcome = outcomes[position]
        if isinstance(outcome.decision, Review):
            awaiting.append(_awaiting(record, outcome.decision))
        else:
            claims.append(_claim(record, outcome))
    return ClaimsMatched(
        submission_id=event.submission_id,
        judgement=event.judgement,
        part=event.part,
        collection=event.collection,
        establishment=event.establishment,
        period=event.period,
        received_at=event.received_at,
        sheet=event.sheet,
        claims=tuple(claims),
        awaiting=tuple(awaiting),
    )


def _without_contact(record: Record) -> Record:
    """How to reach somebody stays here: nobody after us needs it to say what they are doing."""
    return record if record.contact is None else record.model_copy(update={"contact": None})


def _claim(record: Record, outcome: Outcome) -> MatchedClaim:
    assert outcome.person_id is not None  # only rows that wait have none
    return MatchedClaim(
        person_id=outcome.person_id,
        outcome="new" if isinstance(outcome.decision, Create) else "matched",
        rule=outcome.decision.rule,
        record=_without_contact(record),
    )


def _awaiting(record: Record, review: Review) -> AwaitingClaim:
    return AwaitingClaim(
        rule=review.rule,
        candidates=tuple(candidate.person_id for candidate in review.candidates),
        ordinal=record.ordinal,
        line=record.line,
        keys=record.keys,
    )


def submission_matched(event: RecordsAccepted | SubmissionJudged, progress: Progress) -> SubmissionMatched:
    """Return the summary of a judgement whose parts are all matched."""
    return SubmissionMatched(
        submission_id=event.submission_id,
        judgement=event.judgement,
        collection=event.collection,
        establishment=event.establishment,
        period=event.period,
        received_at=event.received_at,
        parts=progress.parts_done,
        accepted=progress.counts.accepted,
        matched=progress.counts.matched,
        created=progress.counts.created,
        awaiting=progress.counts.awaiting,
    )
