"""Code lists about offers of places and the September Guarantee."""

from typing import Final

from shared.vocabulary.code_lists.code_list import CodeList

NO_OFFER: Final = "NONE"
OFFERS_MADE: Final = frozenset({"GUARANTEED", "CONDITIONAL"})
"""Kinds of offers; either counts as an offer made (source: KELSI; from memory)."""
OFFER_RANKS: Final = {NO_OFFER: 1, "CONDITIONAL": 2, "GUARANTEED": 3}
"""Which of two kinds is the firmer: the higher."""
APPLIED: Final = "APPLIED"
OFFERED: Final = "OFFERED"
ACCEPTED: Final = "ACCEPTED"
DECLINED: Final = "DECLINED"
WITHDRAWN: Final = "WITHDRAWN"

APPLICANT_TYPE: Final = CodeList(
    "applicant_type",
    {"INT": "The sender's own pupil", "EXT": "From another school"},
    {
        "i": "INT",
        "internal": "INT",
        "internal applicant": "INT",
        "own": "INT",
        "own pupil": "INT",
        "e": "EXT",
        "external": "EXT",
        "external applicant": "EXT",
    },
    source="proposed",
)

OFFER_TYPE: Final = CodeList(
    "offer_type",
    {"GUARANTEED": "Guaranteed offer", "CONDITIONAL": "Conditional offer", NO_OFFER: "No offer"},
    {
        "g": "GUARANTEED",
        "u": "GUARANTEED",
        "unconditional": "GUARANTEED",
        "unconditional offer": "GUARANTEED",
        "firm": "GUARANTEED",
        "firm offer": "GUARANTEED",
        "guarantee": "GUARANTEED",
        "c": "CONDITIONAL",
        "cond": "CONDITIONAL",
        "conditional place": "CONDITIONAL",
        "no": NO_OFFER,
        "not offered": NO_OFFER,
        "no offer made": NO_OFFER,
    },
    source="guaranteed or conditional: KELSI page Tracking Young People; the codes are proposed",
)

_RESPONSES: Final = {
    OFFERED: "Offer made, no answer yet",
    ACCEPTED: "Offer accepted",
    DECLINED: "Offer declined by the applicant",
    WITHDRAWN: "Offer or application withdrawn",
}
_RESPONSE_WORDS: Final = {
    "offer": OFFERED,
    "offer made": OFFERED,
    "made": OFFERED,
    "pending": OFFERED,
    "awaiting reply": OFFERED,
    "no reply": OFFERED,
    "accept": ACCEPTED,
    "yes": ACCEPTED,
    "decline": DECLINED,
    "turned down": DECLINED,
    "refused": DECLINED,
    "withdraw": WITHDRAWN,
    "cancelled": WITHDRAWN,
}

OFFER_RESPONSE: Final = CodeList("offer_response", _RESPONSES, _RESPONSE_WORDS, source="proposed")

APPLICATION_STATE: Final = CodeList(
    "application_state",
    {APPLIED: "Applied, awaiting the outcome", **_RESPONSES},
    {
        **{word: code for word, code in _RESPONSE_WORDS.items() if word != "pending"},
        "apply": APPLIED,
        "application sent": APPLIED,
        "submitted": APPLIED,
        "pending": APPLIED,
        "awaiting decision": APPLIED,
        "interview": APPLIED,
    },
    source="proposed: the layout of the real export is not known",
)
"""An application has every state of an offer, and one before it."""

GUARANTEE_STATUS: Final = CodeList(
    "guarantee_status",
    {
        "110": "Offer made",
        "114": "Already in learning: continuing in education",
        "115": "Already in learning: continuing in employment with training to level 2",
        "120": "Offer not appropriate now: entering employment without training",
        "122": "Offer not appropriate now: personal circumstances prevent learning",
        "123": "Offer not appropriate now: other reason",
        "124": "Offer not appropriate now: personal development opportunity",
        "140": "No offer: applied, awaiting the outcome",
        "150": "No offer: no appropriate provision",
        "151": "No offer: has not applied",
        "153": "No offer: cannot be contacted, known to have moved away",
        "154": "No offer: cannot be contacted, other",
        "159": "Status not yet recorded",
    },
    {
        "has an offer": "110",
        "continuing": "114",
        "entering employment": "120",
        "employment without training": "120",
        "personal circumstances": "122",
        "other reason": "123",
        "personal development": "124",
        "gap year": "124",
        "awaiting outcome": "140",
        "applied": "140",
        "no provision": "150",
        "not applied": "151",
        "has not applied": "151",
        "moved away": "153",
        "cannot be contacted": "154",
        "not known": "159",
        "unknown": "159",
    },
    source="NCCIS schema of 2015 and validator of 2019-20, items SG02 and SG11",
)
"""Codes of the national return. 114 and 115 are for Year 12 alone."""
