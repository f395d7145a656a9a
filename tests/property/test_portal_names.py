"""Laws of the names by which the portal hands a file to one school."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.domain.file_names import read_file_name
from shared.vocabulary.establishments import Establishment
from shared.vocabulary.portal_names import NUMBER, WORDS_MAX, PortalName, name_to_send_back, portal_number

NUMBERS = st.from_regex(NUMBER, fullmatch=True)
ANY_TEXT = st.text(max_size=200) | st.text(alphabet="_＿‿-­\u200b aZ9.\\/", max_size=200)
ENDINGS = st.sampled_from(["xlsx", "csv", "ics", "docx"])
ROUTED = re.compile(r"(?:[0-9]{7}|[1-9][0-9]{5})_[A-Za-z0-9 ]+\.[a-z0-9]+")


def establishment(dfe_number: str | None, urn: str | None, ukprn: str | None = None) -> Establishment:
    return Establishment(dfe_number, "A School", urn, ukprn, "school", None, None, None)


@given(NUMBERS, ANY_TEXT, ENDINGS)
def test_a_name_for_one_school_has_one_underscore_whatever_its_words_are(number: str, words: str, ending: str) -> None:
    name = name_to_send_back(number, None, words, ending)
    assert ROUTED.fullmatch(name)
    assert name.count("_") == 1
    assert name.startswith(f"{number}_")
    assert name.endswith(f".{ending}")
    assert len(name) <= 7 + 1 + WORDS_MAX + 1 + 5


@given(st.text(max_size=12), st.text(max_size=40), st.text(max_size=8))
def test_what_is_no_such_name_cannot_be_made(number: str, words: str, ending: str) -> None:
    try:
        made = str(PortalName(number, words, ending))
    except ValueError:
        return
    assert ROUTED.fullmatch(made)


@given(st.none() | NUMBERS, st.none() | NUMBERS, st.from_regex(r"[1-9][0-9]{7}", fullmatch=True), ANY_TEXT, ENDINGS)
def test_a_college_is_named_by_what_the_portal_knows_or_by_nothing_it_routes(
    dfe_number: str | None, urn: str | None, ukprn: str, words: str, ending: str
) -> None:
    found = establishment(dfe_number, urn, ukprn)
    name = name_to_send_back(ukprn, found, words, ending)
    known = dfe_number or urn
    assert portal_number(ukprn, found) == known
    assert name.count("_") == (0 if known is None else 1)
    assert known is None or name.startswith(f"{known}_")


@pytest.mark.parametrize(
    ("number", "found", "name"),
    [
        ("8865411", None, "8865411_Tracking feedback.xlsx"),
        ("8865411", establishment("8865411", "144100"), "8865411_Tracking feedback.xlsx"),
        (None, establishment(None, "136359"), "136359_Tracking feedback.xlsx"),
        ("10004721", establishment(None, "130725", "10004721"), "130725_Tracking feedback.xlsx"),
        ("10004340", establishment(None, None, "10004340"), "Tracking feedback for 10004340.xlsx"),
        ("5411", None, "Tracking feedback for 5411.xlsx"),
        (None, None, "Tracking feedback.xlsx"),
    ],
)
def test_names_as_they_are_handed_out(number: str | None, found: Establishment | None, name: str) -> None:
    assert name_to_send_back(number, found, "Tracking_feedback", "xlsx") == name


def test_a_file_that_comes_back_under_such_a_name_is_read_as_that_school() -> None:
    name = name_to_send_back("8865411", None, "School enrolment, complaints", "xlsx")
    assert read_file_name(name).establishment == "8865411"
