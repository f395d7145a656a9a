"""Only the jars of the committed list are run, and only when each is byte for byte the one that was listed."""

import hashlib
import re
from pathlib import Path

import pytest

from deploy.local.errors import StackError
from deploy.local.servers import jars
from deploy.local.servers.jars import Jar

GOOD = b"a jar"
JAR = Jar("org.example:thing", "1.0", hashlib.sha256(GOOD).hexdigest())


def test_the_list_names_broker_and_clients_of_one_version_and_no_host() -> None:
    listed = jars.read_list()
    versions = {jar.name: jar.version for jar in listed}
    assert versions[jars.BROKER] == versions[jars.CLIENTS] == "4.3.1"
    assert not re.search(r"https?:|www\.|\.com/|\.org/", jars.LIST.read_text(encoding="utf-8"))
    assert all(re.fullmatch(r"[0-9a-f]{64}", jar.sha256) for jar in listed)


def test_clients_of_another_version_than_the_broker_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text(f"{jars.BROKER}:4.3.1 {'0' * 64}\n{jars.CLIENTS}:3.9.1 {'0' * 64}\n")
    with pytest.raises(StackError, match=r"broker 4\.3\.1 but clients 3\.9\.1"):
        jars.read_list(path)


def _fetching(content: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    fetched: list[str] = []

    def fetch(jar: Jar, scratch: Path) -> Path:
        fetched.append(jar.name)
        path = scratch / "fetched"
        path.write_bytes(content)
        return path

    monkeypatch.setattr(jars, "_fetch", fetch)
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "nobody")
    return fetched


def test_a_jar_that_differs_from_its_hash_is_refused_and_not_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _fetching(b"something else", monkeypatch, tmp_path)
    with pytest.raises(StackError, match="does not match the hash"):
        jars.install(tmp_path / "jars", (JAR,))
    assert list((tmp_path / "jars").iterdir()) == []


@pytest.mark.parametrize("left_behind", [b"", b"a j", b"a jar and more"])
def test_a_half_fetched_jar_is_fetched_again(
    left_behind: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fetched = _fetching(GOOD, monkeypatch, tmp_path)
    (tmp_path / "jars").mkdir()
    (tmp_path / "jars" / JAR.file_name).write_bytes(left_behind)
    jars.install(tmp_path / "jars", (JAR,))
    assert fetched == [JAR.name]
    assert (tmp_path / "jars" / JAR.file_name).read_bytes() == GOOD


def test_nothing_is_fetched_when_all_is_there_and_a_stranger_in_the_folder_is_not_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fetched = _fetching(GOOD, monkeypatch, tmp_path)
    (tmp_path / "jars").mkdir()
    (tmp_path / "jars" / JAR.file_name).write_bytes(GOOD)
    (tmp_path / "jars" / "stranger.jar").write_bytes(b"x")
    assert jars.install(tmp_path / "jars", (JAR,)) == str(tmp_path / "jars" / JAR.file_name)
    assert fetched == []


def test_a_jar_of_the_users_own_maven_folder_is_used_only_if_it_matches(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fetched = _fetching(GOOD, monkeypatch, tmp_path)
    local = tmp_path / "nobody" / ".m2" / "repository" / JAR.maven_path
    local.parent.mkdir(parents=True)
    local.write_bytes(b"tampered")
    jars.install(tmp_path / "first", (JAR,))
    local.write_bytes(GOOD)
    jars.install(tmp_path / "second", (JAR,))
    assert fetched == [JAR.name]
