"""Blind keys: keyed BLAKE2s cut to 64 bits, equal for equal people and for no one else."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto.blind_index import BlindIndex, blind_index_of
from shared.vocabulary.learners import name_with_birth_date, names_with_birth_dates
from tests.support.spellings import SPELLINGS

SECRET = b"a secret of this test, 32 bytes."
KEMPTON: Mapping[str, Any] = {"surname": "Kempton", "forename": "Zara", "born_on": date(2010, 2, 14)}


def keys_of(*rows: Mapping[str, Any], secret: bytes = SECRET) -> BlindIndex:
    columns = {"upns": "upn", "ulns": "uln", "surnames": "surname", "forenames": "forename", "births": "born_on"}
    return blind_index_of(secret, **{many: [row.get(one) for row in rows] for many, one in columns.items()})


@given(st.binary(min_size=1, max_size=32), st.text(min_size=1, max_size=40))
def test_a_key_is_the_keyed_hash_in_eight_bytes(secret: bytes, value: str) -> None:
    digest = hashlib.blake2s(value.encode(), key=secret, person=b"upn", digest_size=8).digest()
    assert keys_of({"upn": value}, secret=secret).upn == [int.from_bytes(digest, "big", signed=True)]


def test_keys_never_change() -> None:
    """Keys are kept: were they worked out otherwise tomorrow, no row of today would be recognised."""
    assert keys_of({"upn": "U886000026001", "uln": "5161128622", **KEMPTON}).rows() == [
        (1321930015416464376, 8230802731859948419, 7351100013000931050)
    ]


def test_keys_come_in_the_order_upn_uln_name_for_what_is_given() -> None:
    both = {"upn": "U886000026001", "uln": "5161128622", **KEMPTON}
    alone = keys_of({"upn": "U886000026001"}, {"uln": "5161128622"}, KEMPTON).rows()
    (together,) = keys_of(both).rows()
    assert [(key,) for key in together] == alone
    assert len(set(together)) == 3


def test_each_row_has_the_keys_that_it_would_have_alone() -> None:
    rows = [{"upn": "U886000026001"}, KEMPTON, {}, {"uln": "5161128622", **KEMPTON}, {"upn": ""}]
    assert keys_of(*rows).rows() == [keys_of(row).rows()[0] for row in rows]
    assert [len(keys) for keys in keys_of(*rows).rows()] == [1, 1, 0, 2, 0]


@given(st.lists(st.tuples(st.none() | st.text(max_size=8), st.none() | st.text(max_size=8), st.none() | st.dates())))
def test_the_names_of_many_rows_are_the_names_of_each(rows: list[tuple[str | None, str | None, date | None]]) -> None:
    together = names_with_birth_dates([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])
    assert together == [name_with_birth_date(*row) for row in rows]


def test_a_number_of_one_kind_is_not_the_key_of_another_kind() -> None:
    assert keys_of({"upn": "5161128622"}).upn != keys_of({"uln": "5161128622"}).uln
    assert keys_of({"upn": "5161128622"}, secret=b"another secret").upn != keys_of({"upn": "5161128622"}).upn


@pytest.mark.parametrize("surname", ["O'Brien-Smith", "OBRIEN SMITH", "o\u2019brien smith"])
def test_the_name_key_looks_at_letters_alone(surname: str) -> None:
    expected = keys_of({**KEMPTON, "surname": "obriensmith"})
    assert keys_of({**KEMPTON, "surname": surname}) == expected


@pytest.mark.parametrize(("one", "other"), SPELLINGS)
def test_b10_spellings_that_matching_takes_for_one_name_have_one_key(one: str, other: str) -> None:
    assert keys_of({**KEMPTON, "surname": one}) == keys_of({**KEMPTON, "surname": other})
    assert keys_of({**KEMPTON, "forename": one}) == keys_of({**KEMPTON, "forename": other})


def test_names_without_letters_give_no_key() -> None:
    assert keys_of({**KEMPTON, "surname": "-"}, {**KEMPTON, "forename": "?"}).name == [None, None]


@pytest.mark.parametrize("lacking", KEMPTON)
def test_half_a_name_gives_no_key(lacking: str) -> None:
    assert keys_of({**KEMPTON, lacking: None}).name == [None]
