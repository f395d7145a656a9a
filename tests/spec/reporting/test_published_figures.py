"""Every published figure of the county, the region and England follows from counts as the report counts."""

from datetime import date
from decimal import Decimal

import pytest

from services.reporting.domain.neet_report.measures import (
    BY_KEY,
    COHORT,
    COMBINED,
    DUTIES,
    MEASURES,
    NEET,
    NOT_KNOWN,
    PARTICIPATING,
    TREE,
    percent,
)
from services.reporting.domain.neet_report.outcomes import DUTY_EDITIONS, duty_of_codes
from services.reporting.domain.neet_report.reference_figures import REFERENCE_FIGURES, reference_of
from services.reporting.domain.neet_report.report import Kind, ReportCounts
from services.reporting.domain.neet_report.trend import end_of_month, headline_of, headline_year
from shared.vocabulary.activities import ACTIVITIES, find_activity
from tests.spec.reporting.published_examples import PUBLISHED_EXAMPLES, ROUNDING, PublishedExample

FULL_TIME, APPRENTICESHIP = BY_KEY["full-time-education"], BY_KEY["apprenticeship"]


def month(example: PublishedExample, place: int) -> ReportCounts:
    neet, not_known = example.neet[place], example.not_known[place]
    kinds: dict[Kind, int] = {
        ("neet", "not meeting"): neet,
        ("not known", "not known"): not_known,
        ("full-time education", "meeting"): example.cohort[place] - neet - not_known,
        ("custody", "not listed"): 99,
    }
    return ReportCounts(kinds)


def march(example: PublishedExample) -> ReportCounts:
    parts = (example.full_time_education, example.apprenticeship, example.other)
    kinds: dict[Kind, int] = {
        ("full-time education", "meeting"): parts[0],
        ("apprenticeship", "meeting"): parts[1],
        ("part-time education", "not meeting"): parts[2] - parts[2] // 2,
        ("work-based learning", "meeting"): parts[2] // 2,
        ("neither", "not meeting"): example.march - sum(parts),
    }
    return ReportCounts(kinds)


@pytest.mark.parametrize("example", PUBLISHED_EXAMPLES, ids=lambda one: f"{one.area} {one.year}")
def test_published_figures_follow_from_counts(example: PublishedExample) -> None:
    published = reference_of(example.area, example.year)
    assert published is not None
    assert published.year == example.year
    days = [end_of_month(example.year - 1, 12), end_of_month(example.year, 1), end_of_month(example.year, 2)]
    months = {day: month(example, place) for place, day in enumerate(days)}
    headline = headline_of(example.year, {**months, end_of_month(example.year, 3): march(example)})
    assert headline.is_whole
    assert headline.average_in_tenths(COHORT) == published.cohort
    shares = [headline.share(measure) for measure in (NEET, NOT_KNOWN, COMBINED)]
    assert shares == [published.neet, published.not_known, published.neet_or_not_known]
    assert headline.march is not None
    assert headline.march.of(COHORT) == published.march_cohort
    wanted = [published.participating, published.full_time_education, published.apprenticeship]
    assert [headline.participation(one) for one in (PARTICIPATING, FULL_TIME, APPRENTICESHIP)] == wanted
    assert percent(example.other, example.march) == published.other


def test_every_published_line_has_its_example() -> None:
    assert {(one.area, one.year) for one in PUBLISHED_EXAMPLES} == {(one.area, one.year) for one in REFERENCE_FIGURES}


@pytest.mark.parametrize(("cohort", "neet", "not_known", *("neet_is", "not_known_is", "both_are")), ROUNDING)
def test_the_combined_share_is_no_sum_of_rounded_shares(
    cohort: int, neet: int, not_known: int, neet_is: str, not_known_is: str, both_are: str
) -> None:
    found = [percent(part, cohort) for part in (neet, not_known, neet + not_known)]
    assert found == [Decimal(neet_is), Decimal(not_known_is), Decimal(both_are)]


def test_without_one_of_the_months_there_is_no_headline() -> None:
    example = PUBLISHED_EXAMPLES[0]
    headline = headline_of(2021, {date(2020, 12, 31): month(example, 0), date(2021, 2, 28): month(example, 2)})
    assert not headline.is_whole
    assert headline.share(NEET) is None
    assert headline.participation() is None


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 11, 30), 2026), (date(2026, 12, 31), 2027), (date(2027, 3, 31), 2027)]
)
def test_a_headline_is_named_after_its_february(day: date, year: int) -> None:
    assert headline_year(day) == year


def test_the_published_measures_are_a_tree_of_outcomes() -> None:
    for measure in TREE:
        parts = [one for one in TREE if one.parent == measure.key]
        if parts:
            assert frozenset().union(*(one.outcomes for one in parts)) == measure.outcomes
            assert sum(len(one.outcomes) for one in parts) == len(measure.outcomes)


def test_duty_categories_with_not_known_make_up_the_cohort() -> None:
    for duty in ("meeting", "working towards", "temporary break", "not meeting", "not known", "not listed"):
        outcome = "not known" if duty == "not known" else "neet"
        counts = ReportCounts({(outcome, duty): 5})  # type: ignore[dict-item]
        assert sum(counts.of(measure) for measure in (*DUTIES, NOT_KNOWN)) == counts.of(COHORT) == 5


def test_a_code_stands_in_one_category_of_the_duty() -> None:
    for edition in DUTY_EDITIONS:
        codes = [code for codes in edition.codes.values() for code in codes]
        assert len(codes) == len(set(codes))
        assert all(find_activity(code) for code in codes)
    missing = {one.code for one in ACTIVITIES if one.in_denominator and not one.compulsory_age_only}
    assert missing - set(duty_of_codes(date(2027, 1, 31))) == {"440", "720"}


def test_keys_are_words_of_addresses() -> None:
    assert len({measure.key for measure in MEASURES}) == len(MEASURES)
    assert all(measure.key.replace("-", "").isalpha() for measure in MEASURES)
