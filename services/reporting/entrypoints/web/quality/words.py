"""What the pages about the quality of data say: kinds of alerts, and how they stand."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.reporting.domain.quality.leaver_alerts import AlertKind
from services.reporting.domain.quality.scorecards import Measure
from services.reporting.entrypoints.web.labels import Tone
from services.reporting.queries.quality.leaver_alerts import AlertState
from services.reporting.queries.quality.scorecards import Order
from services.reporting.usecases.quality.ports import AlertAct
from shared.vocabulary.collections.collection import Sender

ALERT_KINDS: Final[Mapping[AlertKind, str]] = MappingProxyType(
    {"silent": "Silence", "few": "Unusually few", "many": "Unusually many"}
)
ALERT_STATES: Final[Mapping[AlertState, tuple[str, Tone]]] = MappingProxyType(
    {"open": ("To ask about", "waiting"), "acknowledged": ("Acknowledged", "good")}
)
"""States as tags."""
ALERT_ACTS: Final[Mapping[AlertAct, tuple[str, Tone]]] = MappingProxyType(
    {"acknowledged": ("Acknowledged", "good"), "undone": ("Taken back", "waiting")}
)
"""What was decided, as tags."""

MEASURE_WORDS: Final[Mapping[Measure, str]] = MappingProxyType(
    {
        "in_time": "Returns in time",
        "complete": "Cells filled in",
        "with_phone": "Telephone",
        "with_e_mail": "E-mail",
        "with_address": "Address",
        "linked": "Rows matched",
    }
)
ORDER_WORDS: Final[Mapping[Order, str]] = MappingProxyType(
    {
        "not_known": "Would be known, most first",
        **{measure: f"{words}, least first" for measure, words in MEASURE_WORDS.items()},
        "name": "Name",
    }
)
KIND_WORDS: Final[Mapping[Sender, str]] = MappingProxyType({"school": "Schools", "college": "Colleges"})
