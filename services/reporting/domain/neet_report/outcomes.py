"""What somebody counts as in the report: exactly one outcome each, and one duty category."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, Protocol, get_args

from shared.vocabulary.activities import ACTIVITIES, Certainty, Participation

Outcome = Participation | Literal["neet", "not known", "neither", "custody"]
"""neither: an activity that is neither NEET nor participating, such as work without training or a gap year."""
Duty = Literal["meeting", "working towards", "temporary break", "not meeting", "not known", "not listed"]

PARTICIPATION_TYPES: Final[tuple[Participation, ...]] = get_args(Participation)
TYPE_OF_CODE: Final[Mapping[str, Participation]] = {
    activity.code: activity.participation for activity in ACTIVITIES if activity.participation is not None
}
"""How an activity code participates (source: METHODOLOGY); a code that is not here does not."""


@dataclass(frozen=True, slots=True)
class DutyEdition:
    """Which codes stand in which category of the duty to participate, from a day on."""

    codes: Mapping[Duty, frozenset[str]]
    source: str
    certainty: Certainty
    effective_from: date = date.min


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


DUTY_EDITIONS: Final[tuple[DutyEdition, ...]] = (
    DutyEdition(
        {
            "meeting": _codes("210 220 230 240 270 280 290 310 320 381 550 410 430 450 460"),
            "working towards": _codes("530 616"),
            "temporary break": _codes("620 630 640 650"),
            "not meeting": _codes("250 260 330 340 350 360 380 540 610 615 619 660 670 680"),
            "not known": _codes("810 820 830"),
        },
        "from memory of the published breakdown; to be checked against Appendix E of the edition in force by the"
        " authority. Part-time education alone does not meet the duty",
        "from memory",
    ),
)
"""In the order of the days from which they apply."""


def duty_edition(on: date) -> DutyEdition:
    """Return the edition in force on that day."""
    return [edition for edition in DUTY_EDITIONS if edition.effective_from <= on][-1]


def duty_of_codes(on: date) -> Mapping[str, Duty]:
    """Return the category of each code on that day."""
    return {code: duty for duty, codes in duty_edition(on).codes.items() for code in codes}


OUTCOME_SQL: Final = """
CASE WHEN NOT p.in_denominator THEN 'custody'
     WHEN p.status_group = 'not known' THEN 'not known'
     WHEN p.status_group = 'neet' THEN 'neet'
     ELSE coalesce(kinds.type, 'neither') END
"""
DUTY_SQL: Final = """
CASE WHEN NOT p.in_denominator THEN 'not listed'
     WHEN p.status_group = 'not known' THEN 'not known'
     ELSE coalesce(kinds.duty, 'not listed') END
"""
"""The twins of `outcome_of` and `duty_of`: `p` is a row of `snapshot_people`, `kinds` that of its code."""


class CountedLine(Protocol):
    """What of somebody in a snapshot their outcome depends on."""

    @property
    def in_denominator(self) -> bool: ...
    @property
    def status_group(self) -> str: ...
    @property
    def code(self) -> str | None: ...


def outcome_of(line: CountedLine) -> Outcome:
    """Return what somebody counts as; a lapsed record is not known, whatever its code says (source: METHODOLOGY)."""
    if not line.in_denominator:
        return "custody"
    if line.status_group == "not known":
        return "not known"
    if line.status_group == "neet":
        return "neet"
    return TYPE_OF_CODE.get(line.code or "", "neither")


def duty_of(line: CountedLine, on: date) -> Duty:
    """Return the category of the duty to participate."""
    if not line.in_denominator:
        return "not listed"
    if line.status_group == "not known":
        return "not known"
    return duty_of_codes(on).get(line.code or "", "not listed")
