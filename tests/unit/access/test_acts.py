"""Whatever changes something takes two people or has a reason why one is enough."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from typer.main import get_command

from cli.main import app
from shared.vocabulary.acts.one_person import ONE_PERSON
from shared.vocabulary.acts.two_people import TWO_PEOPLE, ActName, refusal_of
from shared.web.accounts.permissions import PERMISSIONS, Permission, Role
from tests.support.access.table import ROWS

SIGNING_IN = ("/sign-in", "/sign-out", "/new-password")
READING = {"check", "status", "story", "figures", "watch", "audit", "retention", "national-return"}
"""Commands that change nothing; `retention --ask` orders an erasure and stands in the table of two."""
WITH_WORDS = {"erase": ("ask", "answer", "finish", "list"), "retention": ("", "--ask")}
ACTS = [act for row in TWO_PEOPLE.values() for act in row.acts] + [act for row in ONE_PERSON for act in row.acts]


def _forms() -> set[str]:
    forms = [row for row in ROWS if row.method == "POST" and row.path not in SIGNING_IN]
    return {f"{row.service} {row.method} {row.path}" for row in forms}


def test_every_form_takes_two_people_or_says_why_one_is_enough() -> None:
    assert {act for act in ACTS if not act.startswith("./onward")} == _forms()


def test_every_command_that_changes_something_stands_in_a_table() -> None:
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    listed = {act.split()[1] for act in ACTS if act.startswith("./onward")}
    assert listed | READING == commands


def test_no_act_stands_twice_but_a_decision_which_its_size_tells_apart() -> None:
    twice = {act for act in ACTS if ACTS.count(act) > 1}
    assert twice == set(TWO_PEOPLE["take the roll out"].acts)
    assert set(TWO_PEOPLE) == set(get_args(ActName))


@pytest.mark.parametrize("act", TWO_PEOPLE)
def test_nobody_confirms_their_own_and_nobody_too_late(act: ActName) -> None:
    asked_at = datetime(2026, 10, 5, 9, tzinfo=UTC)
    last = asked_at + timedelta(days=TWO_PEOPLE[act].lapses_days)
    assert refusal_of(act, same_person=True, asked_at=asked_at, at=asked_at) == "same person"
    assert refusal_of(act, same_person=False, asked_at=asked_at, at=last) is None
    assert refusal_of(act, same_person=False, asked_at=asked_at, at=last + timedelta(seconds=1)) == "lapsed"


@pytest.mark.parametrize("act", TWO_PEOPLE)
def test_an_act_of_two_can_be_asked_for_and_confirmed_by_two(act: ActName) -> None:
    row = TWO_PEOPLE[act]
    asking = {role for role in Role if any(Permission[name] in PERMISSIONS[role] for name in row.asks)}
    confirming = {role for role in Role if Permission[row.confirms] in PERMISSIONS[role]}
    assert asking
    assert confirming
    assert Role.UPLOADER not in confirming, "a school, or whoever acts for it, confirms nothing that takes two"
    assert all(Permission.SEE_PROPOSALS in PERMISSIONS[role] for role in confirming), "they see what waits"
    assert row.confirmed_at in ACTS
    assert all((row.why, row.source, row.bound, row.undone, row.lapses_days > 0))
