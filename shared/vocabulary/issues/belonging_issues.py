"""Complaints about whose a file is, which return it makes and which year it is for."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry, IssueSeverity

_ASIDE: Final = "It was set aside, and nothing in it counts."


def _entry(code: str, name: str, severity: IssueSeverity, sentence: str, remedy: str) -> IssueEntry:
    return IssueEntry(code, name, severity, "file", None, sentence, remedy)


BELONGING_ISSUES: Final[tuple[IssueEntry, ...]] = (
    _entry(
        "F021",
        "sender_differs",
        "set_aside",
        "The rows of the file, its name and its sender name different establishments. " + _ASIDE,
        "Send your own file, with your own number in its rows and in its name. If this one is right, write to the"
        " authority's team.",
    ),
    _entry(
        "F033",
        "period_disagrees",
        "set_aside",
        "The file name speaks of another school year than the one now collected, and its rows do not show that it is"
        " for this one. " + _ASIDE,
        "Send the file for the year now collected. If this is that file, take the other year out of its name and send"
        " it again.",
    ),
    _entry(
        "F034",
        "sender_not_entitled",
        "set_aside",
        "This is a return that only the authority itself sends, and this sender is not entitled to. " + _ASIDE,
        "Send the return that is asked of you. If you send for the authority, have its team entitle your key or your"
        " account, and send the file again.",
    ),
    _entry(
        "F065",
        "establishment_of_four_digits",
        "set_aside",
        "The file gives the school's number with four digits only, which schools of several authorities may have. "
        + _ASIDE,
        "Write all seven digits of the DfE number (886/5411), or begin the file name with them, and send it again.",
    ),
    _entry(
        "F066",
        "starts_in_another_year",
        "set_aside",
        "Most courses in the file start in a school year that is not collected yet. " + _ASIDE,
        "Check the start dates. Send a return for the coming school year from July on.",
    ),
    _entry(
        "F067",
        "name_of_another_return",
        "note",
        "The file name speaks of another return than the columns. The columns decided.",
        "If it is another return, give it the headings of that return and send it again. Otherwise change its name.",
    ),
    _entry(
        "F070",
        "no_college",
        "set_aside",
        "Neither the file nor its name says which college it is from. " + _ASIDE,
        "Fill the UKPRN column, or begin the file name with your eight-digit UKPRN, and send it again.",
    ),
    _entry(
        "F071",
        "unknown_college",
        "set_aside",
        "The college named by the file is not in the register. " + _ASIDE,
        "Correct the UKPRN and send the file again. If the number is new, write to the authority's team first.",
    ),
    _entry(
        "F072",
        "college_return_by_other_sender",
        "set_aside",
        "This is a return of colleges, and a school sent it or is named by it. " + _ASIDE,
        "Send the return of schools, under its own headings. If this file is right, write to the authority's team.",
    ),
    _entry(
        "F073",
        "school_return_by_other_sender",
        "set_aside",
        "This is a return of schools, and a college sent it or is named by it. " + _ASIDE,
        "Send the return of colleges, under its own headings. If this file is right, write to the authority's team.",
    ),
    _entry(
        "F090",
        "last_years_file",
        "set_aside",
        "The dates or the year groups in the file are those of last school year, so it looks like last year's file. "
        + _ASIDE,
        "Send this year's file. If this is it, write the year (2026-27) or the month (October 2026) that it is for into"
        " its name and send it again.",
    ),
    _entry(
        "F091",
        "looks_like_last_years",
        "note",
        "The dates or the year groups in the file are those of last school year. It was taken for this one.",
        "Check that it is the right file. If it is not, send the right one: it takes the place of this one.",
    ),
    _entry(
        "F092",
        "name_of_another_year",
        "note",
        "The file name speaks of another school year than the rows. The rows decided.",
        "If the name is right, write to the authority's team. Otherwise change the name before you send it again.",
    ),
)
