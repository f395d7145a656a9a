"""Complaints that only rows of the Kent Choices extract make."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry, IssueSeverity

_STATES: Final = "Write APPLIED, OFFERED, ACCEPTED, DECLINED or WITHDRAWN."


def _entry(code: str, name: str, severity: IssueSeverity, column: str, sentence: str, remedy: str) -> IssueEntry:
    return IssueEntry(code, name, severity, "row", column, sentence, remedy)


KENT_CHOICES_OFFERS_ISSUES: Final[tuple[IssueEntry, ...]] = (
    _entry(
        "V285",
        "application_id_missing",
        "warning",
        "K9",
        "The number of the application is missing.",
        "Export the number of each application too.",
    ),
    _entry("V286", "application_state_missing", "error", "G6", "The state of the application is missing.", _STATES),
    _entry(
        "V287",
        "application_state_not_on_list",
        "error",
        "G6",
        "The state of the application is none of APPLIED, OFFERED, ACCEPTED, DECLINED and WITHDRAWN.",
        _STATES,
    ),
    _entry(
        "V288",
        "provider_missing",
        "warning",
        "E1",
        "The row does not say which school or college the application is to.",
        "Export the DfE number of the school or the UKPRN of the college.",
    ),
    _entry(
        "V289",
        "provider_unreadable",
        "field_error",
        "E1",
        "The number of the school or college that the application is to cannot be read, so it was not taken.",
        "Write the DfE number of a school, or the UKPRN of a college.",
    ),
)
