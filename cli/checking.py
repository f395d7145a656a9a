"""Checks one workbook on this machine with the very reader and rules that Onward uses; nothing is sent or kept."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.addresses import Addresses
from services.ingest.adapters.reading.forked_reader import ForkedReader
from services.ingest.domain.file_findings import PERMANENT_CODES, FileRefusal, NoteKind
from services.ingest.domain.file_names import NameEvidence, read_file_name
from services.ingest.domain.submissions import name_disagrees, named_by_rows
from services.ingest.domain.timing import Timing, notes_on_period, which_period
from services.ingest.usecases.ports import EndOfFile, NoRows, TemplateFound
from services.ingest.usecases.translate import notes_on_template, template_notes
from services.validation.domain.context import Context
from services.validation.domain.plan import plan_for
from services.validation.domain.rows import Complaint
from services.validation.domain.verdict import judge_rows
from services.validation.usecases.translate import marked_in
from shared.clock import BusinessDate, clock_for
from shared.contracts.ingest import FileNote, SheetRows
from shared.vocabulary.collections import Collection, find_collection
from shared.vocabulary.columns import get_column
from shared.vocabulary.home_authorities import home_authority_on
from shared.vocabulary.issues import get_issue

ISSUES_SHOWN_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Found:
    """One complaint with sheet, line and cell; never the value."""

    sheet: str
    line: int
    cell: str | None
    complaint: Complaint


@dataclass(slots=True)
class FileVerdict:
    """What the check found."""

    collection: str | None = None
    establishment: str | None = None
    period: str | None = None
    rows: int = 0
    accepted: int = 0
    refused: int = 0
    unanswered: int = 0
    """Rows of a list that are not answered yet."""
    unreadable: str | None = None
    """Code of the catalogue, where no rows can be had from the file or none of them would count."""
    notes: tuple[FileNote, ...] = ()
    found: list[Found] = field(default_factory=list)


def day_of(addresses: Addresses) -> date:
    """Return the day that it is for the stack: a demonstration's date is a simulated one."""
    given = addresses.setting("ONWARD_BUSINESS_DATE")
    return clock_for(BusinessDate.parse(given) if given else None).today()


def check_file(path: Path, today: date) -> FileVerdict:
    """Read and judge the file as if it came on that day."""
    return asyncio.run(_check(path.read_bytes(), path.name, today))


async def _check(content: bytes, name: str, today: date) -> FileVerdict:
    verdict = FileVerdict()
    reader = ForkedReader()
    await reader.start()
    try:
        async with aclosing(reader.read(content, name)) as statements:
            async for statement in statements:
                match statement:
                    case TemplateFound():
                        _take_heading(verdict, statement, name, today)
                    case SheetRows():
                        _judge(verdict, statement, today)
                    case EndOfFile():
                        verdict.notes = (*statement.notes, *verdict.notes)
                    case NoRows():
                        verdict.unreadable = _code(statement)
                        verdict.notes = statement.notes + notes_on_template(statement.made_from, today)
    finally:
        await reader.stop()
    return verdict


def _take_heading(verdict: FileVerdict, heading: TemplateFound, name: str, today: date) -> None:
    named_in_file = read_file_name(name)
    verdict.collection = heading.collection
    collection = find_collection(heading.collection)
    kind = "school" if collection is None else collection.sender
    named = named_by_rows(kind, heading.numbers, named_in_file.establishment)
    number = None if isinstance(named, FileRefusal) else named
    if collection is not None and collection.needs_entitlement:
        number = home_authority_on(today).code
    verdict.establishment = number or named_in_file.establishment
    if collection is not None:
        _take_period(verdict, collection, named_in_file, heading.timing, today)
        verdict.notes += template_notes(collection, heading.template_version, today)


def _take_period(verdict: FileVerdict, collection: Collection, name: NameEvidence, timing: Timing, today: date) -> None:
    """Find which period the file is for, and what its name or its rows say against it."""
    period = which_period(collection, name, timing, today)
    if isinstance(period, FileRefusal):
        verdict.unreadable = PERMANENT_CODES[period]
        return
    verdict.period = period
    of_another = (NoteKind.NAME_DISAGREES,) if name_disagrees(collection.code, name) else ()
    notes = (*of_another, *notes_on_period(collection, name, timing, today, period))
    verdict.notes = tuple(FileNote(code=PERMANENT_CODES[kind]) for kind in notes)


def _judge(verdict: FileVerdict, part: SheetRows, today: date) -> None:
    collection = find_collection(verdict.collection or "")
    plan = plan_for(verdict.collection or "", tuple(column.id for column in part.columns))
    if collection is None or plan is None:
        return
    context = Context(
        collection.code, verdict.establishment or "", verdict.period or collection.period_on(today), today
    )
    letters = {column.id: column.letter for column in part.columns}
    judged = judge_rows(plan, context, len(part.lines), part.cells, marked_in(part.marks))
    refused = len(judged.refused)
    verdict.rows += judged.rows
    verdict.refused += refused - judged.unanswered
    verdict.unanswered += judged.unanswered
    verdict.accepted += judged.rows - refused
    for position, outcome in judged.with_issues.items():
        line = part.lines[position]
        for complaint in outcome.complaints:
            letter = letters.get(complaint.column or "")
            cell = f"{letter}{line}" if letter else None
            verdict.found.append(Found(part.sheet, line, cell, complaint))


def _code(statement: NoRows) -> str:
    return PERMANENT_CODES[statement.refusal]


def report(verdict: FileVerdict) -> RenderableType:
    """Return the verdict as something to print: a summary, then the complaints by cell, the gravest first."""
    if verdict.unreadable is not None:
        entry = get_issue(verdict.unreadable)
        return Group(Text(f"{entry.code} {entry.sentence} {entry.remedy}"), *map(_note, verdict.notes))
    summary = Text(
        f"{verdict.collection} from {verdict.establishment or 'an establishment not named'}: {_rows(verdict.rows)},"
        f" {verdict.accepted} can be used, {verdict.refused} would be refused."
        + (f" {_rows(verdict.unanswered)} not answered yet." if verdict.unanswered else "")
    )
    notes = [_note(note) for note in verdict.notes]
    return Group(summary, *notes, _issues(verdict)) if verdict.found else Group(summary, *notes)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _note(note: FileNote) -> Text:
    """Return a note about the file, with the sheet and the column that it concerns."""
    heading = f"heading “{get_column(note.heading).header}”" if note.heading else ""
    parts = (f"sheet “{note.sheet}”" if note.sheet else "", f"column {note.column}" if note.column else "", heading)
    place = ", ".join(part for part in parts if part)
    times = f" ({note.count} times)" if note.count > 1 else ""
    entry = get_issue(note.code)
    return Text(f"{note.code} {f'{place}: ' if place else ''}{entry.sentence}{times} {entry.remedy}")


def _issues(verdict: FileVerdict) -> Table:
    order = ("error", "field_error", "warning", "repaired")
    found = sorted(verdict.found, key=lambda one: (order.index(one.complaint.severity), one.sheet, one.line))
    table = Table("sheet", "cell", "code", "severity", "what is wrong")
    for one in found[:ISSUES_SHOWN_MAX]:
        place = one.cell or f"whole row {one.line}"
        entry = get_issue(one.complaint.code)
        table.add_row(one.sheet, place, entry.code, one.complaint.severity.replace("_", " "), entry.sentence)
    if len(found) > ISSUES_SHOWN_MAX:
        table.caption = f"{len(found) - ISSUES_SHOWN_MAX} more are not shown."
    return table
