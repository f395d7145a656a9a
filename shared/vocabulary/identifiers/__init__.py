"""Numbers that name people, establishments and aims: read from a cell, repaired where that is safe, checked."""

from shared.vocabulary.identifiers.aims import AimReading, read_aim_reference, read_qualification_number
from shared.vocabulary.identifiers.establishment_numbers import (
    NumberReading,
    display_dfe_number,
    read_dfe_number,
    read_ukprn,
    read_urn,
)
from shared.vocabulary.identifiers.local_authorities import HOME_AUTHORITY, authority_known
from shared.vocabulary.identifiers.uln import UlnReading, read_uln, uln_from_body, ulns
from shared.vocabulary.identifiers.upn import UpnReading, permanent_upns, read_upn, upn_check_letter

__all__ = [
    "HOME_AUTHORITY",
    "AimReading",
    "NumberReading",
    "UlnReading",
    "UpnReading",
    "authority_known",
    "display_dfe_number",
    "permanent_upns",
    "read_aim_reference",
    "read_dfe_number",
    "read_qualification_number",
    "read_ukprn",
    "read_uln",
    "read_upn",
    "read_urn",
    "uln_from_body",
    "ulns",
    "upn_check_letter",
]
