"""The roles of claims: what claims of several collections say in the same way. One claim class each."""

from types import MappingProxyType
from typing import Final

from services.reporting.domain.roles import answered, contact, correction, leaving, offer, roll, stay

ROLE_SENTENCES: Final = MappingProxyType(
    {
        **stay.SENTENCES,
        **leaving.SENTENCES,
        **answered.SENTENCES,
        **contact.SENTENCES,
        **roll.SENTENCES,
        **offer.SENTENCES,
        **correction.SENTENCES,
    }
)
"""The rules of all roles as sentences of the pages."""
