"""The programs of docs/webhooks.md, as they stand there, against what is really sent."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.reporting.usecases.translate import status_changed
from services.reporting.usecases.webhooks.bodies import changes_body, signed
from services.reporting.usecases.webhooks.decide import new_secret
from services.reporting.usecases.webhooks.ports import PersonChange, SignedMessage
from tests.support.returns import person_id
from tests.support.stack import CHECKOUT
from tests.support.webhooks import update_of

PAGE = (CHECKOUT / "docs" / "webhooks.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
OLD, NEW = new_secret(), new_secret()


def message(at: datetime | None = None) -> SignedMessage:
    """Return a message about a person and a tombstone, signed with two secrets."""
    at = at or datetime.now(UTC)
    changes = [
        PersonChange(person_id(1), 1, status_changed(update_of(1, 1).person)),
        PersonChange(person_id(2), 4, None),
    ]
    return signed(UUID(int=7), at, changes_body(at, changes), [NEW, OLD])


def program(number: int) -> Any:
    """Return the function that a program of the page defines."""
    names: dict[str, Any] = {}
    exec(PROGRAMS[number], names)
    return names["changes_of"]


@pytest.mark.parametrize("number", range(2))
@pytest.mark.parametrize("secret", [OLD, NEW])
def test_a_program_of_the_page_reads_what_is_sent(number: int, secret: str) -> None:
    assert len(PROGRAMS) == 2
    sent = message()
    first, second = program(number)(secret, sent.headers, sent.body)
    assert (first["person_id"], first["status"]["group"]) == (str(person_id(1)), "education")
    assert (second["version"], second["status"]) == (4, None)


@pytest.mark.parametrize("number", range(2))
def test_a_program_of_the_page_refuses_what_is_not_ours_or_is_old(number: int) -> None:
    sent, old = message(), message(datetime.now(UTC) - timedelta(minutes=6))
    for secret, headers, body in (
        (new_secret(), sent.headers, sent.body),
        (NEW, sent.headers, sent.body.replace(b"education", b"employment")),
        (NEW, old.headers, old.body),
    ):
        with pytest.raises(Exception, match=r"No matching|too old|wrong"):
            program(number)(secret, headers, body)


def test_the_example_of_the_page_has_the_fields_that_are_sent() -> None:
    (example,) = (json.loads(one) for one in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))
    sent = json.loads(message().body)
    assert example.keys() == sent.keys()
    shown, real = example["data"]["changes"][0], sent["data"]["changes"][0]
    assert shown.keys() == real.keys()
    assert shown["status"].keys() == real["status"].keys()
