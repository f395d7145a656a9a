"""What ingest needs from the world, and the values that pass through."""

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.ingest.domain.file_findings import FileRefusal
from services.ingest.domain.submissions import Delivery, Return
from services.ingest.domain.timing import NOTHING, Timing
from shared.contracts.ingest import FileNote, SheetRows, SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from shared.erasure.orders import ErasureOrder
from shared.errors import OnwardError
from shared.vocabulary.templates.versions import NamedVersion

VAULT_BYTES_MAX = 64 * 1024 * 1024


class NotRecordable(OnwardError):  # noqa: N818 (an answer about the delivery, not a fault of ours)
    """The database will not have this receipt, however often it is tried; nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class TemplateFound:
    """The template was recognised."""

    collection: str
    numbers: Mapping[str, int]
    """How many rows carry which establishment number, as it is written in them."""
    timing: Timing = NOTHING
    """What the rows show of when the file is for."""
    template_version: str | None = None
    """The version of the template that the file was made from, where it shows."""


@dataclass(frozen=True, slots=True)
class EndOfFile:
    """The end of the file was reached."""

    rows: int
    rows_blank: int
    notes: tuple[FileNote, ...]


@dataclass(frozen=True, slots=True)
class NoRows:
    """No rows can be had from the file."""

    refusal: FileRefusal
    notes: tuple[FileNote, ...] = ()
    made_from: NamedVersion | None = None
    """The template that a file of no known heading says it was made from."""


ReaderOutput = TemplateFound | SheetRows | EndOfFile | NoRows


class FileReader(Protocol):
    """Opens a stranger's file without harm."""

    def read(self, content: bytes, file_name: str) -> AsyncGenerator[ReaderOutput]:
        """Yield the heading, the parts in order and the end; or, at any point, why there are no (more) rows."""


@dataclass(frozen=True, slots=True)
class StoredSubmission:
    """What is kept of a submission beyond its `SubmissionReceived`, and what has become of it so far."""

    fingerprint: str
    """Of its delivery."""
    may_send: frozenset[str]
    """Codes of the collections that its sender was expressly entitled to send."""
    file_id: UUID
    sealed_key: bytes | None
    """None: the file was erased."""
    finished: bool = False
    seen_before: bool = False
    """An earlier submission holds the same bytes."""
    judgement: int = 1
    """The number of the judgement in force: the next one where something of it was lost on its way."""
    rows_only: bool = False
    """In the vault are the rows that were read from it, less those of people who were erased."""


@dataclass(frozen=True, slots=True)
class LatestSubmission:
    """The submission that counts for a return before some moment."""

    submission_id: UUID
    sha256: str
    received_at: datetime
    completes: bool = True
    """It was completed, or there is no reason yet to doubt that it will be."""


@dataclass(frozen=True, slots=True)
class FinishedSubmission:
    """What became of a submission, and the event of it."""

    event: SubmissionExtracted | SubmissionUnreadable
    wanted: Return | None = None


@dataclass(frozen=True, slots=True)
class LostSubmissions:
    """Which submissions are resent: not completed, with their original, and ..."""

    begun_until: datetime | None = None
    """... last begun by then;"""
    resends_max: int | None = None
    """... not resent so often already;"""
    submission_ids: Collection[UUID] | None = None
    """... one of these. None: any, in each case."""


class Submissions(Protocol):
    """The submissions, inside one transaction."""

    async def begin_receipt(self) -> None:
        """Begin a receipt: its time must be taken after this."""

    async def await_receipts(self) -> None:
        """Wait for every receipt that was begun, and hold new ones back until this transaction ends."""

    async def receive(self, received: SubmissionReceived, delivery: Delivery, file_id: UUID, sealed_key: bytes) -> bool:
        """Keep a new submission; False when one with its id is there already. Raises NotRecordable."""

    async def find_latest(self, wanted: Return, before: datetime) -> LatestSubmission | None:
        """Return the latest extracted submission for the return that was received before; repeats do not count."""

    async def any_undecided(self, after: datetime, before: datetime) -> bool:
        """Return whether any submission received between the two moments has yet to be read."""

    async def finish(self, *finished: FinishedSubmission) -> None:
        """Record what became of submissions."""

    async def complete(self, judgements: Mapping[UUID, int]) -> None:
        """Record that reporting has everything of these submissions, by the judgement of which it says so.

        One that is being judged again since is not complete.
        """

    async def take_incomplete(
        self, lost: LostSubmissions, but: Collection[UUID], limit: int
    ) -> Sequence[SubmissionReceived]:
        """Begin the next judgement of submissions of which something was lost; none of `but`. Waits for others."""

    async def take_outdated(self, judgements: Collection[tuple[UUID, int]]) -> Sequence[SubmissionReceived]:
        """Begin the next judgement of submissions that were read and stand at that one; pass the others over."""

    async def find_noticed_gap(self, quiet_s: float) -> datetime | None:
        """Return when the latest gap was noticed that is not closed, once no other has been noticed for this long."""

    async def record_resent(self, noticed_until: datetime) -> None:
        """Record that everything not completed was resent since."""


@dataclass(frozen=True, slots=True)
class FileToClear:
    """A file in which somebody stands who is erased, or that is itself erased."""

    submission_id: UUID
    file_id: UUID
    sealed_key: bytes | None
    file_name: str
    rows_only: bool
    """In the vault are the rows that were read from it, and no longer the original."""
    rows: frozenset[tuple[str, int]]
    """Sheet and line of each row about them."""
    named: bool
    """Its name, or the words that were sent with it, name somebody."""
    whole: bool
    """The original itself is to go."""
    establishment: str | None = None
    """Whose return it is, where that is known."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What the vault keeps of a file from now on."""

    file_id: UUID
    sealed_key: bytes | None
    """None: nothing."""
    rows_only: bool


class OriginalErasures(Protocol):
    """The orders to erase, inside one transaction."""

    async def take(self) -> ErasureOrder | None:
        """Return an order that reporting has carried out and ingest has not; None: there is none."""

    async def find_file(self, order: ErasureOrder) -> FileToClear | None:
        """Return a file that the order is about still; None: all are done."""

    async def keep(self, order: ErasureOrder, file: FileToClear, kept: KeptFile) -> bool:
        """Note what is kept of a file, and that the order is done with it; False: another process was faster."""

    async def done(self, order: ErasureOrder, files: int) -> None:
        """Note that an order is carried out."""


@dataclass(frozen=True, slots=True)
class IngestTables:
    """What ingest keeps, inside one unit of work."""

    submissions: Submissions
    erasures: OriginalErasures


class SubmissionLookup(Protocol):
    """Looks submissions up outside of any unit of work: nobody is waited for, and nobody waits."""

    async def find(self, submission_id: UUID) -> StoredSubmission | None:
        """Return a submission. Raises Transient."""

    async def find_all(self, submission_ids: Sequence[UUID]) -> dict[UUID, StoredSubmission]:
        """Return those submissions that are known, by id. Raises Transient."""

    async def find_latest(self, wanted: Return, before: datetime) -> LatestSubmission | None:
        """As in `Submissions`: a first look. Raises Transient."""


class NotInVault(OnwardError):  # noqa: N818
    """There is no such file, or it was erased."""


class VaultDamaged(OnwardError):  # noqa: N818
    """The file does not open under its key: it, or the key, was changed."""


class Vault(Protocol):
    """Keeps originals for ever, unopened. The caller keeps each file's sealed key in its own database."""

    async def put(self, file_id: UUID, data: bytes) -> bytes:
        """Keep a file durably before returning, and return its sealed key. Putting an id again replaces the file.

        Raises Transient when there is no room or the store is away.
        """

    async def get(self, file_id: UUID, sealed_key: bytes) -> bytes:
        """Return a file. Raises NotInVault, VaultDamaged or Transient."""

    async def erase(self, file_id: UUID) -> None:
        """Remove a file; one that is not there is fine. Deleting its sealed key erases all copies, backups too."""
