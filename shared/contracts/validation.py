"""Events that validation publishes: the records of a part, the verdict on its rows, and on the whole return."""

from typing import ClassVar

from shared.contracts import topics
from shared.contracts.events import ContractModel, JudgementEvent, PartOfReturnEvent, ReturnEvent
from shared.contracts.records import Records
from shared.contracts.topics import Topic
from shared.vocabulary.issues import RowSeverity


class RecordsAccepted(PartOfReturnEvent):
    """The clean records of one part. Published for every part, also when none of its rows was accepted."""

    TOPIC: ClassVar[Topic] = topics.RECORDS_ACCEPTED

    records: Records


class Issue(ContractModel):
    """One issue of one cell: a code and a coordinate, never the value."""

    code: str
    severity: RowSeverity
    column: str | None = None
    """Id of the column in the dictionary."""
    cell: str | None = None
    """Address in the sheet, for example C14."""


class JudgedRow(ContractModel):
    """A row with issues, or of a list and not answered yet: that is refused without an issue."""

    ordinal: int
    line: int
    refused: bool
    issues: tuple[Issue, ...]
    keys: tuple[int, ...] = ()
    """Blind keys of a refused row, so that it can shield its person from being taken for a leaver."""


class RowsJudged(PartOfReturnEvent):
    """The verdict on one part: counts that add up, and the rows with issues. Codes and cells, never values."""

    TOPIC: ClassVar[Topic] = topics.ROWS_JUDGED

    rows: int
    accepted: int
    refused: int
    judged: tuple[JudgedRow, ...]
    severities: int = 0
    """Version of the severities by which the part was judged; 0: the catalogue's own."""
    unanswered: int = 0
    """Of the refused rows: those of a list that leave the whole answer blank. They have no issue."""
    with_e_mail: int = 0
    """Rows with an e-mail address of learner or carer that can be used. A blank one is no issue, so only this tells."""


class SetAsideRow(ContractModel):
    """An accepted row that a whole-return rule sets aside: another line of the same learner counts."""

    ordinal: int
    sheet: str
    line: int
    code: str
    counts_instead: int
    """Ordinal of the row that counts."""


class RowNote(ContractModel):
    """A warning about an accepted row that only the whole return shows. The row counts."""

    ordinal: int
    sheet: str
    line: int
    code: str
    column: str | None = None
    """Id of the column in the dictionary."""
    other: int | None = None
    """Ordinal of the other row that it is about."""


class SubmissionJudged(ReturnEvent, JudgementEvent):
    """Every part has been judged; whole-return rules have been applied."""

    TOPIC: ClassVar[Topic] = topics.SUBMISSION_JUDGED

    parts: int
    rows: int
    accepted: int
    refused: int
    set_aside: tuple[SetAsideRow, ...] = ()
    notes: tuple[RowNote, ...] = ()
    severities: int = 0
    """Version of the severities by which its parts were judged; where they differ, the lowest."""


class JudgementOutdated(JudgementEvent):
    """Severities have changed by which the submission was judged: its original is to be judged again.

    Ingest reads it. Of a submission whose next judgement has begun already it says nothing new.
    """

    TOPIC: ClassVar[Topic] = topics.JUDGEMENT_OUTDATED

    severities: int
    """Version of the severities that are in force now."""
