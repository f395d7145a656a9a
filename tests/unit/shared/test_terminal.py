"""Whoever stops reading what a command says hears no complaint, and the command's work is not called undone."""

import os
import subprocess
import sys

import pytest

from shared.observability.terminal import say
from tests.support.stack import CHECKOUT

CONSUMER = """
import sys
from deploy.jobs.kafka import consumers
consumers.carry_out = lambda options, settings: ["its password"]
consumers.ServiceSettings = lambda: None
sys.argv = ["consumers", "add", "housing"]
consumers.main()
"""


def run_unread(program: str) -> tuple[int, str]:
    """Run a program whose standard output nobody reads any more; return its exit code and what it says beside."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=CHECKOUT,
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(writing)
    return done.returncode, done.stderr


@pytest.mark.parametrize("lines", ["['one']", "map(str, range(100_000))"], ids=["few", "many"])
def test_a_closed_pipe_is_no_error(lines: str) -> None:
    program = f"from shared.observability.terminal import say; assert not say({lines}); say(['more'])"
    assert run_unread(program) == (0, "")


def test_what_is_read_is_read_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert say(["one", "two"])
    assert capsys.readouterr().out == "one\ntwo\n"


def test_a_consumer_whose_password_nobody_read_is_said_to_be_there() -> None:
    code, said = run_unread(CONSUMER)
    assert code == 1
    assert "housing has a new password, and it is lost" in said
    assert "nothing was done" not in said
