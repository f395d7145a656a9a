"""How a reported activity stands on a day: a national code that somebody was told, with its dates."""

from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from services.reporting.domain.claim_state import COMPULSORY_NOT_KNOWN, NOT_KNOWN, ClaimState, claim_state
from services.reporting.domain.currency import due_on
from services.reporting.domain.year_groups import LAST_COMPULSORY_YEAR, past_compulsory_age, turns_year_on
from shared.vocabulary.activities import get_activity
from shared.vocabulary.issues import code_of

_SCOPE_END: Final = code_of("scope_end_to_confirm")


class Report(NamedTuple):
    """What of a contact, an answer or a correction bears on its state: many share one."""

    rule: str
    """The rule that gives its code."""
    code: str | None
    """None: no activity."""
    starts_on: date
    verified_on: date
    ends_on: date | None = None
    review_on: date | None = None
    moved_away: bool = False
    """The person moved to another authority, left England or died: the authority confirms it on its roll."""


@lru_cache(maxsize=65_536)
def reported_state(report: Report, birth_cohort: int | None, as_at: date) -> ClaimState:
    """Return how what was reported stands on the day.

    A code for compulsory school age ends with it; one for later begins with Year 12 (errors 229 and 230).
    """
    if as_at < report.starts_on:
        return claim_state("not started", "not_started_yet", starts_on=report.starts_on)
    over = past_compulsory_age(birth_cohort, as_at)
    if report.moved_away:
        code = NOT_KNOWN if over else COMPULSORY_NOT_KNOWN
        since = report.starts_on
        return claim_state("current", "moved_away_to_confirm", code, None, since, settles=True, issue=_SCOPE_END)
    if report.code is None:
        return claim_state("no activity", "no_activity_reported")
    compulsory = get_activity(report.code).compulsory_age_only
    if compulsory and over:
        return claim_state("no activity", "compulsory_age_is_over")
    if birth_cohort is not None and not compulsory and not over:
        begins_on = turns_year_on(birth_cohort, LAST_COMPULSORY_YEAR + 1)
        return claim_state("not started", "not_past_compulsory_age", starts_on=begins_on)
    return _current_or_lapsed(report, report.code, birth_cohort, as_at)


def _current_or_lapsed(report: Report, code: str, birth_cohort: int | None, as_at: date) -> ClaimState:
    since = report.starts_on
    if birth_cohort is not None and not get_activity(code).compulsory_age_only:
        since = max(since, turns_year_on(birth_cohort, LAST_COMPULSORY_YEAR + 1))
    due = due_on(
        code,
        verified_on=report.verified_on,
        started_on=since,
        review_on=report.review_on,
        ends_on=report.ends_on,
    )
    lapsed = due is not None and as_at > due
    state = "lapsed" if lapsed else "current"
    return claim_state(state, report.rule, code, due, since, settles=True, review_on=report.review_on)
