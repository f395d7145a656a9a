"""Contact: a tracker spoke to the young person or their family, or tried to (collection CONTACT)."""

from typing import Final

from services.reporting.domain.claim_kinds.claim_kind import ClaimKind
from services.reporting.domain.roles.contact import ContactClaim

CONTACTS: Final = ClaimKind(
    collection="CONTACT",
    name="contact",
    claim=ContactClaim,
    roles=("contact",),
    facts=("contacted_on", "activity", "started_on", "ends_on", "review_on", "left_status"),
    particulars=("channel", "outcome", "spoke_with", "notes"),
)
"""Entered on a page or sent as a file, it is the same claim."""
