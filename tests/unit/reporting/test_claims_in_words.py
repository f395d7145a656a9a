"""What claims say for people, also of codes that their lists have no more."""

import pytest

from services.reporting.domain.claims import Claim, ClaimWords
from tests.support.claims import answer, contact, leaver, offer

WORDS = ClaimWords(lambda number: f"school {number}", lambda on: on.isoformat())


@pytest.mark.parametrize(
    ("claim", "codes"),
    [
        (answer(destination="D99"), ["D99"]),
        (leaver(destination="D99"), ["D99"]),
        (offer(offer_type="NEVER", response="GONE"), ["NEVER", "GONE"]),
        (offer(offer_type="NONE", answers=True, reason="999"), ["999"]),
        (contact(channel="PIGEON", outcome="FLOWN"), ["PIGEON", "FLOWN"]),
    ],
)
def test_a_code_that_was_removed_is_shown_as_it_is(claim: Claim, codes: list[str]) -> None:
    said = claim.sentence(WORDS)
    assert all(code in said for code in codes)
