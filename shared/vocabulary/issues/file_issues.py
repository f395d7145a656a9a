"""Complaints about a file as a whole."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry, IssueSeverity


def _entry(
    code: str, name: str, severity: IssueSeverity, sentence: str, remedy: str, *, in_use: bool = True
) -> IssueEntry:
    return IssueEntry(code, name, severity, "file", None, sentence, remedy, in_use)


_RESAVE: Final = "Open the file in Excel, save it as an Excel workbook (.xlsx) and send it again."
_ASIDE: Final = "It was set aside, and nothing in it counts."
_NOTHING: Final = "If this is what you meant, there is nothing to do."

FILE_ISSUES: Final[tuple[IssueEntry, ...]] = (
    _entry(
        "F001",
        "password_protected",
        "fatal",
        "The file is protected by a password, so it cannot be read.",
        "Save it without a password and send it again the way you sent this one. Never send us the password.",
    ),
    _entry("F002", "corrupt", "fatal", "The file is damaged and cannot be opened.", _RESAVE),
    _entry(
        "F003",
        "wrong_kind_of_file",
        "fatal",
        "This is not a spreadsheet that can be read. Excel (.xlsx, .xls), OpenDocument (.ods) and CSV files can.",
        "Copy the rows into an Excel workbook, under the headings that the return asks for, and send that.",
    ),
    _entry(
        "F004",
        "file_too_large",
        "fatal",
        "The file is larger than a return can be (20 MB).",
        "Remove pictures and other sheets, or split the file, and send it again.",
    ),
    _entry(
        "F005",
        "too_large_unpacked",
        "fatal",
        "The file unpacks to far more data than a return can hold.",
        "Copy only the headings and rows of the return into a new workbook and send that.",
    ),
    _entry(
        "F006",
        "too_many_rows",
        "fatal",
        "The sheet has more rows than a return can have (100,000).",
        "Remove the rows that do not belong to the return and send it again.",
    ),
    _entry(
        "F007",
        "too_many_columns",
        "fatal",
        "The sheet has more columns than a return can have (200).",
        "Copy only the columns that the return asks for into a new workbook and send that.",
    ),
    _entry(
        "F008",
        "empty",
        "fatal",
        "The file has nothing in it. It was not counted as a nil return.",
        "Check that you saved the file and chose the right one, and send it again.",
    ),
    _entry(
        "F009",
        "header_only",
        "fatal",
        "The file has headings but no rows. It was not counted as a nil return.",
        "Send the file with its rows. If it is a monthly return and nobody joined or left, say so under “Nothing to"
        " send” here, or by e-mail to the authority's team.",
    ),
    _entry(
        "F010",
        "no_template_recognised",
        "set_aside",
        "The headings match none of the returns. " + _ASIDE,
        "Send the right file, or give its columns the headings of the return, such as Legal Surname and Date of Birth."
        " The authority's team has the list.",
    ),
    _entry(
        "F011",
        "no_establishment",
        "set_aside",
        "Neither the file nor its name says which establishment it is from. " + _ASIDE,
        "Fill the DfE Number column, or begin the file name with your seven-digit DfE number, and send it again.",
    ),
    _entry(
        "F012",
        "unknown_establishment",
        "set_aside",
        "The establishment named by the file is not in the register. " + _ASIDE,
        "Correct the DfE number and send the file again. If the number is new, write to the authority's team first.",
    ),
    _entry(
        "F013",
        "macros_not_run",
        "note",
        "The file holds macros. They were not run; only its values were read.",
        _NOTHING,
    ),
    _entry(
        "F014",
        "hidden_rows_read",
        "note",
        "The sheet has hidden or filtered rows. They were read like all others.",
        "If they should not count, delete them and send the file again.",
    ),
    _entry(
        "F015",
        "hidden_sheet_ignored",
        "note",
        "A hidden sheet was not read.",
        "If it belongs to the return, unhide it and send the file again.",
    ),
    _entry(
        "F016",
        "formulas_without_values",
        "fatal",
        "The cells hold formulas without their results, so there is nothing to read.",
        "Open the file in Excel, save it and send it again.",
    ),
    _entry("F017", "time_limit", "fatal", "The file takes too long to read, so reading was stopped.", _RESAVE),
    _entry("F018", "memory_limit", "fatal", "The file needs too much memory to read, so reading was stopped.", _RESAVE),
    _entry(
        "F019",
        "kind_differs_from_name",
        "note",
        "The file is of another kind than its name says. It was read by what it is.",
        _NOTHING,
    ),
    _entry(
        "F020",
        "template_ambiguous",
        "set_aside",
        "The file fits more than one return. " + _ASIDE,
        "Send each return as a file of its own, with the columns of that return alone.",
    ),
    _entry(
        "F022",
        "archive_not_usable",
        "fatal",
        "The zip file holds something other than one spreadsheet, so it was not opened.",
        "Send each spreadsheet as a file of its own.",
    ),
    _entry(
        "F023",
        "encoding_assumed",
        "note",
        "The text file does not say how its letters are coded. It was read as Windows (Western European).",
        "If names look wrong, save the file as CSV UTF-8 or as an Excel workbook.",
    ),
    _entry(
        "F024",
        "dates_count_from_1904",
        "note",
        "The workbook counts its dates from 1904, as old Macintosh files do. They were read so.",
        "If dates are said to be wrong, switch the 1904 date system off in Excel, correct the dates and send it again.",
    ),
    _entry(
        "F025",
        "merged_cells",
        "note",
        "The sheet has merged cells among its rows. Only the first cell of a merge has the value.",
        "Unmerge the cells, fill each one and send the file again.",
        in_use=False,
    ),
    _entry(
        "F026",
        "mandatory_column_absent",
        "note",
        "A mandatory column of the return is not in the file.",
        "Add the column under the heading that is named here, and send the file again.",
    ),
    _entry(
        "F027",
        "column_not_read",
        "note",
        "The heading of this column is none of the return's, so the column was not read.",
        "If it holds something that is missing, give it the heading of the return and send the file again.",
    ),
    _entry("F028", "several_sheets_read", "note", "More than one sheet fits the return. Those were read.", _NOTHING),
    _entry(
        "F029", "external_links_ignored", "note", "The file refers to other files. They were not looked at.", _NOTHING
    ),
    _entry(
        "F030",
        "text_not_readable",
        "fatal",
        "The text of the file is in no coding that can be read.",
        "Save it as CSV UTF-8 or as an Excel workbook and send it again.",
    ),
    _entry(
        "F031",
        "cell_too_long",
        "fatal",
        "A cell holds more text than a spreadsheet cell can (32,767 characters).",
        "Remove the text and send the file again.",
    ),
    _entry(
        "F032",
        "same_as_latest",
        "note",
        "The file is the same, byte for byte, as the latest one for this return. It changes nothing.",
        "If you meant to send a corrected file, check that you saved it first.",
    ),
    _entry(
        "F035",
        "formula_errors_blank",
        "note",
        "Some cells show a formula error such as #N/A. They were read as blank.",
        "Correct the formulas, or type the values, and send the file again.",
        in_use=False,
    ),
    _entry(
        "F036",
        "example_row_ignored",
        "note",
        "The example row was not counted.",
        _NOTHING,
        in_use=False,
    ),
    _entry(
        "F037",
        "heading_twice",
        "note",
        "Two columns have headings with the same meaning. The first one was read; an objection counts in either.",
        "Remove or rename the second column if it was meant to count.",
    ),
    _entry(
        "F038",
        "reader_failed",
        "fatal",
        "The file could not be read. The fault has been reported to the people who run the service.",
        _RESAVE,
    ),
    _entry(
        "F039",
        "hidden_columns_read",
        "note",
        "The sheet has hidden columns. They were read like all others.",
        "If they should not count, delete them and send the file again.",
    ),
    _entry(
        "F040",
        "sheet_not_read",
        "note",
        "A sheet was not read, because its headings match no return or because there are too many sheets.",
        "If it belongs to the return, give it the same headings as the sheet that was read, and send the file again.",
    ),
    _entry(
        "F041",
        "lines_far_below_not_read",
        "note",
        "Something stands far below the rows, after thousands of blank lines. It was not read.",
        "If it belongs to the return, remove the blank lines and send the file again.",
    ),
    _entry(
        "F042",
        "people_on_unknown_sheet",
        "set_aside",
        "Another sheet lists people under headings that match no return. " + _ASIDE,
        "Give every sheet with learners the headings of the return, remove the others, and send the file again.",
    ),
    _entry(
        "F043",
        "quote_swallows_lines",
        "fatal",
        "A quotation mark in this text file makes one cell of several lines, so that learners would be missed.",
        "Remove the quotation mark, or save the return as an Excel workbook, and send it again.",
    ),
    _entry(
        "F044",
        "more_sheets_than_are_read",
        "set_aside",
        "The file has more than 50 sheets, and learners may stand on those that are not read. " + _ASIDE,
        "Put all learners on 50 sheets at most, and send the file again.",
    ),
)
