"""What a newer row says otherwise: fact by fact, whatever the order of the rows."""

from itertools import permutations

from services.reporting.domain.claim_kinds import CLAIM_KINDS
from services.reporting.domain.returns.changes import FactChange, RowChange, changes_between
from services.reporting.entrypoints.web.files.fact_words import FACT_WORDS, value_words
from services.reporting.entrypoints.web.labels import Names
from tests.support.submission_views import OWN, REGISTER

A = {"level": "3", "attendance": "FT"}
B = {"level": "2", "attendance": "PT"}
C = {"level": "1"}


def test_each_fact_that_differs_is_named_with_what_it_was() -> None:
    (row,) = changes_between([A], [{"level": "2", "attendance": "FT", "sen": "E"}])
    assert row == RowChange("other", (FactChange("level", "3", "2"), FactChange("sen", None, "E")))
    assert changes_between([A], [{"level": "3"}])[0].facts == (FactChange("attendance", "FT", None),)


def test_rows_that_say_the_same_are_no_change_whatever_their_order() -> None:
    for before in permutations([A, B, C]):
        assert changes_between(before, [A, B, C]) == ()
        assert changes_between(before, [C, A]) == (
            RowChange("fewer", (FactChange("level", "2", None), FactChange("attendance", "PT", None))),
        )


def test_of_two_equal_rows_one_may_go() -> None:
    assert [row.kind for row in changes_between([C, C], [C])] == ["fewer"]
    assert [row.kind for row in changes_between([C], [C, C])] == ["more"]


def test_rows_with_most_in_common_are_taken_for_the_same_row() -> None:
    found = changes_between(
        [A, B], [{"level": "2", "attendance": "FT"}, {"level": "3", "attendance": "FT", "sen": "E"}]
    )
    assert [row.kind for row in found] == ["other", "other"]
    assert found[0].facts == (FactChange("sen", None, "E"),)


def test_every_fact_that_may_change_has_words() -> None:
    facts = {fact for kind in CLAIM_KINDS for fact in kind.facts} | {"sen", "born_on", "year_group"}
    assert facts == set(FACT_WORDS)


def test_values_are_written_as_people_write_them() -> None:
    words = value_words(Names(REGISTER))
    assert words("ends_on", "2027-07-16") == "16 July 2027"
    assert words("attendance", "FT") == "Full time"
    assert words("school", OWN) == "Larkfield Bank School"
    assert words("year_group", 12) == "Year 12"
    assert words("level", None) == ""
