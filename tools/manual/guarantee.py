"""The manual's page about the September Guarantee, written from reporting's tables."""

from services.reporting.domain.guarantee.decision import CONTINUING, SENTENCES
from services.reporting.domain.guarantee.membership import MEMBER_SENTENCES
from services.reporting.domain.guarantee.words import CODES, DESTINATION_CODES, OF_YEAR_12_ALONE, OFFER_RULES
from shared.vocabulary.activities import get_activity
from shared.vocabulary.code_lists.of_leaving import DESTINATION
from shared.vocabulary.code_lists.of_offers import GUARANTEE_STATUS
from tools.manual.markdown import page, table


def guarantee_page() -> str:
    """Return how the September Guarantee status is found: codes, what a row says, whom the cohort counts."""
    return page(
        [
            "# The September Guarantee",
            "",
            "A return with a period end from April to August is about the Years 11 and 12 of that summer; from"
            " September to March about the same people. Every claim about an offer gives one code or none; the code"
            " that stands first in this table decides, of equal ones the claim received last. Offers decide no status.",
            "",
            *_codes(),
            "",
            "## What a row about an offer says",
            "",
            "The first row that agrees decides.",
            "",
            *_offers(),
            "",
            "## What a school answers of somebody without an offer",
            "",
            "The code that it gives; else what goes with the destination that it gives; other destinations say nothing"
            " of the guarantee (derived from the labels; to be confirmed by the authority).",
            "",
            *_destinations(),
            "",
            "## Year 12 that goes on",
            "",
            f"{SENTENCES['rolled_over']} Before September that holds at schools, whose Year 12 the authority rolls"
            " over, and in work with training; from September on for whoever learns (source: KCC-2026).",
            "",
            *_continuing(),
            "",
            "## Who belongs to the cohort",
            "",
            "Year 11 by place of education, Year 12 by place of residence (source: LEEDS). It is fixed when May is"
            " over; whoever comes to it afterwards is counted beside it.",
            "",
            *(f"- {sentence}" for sentence in MEMBER_SENTENCES.values()),
        ]
    )


def _codes() -> list[str]:
    rows = (
        (code, GUARANTEE_STATUS.labels[code], bucket, "12" if code in OF_YEAR_12_ALONE else "11 and 12")
        for code, bucket in CODES.items()
    )
    source = f"Source: {GUARANTEE_STATUS.source}. 114 and 115 count as an offer made (from memory)."
    return [*table(("Code", "Meaning", "Published as", "Year"), rows), "", source]


def _offers() -> list[str]:
    rows = (
        (
            _values(rule.offer_type),
            _values(rule.response),
            rule.code or "none",
            rule.sentence,
            rule.source,
            rule.certainty,
        )
        for rule in OFFER_RULES
    )
    return table(("Kind of offer", "State", "Code", "Sentence", "Source", "Certainty"), rows)


def _destinations() -> list[str]:
    rows = ((code, DESTINATION.labels[code], status) for code, status in DESTINATION_CODES.items())
    return table(("Destination", "Label", "Code"), rows)


def _continuing() -> list[str]:
    rows = ((code, get_activity(code).label, status) for code, status in CONTINUING.items())
    return table(("Activity", "Label", "Code"), rows)


def _values(values: frozenset[str | None] | None) -> str:
    if values is None:
        return "any"
    return ", ".join(sorted(value or "not told" for value in values))
