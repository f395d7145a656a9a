"""What claims put an end to: a leaving ends a stay, a later report replaces an earlier one, for good.

A code of NEET never lapses. Were an earlier report only passed over while a later one is current, it would come back
once the later one has lapsed.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from types import MappingProxyType
from typing import Final

from services.reporting.domain.claim_state import ClaimState
from services.reporting.domain.claims import Claim
from services.reporting.domain.precedence.deciding import decisive
from services.reporting.domain.precedence.half_matrix import beats
from services.reporting.domain.roles.answered import AnsweredClaim
from services.reporting.domain.roles.contact import ContactClaim
from services.reporting.domain.roles.correction import OVER, CorrectionClaim
from services.reporting.domain.roles.leaving import LeavingClaim

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
ENDINGS: Final = (ENDED, CAME_BACK, LEARNED_ELSEWHERE, *_LATER)
"""How claims stand to which another has put an end."""
_WORDS: Final = frozenset({"contact", "answer", "leaving"})
_NEWS: Final = _WORDS | {"learning"}
_REPORTS: Final = (ContactClaim, AnsweredClaim)
_BEGUN: Final = frozenset({"current", "lapsed"})


def settled(claims: Sequence[Claim], states: Sequence[ClaimState]) -> tuple[ClaimState, ...]:
    """Return how claims stand beside each other, once at least one may put an end to what others say.

    What ends what goes by the claims as they stood before, so that no order matters.
    """
    begun = [place for place, state in enumerate(states) if state.state in _BEGUN]
    leavings = [place for place in begun if claims[place].role == "leaving"]
    after = _without_ended_stays(claims, states, leavings)
    corrections = [place for place, claim in enumerate(claims) if isinstance(claim, CorrectionClaim)]
    if corrections:
        _settle_corrections(claims, states, corrections, begun, after)
    reports = [place for place in _still_begun(begun, after) if isinstance(claims[place], _REPORTS)]
    if reports:
        _settle_stays(claims, reports, _still_begun(begun, after), after)
    _without_leavings_outlived(claims, states, leavings, after)
    if reports or len(leavings) > 1:
        _keep_the_newest(claims, _still_begun(begun, after), after)
    return tuple(after)


def _still_begun(begun: Sequence[int], after: Sequence[ClaimState]) -> Sequence[int]:
    return [place for place in begun if after[place].state in _BEGUN]


def _without_ended_stays(
    claims: Sequence[Claim], states: Sequence[ClaimState], leavings: Sequence[int]
) -> list[ClaimState]:
    """A leaving ends what the same establishment said of a stay, whether or not what it says of afterwards is current.
    It counts no more itself once the person came back."""
    after = list(states)
    for place in leavings:
        for other, claim in enumerate(claims):
            if claim.learns_at is None or claim.learns_at != claims[place].establishment:
                continue
            if beats(claims[place], claim):
                after[other] = ENDED
            elif states[other].state != "not started":
                after[place] = CAME_BACK
    return after


def _without_leavings_outlived(
    claims: Sequence[Claim], states: Sequence[ClaimState], leavings: Sequence[int], after: list[ClaimState]
) -> None:
    """A leaving counts no more once the person learned elsewhere afterwards, though that has lapsed since."""
    lapsed = [other for other, state in enumerate(after) if state.state == "lapsed"]
    for place in leavings:
        if any(_learned_after(claims[other], states[other], claims[place]) for other in lapsed):
            after[place] = LEARNED_ELSEWHERE


def _learned_after(claim: Claim, lapsed: ClaimState, leaving: Claim) -> bool:
    """Tell whether a stay elsewhere that has lapsed by now decided over the leaving while it was current."""
    if claim.role != "learning" or not isinstance(leaving, LeavingClaim) or lapsed.due_on is None:
        return False
    return lapsed.due_on > leaving.left_on and claim.learns_at != leaving.establishment and beats(claim, leaving)


def _settle_stays(
    claims: Sequence[Claim], reports: Sequence[int], begun: Sequence[int], after: list[ClaimState]
) -> None:
    """Reports put an end to stays, unless the newest of them confirms the stay. What is left puts an end to reports."""
    newest = decisive([claims[place] for place in reports])
    last = [place for place in reports if claims[place] == newest]
    code, learns_at = after[last[0]].code, claims[last[0]].learns_at
    left: list[int] = []
    for place in [place for place in begun if claims[place].role == "learning"]:
        stay, state = claims[place], after[place]
        same = code == state.code and learns_at in (None, stay.learns_at)
        if same and not _lapsed_before(state, claims[last[0]]):
            left.append(place)
            for other in last:
                _end(after, other, CONFIRMS)
        elif any(_lapsed_before(state, claims[other]) or beats(claims[other], stay) for other in reports):
            _end(after, place, NEWER_IS_KNOWN)
        else:
            left.append(place)
    for place, other in product(reports, left):
        if beats(claims[other], claims[place]):
            _end(after, place, LEARNS_SINCE)


def _keep_the_newest(claims: Sequence[Claim], begun: Sequence[int], after: list[ClaimState]) -> None:
    """Of contacts, answers and leavings only the newest counts; of leavings alone each does while the newest is
    current: the cell between them says which decides."""
    words = [place for place in begun if claims[place].role in _WORDS]
    newest = decisive([claims[place] for place in words])
    current = any(claims[place] == newest and after[place].state == "current" for place in words)
    for place in words:
        both_left = newest is not None and newest.role == claims[place].role == "leaving"
        if claims[place] != newest and not (both_left and current):
            _end(after, place, NEWER_IS_KNOWN)


def _lapsed_before(stay: ClaimState, report: Claim) -> bool:
    """Tell whether the stay was to lapse before the report was made."""
    return stay.due_on is not None and isinstance(report, _REPORTS) and stay.due_on < report.speaks_of


def _settle_corrections(
    claims: Sequence[Claim],
    states: Sequence[ClaimState],
    corrections: Sequence[int],
    begun: Sequence[int],
    after: list[ClaimState],
) -> None:
    """A later correction replaces an earlier one, even once it is over itself. One without a last day ends what was
    said before it, and ends with the first news after it."""
    made = [place for place in corrections if place in begun or states[place].rule == OVER]
    newest = decisive([claims[place] for place in made])
    for place in made:
        correction = claims[place]
        if correction != newest:
            _end(after, place, CORRECTED)
        elif isinstance(correction, CorrectionClaim) and correction.until is None:
            _settle_beside(place, correction, claims, begun, after)


def _settle_beside(
    place: int, correction: Claim, claims: Sequence[Claim], begun: Sequence[int], after: list[ClaimState]
) -> None:
    for other in begun:
        if claims[other].role in _NEWS:
            if beats(correction, claims[other]):
                _end(after, other, CORRECTED)
            elif after[other].state in _BEGUN:
                _end(after, place, NEWER_IS_KNOWN)


def _end(after: list[ClaimState], place: int, ending: ClaimState) -> None:
    """Put an end to a claim; of several reasons the first of the table is given, whatever the order of the claims."""
    known = after[place]
    if known not in ENDINGS or (known in _LATER and _LATER.index(ending) < _LATER.index(known)):
        after[place] = ending
