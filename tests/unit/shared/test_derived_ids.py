"""Derived ids are UUIDv5 under one namespace, whoever computes them."""

from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.events import NAMESPACE, derived_id, derived_text


@given(st.uuids(), st.integers(min_value=0), st.text(alphabet=st.characters(codec="utf-8")))
def test_a_derived_id_is_the_standard_one(subject: UUID, number: int, kind: str) -> None:
    assert derived_id(subject, number, kind) == uuid5(NAMESPACE, f"{subject}/{number}/{kind}")


@given(st.uuids(), st.integers(min_value=0), st.text(alphabet=st.characters(codec="utf-8")))
def test_the_fast_way_gives_the_text_of_the_same_id(subject: UUID, number: int, kind: str) -> None:
    assert derived_text(subject, number, kind) == str(derived_id(subject, number, kind))
