"""What the pages about months say."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, NamedTuple

from services.reporting.domain.months.month import WORDS_MAX, Refusal, State, Step

STATES: Final[Mapping[State, str]] = MappingProxyType(
    {
        "open": "Open",
        "checked": "Checked",
        "closed": "Closed",
        "sent": "Sent",
        "accepted": "Accepted by DfE",
        "rejected": "Rejected by DfE",
    }
)
TONES: Final[Mapping[State, str]] = MappingProxyType(
    {
        "open": "quiet",
        "checked": "waiting",
        "closed": "waiting",
        "sent": "waiting",
        "accepted": "good",
        "rejected": "bad",
    }
)


class StepWords(NamedTuple):
    """What a step is called."""

    button: str
    done: str
    """What was done, in the list of acts and once it is done."""
    does: tuple[str, ...]
    """What it does, as the page says before."""


STEPS: Final[Mapping[Step, StepWords]] = MappingProxyType(
    {
        "check": StepWords(
            "Check the month",
            "Checked",
            (
                "Everybody as at the last day of the month is put together by what is known now.",
                "The errors of the national return are counted on it. Nothing is frozen yet, and it can be repeated.",
            ),
        ),
        "close": StepWords(
            "Close the month",
            "Closed",
            (
                "Everybody as at the last day of the month is frozen by what is known at this moment, with what has"
                " come in since the month was checked.",
                "The files and reports of the month are made from it. Whatever comes in later changes none of them.",
            ),
        ),
        "send": StepWords(
            "Say that it was sent",
            "Sent",
            ("You say that you have given the file of the month to DfE. Onward itself sends nothing there.",),
        ),
        "accept": StepWords("Enter that DfE accepted it", "Accepted by DfE", ("The month is done.",)),
        "reject": StepWords(
            "Enter that DfE rejected it",
            "Rejected by DfE",
            ("The month is then opened again, mended, and closed anew.",),
        ),
        "reopen": StepWords(
            "Open the month again",
            "Opened again",
            (
                "What the month was closed with is kept, and so is who closed it. Closing it anew makes another"
                " edition beside it.",
            ),
        ),
    }
)
OTHER_STEPS: Final[Mapping[State, tuple[Step, ...]]] = MappingProxyType(
    {
        "open": (),
        "checked": ("check", "reopen"),
        "closed": ("reopen",),
        "sent": ("reject", "reopen"),
        "accepted": ("reopen",),
        "rejected": (),
    }
)
"""Steps that can be taken besides the one that a month waits for."""
REFUSALS: Final[Mapping[Refusal, tuple[str, str]]] = MappingProxyType(
    {
        "changed meanwhile": ("take", "Somebody has taken a step since you looked. Read how the month stands now"),
        "not from here": ("take", "The month does not stand where this step begins"),
        "too early": ("take", "The month has not come so far: it is closed on its last day at the earliest"),
        "being made": (
            "take",
            "Its people are not put together yet, or their errors not counted. Wait, or check the month again",
        ),
        "too long": ("reason", f"Write at most {WORDS_MAX} characters"),
        "reason wanted": ("reason", "Enter the reason"),
        "reference wanted": ("reference", "Enter DfE’s reference"),
    }
)
"""The field that a refusal is about, and what it says."""


def month_title(period_end: date) -> str:
    """Return what a month is called: October 2026."""
    return f"{period_end:%B %Y}"
