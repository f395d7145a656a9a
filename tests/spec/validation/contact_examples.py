"""Examples of the rules about contacts."""

from tests.spec.validation.examples import Example


def contact(says: str, *, refused: bool = False, **changed: str | None) -> Example:
    return Example("CONTACT", changed, frozenset(says.split()), refused)


CONTACT_EXAMPLES: list[Example] = [
    contact(""),
    contact("", P1=None),
    contact("", T3="no answer", T4=None, T5=None, T6=None, T8=None, T9=None),
    contact("", T2="Telephone call", T3="voicemail", T4="mum", T5="330 - Employment without training"),
    contact("contact_date_missing", refused=True, T1=None, T9=None),
    contact("contact_date_unreadable", refused=True, T1="last week"),
    contact("contacted_in_the_future", refused=True, T1="2026-12-01"),
    contact("", T1="30/11/2026"),
    contact("contact_channel_missing", T2=None),
    contact("contact_channel_not_on_list", T2="pigeon"),
    contact("contact_outcome_missing", T3=None),
    contact("contact_outcome_not_on_list", T3="so so"),
    contact("spoke_with_not_on_list", T4="the dog"),
    contact("activity_not_on_list", T5="999"),
    contact("activity_ends_before_it_starts", T7="2026-11-01"),
    contact("", T7="2027-11-01"),
    contact("review_before_contact", T9="2026-11-15"),
    contact("surname_missing", refused=True, P5=None),
]
