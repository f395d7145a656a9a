"""What `make status` prints of who may sign in."""

from collections.abc import Callable

import pytest

from deploy.local import status

PEOPLE = [
    {"account": "reviewer", "password": "an-invented-word", "role": "reviewer"},
    {"account": "second-reviewer", "password": "another-word", "role": "reviewer"},
]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[str]]:
    return lambda: capsys.readouterr().out.splitlines()


def test_a_long_account_name_moves_nobody_elses_password(printed: Callable[[], list[str]]) -> None:
    status.show_sign_in(PEOPLE)
    lines = printed()
    assert lines[2].index("an-invented-word") == lines[3].index("another-word")
    assert lines[2].rindex("reviewer") == lines[3].rindex("reviewer")


def test_where_nobody_may_sign_in_nothing_is_said(printed: Callable[[], list[str]]) -> None:
    status.show_sign_in([])
    assert printed() == []
