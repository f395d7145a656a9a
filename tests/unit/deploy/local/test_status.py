"""What `make status` prints of who may sign in."""

from collections.abc import Callable

import pytest

from deploy.local import status
from deploy.local.services import launch

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


def test_every_replica_has_a_line_and_the_first_says_how_many_there_are(
    printed: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "ready", lambda _url: True)
    one, two = ({"url": f"http://127.0.0.1:{port}", "pid": port} for port in (8003, 9003))
    status._show_services({"services": {"matching": {"replicas": [one, two]}}}, {"matching": 7})
    lines = [line.split(maxsplit=2) for line in printed() if line.startswith("matching")]
    assert lines == [
        ["matching", "http://127.0.0.1:8003", "ready (pid 8003), 2 replicas, 7 messages waiting"],
        ["matching-2", "http://127.0.0.1:9003", "ready (pid 9003)"],
    ]
