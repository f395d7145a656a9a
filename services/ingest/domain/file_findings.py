"""What may be found in a file: names of entries of the catalogue, which has code and sentence for each."""

from enum import StrEnum
from typing import Final, Literal

from shared.vocabulary.issues import issue_named

Outcome = Literal["unreadable", "set_aside"]


class FileRefusal(StrEnum):
    """No rows come of the file: it is at fault, or a person must decide."""

    PASSWORD = "password_protected"  # noqa: S105 (the name of a refusal)
    DAMAGED = "corrupt"
    NOT_A_SPREADSHEET = "wrong_kind_of_file"
    TOO_LARGE_UNPACKED = "too_large_unpacked"
    TOO_MANY_ROWS = "too_many_rows"
    EMPTY = "empty"
    NO_ROWS = "header_only"
    FORMULAS = "formulas_without_values"
    TOO_SLOW = "time_limit"
    TOO_MUCH_MEMORY = "memory_limit"
    TEXT_UNREADABLE = "text_not_readable"
    CELL_TOO_LONG = "cell_too_long"
    READER_FAILED = "reader_failed"
    TEMPLATE_UNKNOWN = "no_template_recognised"
    TEMPLATE_AMBIGUOUS = "template_ambiguous"
    ESTABLISHMENT_MISSING = "no_establishment"
    ESTABLISHMENT_UNKNOWN = "unknown_establishment"
    ESTABLISHMENT_DIFFERS = "sender_differs"
    ESTABLISHMENT_SHORT = "establishment_of_four_digits"
    COLLEGE_MISSING = "no_college"
    COLLEGE_UNKNOWN = "unknown_college"
    COLLEGES_RETURN = "college_return_by_other_sender"
    SCHOOLS_RETURN = "school_return_by_other_sender"
    STARTS_IN_ANOTHER_YEAR = "starts_in_another_year"
    LAST_YEARS = "last_years_file"
    PERIOD_DIFFERS = "period_disagrees"
    SENDER_NOT_ENTITLED = "sender_not_entitled"
    PEOPLE_NOT_READ = "people_on_unknown_sheet"
    QUOTE_SWALLOWS = "quote_swallows_lines"
    TOO_MANY_SHEETS = "more_sheets_than_are_read"
    SEEN_IN_PART = "seen_only_in_part"
    DATES_IN_BOTH_ORDERS = "dates_in_both_orders"
    OPEN_DOCUMENT_TOO_LARGE = "open_document_too_large"


class NoteKind(StrEnum):
    """Worth noting; refuses nothing."""

    MACROS = "macros_not_run"
    HIDDEN_ROWS = "hidden_rows_read"
    HIDDEN_SHEET = "hidden_sheet_ignored"
    KIND_DIFFERS = "kind_differs_from_name"
    ENCODING_ASSUMED = "encoding_assumed"
    EPOCH_1904 = "dates_count_from_1904"
    EPOCH_OTHER = "dates_count_from_another_day"
    COLUMN_ABSENT = "mandatory_column_absent"
    COLUMN_NOT_READ = "column_not_read"
    HEADING_TWICE = "heading_twice"
    SEVERAL_SHEETS = "several_sheets_read"
    SAME_AS_LATEST = "same_as_latest"
    SHEET_NOT_READ = "sheet_not_read"
    LINES_NOT_READ = "lines_far_below_not_read"
    FORMULAS_NOT_COMPUTED = "formula_column_not_computed"
    LINES_WITHOUT_VALUES = "lines_without_values"
    MONTH_FIRST = "dates_month_first"
    DATES_IN_BOTH_ORDERS = "column_dates_in_both_orders"
    CELLS_WITHOUT_HEADING = "cells_without_heading"
    NAME_DISAGREES = "name_of_another_return"
    NAME_OF_ANOTHER_YEAR = "name_of_another_year"
    LOOKS_LIKE_LAST_YEARS = "looks_like_last_years"
    MACINTOSH_LETTERS = "macintosh_letters"
    TEMPLATE_OUTDATED = "template_outdated"
    TEMPLATE_ASKS_MORE = "template_asks_for_more"
    TEMPLATE_COLUMN_RENAMED = "template_column_renamed"
    TEMPLATE_COLUMN_REMOVED = "template_column_removed"
    TEMPLATE_CODES_CHANGED = "template_codes_changed"
    DATA_TAKEN_LONG_AGO = "data_taken_long_ago"
    DATA_TAKEN_AFTER_RECEIPT = "data_taken_after_receipt"
    PORTAL_TAG_MISSING = "portal_tag_missing"


class MarkKind(StrEnum):
    """Found at a cell, or at a row as a whole; validation says it to the school and knows what follows."""

    FORMULA_ERROR = "formula_error"
    FORMULA_NOT_COMPUTED = "formula_not_computed"
    TEXT_REPAIRED = "text_repaired"
    CELLS_BEYOND_HEADING = "cells_beyond_heading"
    LINE_CODED_OTHERWISE = "line_coded_otherwise"


PERMANENT_CODES: Final = {word: issue_named(word.value).code for word in (*FileRefusal, *NoteKind, *MarkKind)}


def outcome_of(refusal: FileRefusal) -> Outcome:
    """Return whether the file is at fault or a person must decide: the catalogue's severity knows."""
    return "set_aside" if issue_named(refusal.value).severity == "set_aside" else "unreadable"
