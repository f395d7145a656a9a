"""What claims put an end to: a leaving ends a stay, a later report replaces an earlier one, for good.

A code of NEET never lapses. Were an earlier report only passed over while a later one is current, it would come back
once the later one has lapsed.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from types import MappingProxyType
from typing import Final

from services.reporting.domain.claim_state import ClaimState
from services.reporting.domain.claims import Claim
from services.reporting.domain.precedence.deciding import decisive
from services.reporting.domain.precedence.half_matrix import beats
from services.reporting.domain.roles.answered import AnsweredClaim
from services.reporting.domain.roles.contact import ContactClaim
from services.reporting.domain.roles.correction import CorrectionClaim

ENDED: Final = ClaimState("no activity", "stay_has_ended")
"""How a claim stands whose stay the same establishment has said to be over."""
CAME_BACK: Final = ClaimState("no activity", "came_back_since")
"""How a claim of leaving stands once the same establishment lists the person again."""
LEARNED_ELSEWHERE: Final = ClaimState("no activity", "learned_elsewhere_since")
"""How a claim of leaving stands once the person has learned at another establishment after it."""
NEWER_IS_KNOWN: Final = ClaimState("no activity", "newer_is_known")
"""How a claim stands once something newer is known."""
LEARNS_SINCE: Final = ClaimState("no activity", "learns_since")
"""How a report stands once an establishment lists the person all the same."""
CONFIRMS: Final = ClaimState("no activity", "confirms_the_stay")
"""How a report stands that says of somebody what their establishment says too."""
CORRECTED: Final = ClaimState("no activity", "was_corrected")
"""How a claim stands that the authority has corrected."""

PRECEDENCE_RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "received_later": "The other row was received later, or has the higher level in the same return.",
        "started_later": "The young person started later at the other establishment.",
        "said_first": "Both started on the same day, and the other establishment said so first.",
        "left_later": "The young person left the other establishment later.",
        "stay_has_ended": "The school has said since then that the young person has left.",
        "came_back_since": "The school lists the young person again since then.",
        "learned_elsewhere_since": "The young person has been enrolled elsewhere since then.",
        "newer_is_known": "Something newer is known.",
        "learns_since": "A school or college lists the young person as a learner, and counts for more.",
        "confirms_the_stay": "It says what the school or college says too.",
        "was_corrected": "Somebody at the authority corrected it, and gave a reason.",
        "learning over leaving": "An enrolment elsewhere comes before what is said of a leaver.",
        "learning over contact": "A school or college has listed the young person since the contact.",
        "learning over answer": "An enrolment comes before what a school answers.",
        "correction over learning": "A correction with its reason comes before what a school or college says.",
        "correction over contact": "A correction with its reason comes before an earlier contact.",
        "correction over answer": "A correction with its reason comes before what a school answers.",
        "correction over leaving": "A correction with its reason comes before what is said of a leaver.",
        "correction over roll": "A correction with its reason comes before the county roll.",
        "learning over roll": "An enrolment comes before the county roll.",
        "contact over roll": "What was found out about somebody comes before the county roll.",
        "answer over roll": "What a school answers comes before the county roll.",
        "leaving over roll": "What is said of a leaver comes before the county roll.",
        "correction over offer": "An offer is no activity.",
        "learning over offer": "An offer is no activity.",
        "contact over offer": "An offer is no activity.",
        "answer over offer": "An offer is no activity.",
        "leaving over offer": "An offer is no activity.",
        "roll over offer": "An offer is no activity.",
    }
)
"""Rules that apply between claims, as sentences; those of one role or one kind stand with it."""

_LATER: Final = (NEWER_IS_KNOWN, LEARNS_SINCE, CONFIRMS, CORRECTED)
_ENDINGS: Final = (ENDED, CAME_BACK, LEARNED_ELSEWHERE, *_LATER)
_WORDS: Final = frozenset({"contact", "answer", "leaving"})
_REPORTS: Final = (ContactClaim, AnsweredClaim)
_BEGUN: Final = frozenset({"current", "lapsed"})


def settled(claims: Sequence[Claim], states: Sequence[ClaimState]) -> tuple[ClaimState, ...]:
    """Return how claims stand beside each other, once at least one may put an end to what others say.

    What ends what goes by the claims as they stood before, so that no order matters.
    """
    after = _without_ended_stays(claims, states)
    begun = [place for place, state in enumerate(states) if state.state in _BEGUN]
    reports = [place for place in begun if isinstance(claims[place], _REPORTS)]
    if reports:
        _keep_the_newest(claims, begun, after)
        _settle_beside_stays(claims, states, reports, begun, after)
    if any(isinstance(claims[place], CorrectionClaim) for place in begun):
        _settle_corrections(claims, begun, after)
    return tuple(after)


def _without_ended_stays(claims: Sequence[Claim], states: Sequence[ClaimState]) -> list[ClaimState]:
    """A leaving ends what the same establishment said of a stay, whether or not what it says of afterwards is current.
    It counts no more itself once the person came back, or learned elsewhere afterwards, though that lapsed since."""
    after = list(states)
    leaving = [place for place, state in enumerate(states) if state.settles and claims[place].role == "leaving"]
    for place in leaving:
        for other, claim in enumerate(claims):
            if claim.learns_at is not None and claim.learns_at == claims[place].establishment:
                if beats(claims[place], claim):
                    after[other] = ENDED
                else:
                    after[place] = CAME_BACK
    lapsed = [
        other
        for other, state in enumerate(after)
        if state.state == "lapsed" and claims[other].learns_at and claims[other].role == "learning"
    ]
    for place in leaving:
        if any(_learned_after(claims[other], states[other], claims[place], states[place]) for other in lapsed):
            after[place] = LEARNED_ELSEWHERE
    return after


def _learned_after(claim: Claim, lapsed: ClaimState, leaving: Claim, left: ClaimState) -> bool:
    """Tell whether a stay elsewhere that has lapsed by now decided over the leaving while it was current."""
    after = lapsed.due_on is not None and left.starts_on is not None and lapsed.due_on >= left.starts_on
    return after and claim.learns_at != leaving.establishment and beats(claim, leaving)


def _keep_the_newest(claims: Sequence[Claim], begun: Sequence[int], after: list[ClaimState]) -> None:
    """Of contacts, answers and leavings only the newest counts; of leavings alone each still counts."""
    words = [place for place in begun if claims[place].role in _WORDS]
    newest = decisive([claims[place] for place in words])
    for place in words:
        both_left = newest is not None and newest.role == claims[place].role == "leaving"
        if claims[place] is not newest and not both_left:
            _end(after, place, NEWER_IS_KNOWN)


def _settle_beside_stays(
    claims: Sequence[Claim],
    states: Sequence[ClaimState],
    reports: Sequence[int],
    begun: Sequence[int],
    after: list[ClaimState],
) -> None:
    """Of a report and a stay one puts an end to the other, unless they say the same."""
    stays = [place for place in begun if claims[place].role == "learning"]
    for place, other in product(reports, stays):
        report, stay = claims[place], claims[other]
        if _lapsed_before(states[other], report):
            _end(after, other, NEWER_IS_KNOWN)
        elif states[place].code == states[other].code and report.learns_at in (None, stay.learns_at):
            _end(after, place, CONFIRMS)
        elif beats(report, stay):
            _end(after, other, NEWER_IS_KNOWN)
        else:
            _end(after, place, LEARNS_SINCE)


def _lapsed_before(stay: ClaimState, report: Claim) -> bool:
    """Tell whether the stay had lapsed when the report was made."""
    speaks_of = report.speaks_of if isinstance(report, _REPORTS) else date.max
    return stay.state == "lapsed" and stay.due_on is not None and stay.due_on < speaks_of


def _settle_corrections(claims: Sequence[Claim], begun: Sequence[int], after: list[ClaimState]) -> None:
    """A correction without a last day ends what was said before it, and ends itself with the first news after it."""
    for place in begun:
        correction = claims[place]
        if not isinstance(correction, CorrectionClaim):
            continue
        for other in begun:
            claim = claims[other]
            if other == place or claim.role in ("roll", "offer"):
                continue
            if not beats(correction, claim):
                _end(after, place, NEWER_IS_KNOWN)
            elif correction.until is None or isinstance(claim, CorrectionClaim):
                _end(after, other, CORRECTED)


def _end(after: list[ClaimState], place: int, ending: ClaimState) -> None:
    """Put an end to a claim; of several reasons the first of the table is given, whatever the order of the claims."""
    known = after[place]
    if known not in _ENDINGS or (known in _LATER and _LATER.index(ending) < _LATER.index(known)):
        after[place] = ending
