"""The September Guarantee status of a person: which code, which claim decided, by which rule. A pure function.

Offers of all senders, answers why there is none, and what the person does now are asked; the strongest code decides,
of equal ones the claim received last. The order of the claims does not matter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from services.reporting.domain.guarantee.rounds import Node, Round
from services.reporting.domain.guarantee.words import (
    CODES,
    CONTINUING_IN_EDUCATION,
    CONTINUING_IN_WORK,
    DESTINATION_CODES,
    NOT_RECORDED,
    OF_YEAR_12_ALONE,
    OFFER_RULES,
    RANKS,
    Bucket,
    offer_rule,
)

CONTINUING: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("210", "220", "230", "240", "250", "270", "280", "290"), CONTINUING_IN_EDUCATION),
        **dict.fromkeys(("310", "320", "381", "410", "450", "460"), CONTINUING_IN_WORK),
    }
)
"""What somebody in Year 12 does now who goes on with it after the summer, as the guarantee's code (sources: NCCIS-2015;
KCC-2026: the authority rolls Year 12 over). 114 and 115 count as an offer made (from memory)."""

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{rule.name: rule.sentence for rule in OFFER_RULES},
        "school_answered": "The school was asked about the young person, and answered so.",
        "school_named_destination": "The school was asked about the young person, and told where they go.",
        "nothing_said": "The row says nothing of the guarantee.",
        "rolled_over": "The young person is in Year 12, and what they do goes on after the summer.",
        "nothing_recorded": "Nobody has recorded an offer, nor why there is none.",
    }
)
"""Its rules as sentences of the pages."""


class OfferFacts(NamedTuple):
    """What of one claim bears on the guarantee: many people share it."""

    offer_type: str | None = None
    response: str | None = None
    reason: str | None = None
    """Code that a school gave for why there is no offer."""
    destination: str | None = None
    answers: bool = False
    """True: it answers a question about a person, so that a blank says nothing of an offer."""


class CodeGiven(NamedTuple):
    """The code that one claim says, None: nothing; and by which rule."""

    code: str | None
    rule: str


class Doing(NamedTuple):
    """What the person does on the day, as far as the guarantee goes."""

    activity: str | None = None
    """National activity code; None: none is known, or it has lapsed."""
    goes_on: bool = False
    """It is not over with the academic year of the round."""


@dataclass(frozen=True, slots=True)
class Guarantee:
    """The September Guarantee status of one person at one period end."""

    node: Node
    code: str
    rule: str
    decided_by: int | None
    """Which of the claims decided, by its place; None: none did."""

    @property
    def bucket(self) -> Bucket:
        """The group in which it is published."""
        return CODES[self.code]


@lru_cache(maxsize=4_096)
def code_given_by(facts: OfferFacts, node: Node, on: date) -> CodeGiven:
    """Return what one claim says, in the edition in force on the period end."""
    if not facts.answers:
        row = offer_rule(facts.offer_type, facts.response, on)
        return CodeGiven(row.code, row.name)
    if facts.offer_type not in (None, "NONE"):
        row = offer_rule(facts.offer_type, facts.response, on)
        return CodeGiven(row.code, row.name)
    if facts.reason not in (None, NOT_RECORDED):
        return _for_node(facts.reason, node, "school_answered")
    return _for_node(DESTINATION_CODES.get(facts.destination or ""), node, "school_named_destination")


def guarantee_of(offers: Iterable[OfferFacts], node: Node, doing: Doing, on: date) -> Guarantee:
    """Return the status from what claims say, the first one counting as received last among equals.

    `offers` stand in the order in which they were received, the newest first.
    """
    found = [
        (given, place) for place, given in enumerate(code_given_by(each, node, on) for each in offers) if given.code
    ]
    rolled_over = _rolled_over(node, doing)
    if rolled_over is not None:
        found.append((rolled_over, len(found) + 1_000_000))
    if not found:
        return Guarantee(node, NOT_RECORDED, "nothing_recorded", None)
    given, place = min(found, key=lambda each: (RANKS[each[0].code or NOT_RECORDED], each[1]))
    return Guarantee(node, given.code or NOT_RECORDED, given.rule, None if given is rolled_over else place)


def _rolled_over(node: Node, doing: Doing) -> CodeGiven | None:
    code = CONTINUING.get(doing.activity or "") if node == "Year 12" and doing.goes_on else None
    return None if code is None else CodeGiven(code, "rolled_over")


def _for_node(code: str | None, node: Node, rule: str) -> CodeGiven:
    if code is None or (node == "Year 11" and code in OF_YEAR_12_ALONE):
        return CodeGiven(None, "nothing_said")
    return CodeGiven(code, rule)


def round_of(period_end: date) -> Round:
    """Return the round that a period end reports."""
    return Round.of(period_end)
