"""The operator's commands about accounts and keys: the pages' own use cases, recorded as the operator's."""

import re
from pathlib import Path

import asyncpg
import pytest

from deploy.jobs.manage_accounts import manage, parser
from shared.crypto.master_key import create_master_key
from shared.errors import OnwardError
from shared.settings import ServiceSettings
from tests.support.stack import Database

pytestmark = pytest.mark.stack


async def _run(database: Database, folder: Path, *words: str) -> str:
    key = folder / "master.key"
    create_master_key(key)
    settings = ServiceSettings(database_url=database.admin_url, master_key_file=key)
    return await manage(settings, parser().parse_args(list(words)))


def _columns(shown: str) -> list[list[str]]:
    return [re.split(r" {2,}", line) for line in shown.splitlines()]


async def test_an_account_is_made_given_a_school_and_ended(database: Database, tmp_path: Path) -> None:
    made = await _run(database, tmp_path, "add", "view", "uploader", "8860001")
    assert re.search(r"password, within a day: \S{20,}", made)
    assert await _run(database, tmp_path, "give", "view", "8860002", "--until", "2999-07-31") == "done"
    assert ["view", "uploader", "8860001,8860002", "in use", "never"] in _columns(
        await _run(database, tmp_path, "list")
    )
    assert await _run(database, tmp_path, "end", "view", "8860002") == "done"
    assert await _run(database, tmp_path, "disable", "view") == "done"
    shown = _columns(await _run(database, tmp_path, "list"))
    assert shown[0] == ["account", "role", "acts for", "state", "last sign-in"]
    assert ["view", "uploader", "8860001", "disabled", "never"] in shown
    connection = await asyncpg.connect(database.admin_url)
    try:
        acts = await connection.fetch("SELECT act FROM shared.account_changes WHERE account = 'operator' ORDER BY 1")
        assert {row["act"] for row in acts} >= {"made", "establishment", "establishment ended", "disabled"}
    finally:
        await connection.close()


@pytest.mark.parametrize("words", [("disable", "nobody"), ("end", "nobody", "8860001"), ("add", "x y", "analyst")])
async def test_what_cannot_be_done_is_said(database: Database, tmp_path: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(OnwardError, match=r"no account|not done"):
        await _run(database, tmp_path, *words)


async def test_a_key_is_exchanged_from_a_shell(database: Database, tmp_path: Path) -> None:
    assert "whsec_" in await _run(database, tmp_path, "key-add", "mis")
    assert "whsec_" in await _run(database, tmp_path, "key-exchange", "mis", "--days", "3")
    shown = await _run(database, tmp_path, "keys")
    assert "whsec_" not in shown
    headings, *lines = _columns(shown)
    assert headings == ["sender", "key", "stands", "taken until", "last used"]
    mine = [line for line in lines if line[0] == "mis"]
    assert [(line[2], line[4]) for line in mine] == [("here", "never")] * 2
    fingerprint = mine[0][1]
    assert await _run(database, tmp_path, "key-end", fingerprint) == "done"
    with pytest.raises(OnwardError, match="no such key"):
        await _run(database, tmp_path, "key-end", "000000000000")


async def test_a_key_of_the_file_is_marked_and_what_to_do_first_is_said(database: Database, tmp_path: Path) -> None:
    connection = await asyncpg.connect(database.admin_url)
    try:
        await connection.execute(
            "INSERT INTO shared.sender_key_uses (fingerprint, sender, used_at) VALUES ('0123456789ab', 'filed', now())"
        )
    finally:
        await connection.close()
    listed = _columns(await _run(database, tmp_path, "keys"))
    assert [line[1:4] for line in listed if line[0] == "filed"] == [["0123456789ab", "in the file", "it is ended"]]
    with pytest.raises(OnwardError, match=r"stands in the file.*ONWARD_HOOK_KEYS_FILE.*key-add filed` first"):
        await _run(database, tmp_path, "key-exchange", "filed")
    with pytest.raises(OnwardError, match=r"unheard has no stored key.*key-add unheard"):
        await _run(database, tmp_path, "key-exchange", "unheard")
    await _run(database, tmp_path, "key-add", "filed")
    assert "whsec_" in await _run(database, tmp_path, "key-exchange", "filed")
