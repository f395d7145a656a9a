"""Complaints that only rows of the September Guarantee part 2 answers make."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry, IssueSeverity


def _entry(code: str, name: str, severity: IssueSeverity, column: str, sentence: str, remedy: str) -> IssueEntry:
    return IssueEntry(code, name, severity, "row", column, sentence, remedy)


GUARANTEE_ANSWERS_ISSUES: Final[tuple[IssueEntry, ...]] = (
    _entry(
        "V290",
        "nothing_answered",
        "error",
        "G4",
        "The line holds no answer yet: neither an offer, nor why there is none, nor where the pupil goes.",
        "Fill in the offer; or write NONE and why there is none, for example 151 for a pupil who has not applied.",
    ),
    _entry(
        "V291",
        "reason_beside_an_offer",
        "field_error",
        "G12",
        "The line has an offer and also a reason why there is none. The offer counts.",
        "Take out the one that is not true.",
    ),
    _entry(
        "V292",
        "reason_of_another_year",
        "field_error",
        "G12",
        "114 and 115, already in learning, are for Year 12 alone, so it was not taken.",
        "For a pupil in Year 11 write the offer, or another reason.",
    ),
    _entry(
        "V293",
        "guarantee_answer_not_on_list",
        "field_error",
        "G12",
        "The reason is none of the September Guarantee codes, so it was not taken.",
        "Write 110, 114, 115, 120, 122 to 124, 140, 150, 151, 153 or 154.",
    ),
)
