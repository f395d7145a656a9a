"""Between the events' words and matching's own."""

from collections.abc import Mapping, Sequence
from json import JSONEncoder
from uuid import UUID

from services.matching.domain.decision import Create, Review
from services.matching.domain.normalise import names_of
from services.matching.domain.people import Description
from services.matching.domain.register import Outcome
from services.matching.usecases.ports import Counts, Part, Progress, Said, Waiting
from shared.contracts.matching import AwaitingClaim, ClaimsMatched, MatchedClaim, SubmissionMatched
from shared.contracts.records import ContactDetails, PersonDetails, Record
from shared.contracts.validation import RecordsAccepted, SubmissionJudged

_SEXES = ("M", "F")
_encode = JSONEncoder(ensure_ascii=False).encode


def description_of(person: PersonDetails) -> Description:
    """Return what a record's person means to matching: names made comparable, the UPN by its kind."""
    temporary = person.upn_kind == "temporary"
    given = f"{person.forename} {person.middle_names}" if person.middle_names else None
    return Description(
        surnames=names_of(person.surname, person.preferred_surname),
        forenames=names_of(person.forename, person.preferred_forename, given),
        born_on=person.born_on,
        sex=person.sex if person.sex in _SEXES else None,
        postcode=person.postcode,
        upn=None if temporary else person.upn,
        former_upn=person.former_upn,
        temporary_upn=person.upn if temporary else None,
        uln=person.uln,
        authority_ref=person.authority_ref,
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
    person = record.person.model_dump_json(exclude_none=True)
    contact = record.contact
    if contact and contact.address:
        person = f'{person[:-1]},"address":{_encode(contact.address)}}}'
    reachable = contact is not None and _says_how_to_reach(contact)
    return Said(person_id, person, contact.model_dump_json(exclude_none=True) if contact and reachable else None)


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


def _claim(record: Record, outcome: Outcome) -> MatchedClaim:
    assert outcome.person_id is not None  # only rows that wait have none
    return MatchedClaim(
        person_id=outcome.person_id,
        outcome="new" if isinstance(outcome.decision, Create) else "matched",
        rule=outcome.decision.rule,
        record=record,
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
