"""Between the events' words and matching's own."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, repeat
from typing import Any

from pydantic_core import to_json

from services.matching.domain.decision import Create, Decision, Link, Review
from services.matching.domain.lines import LineKeys
from services.matching.domain.normalise import forenames_of, names_of
from services.matching.domain.people import Description, describe
from services.matching.usecases.ports import Counts, Judgement, Linked, Progress, Waiting
from shared.contracts.events import ReturnEvent
from shared.contracts.matching import AwaitingClaim, ClaimsMatched, SubmissionMatched
from shared.contracts.records import PersonColumns, Records
from shared.contracts.validation import RecordsAccepted, SubmissionJudged
from shared.vocabulary.learners import name_with_birth_date

_SEXES = {"M": "M", "F": "F"}


def descriptions_of(person: PersonColumns) -> Iterator[Description]:
    """Return what each row's person means to matching: names made comparable, the UPN by its kind."""
    upns, temporary_upns = _upns_by_kind(person)
    return map(
        describe,
        map(names_of, person.surname, person.column("preferred_surname")),
        map(forenames_of, person.forename, person.column("preferred_forename"), person.column("middle_names")),
        person.column("born_on"),
        map(_SEXES.get, person.column("sex")),
        person.column("postcode"),
        upns,
        person.column("former_upn"),
        temporary_upns,
        person.column("uln"),
        person.column("authority_ref"),
    )


def line_keys_of(parts: Sequence[PersonColumns]) -> Callable[[int], LineKeys]:
    """Return what gives the keys of a row by its position in these parts, one after another."""
    firsts = list(accumulate((len(person.surname) for person in parts), initial=0))

    def keys_of(position: int) -> LineKeys:
        part = bisect_right(firsts, position) - 1
        person, place = parts[part], position - firsts[part]
        born_on = person.born_on[place] if person.born_on else None
        named = name_with_birth_date(person.surname[place], person.forename[place], born_on)
        return person.upn[place] if person.upn else None, person.uln[place] if person.uln else None, named

    return keys_of


def _upns_by_kind(person: PersonColumns) -> tuple[Iterable[str | None], Iterable[str | None]]:
    """Return the column of permanent numbers and that of temporary ones."""
    if "temporary" not in (person.upn_kind or ()):
        return person.column("upn"), repeat(None)
    upns = list(person.rows("upn", "upn_kind"))
    return (
        [None if kind == "temporary" else upn for upn, kind in upns],
        [upn if kind == "temporary" else None for upn, kind in upns],
    )


def judgement_of(event: ReturnEvent) -> Judgement:
    """Return which judgement of which submission an event belongs to."""
    return event.submission_id, event.judgement


def linked(event: RecordsAccepted, decisions: Sequence[Decision]) -> Linked:
    """Return the rows that found or founded somebody; `decisions` stand in the order of the event's records."""
    found = [not isinstance(decision, Review) for decision in decisions]
    settled = [decision for decision in decisions if not isinstance(decision, Review)]
    records = event.records.only(found)
    contact, reachable = _contact(records)
    return Linked(
        part=event,
        records=records,
        person_ids=[decision.person_id for decision in settled if decision.person_id is not None],
        created=[isinstance(decision, Create) for decision in settled],
        rules=[decision.rule for decision in settled],
        evidence=[decision.evidence for decision in settled],
        details=_details(records),
        contact=contact,
        reachable=reachable,
    )


def _details(records: Records) -> dict[str, Sequence[Any]]:
    columns = dict(records.person.filled())
    if records.contact and records.contact.address:
        columns["address"] = records.contact.address
    return columns


def _contact(records: Records) -> tuple[Mapping[str, Sequence[Any]], Sequence[bool]]:
    """Return what rows say of how to reach their people, and which do: a carer's name alone is no way to anybody."""
    contact = (
        {name: values for name, values in records.contact.filled() if name != "address"} if records.contact else {}
    )
    ways = [values for name, values in contact.items() if name != "carer_name"]
    if not any(map(any, ways)):
        return {}, [False] * len(records)
    reachable = list(map(any, zip(*ways, strict=True)))
    if not all(reachable):
        contact = {
            name: [v if r else None for v, r in zip(values, reachable, strict=True)] for name, values in contact.items()
        }
    return contact, reachable


def waiting_rows(event: RecordsAccepted, decisions: Sequence[Decision]) -> Iterator[Waiting]:
    """Yield the rows that nobody but a person can decide; `decisions` stand in the order of the event's records."""
    records = event.records
    for position, decision in enumerate(decisions):
        if isinstance(decision, Review):
            record = to_json(records.at(position)).decode()
            yield Waiting(event, records.ordinals[position], records.lines[position], decision, record)


def counts_of(decisions: Iterable[Decision]) -> Counts:
    """Return what became of the rows of one part."""
    kinds = Counter(map(type, decisions))
    return Counts(parts=1, matched=kinds[Link], created=kinds[Create], awaiting=kinds[Review])


def claims_matched(event: RecordsAccepted, decisions: Sequence[Decision], found: Linked) -> ClaimsMatched:
    """Return the answer for a part; `decisions` stand in the order of its records."""
    return ClaimsMatched(
        **event.part_fields(),
        # How to reach somebody stays here: nobody after us needs it to say what they are doing.
        records=found.records.without_contact(),
        person_ids=tuple(found.person_ids),
        created=tuple(found.created),
        rules=tuple(found.rules),
        awaiting=tuple(_awaiting(event.records, decisions)),
    )


def _awaiting(records: Records, decisions: Sequence[Decision]) -> Iterator[AwaitingClaim]:
    for position, decision in enumerate(decisions):
        if isinstance(decision, Review):
            yield AwaitingClaim(
                rule=decision.rule,
                candidates=tuple(candidate.person_id for candidate in decision.candidates),
                ordinal=records.ordinals[position],
                line=records.lines[position],
                keys=records.keys[position],
            )


def submission_matched(event: RecordsAccepted | SubmissionJudged, progress: Progress) -> SubmissionMatched:
    """Return the summary of a judgement whose parts are all matched."""
    return SubmissionMatched(
        **event.return_fields(),
        parts=progress.done.parts,
        accepted=progress.done.accepted,
        matched=progress.done.matched,
        created=progress.done.created,
        awaiting=progress.done.awaiting,
    )
