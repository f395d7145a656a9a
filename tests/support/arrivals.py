"""What becomes of a file that arrives: read, given to its return and judged in this process, as the services do it."""

from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from services.ingest.adapters.reading.child.read_file import read_file
from services.ingest.adapters.reading.child_messages import ConversationCheck, read_message
from services.ingest.adapters.reading.child_protocol import FrameKind
from services.ingest.domain.submissions import FindEstablishment, Return
from services.ingest.usecases.extract_rows import ExtractRows
from services.ingest.usecases.ports import ReaderOutput
from services.ingest.usecases.receive_submission import ReceiveSubmission
from services.validation.domain.context import Context
from services.validation.domain.plan import plan_for
from services.validation.domain.rows import JudgedRows
from services.validation.domain.verdict import judge_rows
from services.validation.usecases.translate import marked_in
from shared.contracts.ingest import RowsExtracted, SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from shared.vocabulary.issues import CATALOGUE
from tests.support.clock import FixedClock
from tests.support.ingest import MemorySubmissions, delivery
from tests.support.memory_unit_of_work import MemoryPublisher
from tests.support.memory_vault import MemoryVault


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of a file."""

    why_not: str | None = None
    """The name of the complaint for which no rows come of it."""
    collection: str | None = None
    """Also where no rows come of it, as far as its columns show it."""
    wanted: Return | None = None
    notes: Mapping[str, int] = field(default_factory=dict)
    """Names of what is noted of the file, with how often it is found."""
    complaints: Mapping[str, int] = field(default_factory=dict)
    """Names of the complaints about rows, with how many rows have them."""
    rows: int = 0
    refused: int = 0
    values: Sequence[Mapping[str, object]] = ()
    """Of each row that is used, in their order: what was read, by column."""
    kept: bytes = b""
    """The original as it is in the vault."""


class _ReaderHere:
    """The port `FileReader` without a child process."""

    async def read(self, content: bytes, file_name: str) -> AsyncGenerator[ReaderOutput]:
        frames: list[tuple[FrameKind, bytes]] = []
        read_file(content, file_name, lambda kind, payload: frames.append((kind, payload)))
        check = ConversationCheck()
        for kind, payload in frames:
            statement = read_message(kind, payload)
            check.take(statement)
            yield statement


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends files, and in which register establishments are looked up."""

    establishment: str | None
    """None: the sender speaks for several, as the portal and the authority's own systems do."""
    find: FindEstablishment
    may_send: frozenset[str] = frozenset()


async def arrive(content: bytes, name: str, sender: Sender, on: date) -> Arrived:
    """Return what becomes of a file that this sender sends on that day."""
    submissions, vault, parts = MemorySubmissions(), MemoryVault(), MemoryPublisher()
    clock = FixedClock(datetime.combine(on, time(11), UTC))
    sent = replace(delivery(content, file_name=name, establishment=sender.establishment), may_send=sender.may_send)
    await ReceiveSubmission(submissions.begin, submissions, vault, clock)(sent)
    received = submissions.published_events[-1]
    assert isinstance(received, SubmissionReceived)
    await ExtractRows(submissions.begin, submissions, vault, _ReaderHere(), parts, sender.find)([received])
    event = submissions.published_events[-1]
    kept = submissions.kept[received.submission_id]
    assert kept.sealed_key is not None
    original = await vault.get(kept.file_id, kept.sealed_key)
    if isinstance(event, SubmissionUnreadable):
        return Arrived(_named(event.code), event.collection, notes=_notes(event), kept=original)
    assert isinstance(event, SubmissionExtracted)
    wanted = Return(event.establishment, event.collection, event.period)
    judged = [_judged(part, on) for part in parts.published if isinstance(part, RowsExtracted)]
    return Arrived(
        None,
        event.collection,
        wanted,
        _notes(event),
        sum(map(_complaints, judged), Counter()),
        event.rows,
        sum(len(one.refused) for one in judged),
        [row for one in judged for row in _values(one)],
        original,
    )


def _judged(part: RowsExtracted, on: date) -> JudgedRows:
    plan = plan_for(part.collection, tuple(column.id for column in part.columns))
    assert plan is not None
    context = Context(part.collection, part.establishment, part.period, on)
    return judge_rows(plan, context, len(part.lines), part.cells, marked_in(part.marks))


def _complaints(judged: JudgedRows) -> Counter[str]:
    complaints = Counter[str]()
    for verdict in judged.with_issues.values():
        complaints.update({CATALOGUE[complaint.code].name for complaint in verdict.complaints})
    return complaints


def _values(judged: JudgedRows) -> list[Mapping[str, object]]:
    refused = set(judged.refused)
    return [
        {column: values[place] for column, values in judged.columns.items()}
        for place in range(judged.rows)
        if place not in refused
    ]


def _notes(event: SubmissionExtracted | SubmissionUnreadable) -> Mapping[str, int]:
    notes = Counter[str]()
    for note in event.notes:
        notes[CATALOGUE[note.code].name] += note.count
    return notes


def _named(code: str) -> str:
    return CATALOGUE[code].name
