"""docs/status-changes.md, done as it stands there: every command, also of its tables, and every program, in the
order of the page."""

import json
import os
import re
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from deploy.jobs.accounts import NewAccount, ensure_accounts
from shared.contracts.reporting import StatusChanged
from shared.contracts.topics import STATUS_CHANGED, STATUS_CHANGED_IN_FULL
from shared.web.accounts.permissions import Role
from tests.integration.clients.conftest import PublicTopic, a_change
from tests.support.builders import an_id
from tests.support.stack import CHECKOUT, Database

pytestmark = pytest.mark.stack

PAGE = (CHECKOUT / "docs" / "status-changes.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
IN_TABLES = tuple(
    dict.fromkeys(
        command
        for row in re.findall(r"^\|.*\|$", PAGE, re.MULTILINE)
        for command in re.findall(r"`(\./onward [^`]+)`", row)
    )
)
"""The commands of the page that stand in tables, in their order."""
TRIED_ELSEWHERE = {"./onward republish": "tests/integration/test_republish.py"}
IN_FORCE = {"a": 2, "b": 1, "c": 1}
"""Version by person, after what the fixture publishes."""
CONSOLE = """#!/bin/sh
exec java -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "{jars}/*" \\
  org.apache.kafka.tools.consumer.ConsoleConsumer "$@"
"""
"""What Kafka's own script of that name does."""
PYTHON = """#!/bin/sh
# Python of this project; an environment that it makes finds the packages of this one, so that nothing is downloaded.
"{python}" "$@" || exit
[ "$1 $2" = "-m venv" ] || exit 0
own=$(echo "$3"/lib/python*/site-packages)
rm -rf "$own"/setuptools*  # of Python's own age: whoever has a network gets a new one for the build
echo "{packages}" >"$own/tests.pth"
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder as a stranger has it: the repository's own files, and what the operator gave."""

    folder: Path
    environment: Mapping[str, str]

    def run(self, script: str) -> str:
        """Run a script of the page and return what it prints."""
        done = subprocess.run(
            ["bash", "-euc", script],
            cwd=self.folder,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done.stdout


@pytest.fixture(scope="module")
async def topic_with_people(topic: PublicTopic) -> PublicTopic:
    gone = a_change("gone", 2, "out of scope")
    await topic.publish(a_change("a"), a_change("b"), a_change("gone"), a_change("a"), a_change("c"))
    await topic.beat()
    await topic.publish(a_change("a", 2, "neet"), gone, gone.person_id, a_change("b"))
    return topic


@pytest.fixture(scope="module")
def desk(topic_with_people: PublicTopic, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(CHECKOUT / "clients", folder / "clients", ignore=shutil.ignore_patterns("build", "*.egg-info"))
    (folder / "onward").symlink_to(CHECKOUT / "onward")
    (folder / ".onward").mkdir()
    (folder / ".onward" / "jars").symlink_to(_jars())
    programs = folder / "programs"
    programs.mkdir()
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    (programs / "python3").write_text(PYTHON.format(python=sys.executable, packages=packages))
    (programs / "python3").chmod(0o755)
    (programs / "kafka-console-consumer.sh").write_text(CONSOLE.format(jars=_jars()))
    (programs / "kafka-console-consumer.sh").chmod(0o755)
    topic_with_people.write_addresses(folder / ".onward")
    return Desk(
        folder,
        {
            **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            "ONWARD_STATE_DIR": str(folder / ".onward"),
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PIP_NO_INDEX": "1",
            "PIP_NO_BUILD_ISOLATION": "false",
        },
    )


def _kcat_signs_in() -> bool:
    """Return whether kcat's library is one whose SCRAM a broker of today takes."""
    if not shutil.which("kcat"):
        return False
    about = subprocess.run(["kcat", "-V"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"librdkafka (\d+)\.(\d+)\.(\d+)", about)
    return found is not None and tuple(map(int, found.groups())) >= (2, 6, 1)


def _jars() -> Path:
    return Path(os.environ.get("ONWARD_STATE_DIR") or CHECKOUT / ".onward") / "jars"


def shell_steps(topic: PublicTopic) -> str:
    """Return all commands of the page as one script. Left out is what needs a program that this machine lacks."""
    steps = [block for language, block in BLOCKS if language == "sh"]
    lacking = [] if shutil.which("java") and any(_jars().glob("*kafka-tools-4*")) else ["kafka-console-consumer.sh"]
    lacking += [] if shutil.which("javac") and not lacking else ["java "]
    lacking += [] if _kcat_signs_in() else ["kcat "]
    kept = [step for step in steps if not any(re.search(rf"^{word}", step, re.MULTILINE) for word in lacking)]
    return "\n".join(kept).replace(STATUS_CHANGED.on("onward"), topic.name)


@pytest.fixture(scope="module")
def printed(topic_with_people: PublicTopic, desk: Desk) -> Iterator[str]:
    """Return what all commands of the page print. The account that they make is removed after."""
    name = f"page-{secrets.token_hex(3)}"
    try:
        yield desk.run(shell_steps(topic_with_people).replace("consumer add housing", f"consumer add {name}"))
    finally:
        desk.run(f"./onward consumer remove {name}")


def test_the_commands_of_the_page_work_in_their_order(printed: str, desk: Desk) -> None:
    ours = {str(an_id("person", name)): version for name, version in IN_FORCE.items()}
    made, *lines = printed.splitlines()
    assert re.search(r"consumer\.properties holds the account consumer-page-\w+; ", made)
    assert (desk.folder / "consumer.properties").stat().st_mode & 0o777 == 0o600
    assert lines[:3] == ["3 people in statuses.db", "     2  education", "     1  neet"]
    assert len([line for line in lines[3:] if re.search(r"  v\d +\w+ +\S+ +since |  forgotten$", line)]) == 3
    with sqlite3.connect(desk.folder / "statuses.db") as table:
        assert dict(table.execute("SELECT person_id, version FROM statuses")) == ours
    if (people := desk.folder / "people.jsonl").exists():
        read = [json.loads(line) for line in people.read_text().splitlines()]
        assert {one["person_id"]: one["version"] for one in read} == ours
    if (messages := desk.folder / "messages.txt").exists():
        assert len(messages.read_text().splitlines()) == 10
    if (everything := desk.folder / "all.txt").exists():
        text = everything.read_text()
        assert f"{an_id('person', 'gone')} NULL" in text
        assert all(f'"person_id":"{one}"' in text for one in ours)


def test_the_program_of_the_page_works_with_aiokafka_alone(
    printed: str, topic_with_people: PublicTopic, desk: Desk
) -> None:
    assert printed  # the account is there
    (program,) = [block for language, block in BLOCKS if language == "python"]
    (desk.folder / "consumer.py").write_text(program)
    alone = "import sys; sys.modules['cramjam'] = None; sys.argv = sys.argv[1:]; exec(open(sys.argv[0]).read())"
    found = json.loads(desk.run(f'python3 -c "{alone}" consumer.py consumer.properties {topic_with_people.name}'))
    assert {one: told["version"] for one, told in found.items()} == {
        str(an_id("person", name)): version for name, version in IN_FORCE.items()
    }


async def test_the_commands_in_tables_work_as_they_stand_there(
    database: Database, desk: Desk, light_hashes: None, tmp_path: Path
) -> None:
    await ensure_accounts(database.admin_url, [NewAccount("officer", "invented-for-this-test", Role.REVIEWER)])
    signed_in = {"ONWARD_ACCOUNT": "officer", "ONWARD_PASSWORD": "invented-for-this-test"}
    (tmp_path / "onward").symlink_to(CHECKOUT / "onward")
    operator = Desk(tmp_path, {**desk.environment, **signed_in, "DATABASE_URL": database.admin_url})
    name, given = f"table-{secrets.token_hex(3)}", tmp_path / "consumer.properties"
    said, files = dict[str, str](), [""]
    operator.run(f"./onward consumer add {name} --to {given}")
    for command in (one for one in IN_TABLES if one not in TRIED_ELSEWHERE):
        files.append(given.read_text())
        if " add " in command:
            given.unlink()
        said[command] = operator.run(command.replace("NAME", name))
    rotated, removed, listed, in_full = said.values()
    assert f"{given} holds the account consumer-{name}; " in rotated
    assert files[1] != files[2] == files[3]
    assert f"{name} may read nothing any more." in removed
    assert name not in listed
    assert f"{given} holds the account consumer-{name}; " in in_full
    assert STATUS_CHANGED_IN_FULL.on("")[1:] in given.read_text()
    assert f"{name}, codes in full" in operator.run("./onward consumer list")
    operator.run(f"./onward consumer remove {name}")


def test_every_command_in_a_table_is_tried_by_a_test() -> None:
    words = [re.sub(r" --?\S+| NAME| \S+\.properties", "", command) for command in IN_TABLES]
    acts = ("consumer rotate", "consumer remove", "consumer list", "consumer add", "republish")
    assert words == [f"./onward {act}" for act in acts]
    for command, file in TRIED_ELSEWHERE.items():
        assert command in IN_TABLES
        assert command.rpartition(" ")[2] in (CHECKOUT / file).read_text(encoding="utf-8")


def test_the_message_of_the_page_is_one() -> None:
    (example,) = [block for language, block in BLOCKS if language == "json"]
    given: dict[str, Any] = json.loads(example)
    StatusChanged.model_validate(given)
    assert given.keys() == StatusChanged.model_fields.keys()
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) >= given.keys()


async def test_headers_are_those_of_the_page(topic_with_people: PublicTopic) -> None:
    listed = re.findall(r"^\| `((?:ce_\w+)|content-type)` \|", PAGE, re.MULTILINE)
    found = {name for record in await topic_with_people.records() if record.value for name, _ in record.headers}
    assert found == set(listed)


def test_every_block_is_tried_by_a_test() -> None:
    assert {language for language, _ in BLOCKS} == {"sh", "python", "json"}
    assert len(re.findall(r"^```", PAGE, re.MULTILINE)) == 2 * len(BLOCKS)
