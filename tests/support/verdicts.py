"""The verdicts on the rows of a part, those without a complaint included."""

from services.validation.domain.rows import Accepted, JudgedRows, Verdict


def verdicts_of(judged: JudgedRows) -> tuple[Verdict, ...]:
    """Return the verdict on every row, in their order."""
    return tuple(judged.with_issues.get(position, Accepted()) for position in range(judged.rows))
