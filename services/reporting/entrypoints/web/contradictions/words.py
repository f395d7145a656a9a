"""What the pages about contradictions say: kinds, states and acts."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.reporting.domain.contradictions.rules import RULES
from services.reporting.domain.contradictions.thread import Act, ThreadState
from services.reporting.entrypoints.web.labels import Tone
from services.reporting.queries.contradictions.inbox import Shown

CONTRADICTIONS: Final = tuple(rule.code for rule in RULES)
"""Codes of contradictions, in the order of the rules."""
STATES: Final[Mapping[ThreadState, tuple[str, Tone]]] = MappingProxyType(
    {
        "open": ("Open", "waiting"),
        "again": ("Open again", "waiting"),
        "settled": ("Settled", "good"),
        "closed": ("Closed by the returns", "quiet"),
    }
)
"""States as tags."""
SHOWN: Final[Mapping[Shown, str]] = MappingProxyType(
    {"open": "Open", "settled": "Settled", "closed": "Closed by the returns"}
)
"""What a list may be narrowed to."""
ACTS: Final[Mapping[Act, tuple[str, Tone]]] = MappingProxyType(
    {
        "message": ("Message", "quiet"),
        "settled": ("Settled", "good"),
        "reopened": ("Opened again", "waiting"),
        "undone": ("Settlement undone", "waiting"),
    }
)
"""What was done, as tags."""
WORDS_WANTED: Final[Mapping[Act, str]] = MappingProxyType(
    {
        "message": "Enter the message",
        "settled": "Enter the reason why it is settled",
        "reopened": "Enter the reason why it is opened again",
    }
)
"""What is asked for where the words are wanting; an act that is not here needs none."""
