"""Numbers that name people, establishments and aims: read from a cell, repaired where that is safe, checked."""

from shared.vocabulary.identifiers.aims import AimReading, read_aim_reference, read_qualification_number
from shared.vocabulary.identifiers.establishment_numbers import (
    NumberReading,
    read_dfe_number,
)
from shared.vocabulary.identifiers.local_authorities import HOME_AUTHORITY
from shared.vocabulary.identifiers.uln import UlnReading, read_uln, uln_from_body, ulns
from shared.vocabulary.identifiers.upn import UpnReading, permanent_upns, read_upn, upn_check_letter

__all__ = [
    "HOME_AUTHORITY",
    "AimReading",
    "NumberReading",
    "UlnReading",
    "UpnReading",
    "permanent_upns",
    "read_aim_reference",
    "read_dfe_number",
    "read_qualification_number",
    "read_uln",
    "read_upn",
    "uln_from_body",
    "ulns",
    "upn_check_letter",
]
