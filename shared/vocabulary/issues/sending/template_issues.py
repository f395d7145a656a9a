"""Warnings that a file was made from an earlier template, and what has changed since."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry


def _entry(code: str, name: str, sentence: str, remedy: str) -> IssueEntry:
    return IssueEntry(code, name, "warning", "file", None, sentence, remedy)


TEMPLATE_ISSUES: Final[tuple[IssueEntry, ...]] = (
    _entry(
        "F093",
        "template_outdated",
        "The file was made from an earlier version of the template.",
        "Download the template in force under Templates, and use it from now on.",
    ),
    _entry(
        "F094",
        "template_asks_for_more",
        "The template in force asks for this column, and the one that was used did not, or let it stay blank.",
        "Fill it in when you use the template in force.",
    ),
    _entry(
        "F095",
        "template_column_renamed",
        "This column had another heading in the template that was used. It was read under that one.",
        "Nothing.",
    ),
    _entry(
        "F096",
        "template_column_removed",
        "The template in force does not ask for this column any more.",
        "Leave it out next time.",
    ),
    _entry(
        "F097",
        "template_codes_changed",
        "The codes of this column are not those of the template that was used.",
        "Choose from the list of the template in force. Values that are on no list are shown with their rows.",
    ),
)
