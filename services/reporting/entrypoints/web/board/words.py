"""What the states of the board and the services at the authority are called, and what its address may ask for."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, get_args

from services.reporting.domain.returns.obligations import ObligationState
from services.reporting.entrypoints.web.labels import StageWords
from services.reporting.entrypoints.web.parameters import COLLECTION, ESTABLISHMENT
from services.reporting.queries.board.board import THIS_WEEK
from shared.vocabulary.academic_year import first_day_of_month
from shared.vocabulary.collections.collection import Owner
from shared.vocabulary.issues import code_of
from shared.web.requests.queries import PAGE, Parameter, one_of

BOARD_STATES: Final[Mapping[ObligationState, StageWords]] = MappingProxyType(
    {
        "overdue": StageWords(
            "Overdue", "bad", "Nothing that can be used has come, and five working days have passed since it was late."
        ),
        "late": StageWords("Late", "waiting", "Nothing that can be used has come, and its last day has passed."),
        "rejected": StageWords("Could not be used", "bad", "What came could not be used. There is still time."),
        "reminded": StageWords("Reminded", "quiet", "It is due soon, and its sender has been reminded."),
        "expected": StageWords("Expected", "quiet", "It is not due yet."),
        "received": StageWords("Received", "working", "It has come. It is being checked, or waits for a decision."),
        "accepted": StageWords("Accepted", "good", "It has come, and it counts."),
        "part_accepted": StageWords(
            "Accepted in part", "waiting", "It counts, less rows that could not be used or names without an answer."
        ),
        "nil": StageWords("Nothing to send", "good", "Its sender has stated that there is nothing to send."),
        "not_asked": StageWords(
            "Nothing asked", "quiet", "A list has gone out, and nobody of the school stands on it: nothing is owed."
        ),
        "replaced": StageWords("Replaced", "quiet", "It came, and the list for a later date has taken its place."),
    }
)
AGE_WORDS: Final = MappingProxyType(
    {code_of("data_taken_long_ago"): "Old", code_of("data_taken_after_receipt"): "After receipt"}
)
"""What is noted of the day on which the data of a file were taken, by the code of the note."""
SERVICES: Final[Mapping[str, Owner]] = MappingProxyType({"mi": "Management Information", "tep": "The Education People"})
"""In the address: who at the authority looks after a return."""

DUE: Final = Parameter(
    "due",
    f"a month written as 2026-10, or {THIS_WEEK}",
    lambda text: text if text == THIS_WEEK or first_day_of_month(text) else None,
)
BOARD_STATE: Final = one_of("state", get_args(ObligationState))
SERVICE: Final = one_of("service", tuple(SERVICES))
ASKED: Final = (ESTABLISHMENT, COLLECTION, DUE, BOARD_STATE, SERVICE)
"""What the board may be asked for, and the files that are made of it."""
BOARD: Final = (*ASKED, PAGE)
