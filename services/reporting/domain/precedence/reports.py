"""The cells of what is reported: contacts, answers and corrections, beside each other and beside what schools list."""

from datetime import date, datetime
from typing import Final

from services.reporting.domain.claims import Claim, Role, Weight, first_made_at
from services.reporting.domain.precedence.cells import (
    PrecedenceCell,
    first_made_on,
    reason_newer,
    reason_received_later,
    role_over_role,
)
from services.reporting.domain.roles.answered import AnsweredClaim
from services.reporting.domain.roles.contact import ContactClaim
from services.reporting.domain.roles.correction import CorrectionClaim
from services.reporting.domain.roles.leaving import LeavingClaim
from services.reporting.domain.roles.stay import StayClaim

Newness = tuple[date, datetime, Weight]

_TRUST: Final = "answers have lower trust than an enrolment, a result by telephone is evidence (source: KCC-2026)"


def _contact_over_stay(contact: ContactClaim, stay: StayClaim) -> bool:
    return stay.started_on <= contact.contacted_on and first_made_on(stay) < contact.contacted_on


def _contact_over_contact(first: ContactClaim, second: ContactClaim) -> bool:
    return (first.contacted_on, first.weight) > (second.contacted_on, second.weight)


def _answer_over_contact(answer: AnsweredClaim, contact: ContactClaim) -> bool:
    return answer.speaks_of > contact.speaks_of


def _leaving_over_contact(leaving: LeavingClaim, contact: ContactClaim) -> bool:
    return leaving.left_on >= contact.speaks_of


def _leaving_over_answer(leaving: LeavingClaim, answer: AnsweredClaim) -> bool:
    return leaving.left_on >= answer.speaks_of


def _answer_over_stay(answer: AnsweredClaim, stay: StayClaim) -> bool:
    if answer.establishment != stay.establishment or answer.stays or not answer.knows:
        return False
    return stay.started_on <= answer.speaks_of and first_made_at(answer) > first_made_at(stay)


def _newness(answer: AnsweredClaim) -> Newness:
    return (answer.speaks_of, first_made_at(answer), answer.weight)


def _answer_over_answer(first: AnsweredClaim, second: AnsweredClaim) -> bool:
    if first.establishment == second.establishment:
        if first.evidence.generation_id == second.evidence.generation_id:
            return first.weight > second.weight
        return (first_made_at(first), first.weight) > (first_made_at(second), second.weight)
    return _newness(first) > _newness(second)


def _correction_over(correction: CorrectionClaim, other: Claim) -> bool:
    if correction.until is not None:
        return True
    speaks_of = other.contacted_on if isinstance(other, ContactClaim) else first_made_on(other)
    return speaks_of <= correction.corrected_on


def _correction_over_correction(first: CorrectionClaim, second: CorrectionClaim) -> bool:
    return (first.corrected_on, first.weight) > (second.corrected_on, second.weight)


def _reason_of_correction(winner: Claim, loser: Claim) -> str:
    return role_over_role(winner, loser) if winner.role == "correction" else "newer_is_known"


def _reason_beside_stay(winner: Claim, loser: Claim) -> str:
    return role_over_role(winner, loser) if winner.role == "learning" else "newer_is_known"


_CORRECTED_WORDS: Final = "the correction wins until its last day; without one, until something new is said"
_CORRECTED: Final = (
    "every override has a reason and is made by somebody who knows better; one that nobody limits ends when the other "
    "side says something new, for a forgotten correction is wrong sooner or later (source: ONWARD)"
)


def _corrected(column: Role) -> PrecedenceCell:
    return PrecedenceCell(
        "correction", column, "it depends", _CORRECTED_WORDS, _CORRECTED, _correction_over, _reason_of_correction
    )


CELLS_OF_REPORTS: Final = (
    PrecedenceCell(
        "correction",
        "correction",
        "it depends",
        "decided later wins",
        "a later correction replaces an earlier one (source: ONWARD)",
        _correction_over_correction,
        reason_received_later,
    ),
    _corrected("learning"),
    _corrected("contact"),
    _corrected("answer"),
    _corrected("leaving"),
    PrecedenceCell(
        "contact",
        "learning",
        "it depends",
        "learning wins; a contact after it was first said wins over a stay that started before",
        f"{_TRUST}: who was spoken to after the establishment said so knows better; what it only repeats it said before"
        " (source: ONWARD)",
        _contact_over_stay,
        _reason_beside_stay,
    ),
    PrecedenceCell(
        "contact",
        "contact",
        "it depends",
        "contacted later wins",
        "the last that was heard of somebody counts (source: ONWARD)",
        _contact_over_contact,
        reason_newer,
    ),
    PrecedenceCell(
        "answer",
        "learning",
        "it depends",
        "learning wins; of one establishment, an answer that says what they do, given after it",
        f"{_TRUST}; of one establishment what it said later corrects it (source: ONWARD)",
        _answer_over_stay,
        _reason_beside_stay,
    ),
    PrecedenceCell(
        "answer",
        "contact",
        "it depends",
        "the later day wins, on one day the contact; an answer that knows nothing never does",
        f"{_TRUST}; on one day the person knows better than the school (source: ONWARD)",
        _answer_over_contact,
        reason_newer,
    ),
    PrecedenceCell(
        "answer",
        "answer",
        "it depends",
        "answered later wins; of two schools, one that knows",
        "the last that was heard of somebody counts; who knows nothing contradicts nobody (source: ONWARD)",
        _answer_over_answer,
        reason_newer,
    ),
    PrecedenceCell(
        "leaving",
        "contact",
        "it depends",
        "the leaving wins, a contact after the last day on roll wins over it",
        f"{_TRUST}; what was true before somebody left need not be true after it (source: ONWARD)",
        _leaving_over_contact,
        reason_newer,
    ),
    PrecedenceCell(
        "leaving",
        "answer",
        "it depends",
        "the leaving wins, an answer after the last day on roll that knows what they do wins over it",
        "the pre-filled list asks what became of those who left, so its answer is the newer one (source: KCC-2026)",
        _leaving_over_answer,
        reason_newer,
    ),
)
