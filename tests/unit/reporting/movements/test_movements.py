"""What moved: the reasons of any figure add up to its difference, and each has an example."""

from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.movements.movements import MEASURES, UNKNOWN_DISTRICT, MovedFigure, moved
from services.reporting.domain.movements.reasons import BY_KEY, REASONS, Change, position_of, reason_of
from shared.vocabulary.districts import DISTRICTS
from tests.support.movement_views import changes_of
from tests.support.snapshot_lines import a_county, a_line

KNOWN_ON: Final = date(2026, 11, 3)
FIGURES: Final = [MovedFigure(measure, place) for measure in MEASURES for place in (None, UNKNOWN_DISTRICT, *DISTRICTS)]
NEW: Final = {"decided_generation_id": 9, "decided_ordinal": 9, "verified_on": date(2026, 11, 20)}
NOBODY: Final = None
EXAMPLES: Final[dict[str, tuple[dict[str, Any] | None, dict[str, Any] | None]]] = {
    "grew-in": ({"line": "younger", "year_group": 11}, {}),
    "grew-out": ({"year_group": 13}, {"line": "older", "year_group": 14}),
    "age-learnt": ({"line": "age not known", "year_group": None}, {}),
    "moved-in": (NOBODY, {}),
    "moved-out": ({}, {"line": "out of scope", "rule": "left_the_roll"}),
    "moved-district": ({"district": "E07000110"}, {"district": "E07000106"}),
    "custody": ({}, {"in_denominator": False}),
    "corrected": ({}, {"collection": "MANUAL", **NEW}),
    "contacted": ({}, {"collection": "CONTACT", **NEW}),
    "answered": ({}, {"collection": "TEP_DEST", **NEW}),
    "lapsed": ({}, {"status_group": "not known", "lapsed": True}),
    "counted-later": ({}, {"collection": "S_ENR", **NEW, "verified_on": date(2026, 11, 3)}),
    "enrolled": ({"status_group": "not known"}, {"collection": "S_ENR", "establishment": "8860001", **NEW}),
    "left": ({}, {"collection": "S_LEAVE", **NEW}),
    "by-date": ({}, {"status_group": "not known"}),
    "said-no-more": ({"collection": "S_ENR", "decided_generation_id": 1}, {"status_group": "not known"}),
    "other": ({"decided_generation_id": 1}, {"status_group": "neet"}),
}


@given(st.integers(0, 120), st.integers(0, 120), st.integers(0, 99))
def test_the_reasons_of_every_figure_add_up(first: int, then: int, seed: int) -> None:
    before, after = a_county(first, seed), a_county(then, seed + 1)
    changes = changes_of(before, after, KNOWN_ON)
    for figure in FIGURES:
        found = moved(changes, figure)
        counted = [sum(figure.counts(position_of(line)) for line in lines) for lines in (before, after)]
        assert sum(each.net for each in found.values()) == counted[1] - counted[0]
        moving = [who for each in found.values() for who in (*each.more, *each.fewer)]
        assert len(moving) == len(set(moving)), "nobody has two reasons"


@pytest.mark.parametrize("key", BY_KEY)
def test_each_reason_has_an_example(key: str) -> None:
    first, then = (None if facts is None else position_of(a_line(**facts)) for facts in EXAMPLES[key])
    assert reason_of(Change(first, then, KNOWN_ON)).key == key


def test_who_drops_out_of_a_return_was_not_sent_before() -> None:
    before = position_of(a_line(collection="S_ENR", decided_generation_id=2, decided_ordinal=1))
    by_roll: dict[str, Any] = {
        "collection": "ROLL",
        "decided_generation_id": 1,
        "decided_ordinal": 1,
        "verified_on": KNOWN_ON,
    }
    after = position_of(a_line(status_group="not known", code="810", rule="no_current_claim", **by_roll))
    assert reason_of(Change(before, after, KNOWN_ON)).key == "said-no-more"


def test_within_the_county_nobody_moves_between_districts() -> None:
    before = [a_line(1, district="E07000110", status_group="not known", code="810")]
    after = [a_line(1, district="E07000106", collection="S_ENR", establishment="8860001", **NEW)]
    changes = changes_of(before, after, KNOWN_ON)
    not_known = MEASURES[0]
    assert list(moved(changes, MovedFigure(not_known))) == ["enrolled"]
    assert list(moved(changes, MovedFigure(not_known, "E07000110"))) == ["moved-district"]


def test_the_last_reason_holds_always() -> None:
    assert REASONS[-1].key == "other"
    assert reason_of(Change(None, None, KNOWN_ON)).key in BY_KEY
