"""The manual's page of the rules between returns, written from reporting's table and the examples that tests check."""

from collections.abc import Iterable
from datetime import date

from services.reporting.domain.claims import ClaimWords
from services.reporting.domain.contradictions.rules import RULES, RuleBetweenReturns
from shared.vocabulary.issues import get_issue
from tests.spec.reporting.contradiction_examples import EXAMPLES, ContradictionExample
from tools.manual.markdown import page, table

_WORDS = ClaimWords(lambda number: number, lambda on: on.isoformat())


def between_returns_page() -> str:
    """Return the rules between returns: when each holds, what it says, and examples."""
    return page(
        [
            "# Rules between returns",
            "",
            "They are judged once people are known, over the returns that count, about whoever is tracked. Each finds a"
            " contradiction once for a person and the establishments concerned: it opens when the returns say so,"
            " closes when they no longer do, and opens again as the same one. None changes a status by itself.",
            "",
            *table(
                ("Code", "Severity", "When it holds", "When it ends by itself", "Whose returns", "Source", "In force"),
                map(_rule, RULES),
            ),
            "",
            "## What is said, and what to do",
            "",
            *table(("Code", "What is wrong", "What to do"), map(_words, RULES)),
            "",
            "## By example",
            "",
            "Each line is a test. Establishments in the last column but one are those whose enrolment return of the"
            " year counts.",
            "",
            *table(("Example", "What is said", "On", "Lists", "Found"), map(_example, EXAMPLES)),
        ]
    )


def _rule(rule: RuleBetweenReturns) -> Iterable[str]:
    severity = get_issue(rule.code).severity
    source = f"{rule.source} ({rule.certainty})"
    return (rule.code, severity, rule.holds, rule.ends, rule.involved, source, _in_force(rule))


def _in_force(rule: RuleBetweenReturns) -> str:
    begins = "always" if rule.effective_from == date.min else f"from {rule.effective_from}"
    return begins if rule.effective_until is None else f"{begins} to {rule.effective_until}"


def _words(rule: RuleBetweenReturns) -> Iterable[str]:
    issue = get_issue(rule.code)
    return (rule.code, issue.sentence, issue.remedy)


def _example(example: ContradictionExample) -> Iterable[str]:
    claims = "; ".join(
        f"{claim.sentence(_WORDS)} (received {claim.evidence.verified_on.isoformat()})" for claim in example.claims
    )
    found = "; ".join(f"{code} {' and '.join(establishments)}" for code, establishments in example.found)
    return (example.words, claims, example.as_at.isoformat(), ", ".join(sorted(example.listing)), found or "nothing")
