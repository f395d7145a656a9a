"""The manual's page about matching, written from matching's tables."""

from services.matching.domain.decision import ROW_RULES
from services.matching.domain.facts import facts_in
from services.matching.domain.pair_rule import PairRule, RuleOutcome
from services.matching.domain.rules import RULES
from tools.manual.markdown import page, table

_VERDICTS = {
    RuleOutcome.LINK: "link",
    RuleOutcome.REVIEW: "a person decides",
    RuleOutcome.CREATE: "somebody else",
}


def matching_page() -> str:
    """Return how a row finds its person: the table in order, and the rules about rows as a whole."""
    return page(
        [
            "# How a row finds its person",
            "",
            "Everybody whom a row may be about is judged by the first rule that applies to the two. The strongest"
            " judgement decides the row. A number that agrees outweighs any likeness; without one, a second person"
            " who comes close leaves the row to a person of the authority. Where everybody is somebody else, the row"
            " founds a new person.",
            "",
            "Looked at are the holders of the row's numbers, and whoever shares its birth date and a part of its"
            " surname, its birth date and postcode, or its temporary UPN. Comparisons forgive capitals, accents,"
            " apostrophes and hyphens.",
            "",
            "## A row and one person",
            "",
            *table(("Rule", "Says", "Where", "Then"), map(_row, RULES)),
            "",
            "## A row as a whole",
            "",
            *table(("Rule", "Says"), ROW_RULES.items()),
        ]
    )


def _row(rule: PairRule) -> tuple[str, ...]:
    conditions = [_any(group) for group in rule.each]
    if rule.two_of:
        conditions.append(f"two of: {_words(rule.two_of, ', ')}")
    if rule.none:
        conditions.append(f"not {_words(rule.none, ', not ')}")
    return rule.name, rule.says, "; ".join(conditions) or "always", _VERDICTS[rule.verdict]


def _any(group: int) -> str:
    return _words(group, " or ")


def _words(group: int, between: str) -> str:
    return between.join(fact.words for fact in facts_in(group))
