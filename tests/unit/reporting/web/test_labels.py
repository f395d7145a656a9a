"""Every stage, rule, group and severity has words of its own."""

from pathlib import Path
from typing import get_args

import pytest

from services.reporting.domain.activities import ACTIVITIES
from services.reporting.domain.claim_state import STATE_RULES
from services.reporting.domain.cohort import ScopeEnd
from services.reporting.domain.precedence.half_matrix import HALF_MATRIX
from services.reporting.domain.precedence.settling import PRECEDENCE_RULES
from services.reporting.domain.returns.progress import Stage
from services.reporting.domain.roles import ROLE_SENTENCES
from services.reporting.domain.status import STATUS_RULES
from services.reporting.entrypoints.web import labels
from services.reporting.entrypoints.web.files.decisions import OFFERS
from shared.contracts.reporting import StatusGroup
from shared.vocabulary.collections.periods import period_words
from shared.vocabulary.establishments import Establishment, Register
from shared.vocabulary.issues import ENTRIES


def test_every_stage_has_words() -> None:
    assert set(labels.STAGES) == set(get_args(Stage))


@pytest.mark.parametrize(
    ("period", "words"),
    [("2026-27", "2026-27"), ("2026-10", "October 2026"), ("2027-01", "January 2027"), ("standing", ""), (None, "")],
)
def test_periods_are_written_as_people_write_them(period: str | None, words: str) -> None:
    assert period_words(period) == words


def test_which_line_counts_is_told_by_the_return() -> None:
    assert labels.counting_line("S_LEAVE") == "the line with the latest date left counts"
    assert labels.counting_line("S_ENR") == "the line with the highest level counts"
    assert labels.counting_line("NEW") == "one line counts"


def test_bug_12_one_word_has_one_meaning_on_tags_buttons_and_decisions() -> None:
    said = [stage.tag for stage in labels.STAGES.values()]
    assert len(set(said)) == len(said)
    # What a button offers is what the outcome is called afterwards; neither is the word for a file that fits no return.
    offers = {offer.decision: offer for offer in OFFERS if not offer.by_sender}
    assert (offers["undo"].button, labels.DECISIONS["undo"]) == ("Take it out", "Taken out")
    assert labels.STAGES["undone"].tag == labels.DECISIONS["undo"]
    assert [stage for stage, word in labels.STAGES.items() if "aside" in word.tag.lower()] == ["set aside"]
    texts = [*labels.DECISIONS.values(), *(text for offer in OFFERS for text in (offer.button, offer.question))]
    assert not [text for text in texts if "aside" in text.lower()]
    assert (labels.SEVERITIES["left_out"], labels.SEVERITIES["set_aside"]) == ("Row left out", "File set aside")


def test_the_glossary_knows_the_words_of_the_pages() -> None:
    glossary = (Path(__file__).parents[4] / "docs" / "glossary.md").read_text(encoding="utf-8")
    for word in ("taken out", "set aside", "left out"):
        assert f"**{word}**" in glossary


def test_every_status_group_has_words() -> None:
    assert set(labels.GROUPS) == set(get_args(StatusGroup))


def test_every_severity_of_the_catalogue_has_words() -> None:
    assert {entry.severity for entry in ENTRIES} <= set(labels.SEVERITIES)
    assert set(labels.SEVERITIES) == set(labels.SEVERITY_TONES)


RULES = (
    *(rule.name for rule in ACTIVITIES),
    *get_args(ScopeEnd),
    *STATE_RULES,
    *PRECEDENCE_RULES,
    *STATUS_RULES,
    *(f"{row} over {column}" for (row, column), cell in HALF_MATRIX.items() if cell.winner == "the row"),
    *ROLE_SENTENCES,
)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_sentence_of_its_own(rule: str) -> None:
    sentence = labels.rule_sentence(rule)
    assert sentence.endswith(".")
    assert sentence.casefold() != f"{rule.replace('_', ' ')}."


def test_a_rule_without_words_is_still_readable() -> None:
    assert labels.rule_sentence("a_new_rule") == "A new rule."


COLLEGE = Establishment("8868001", "Three Rivers College", "130001", "19990001", "further education", None, None, None)
NAMES = labels.Names(Register([COLLEGE]))


@pytest.mark.parametrize("number", ["19990001", "8868001"])
def test_a_college_is_called_by_its_name_under_each_of_its_numbers(number: str) -> None:
    assert NAMES.of(number) == "Three Rivers College"
    assert NAMES.knows((number,))


@pytest.mark.parametrize("text", ["19990001", "886/8001", "130001", "three rivers"])
def test_returns_of_a_college_are_found_under_each_of_its_numbers(text: str) -> None:
    assert NAMES.numbers_for(text) == ("8868001", "19990001")


def test_a_number_that_the_register_does_not_know_is_looked_for_all_the_same() -> None:
    assert NAMES.numbers_for("19990009") == ("19990009",)
    assert NAMES.numbers_for("886/0009") == ("8860009",)
    assert NAMES.of("19990009") == "19990009"


def test_a_code_that_its_list_has_no_more_is_shown_as_it_is() -> None:
    assert labels.guarantee_label("999") == "999"
    assert labels.guarantee_sentence("rule_of_old") == labels.rule_sentence("rule_of_old") == "Rule of old."
    assert labels.activity_label("999") == "999"
