"""Write a message about a contradiction, settle it, open it again, or take a settlement back."""

from dataclasses import dataclass
from typing import Literal

from services.reporting.domain.contradictions.thread import DECIDING, MAY_FOLLOW, Act, Situation
from services.reporting.usecases.contradictions.ports import NewNote
from services.reporting.usecases.ports import ReportingTables
from shared.clock import Clock
from shared.contracts.events import derived_id
from shared.outbox.unit_of_work import Begin

NoteResult = Literal["written", "stale", "unknown"]
"""written: it is kept, or was before. stale: the thread no longer stands as it was shown. unknown: there is no such
contradiction for whoever asks."""


@dataclass(frozen=True, slots=True)
class NewWords:
    """What somebody does in a thread."""

    contradiction_id: int
    form_id: str
    """The id that the form was given: the same sent twice by a double click is one note."""
    account: str
    establishment: str | None
    """Whose account it is; None: the authority's."""
    act: Act
    words: str
    """The message, or the reason; empty where a settlement is taken back."""
    seen: str
    """How the thread stood when it was shown (`Situation.seen`)."""


class WriteNote:
    """Keep what somebody does, once, and only in a thread that stands as they saw it."""

    def __init__(self, begin: Begin[ReportingTables], clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def __call__(self, new: NewWords) -> NoteResult:
        """Return what became of it. Raises Transient."""
        entry_id = derived_id("note", new.contradiction_id, new.account, new.form_id, new.act, new.words)
        async with self._begin(self) as work:
            notes = work.tables.contradiction_notes
            situation = await notes.hold(new.contradiction_id, new.establishment)
            if situation is None:
                return "unknown"
            if await notes.is_written(entry_id):
                return "written"
            if situation.seen != new.seen or not _may(new, situation):
                return "stale"
            settles, undoes = new.act == "settled", new.act == "undone"
            note = NewNote(
                entry_id=entry_id,
                contradiction_id=new.contradiction_id,
                written_at=self._clock.now(),
                account=new.account,
                establishment=new.establishment,
                act=new.act,
                words=None if undoes else new.words,
                undoes=situation.settlement_id if undoes else None,
                facts=situation.facts if settles else None,
                opened_at=situation.opened_at if settles else None,
            )
            await notes.write(note)
        return "written"


def _may(new: NewWords, situation: Situation) -> bool:
    """Tell whether this may be done as the thread stands: establishments write, the authority decides."""
    return situation.state in MAY_FOLLOW[new.act] and (new.establishment is None or new.act not in DECIDING)
