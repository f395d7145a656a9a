"""What a message says, and what is none."""

import json

import pytest
from onward_status_changes.message import StatusMessage, UnreadableMessageError, read_message

from .a_log import a_person, a_status

KEY = str(a_person(7)).encode()


def test_a_status_is_read_and_fields_that_are_not_known_are_passed_over() -> None:
    status = a_status(7, version=3)
    value = json.loads(status.model_dump_json()) | {"remark": "new"}
    assert read_message(KEY, json.dumps(value).encode()) == StatusMessage(a_person(7), status)


def test_a_tombstone_and_somebody_out_of_scope_are_to_be_forgotten() -> None:
    assert read_message(KEY, None) == StatusMessage(a_person(7), None)
    assert read_message(KEY, a_status(7, 4, "out of scope").model_dump_json().encode()) == StatusMessage(
        a_person(7), None
    )


def test_a_heartbeat_forgets_nobody_who_is_there() -> None:
    assert read_message(b"00000000-0000-0000-0000-000000000000", None) == StatusMessage(a_person(0), None)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (None, None),
        (b"7", None),
        (KEY, b""),
        (KEY, b"{}"),
        (KEY, b"\xff"),
        (KEY, a_status(8).model_dump_json().encode()),
        (KEY, a_status(7).model_dump_json().replace("education", "holiday").encode()),
    ],
)
def test_what_the_contract_does_not_allow_is_refused_without_quoting_it(key: bytes | None, value: bytes) -> None:
    with pytest.raises(UnreadableMessageError, match=r"^(not a status change|key and value)[^0-9{]*( 1)?$"):
        read_message(key, value)
