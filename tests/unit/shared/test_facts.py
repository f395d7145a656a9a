"""Facts keep their types on the wire, whichever way the reader looks for the type of one."""

import json

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from shared.contracts.records import Fact

FACTS = st.none() | st.text() | st.integers(-(2**53), 2**53) | st.lists(st.text()).map(tuple)
BEST_FIT: TypeAdapter[str | int | tuple[str, ...] | None] = TypeAdapter(str | int | tuple[str, ...] | None)
LEFT_TO_RIGHT: TypeAdapter[Fact] = TypeAdapter(Fact)


@given(FACTS)
def test_a_fact_is_read_as_what_fits_best(fact: Fact) -> None:
    read = LEFT_TO_RIGHT.validate_json(json.dumps(fact))
    assert (type(read), read) == (type(fact), fact)
    assert read == BEST_FIT.validate_json(json.dumps(fact))
