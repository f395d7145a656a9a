"""The manual's page of statuses by example, written from the known answers that the tests check."""

from collections.abc import Iterable
from datetime import date

from services.reporting.domain.claims import ClaimWords
from tests.spec.reporting.vectors import CURRENCY_FIXTURES, STATUS_EXAMPLES, YEAR_GROUPS, StatusExample
from tools.manual.markdown import page, table

_WORDS = ClaimWords(lambda number: number, lambda on: on.isoformat())


def status_examples_page() -> str:
    """Return what is said of somebody and which status follows, and the vectors of the national fact sheet."""
    return page(
        [
            "# Statuses by example",
            "",
            "Each line is a test. The roll alone, with a school, stands behind every claim that is about somebody on"
            " it.",
            "",
            *table(
                ("Example", "What is said", "On", "Status", "Since", "NEET since", "By the rule"),
                map(_example, STATUS_EXAMPLES),
            ),
            "",
            "## Year groups",
            "",
            *table(
                ("Born on", "On", "Year group"), ((_day(born), _day(on), str(year)) for born, on, year in YEAR_GROUPS)
            ),
            "",
            "## Due dates",
            "",
            "The fixtures of the national requirement of 2019-20.",
            "",
            *table(
                ("Code", "Verified", "Review", "Course end", "Due to lapse"),
                ((code, *map(_day, days)) for code, *days in CURRENCY_FIXTURES),
            ),
        ]
    )


def _example(example: StatusExample) -> Iterable[str]:
    sentences = (claim.sentence(_WORDS) for claim in example.claims if claim.role != "roll")
    code = f" {example.code}" if example.code else ""
    status = f"{example.group}{code}{', lapsed' if example.lapsed else ''}"
    return (
        example.words,
        "; ".join(sentences),
        _day(example.as_at),
        status,
        _day(example.since),
        _day(example.neet_since),
        example.rule,
    )


def _day(on: date | None) -> str:
    return "" if on is None else on.isoformat()
