"""Complaints about what a workbook's cells and parts hold, or fail to hold."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry, IssueSeverity


def _entry(code: str, name: str, severity: IssueSeverity, sentence: str, remedy: str) -> IssueEntry:
    return IssueEntry(code, name, severity, "file", None, sentence, remedy)


WORKBOOK_ISSUES: Final[tuple[IssueEntry, ...]] = (
    _entry(
        "F045",
        "formula_column_not_computed",
        "note",
        "The formulas in a column hold no values, so their cells were read as blank.",
        "Open the file in Excel, save it and send it again.",
    ),
    _entry(
        "F046",
        "seen_only_in_part",
        "fatal",
        "This Excel binary workbook (.xlsb) could not be read whole.",
        "Open the file in Excel, save it as an Excel workbook (.xlsx) and send it again.",
    ),
    _entry(
        "F047",
        "lines_without_values",
        "note",
        "Some lines hold nothing about anybody but formulas without values or with errors. They were not read as rows.",
        "If learners should stand there, correct the formulas or type the values, and send the file again.",
    ),
    _entry(
        "F050",
        "open_document_too_large",
        "fatal",
        "The file unpacks to more than can be read of an OpenDocument spreadsheet (.ods).",
        "Save it as an Excel workbook (.xlsx) or as CSV and send that.",
    ),
    _entry(
        "F051",
        "dates_count_from_another_day",
        "note",
        "The workbook counts its dates from another day than Excel does. They were read so.",
        "If dates are said to be wrong, set the first day to 30 December 1899, correct the dates and send it again.",
    ),
)
