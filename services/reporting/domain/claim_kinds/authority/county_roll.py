"""County roll: the authority says that it tracks the person (collection ROLL): scope, residence, school, until when."""

from typing import Final

from services.reporting.domain.claim_kinds.claim_kind import ClaimKind
from services.reporting.domain.roles.roll import RollEntry

COUNTY_ROLL: Final = ClaimKind(
    collection="ROLL",
    name="county roll",
    claim=RollEntry,
    roles=("roll",),
    facts=("school", "district", "ehcp_until", "moved_in_on", "left_on", "left_status"),
    particulars=("characteristics", "address"),
    states_scope=True,
)
