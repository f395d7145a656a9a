"""What the pages of reports and of the survey say."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.reporting.entrypoints.web.labels import GROUPS, activity_label
from services.reporting.queries.activity_reports.survey import NO_RECORD
from services.reporting.usecases.activity_reports.decide import Refusal, ReportAct, ReportResult

ACTS: Final[Mapping[ReportAct, str]] = MappingProxyType(
    {
        "prepare": "Make the two days",
        "draft": "Make a draft",
        "release": "Release to schools",
        "take-back": "Take back",
    }
)
DONE: Final[Mapping[ReportResult, str]] = MappingProxyType(
    {
        "prepared": "The two days are being made. When both are, a draft can be made.",
        "drafted": "The draft is made. No school sees it yet.",
        "released": "The reports are released: each school sees its own.",
        "taken back": "Taken back: no school sees a report of this summer any more.",
    }
)
REFUSALS: Final[Mapping[Refusal, str]] = MappingProxyType(
    {
        "too early": "1 November has not come yet",
        "not made": "The day you chose, or 31 May before, is not made yet. Make the two days first",
        "is released": "These reports are released. Take them back first",
        "nobody": "Nobody would stand in these reports",
        "no draft": "There is no draft",
        "changed meanwhile": "This has changed since you looked. Read it again, then decide",
        "reason wanted": "Say why you take the reports back",
    }
)
WITHHELD: Final = "Not passed on: there is an objection"
MOVED_ON: Final[Mapping[str, str]] = MappingProxyType(
    {
        "past_the_last_tracked_year": "Not followed after Year 13",
        "left_the_roll": "Left the county’s care",
        "not_moved_in_yet": "Not in the county yet",
        "nothing_known": "Nothing known",
    }
)
"""Why somebody is not followed, by the rule that says so."""


def group_words(group: str | None) -> str:
    """Return what a group of activities is called; None: it is withheld."""
    if group is None:
        return WITHHELD
    return "No record any more" if group == NO_RECORD else GROUPS[group][0]


def activity_words(group: str | None, code: str | None, *, lapsed: bool = False) -> str:
    """Return what somebody does, as a school may read it."""
    if group is None:
        return WITHHELD
    if code is None or group == "out of scope":
        return group_words(group)
    label = f"{activity_label(code)} ({code})"
    return f"Not known any more; before: {label}" if lapsed else label
