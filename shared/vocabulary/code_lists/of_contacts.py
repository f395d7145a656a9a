"""Code lists of contacts by the trackers: through which channel, with whom, and what came of it."""

from typing import Final

from shared.vocabulary.activities import ACTIVITIES
from shared.vocabulary.code_lists.code_list import CodeList

CONTACT_CHANNEL: Final = CodeList(
    "contact_channel",
    {
        "PHONE": "Telephone",
        "EMAIL": "E-mail",
        "TEXT": "Text message",
        "LETTER": "Letter",
        "SOCIAL": "Social media",
    },
    {
        **dict.fromkeys(("telephone call", "phone call", "call", "called", "tel", "mobile", "landline"), "PHONE"),
        **dict.fromkeys(("e mail", "mail sent"), "EMAIL"),
        **dict.fromkeys(("sms", "txt", "text sent", "whatsapp"), "TEXT"),
        **dict.fromkeys(("post", "postal", "letter sent"), "LETTER"),
        **dict.fromkeys(("facebook", "instagram", "social", "messenger"), "SOCIAL"),
    },
    source="the five channels: The Education People (features, news of 2026, N5); the codes: proposed",
)
CONTACT_OUTCOME: Final = CodeList(
    "contact_outcome",
    {
        "REACHED": "Reached, and talked",
        "MESSAGE": "Left a message",
        "NO ANSWER": "No answer",
        "WRONG": "The number or address is wrong",
        "REFUSED": "Does not want to say",
    },
    {
        **dict.fromkeys(("spoke", "spoke to", "contacted", "successful", "replied", "reply", "answered"), "REACHED"),
        **dict.fromkeys(("message left", "voicemail", "left voicemail", "sent", "awaiting reply"), "MESSAGE"),
        **dict.fromkeys(("unsuccessful", "no reply", "rang out", "not answered", "not reached", "none"), "NO ANSWER"),
        **dict.fromkeys(("wrong number", "number not in use", "returned", "bounced", "unobtainable"), "WRONG"),
        **dict.fromkeys(("declined", "hung up", "does not wish to say"), "REFUSED"),
    },
    source="proposed: to be agreed with The Education People",
)
SPOKE_WITH: Final = CodeList(
    "spoke_with",
    {"YP": "The young person", "CARER": "A parent or carer", "OTHER": "Somebody else"},
    {
        **dict.fromkeys(("young person", "student", "learner", "self", "pupil"), "YP"),
        **dict.fromkeys(("parent", "carer", "mother", "father", "mum", "dad", "guardian", "family"), "CARER"),
        **dict.fromkeys(("other person", "friend", "agency", "school"), "OTHER"),
    },
    source="proposed",
)
ACTIVITY: Final = CodeList("activity", {one.code: one.label for one in ACTIVITIES}, source="NCCIS activity codes")
"""What somebody does, by its national code."""
