"""Rows and people without names, and returns without blocks: nothing agrees, and nothing breaks."""

from datetime import date

from services.matching.domain.blocking import blocking_keys
from services.matching.domain.comparisons import compare
from services.matching.domain.decision import sentence_of
from services.matching.domain.facts import SWAPPED_NAMES, facts_in
from services.matching.domain.lines import EarlierLine, Lines
from services.matching.domain.normalise import names_of
from services.matching.domain.people_in_batch import Changes
from services.matching.usecases.lines_before import EarlierBlock, EarlierBlocks
from tests.support.builders import an_id
from tests.support.matching_rows import a_row, somebody


def test_names_that_are_missing_on_one_side_give_no_fact_about_names() -> None:
    row = a_row()._replace(surnames=(), forenames=())
    assert not {fact for fact in facts_in(compare(row, somebody())) if "name" in fact.name}
    swapped = a_row(surname="Zara")._replace(forenames=())
    assert not compare(swapped, somebody()) & SWAPPED_NAMES


def test_a_row_without_forename_is_looked_for_by_its_surname_alone() -> None:
    row = a_row()._replace(forenames=())
    assert set(blocking_keys(row).lookup_keys) < set(blocking_keys(a_row()).lookup_keys)


def test_a_return_without_earlier_blocks_has_none_about_anybody() -> None:
    block = EarlierBlock(an_id("block"), 1, (date(2010, 1, 1), date(2010, 12, 31)))
    blocks = EarlierBlocks([block])
    other = 2
    assert list(blocks) == [block]
    assert (blocks.of(other), blocks.about(other, somebody())) == ((), ())
    assert list(blocks.about(block.of, somebody())) == [block]


def test_a_preferred_name_stands_for_a_written_one_without_letters() -> None:
    assert [name.text for name in names_of("-", "Zed")] == ["zed"]
    assert names_of("-") == ()


def test_a_rule_that_is_no_longer_in_the_table_is_shown_by_its_name() -> None:
    assert sentence_of("rule_of_an_older_version") == "rule_of_an_older_version"


def test_nothing_created_and_nothing_changed_is_nothing_to_write() -> None:
    assert not Changes((), (), (), ())
    assert Changes((somebody(),), (), (), ())


def test_rows_and_an_earlier_line_of_another_learner_cross_where_both_are_linked_to_one_person() -> None:
    mine, theirs = ("a", "b", "c"), ("x", "y", "z")
    lines = Lines([7], lambda _: mine)
    lines.claim(0, an_id("person"))
    assert lines.crossed_by(EarlierLine(7, an_id("person"), theirs, False))
    assert not lines.crossed_by(EarlierLine(7, an_id("person"), mine, False))
    assert not lines.crossed_by(EarlierLine(7, an_id("somebody else"), theirs, False))
