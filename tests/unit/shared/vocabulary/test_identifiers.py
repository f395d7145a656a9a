"""Numbers of people and establishments: what is right, what is wrong and why, what is repaired."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.validation.domain.values.aims import read_aim_reference
from services.validation.domain.values.uln import read_uln, uln_from_body
from services.validation.domain.values.upn import read_upn, upn_check_letter
from shared.vocabulary.identifiers.establishment_numbers import read_dfe_number
from shared.vocabulary.identifiers.local_authorities import authorities_on


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("H801200001001", "permanent"),  # the DfE guide's own example
        ("B801200005001", "permanent"),
        ("G80120000101A", "temporary"),
        ("U886000026001", "permanent"),
        ("D886000014123", "permanent"),
        ("M886000011407", "permanent"),
        ("Y886000015250", "permanent"),
        ("T88600002601A", "temporary"),
        ("V88600001577Z", "temporary"),
        ("J838000019001", "permanent"),  # authorities that python-stdnum does not know
        ("L940000022017", "permanent"),
        ("A660000014001", "permanent"),
        ("X001000014001", "permanent"),
        ("P207000016049", "permanent"),
    ],
)
def test_a_upn_is_right_when_its_letter_fits(text: str, kind: str) -> None:
    reading = read_upn(text)
    assert (reading.value, reading.kind, reading.defect, reading.repaired) == (text, kind, None, False)


@pytest.mark.parametrize(
    ("text", "defect"),
    [
        ("Z801200001001", "wrong_check_letter"),
        ("H801200001011", "wrong_check_letter"),  # a digit changed
        ("H801200010010", "wrong_check_letter"),  # digits swapped
        ("Q207000016049", "wrong_check_letter"),  # a vendor's published example
        ("X80120000A001", "middle_not_digits"),
        ("H80120000100I", "last_character"),
        ("H80120000100", "wrong_length"),
        ("H8012000010011", "wrong_length"),
        ("1801200001001", "first_not_letter"),
        ("", "wrong_length"),
    ],
)
def test_a_wrong_upn_is_refused_with_the_reason(text: str, defect: str) -> None:
    reading = read_upn(text)
    assert (reading.value, reading.defect) == (None, defect)


@pytest.mark.parametrize(
    "text", [" h801200001001 ", "H80120 0001 001", "'H801200001001", "H801200001001.", "H801-2000-01001"]
)
def test_marks_and_case_do_not_spoil_a_upn(text: str) -> None:
    assert read_upn(text).value == "H801200001001"


@pytest.mark.parametrize("text", ["H8012000O1001", "H80I200001001", "H8OI2OOOO1001"])
def test_o_and_i_are_read_as_digits_when_the_letter_then_fits(text: str) -> None:
    assert (read_upn(text).value, read_upn(text).repaired) == ("H801200001001", True)


def test_o_and_i_are_left_alone_when_the_letter_does_not_fit() -> None:
    assert read_upn("Z8012000O1001").defect == "middle_not_digits"


def test_newer_authorities_are_known_from_their_first_day() -> None:
    assert "940" in authorities_on(date(2021, 4, 1))
    assert "940" not in authorities_on(date(2021, 3, 31))
    assert "900" not in authorities_on(date(2026, 10, 5))


@given(st.text("0123456789", min_size=11, max_size=11), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUVWXYZ"))
def test_every_single_change_of_a_digit_is_caught(digits: str, last: str) -> None:
    upn = upn_check_letter(digits + last) + digits + last
    assert read_upn(upn).value == upn
    for place in range(1, 12):
        for digit in "0123456789":
            changed = upn[:place] + digit + upn[place + 1 :]
            assert (read_upn(changed).value == changed) == (changed == upn)


@pytest.mark.parametrize(
    "uln", ["9276308686", "5161128622", "5634030128", "8761157286", "1341876054", "6778363168", "1000000000"]
)
def test_a_uln_is_right_when_its_check_digit_fits(uln: str) -> None:
    assert read_uln(uln).value == uln
    assert read_uln(f" {uln[:4]} {uln[4:]}.0 ").value == uln


@pytest.mark.parametrize(
    ("text", "defect"),
    [
        ("9276308687", "may_be_nhs_number"),  # the last digit one too high is what an NHS number looks like
        ("9276308868", "wrong_check_digit"),
        ("1234567890", "wrong_check_digit"),
        ("0123456789", "wrong_check_digit"),
        ("100000009", "wrong_length"),
        ("9.27631E+09", "lost_digits"),
        ("9434765919", "may_be_nhs_number"),
        ("ABCDEFGHIJ", "not_digits"),
    ],
)
def test_a_wrong_uln_is_refused_with_the_reason(text: str, defect: str) -> None:
    assert (read_uln(text).value, read_uln(text).defect) == (None, defect)


def test_all_nines_mean_that_there_is_no_uln_yet() -> None:
    reading = read_uln("9999999999")
    assert (reading.value, reading.defect, reading.none_yet) == (None, None, True)


@given(st.integers(100_000_000, 999_999_999))
def test_a_body_gives_the_uln_that_reads_back_or_none(body: int) -> None:
    uln = uln_from_body(str(body))
    good = [digit for digit in range(10) if read_uln(f"{body}{digit}").value]
    assert good == ([] if uln is None else [int(uln[-1])])


@pytest.mark.parametrize("text", ["886/5411", "8865411", "886 5411", "886-5411", " 886/5411 "])
def test_a_dfe_number_is_seven_digits_in_any_spelling(text: str) -> None:
    assert read_dfe_number(text).value == "8865411"


def test_four_digits_are_enough_from_a_home_sender_only() -> None:
    assert read_dfe_number("5411").value == "8865411"
    assert read_dfe_number("5411", home_sender=False).defect == "wrong_shape"


@pytest.mark.parametrize("text", ["886541", "0886/5411", "88654111", "886/54I1", "", "886/"])
def test_what_is_no_dfe_number_is_refused(text: str) -> None:
    assert read_dfe_number(text).defect == "wrong_shape"


def test_an_aim_reference_has_up_to_eight_letters_and_digits() -> None:
    assert read_aim_reference("603/0390/0").value == "60303900"
    assert read_aim_reference("zprog001").value == "ZPROG001"
    assert read_aim_reference("603/0390/01").value is None
