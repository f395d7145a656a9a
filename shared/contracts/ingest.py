"""Events that ingest publishes: a file was received; its rows; the end of its rows; or it could not be read."""

from datetime import date, datetime
from typing import ClassVar, Literal, Self
from uuid import UUID

from pydantic import model_validator

from shared.contracts import topics
from shared.contracts.events import ContractModel, PartOfReturnEvent, ReturnEvent, SubmissionEvent
from shared.contracts.topics import Topic

ROWS_MAX = 500
"""Rows in one part: the cost of a message is paid once for this many."""

Channel = Literal["hook", "page", "folder"]


class NilReturn(ContractModel):
    """A statement that there is nothing to send for one return. It stands for that return alone."""

    collection: str
    establishment: str
    period: str
    stated_by: str | None = None
    """The name of the person who stated it in an e-mail; None: the account that sent it did."""
    emailed_at: datetime | None = None
    """When the e-mail arrived; None: it was stated on a page."""


class SubmissionReceived(SubmissionEvent):
    """A file is kept in the vault and its receipt acknowledged. The topic is sealed: a file name may name a person."""

    TOPIC: ClassVar[Topic] = topics.SUBMISSION_RECEIVED

    channel: Channel
    sender: str
    """Who sent it, as configured: the portal's key name, a signed-in account, a folder."""
    sender_establishment: str | None = None
    """DfE number or UKPRN of whom the sender speaks for; None when the sender speaks for several (the portal)."""
    file_name: str
    tag: str | None = None
    comment: str | None = None
    sha256: str
    size_bytes: int
    uploaded_at: datetime
    data_taken_on: date | None = None
    """The day on which the sender took the data from its own system, as it says; None: it does not say."""
    received_at: datetime
    """When Onward accepted it (business clock): which of two returns counts is decided by this. A nil return that came
    by e-mail was received when the e-mail was, though it is recorded later."""
    nil: NilReturn | None = None
    """There is no file to read: the sender states that there is nothing to send."""


class SheetColumn(ContractModel):
    """A column of the dictionary (`shared.vocabulary.columns`) and where it stands in this sheet."""

    id: str
    letter: str
    """Empty: it stands in no column, for it follows from what the sheet is."""


class CellMark(ContractModel):
    """What the text of cells does not show: a value that could not be read, or is not what was typed."""

    code: str
    """A code of the catalogue of issues (`shared.vocabulary.issues`)."""
    column: str | None = None
    """Id of the column in the dictionary; None: it is about the row as a whole."""
    rows: tuple[int, ...]
    """Positions of the rows in the part."""


class SheetRows(ContractModel):
    """Rows of a sheet as columns of text: dates as ISO 8601, whole numbers without a decimal point, blanks as None."""

    sheet: str
    columns: tuple[SheetColumn, ...]
    ordinals: tuple[int, ...]
    """The number of each row in the submission, from 0 in the order of the file. Together with the submission id it
    names the row for ever."""
    lines: tuple[int, ...]
    """The number of each row as the spreadsheet shows it (the first row of the sheet is 1)."""
    cells: tuple[tuple[str | None, ...], ...]
    """The cells of each column, in the order of `columns`; every column has one for each row."""
    marks: tuple[CellMark, ...] = ()
    """Marks on single cells or rows; most parts have none."""

    @model_validator(mode="after")
    def _of_one_length(self) -> Self:
        rows = len(self.lines)
        if len(self.cells) != len(self.columns) or any(len(one) != rows for one in (self.ordinals, *self.cells)):
            raise ValueError("columns of different lengths")
        if not self.marks:
            return self
        ids = {None, *(column.id for column in self.columns)}
        if any(mark.column not in ids or any(not 0 <= row < rows for row in mark.rows) for mark in self.marks):
            raise ValueError("a mark on a cell that is not there")
        return self


class RowsExtracted(PartOfReturnEvent, SheetRows):
    """Up to 500 rows of one sheet.

    Their order is not promised. In a long sheet, rows with one birth date stand together: a consumer that handles parts
    side by side and locks by birth date (matching, to create people) then seldom waits.
    """

    TOPIC: ClassVar[Topic] = topics.ROWS_EXTRACTED


class FileNote(ContractModel):
    """A note about the file that refuses nothing: hidden rows were read, a sheet was left out."""

    code: str
    """A code of the catalogue (`shared.vocabulary.issues`)."""
    sheet: str | None = None
    column: str | None = None
    """The letter over the column that it is about, where it is about one."""
    heading: str | None = None
    """Id of a column of the dictionary that is not there, where it is about one."""
    count: int = 1


class SubmissionExtracted(ReturnEvent):
    """All rows of the file have been published."""

    TOPIC: ClassVar[Topic] = topics.SUBMISSION_EXTRACTED

    parts: int
    rows: int
    rows_blank: int = 0
    """Rows that hold nothing to judge: blank, totals, signature lines."""
    notes: tuple[FileNote, ...] = ()
    nil: bool = False
    """The sender stated that there is nothing to send: no rows, and none are missing."""
    repeats: UUID | None = None
    """The latest earlier submission for the same return, when this file is the same byte for byte. Such a submission
    has no parts and changes nothing: it is neither judged nor matched, and makes no generation."""


class SubmissionUnreadable(SubmissionEvent):
    """The file gives no rows. It is kept; its page says why, in a sentence that a school understands."""

    TOPIC: ClassVar[Topic] = topics.SUBMISSION_UNREADABLE

    outcome: Literal["unreadable", "set_aside"]
    """unreadable: the file is at fault. set_aside: a person must decide whose it is or which return it is."""
    code: str
    """A code of the catalogue."""
    collection: str | None = None
    """Which return its columns make it, where they could be read; whose it is may still be open."""
    received_at: datetime
    notes: tuple[FileNote, ...] = ()
