"""What a row may say about the guarantee: tables from the words of returns to the codes of the national return.

Each row has its source and how certain it is. Codes: shared/vocabulary/code_lists/of_offers.py.
"""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from services.reporting.domain.currency import Certainty

Bucket = Literal["offer made", "not appropriate", "no offer", "not recorded"]
BUCKETS: Final[tuple[Bucket, ...]] = ("offer made", "not appropriate", "no offer", "not recorded")

OFFER_MADE: Final = "110"
CONTINUING_IN_EDUCATION: Final = "114"
CONTINUING_IN_WORK: Final = "115"
APPLIED: Final = "140"
NOT_RECORDED: Final = "159"

CODES: Final[MappingProxyType[str, Bucket]] = MappingProxyType(
    {
        OFFER_MADE: "offer made",
        CONTINUING_IN_EDUCATION: "offer made",
        CONTINUING_IN_WORK: "offer made",
        "120": "not appropriate",
        "122": "not appropriate",
        "123": "not appropriate",
        "124": "not appropriate",
        APPLIED: "no offer",
        "150": "no offer",
        "151": "no offer",
        "153": "no offer",
        "154": "no offer",
        NOT_RECORDED: "not recorded",
    }
)
"""Every code with its published bucket, the one that decides first: an offer made, whoever says so, before all others;
then already in learning; then why no offer is wanted; then why there is none."""
RANKS: Final = MappingProxyType({code: rank for rank, code in enumerate(CODES)})
OF_YEAR_12_ALONE: Final = frozenset({CONTINUING_IN_EDUCATION, CONTINUING_IN_WORK})


@dataclass(frozen=True, slots=True)
class OfferRule:
    """One row: a row of a return of which all that is given here holds says this code; None: it says nothing."""

    name: str
    code: str | None
    sentence: str
    source: str
    certainty: Certainty
    offer_type: frozenset[str | None] | None = None
    response: frozenset[str | None] | None = None
    effective_from: date = date.min
    effective_until: date | None = None


_KINDS: Final = frozenset({"GUARANTEED", "CONDITIONAL"})
_SUMMARY: Final = "guaranteed or conditional (source: KELSI); there is no code of its own for a conditional offer"

OFFER_RULES: Final[tuple[OfferRule, ...]] = (
    OfferRule(
        "offer_withdrawn",
        None,
        "The offer or the application was withdrawn, so it does not count.",
        "a withdrawn offer is none (source: ONWARD); to be confirmed by the authority",
        "proposed",
        response=frozenset({"WITHDRAWN"}),
    ),
    OfferRule(
        "no_offer_by_sender",
        None,
        "The sender made no offer; others may have.",
        "one sender's list says nothing of the others (source: ONWARD)",
        "proposed",
        offer_type=frozenset({"NONE"}),
    ),
    OfferRule(
        "applied",
        APPLIED,
        "The young person applied, and the outcome is not known yet.",
        "label of the code in the 2015 schema",
        "derived",
        response=frozenset({"APPLIED"}),
    ),
    OfferRule(
        "offer_declined",
        OFFER_MADE,
        "An offer was made, and the young person declined it.",
        f"the guarantee is that an offer is made, whatever the answer (source: ONWARD); {_SUMMARY}; to be confirmed",
        "proposed",
        response=frozenset({"DECLINED"}),
    ),
    OfferRule(
        "conditional_offer",
        OFFER_MADE,
        "A conditional offer was made.",
        _SUMMARY,
        "derived",
        offer_type=frozenset({"CONDITIONAL"}),
    ),
    OfferRule(
        "guaranteed_offer",
        OFFER_MADE,
        "A guaranteed offer was made.",
        _SUMMARY,
        "derived",
        offer_type=frozenset({"GUARANTEED"}),
    ),
    OfferRule(
        "offer_of_unknown_kind",
        OFFER_MADE,
        "An offer was made; of which kind is not known.",
        "a list of offers made holds offers (source: ONWARD)",
        "proposed",
        offer_type=frozenset({None}),
    ),
)
"""The first row counts whose conditions hold. The last takes what no other does."""

DESTINATION_CODES: Final = MappingProxyType(
    {
        "D12": "115",
        "D14": "120",
        "D17": "120",
        "D18": "120",
        "D26": "122",
        "D27": "122",
        "D28": "122",
        "D29": "123",
        "D21": "124",
        "D33": "153",
        "D32": "154",
    }
)
"""Where a pupil goes who has no offer, as the guarantee's code, where the labels of both lists mean the same (source:
ONWARD, derived from the labels; to be confirmed by the authority). Others say nothing of the guarantee."""


def offer_rule(offer_type: str | None, response: str | None, on: date) -> OfferRule:
    """Return the row for what a list of offers says, in the edition in force on that day."""
    return next(
        rule
        for rule in OFFER_RULES
        if (rule.offer_type is None or offer_type in rule.offer_type)
        and (rule.response is None or response in rule.response)
        and rule.effective_from <= on
        and (rule.effective_until is None or on <= rule.effective_until)
    )
