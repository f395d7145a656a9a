"""Blind keys: HMAC-SHA-256 cut to 64 bits, equal for equal people and for no one else."""

import hashlib
import hmac
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.blind_keys import blind_keys

SECRET = b"a secret of this test, 32 bytes."


@given(st.binary(min_size=1, max_size=200), st.text(min_size=1, max_size=40))
def test_a_key_is_the_first_eight_bytes_of_the_hmac(secret: bytes, value: str) -> None:
    digest = hmac.digest(secret, b"upn\x00" + value.encode(), hashlib.sha256)
    assert blind_keys(secret, upn=value) == (int.from_bytes(digest[:8], "big", signed=True),)


def test_keys_come_in_the_order_upn_uln_name_for_what_is_given() -> None:
    born_on = date(2010, 2, 14)
    alone = [
        *blind_keys(SECRET, upn="U886000026001"),
        *blind_keys(SECRET, uln="5161128622"),
        *blind_keys(SECRET, surname="Kempton", forename="Zara", born_on=born_on),
    ]
    together = blind_keys(
        SECRET, upn="U886000026001", uln="5161128622", surname="Kempton", forename="Zara", born_on=born_on
    )
    assert together == tuple(alone)
    assert len(set(alone)) == 3


def test_a_number_of_one_kind_is_not_the_key_of_another_kind() -> None:
    assert blind_keys(SECRET, upn="5161128622") != blind_keys(SECRET, uln="5161128622")
    assert blind_keys(b"another secret", upn="5161128622") != blind_keys(SECRET, upn="5161128622")


@pytest.mark.parametrize("surname", ["O'Brien-Smith", "OBRIEN SMITH", "o\u2019brien smith"])
def test_the_name_key_looks_at_letters_alone(surname: str) -> None:
    born_on = date(2010, 2, 14)
    expected = blind_keys(SECRET, surname="obriensmith", forename="zara", born_on=born_on)
    assert blind_keys(SECRET, surname=surname, forename="Zara", born_on=born_on) == expected


def test_half_a_name_gives_no_key() -> None:
    assert blind_keys(SECRET, surname="Kempton", forename="Zara") == ()
    assert blind_keys(SECRET, surname="Kempton", born_on=date(2010, 2, 14)) == ()
