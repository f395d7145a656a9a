"""Which notice a file gives as it stands now. If that is another, or none, an earlier one does not hold any more."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.reporting.domain.notices.policies import NoticeKind


@dataclass(frozen=True, slots=True)
class FileState:
    """How a file, or a statement that there is nothing to send, stands; no name of a file, which may name a person."""

    submission_id: UUID
    establishment: str
    collection: str | None
    period: str | None
    received_at: datetime
    nil: bool
    outcome_code: str | None
    """Why it could not be used; None: it could, or is still being looked at."""
    unusable: bool
    """It could not be read, or was set aside."""
    generation_id: int | None
    """Its newest judgement; None: there is none yet."""
    complete: bool
    """All of its rows have been judged and matched."""
    undone: bool
    """It was taken out."""
    effective: bool
    """It is what counts for its return."""
    rows_accepted: int
    rows_refused: int
    overtaken: bool
    """Something came later that may take its place; asked only of what cannot be used."""
    rows_unanswered: int = 0
    """Rows of a list that are not answered yet: nothing is wrong with them."""


def notice_kind(file: FileState) -> NoticeKind | None:
    """Return what its sender is to be told of a file; None: nothing, or nothing yet.

    What waits for a decision, was taken out or was replaced gives no notice: its page and the board show it.
    """
    if file.unusable:
        return None if file.overtaken else "not used"
    if not file.complete or file.undone:
        return None
    if file.rows_refused and not file.rows_accepted:
        return None if file.overtaken else "to mend"
    if not file.effective or (file.rows_unanswered and not file.rows_accepted):
        return None
    return "to mend" if file.rows_refused else "accepted"
