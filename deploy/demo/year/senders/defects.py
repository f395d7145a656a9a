"""Seeded defects: what senders get wrong in each collection, one named change to a row, and the complaint it must meet.

A row with a defect that refuses it states nothing; one with any other states what it would have stated, unless the
defect takes away the very value that says what somebody does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from deploy.demo.population.enrolments import Row
from shared.vocabulary.collections import find_collection

Change = Callable[[Row, date], bool]
"""Changes the row, sent on that day, in place; False where it gives no occasion."""
SEEDED: Final = 3
"""Rows of each collection that each of its defects strikes, as far as there are rows enough."""
EVERY: Final = 3
"""One row in so many has a defect, until all have struck."""


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that goes wrong."""

    issue: str
    """Name of the complaint that the row must meet."""
    column: str
    change: Change
    refuses: bool = False
    code_instead: str | None = None
    """The activity code that is stated once the value is gone; None: as without the defect."""


def _put(column: str, value: str | int | None) -> Change:
    def change(row: Row, _: date) -> bool:
        if row.get(column) is None:
            return False
        row[column] = value
        return True

    return change


def _later(column: str, days: int) -> Change:
    def change(row: Row, on: date) -> bool:
        if row.get(column) is None:
            return False
        row[column] = on + timedelta(days=days)
        return True

    return change


def _add(column: str, days: int) -> Change:
    def change(row: Row, on: date) -> bool:
        row[column] = on - timedelta(days=days)
        return True

    return change


def _wrong_letter(row: Row, _: date) -> bool:
    upn = row.get("P1")
    if not isinstance(upn, str) or not row.get("P3"):
        return False
    row["P1"] = ("A" if upn[0] != "A" else "B") + upn[1:]
    return True


def _wrong_digit(row: Row, _: date) -> bool:
    uln = row.get("P3")
    if not isinstance(uln, str) or not row.get("P1"):
        return False
    row["P3"] = uln[:-1] + str((int(uln[-1]) + 3) % 10)
    return True


_UPN: Final = Defect("upn_wrong_check_letter", "P1", _wrong_letter)
_ULN: Final = Defect("uln_wrong_check_digit", "P3", _wrong_digit)
_SURNAME: Final = Defect("surname_missing", "P5", _put("P5", None), refuses=True)
_FORENAME: Final = Defect("forename_missing", "P6", _put("P6", None), refuses=True)
_SEX: Final = Defect("sex_not_on_list", "P11", _put("P11", "Q"))
_POSTCODE: Final = Defect("postcode_wrong_shape", "C5", _put("C5", "QA1 1AA"))
_PHONE: Final = Defect("phone_unreadable", "C7", _put("C7", "ask mum"))
_LEVEL: Final = Defect("level_not_on_list", "L1", _put("L1", "A"))
_ATTENDANCE: Final = Defect("attendance_not_on_list", "L7", _put("L7", "evenings"))
_HOURS: Final = Defect("hours_out_of_range", "L8", _put("L8", 5000))
_START: Final = Defect("start_unreadable", "L9", _put("L9", "start of term"), refuses=True)
_AHEAD: Final = Defect("starts_too_far_ahead", "L9", _later("L9", 60), refuses=True)
_LEAVER: Final = Defect("leaver_in_enrolment", "V1", _add("V1", 5), refuses=True)
_OTHER: Final = Defect("other_establishment", "E1", _put("E1", "886/0999"), refuses=True)
_LEFT_AHEAD: Final = Defect("leaves_too_far_ahead", "V1", _later("V1", 60), refuses=True)
_LEFT_WORDS: Final = Defect("date_left_unreadable", "V1", _put("V1", "half term"), refuses=True)
_LAST_DAY: Final = Defect("attended_after_leaving", "V2", _later("V2", 20))
_REASON: Final = Defect("leaving_reason_not_on_list", "V3", _put("V3", "R99"))
_DESTINATION: Final = Defect("destination_not_on_list", "V5", _put("V5", "D99"), code_instead="810")
_JOINED: Final = Defect("date_joined_unreadable", "J1", _put("J1", "September"), refuses=True)
_JOINED_AHEAD: Final = Defect("joins_too_far_ahead", "J1", _later("J1", 60), refuses=True)
_OFFERED_AHEAD: Final = Defect("offered_in_the_future", "G5", _later("G5", 90))
_OFFER_RESPONSE: Final = Defect("offer_response_not_on_list", "G6", _put("G6", "sideways"))
_OFFER_YEAR: Final = Defect("offer_year_out_of_scope", "G10", _put("G10", "9"))
_OFFER_LEVEL: Final = Defect("level_offered_not_on_list", "G8", _put("G8", "A"))

_ANYBODY: Final = (_UPN, _SURNAME, _FORENAME, _SEX, _POSTCODE, _PHONE)
_ANY_LEARNER: Final = (_LEVEL, _HOURS, _START, _AHEAD, _LEAVER)

DEFECTS: Final[Mapping[str, tuple[Defect, ...]]] = {
    "S_ENR": (*_ANYBODY, _ULN, _ATTENDANCE, *_ANY_LEARNER, _OTHER),
    "S_JOIN": (*_ANYBODY, _JOINED, _JOINED_AHEAD, _LEVEL),
    "S_LEAVE": (*_ANYBODY, _LEFT_AHEAD, _LEFT_WORDS, _LAST_DAY, _REASON, _DESTINATION),
    "S_JL": (
        _UPN,
        _SURNAME,
        _PHONE,
        _JOINED,
        _LEFT_WORDS,
        Defect("movement_unreadable", "X1", _put("X1", "sideways"), True),
    ),
    "C_ENR": (*_ANYBODY, _ULN, *_ANY_LEARNER),
    "C_JOIN": (_SURNAME, _FORENAME, _PHONE, _JOINED),
    "C_LEAVE": (_SURNAME, _FORENAME, _PHONE, _LEFT_WORDS, _DESTINATION),
    "C_JL": (_SURNAME, _PHONE, _JOINED, _LEFT_WORDS),
    "TEP_DEST": (_UPN, _SURNAME, _FORENAME, Defect("destination_answer_unreadable", "V5", _put("V5", "D99"), True)),
    "S_CHECK": (_SURNAME, Defect("check_answer_unreadable", "K7", _put("K7", "sideways"), True)),
    "CONTACT": (_UPN, _SURNAME, Defect("contacted_in_the_future", "T1", _later("T1", 20), refuses=True)),
    "S_SG": (_UPN, _SURNAME, _OFFERED_AHEAD, _OFFER_RESPONSE, _OFFER_YEAR),
    "C_SG": (_SURNAME, _OFFERED_AHEAD, _OFFER_RESPONSE, _OFFER_YEAR, _OFFER_LEVEL),
    "KC_OFFER": (_SURNAME, Defect("application_state_not_on_list", "G6", _put("G6", "sideways"), True)),
    "TEP_SG2": (_SURNAME, _FORENAME),
    "ROLL": (_UPN, _POSTCODE, Defect("district_not_on_list", "K3", _put("K3", "Atlantis"))),
}


class Seeder:
    """Strikes rows with the defects of their collection, in turn, until each has struck often enough."""

    def __init__(self) -> None:
        self._queues = {code: list(defects) * SEEDED for code, defects in DEFECTS.items()}
        self._rows = dict.fromkeys(DEFECTS, 0)

    def strike(self, collection: str, columns_of: str, row: Row, on: date) -> Defect | None:
        """Change the row by the next defect that finds an occasion; None: it stays clean.

        `columns_of`: the collection whose columns the row's sheet has.
        """
        queue = self._queues.get(collection)
        if not queue:
            return None
        self._rows[collection] += 1
        if self._rows[collection] % EVERY:
            return None
        found = find_collection(columns_of)
        for defect in queue:
            asked = found is not None and (found.use_of(defect.column) or defect.column in found.also_read)
            if asked and defect.change(row, on):
                queue.remove(defect)
                return defect
        return None
