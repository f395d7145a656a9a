"""The known answers: for every row whose it is and what should become of it; for everybody which status."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from deploy.demo.population.enrolments import Row
from deploy.demo.population.movements import ACTIVITY_OF
from deploy.demo.population.people import BUSINESS_DATE, YoungPerson
from deploy.demo.workbooks.damage import BY_KIND, without_marks
from services.validation.domain.values.uln import read_uln
from services.validation.domain.values.upn import read_upn
from shared.vocabulary.academic_year import age_on

Verdict = Literal["accepted", "refused"]
Match = Literal["matched", "new"]

SCHOOL_LEAVING_YEAR: Final = 11
FIRST_TRACKED_YEAR: Final = 12
LAST_TRACKED_YEAR: Final = 13
PLAN_ENDS_AT_AGE: Final = 25
NOT_KNOWN: Final = "810"
STRAY: Final = "stray"
"""Of a leaver who cannot be one: the row decides nothing about them."""
_OF_THE_FORENAME: Final = frozenset({"forename_nickname", "forename_typo", "names_swapped"})
_OF_THE_SURNAME: Final = frozenset({"surname_typo", "surname_changed"})
"""Kinds of damage after which a name alone is hard to know; with the names swapped it stands for the forename."""


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """What should become of one row of one file."""

    file: str
    sheet: str
    line: int
    person: str
    damage: tuple[str, ...]
    verdict: Verdict
    match: Match
    """new: the person is not on the roll (a second row of a newcomer may rightly be matched)."""
    may_review: bool
    """True where the evidence is thin or contradicts itself, so that leaving it to a person is right too."""
    may_split: bool
    """True where the row's UPN is valid, not the person's, and no ULN speaks against it: two UPNs stay two people."""


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """The right answer about one person on the business date."""

    person: str
    on_roll: bool
    group: str
    codes: tuple[str | None, ...]
    """The code; several where two schools differ: the later start decides, else the first received."""
    also: tuple[str, ...] = ()
    """Other groups that are right too, because a row of the person may be waiting for review."""


def row_answer(
    file: str, sheet: str, line: int, person: YoungPerson, row: Row, kinds: Sequence[str], gap: str | None
) -> RowAnswer:
    """Return the answer for a row. `gap` is the learner number that the roll lacks for the person."""
    refused = any(BY_KIND[kind].refuses for kind in kinds if kind in BY_KIND) or not _recognisable(row)
    return RowAnswer(
        file=file,
        sheet=sheet,
        line=line,
        person=person.id,
        damage=tuple(kinds),
        verdict="refused" if refused else "accepted",
        match="matched" if person.on_roll else "new",
        may_review=not _certain(row, person, gap, kinds),
        may_split=_another_upn(row, person) and (row.get("P3") != person.uln or gap == "P3"),
    )


def _another_upn(row: Row, person: YoungPerson) -> bool:
    upn = read_upn(str(row.get("P1") or "")).value
    return upn is not None and upn != person.upn


def _certain(row: Row, person: YoungPerson, gap: str | None, kinds: Sequence[str]) -> bool:
    """Return whether the row leaves no doubt: a number and the birth date agree, or name, birth date and place.

    A twin has the birth date, the surname and the postcode too: where the forename is past knowing, the number may be
    a twin's, and a person must decide.
    """
    numbers = (("P1", person.upn), ("P3", person.uln))
    agreeing = [column for column, value in numbers if row.get(column) == value and column != gap]
    other = [column for column, value in numbers if row.get(column) not in (None, value, "9999999999")]
    born = row.get("P10") == person.born_on
    if other:
        return False
    same_name = _plain(row.get("P5")) == _plain(person.surname) and _plain(row.get("P6")) == _plain(person.forename)
    if agreeing:
        return same_name or (born and not _past_knowing(kinds))
    return born and same_name and row.get("C5") == person.address.postcode and row.get("P11") == person.sex


def _past_knowing(kinds: Sequence[str]) -> bool:
    """Return whether the forename was changed twice over, such as a short form with a letter wrong."""
    return len(_OF_THE_FORENAME.intersection(kinds)) > 1 or bool(
        "names_swapped" in kinds and _OF_THE_SURNAME.intersection(kinds)
    )


def _plain(cell: object) -> str:
    return "".join(c for c in without_marks(str(cell)).casefold() if c.isalpha())


def _recognisable(row: Row) -> bool:
    """Return whether the row has a birth date or a learner number that is right in itself."""
    numbers = read_upn(str(row.get("P1") or "")).value, read_uln(str(row.get("P3") or "")).value
    return row.get("P10") is not None or any(numbers)


def person_answer(person: YoungPerson, rows: Iterable[tuple[RowAnswer, Row]]) -> PersonAnswer | None:
    """Return the status that the accepted rows and the roll give on the business date; None for an unseen newcomer."""
    accepted = [(answer, row) for answer, row in rows if answer.verdict == "accepted"]
    if not accepted and not person.on_roll:
        return None
    group, code = _without_claim(person)
    if group != "not known":
        return PersonAnswer(person.id, person.on_roll, group, (code,))
    leaving = next((row for answer, row in accepted if row.get("V5") and STRAY not in answer.damage), None)
    if leaving is not None:
        group, code = ACTIVITY_OF[str(leaving["V5"])]
        return PersonAnswer(person.id, person.on_roll, group, (code,))
    current = [(row, answer.may_review) for answer, row in accepted if _state(row) == "current"]
    lapsed = [(row, answer.may_review) for answer, row in accepted if _state(row) == "lapsed"]
    if not current:
        # In Year 12 now, the person was of compulsory school age then, and that code does not outlive the age.
        codes = {_activity(row) for row, _ in lapsed if person.year_group > FIRST_TRACKED_YEAR}
        if not codes or all(unsure for _, unsure in lapsed):
            codes.add(NOT_KNOWN)
        return PersonAnswer(person.id, person.on_roll, group, tuple(sorted(codes)))
    sure = any(not unsure for _, unsure in current)
    codes = {_activity(row) for row, _ in current}
    return PersonAnswer(person.id, person.on_roll, "education", tuple(sorted(codes)), () if sure else (group,))


def may_leave(person: YoungPerson, rows: Sequence[tuple[RowAnswer, Row]]) -> bool:
    """Return whether it is beyond doubt what follows from the person's leaving: one row, undamaged, of a stay."""
    if not person.on_roll or len(rows) != 1:
        return False
    answer, row = rows[0]
    tracked = _without_claim(person) == ("not known", NOT_KNOWN)
    return tracked and not answer.damage and not answer.may_review and _state(row) == "current"


def may_join(person: YoungPerson, rows: Sequence[tuple[RowAnswer, Row]]) -> bool:
    """Return whether the person is tracked, and nobody has enrolled them yet."""
    return person.on_roll and not rows and _without_claim(person) == ("not known", NOT_KNOWN)


def has_no_status(person: YoungPerson) -> bool:
    """Return whether the person is tracked, and their activity not known unless a return says it."""
    return _without_claim(person) == ("not known", NOT_KNOWN)


def is_current(row: Row) -> bool:
    """Return whether the row's enrolment is current on the business date."""
    return _state(row) == "current"


def _without_claim(person: YoungPerson) -> tuple[str, str | None]:
    """Return group and code of a person who is in no return."""
    if person.left_on is not None:
        return "out of scope", None
    if person.year_group <= SCHOOL_LEAVING_YEAR:
        return "compulsory", "110"
    if person.year_group > LAST_TRACKED_YEAR and not _has_plan(person):
        return "out of scope", None
    return "not known", NOT_KNOWN


def _has_plan(person: YoungPerson) -> bool:
    """Return whether a plan keeps the person in scope: it must run, and the 25th birthday must be still to come."""
    age = age_on(person.born_on, BUSINESS_DATE)
    return person.ehcp_until is not None and person.ehcp_until >= BUSINESS_DATE and age < PLAN_ENDS_AT_AGE


def _state(row: Row) -> Literal["none", "current", "lapsed"]:
    """Return the state of the row's claim on the business date; guests and second registrations make no claim."""
    started_on, ends_on = row.get("L9"), row.get("L10")
    if not isinstance(started_on, date) or not isinstance(ends_on, date) or row.get("J4") in ("S", "G"):
        return "none"
    if started_on > BUSINESS_DATE:
        return "none"
    return "current" if ends_on >= BUSINESS_DATE else "lapsed"


def _activity(row: Row) -> str:
    """Return the national activity code of an enrolment by a school or a college."""
    return "250" if row.get("L7") == "PT" else "230" if row.get("E3") else "210"


def write_answers(path: Path, answers: Iterable[RowAnswer | PersonAnswer]) -> None:
    """Write one JSON object a line."""
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(_fields_of(answer), ensure_ascii=False) + "\n" for answer in answers)


def _fields_of(answer: RowAnswer | PersonAnswer) -> dict[str, Any]:
    return {field.name: getattr(answer, field.name) for field in fields(answer)}


def read_rows(path: Path) -> list[RowAnswer]:
    """Read the answers for rows."""
    return [RowAnswer(**(entry | {"damage": tuple(entry["damage"])})) for entry in _lines(path)]


def read_people(path: Path) -> list[PersonAnswer]:
    """Read the answers for people."""
    return [
        PersonAnswer(**(entry | {"codes": tuple(entry["codes"]), "also": tuple(entry["also"])}))
        for entry in _lines(path)
    ]


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
