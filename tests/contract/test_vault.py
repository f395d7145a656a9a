"""One suite judges every vault: the fake and the folder alike."""

import asyncio
import os
import stat
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from services.ingest.adapters.vault import FolderVault
from services.ingest.usecases.ports import VAULT_BYTES_MAX, NotInVault, Vault, VaultDamaged
from shared.errors import Transient
from tests.support.memory_vault import MemoryVault

MASTER = bytes(range(32))
ORIGINAL = b"Surname,Forename\nCanaryson,Robin\n" * 50


@pytest.fixture(params=["memory", "folder"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    makers: dict[str, Callable[[], Vault]] = {
        "memory": lambda: MemoryVault(MASTER),
        "folder": lambda: FolderVault(tmp_path / "vault", MASTER),
    }
    return makers[request.param]()


async def test_what_is_put_comes_back(vault: Vault) -> None:
    for data in (ORIGINAL, b"", os.urandom(3_000_000)):
        file_id = uuid4()
        assert await vault.get(file_id, await vault.put(file_id, data)) == data


async def test_putting_an_id_again_replaces_the_file_and_its_key(vault: Vault) -> None:
    file_id = uuid4()
    old_key = await vault.put(file_id, b"old")
    new_key = await vault.put(file_id, b"new")
    assert await vault.get(file_id, new_key) == b"new"
    with pytest.raises(VaultDamaged):
        await vault.get(file_id, old_key)


async def test_a_file_that_is_not_there_is_named_as_such(vault: Vault) -> None:
    file_id = uuid4()
    key = await vault.put(file_id, ORIGINAL)
    await vault.erase(file_id)
    await vault.erase(file_id)
    with pytest.raises(NotInVault):
        await vault.get(file_id, key)


async def test_a_key_opens_its_own_file_only(vault: Vault) -> None:
    one, two = uuid4(), uuid4()
    key = await vault.put(one, ORIGINAL)
    await vault.put(two, ORIGINAL)
    for wrong in (key[:-1], b"", key[:-1] + bytes([key[-1] ^ 1])):
        with pytest.raises(VaultDamaged):
            await vault.get(one, wrong)
    with pytest.raises(VaultDamaged):
        await vault.get(two, key)


async def test_many_files_at_once_do_not_disturb_each_other(vault: Vault) -> None:
    files = {uuid4(): os.urandom(1000) for _ in range(50)}
    keys = dict(zip(files, await asyncio.gather(*(vault.put(*file) for file in files.items())), strict=True))
    assert {file_id: await vault.get(file_id, keys[file_id]) for file_id in files} == files


async def test_a_folder_tells_nothing_about_what_is_in_it(tmp_path: Path) -> None:
    vault = FolderVault(tmp_path, MASTER)
    file_id = uuid4()
    await vault.put(file_id, ORIGINAL)
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert file.name == str(file_id)
    assert b"Canaryson" not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_a_damaged_file_is_never_handed_out(tmp_path: Path) -> None:
    vault = FolderVault(tmp_path, MASTER)
    file_id = uuid4()
    key = await vault.put(file_id, ORIGINAL)
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    for damaged in (b"", file.read_bytes()[:-1], b"OV1" + bytes(100), file.read_bytes() + b"x"):
        file.write_bytes(damaged)
        with pytest.raises(VaultDamaged):
            await vault.get(file_id, key)


async def test_a_write_that_fails_leaves_the_former_file_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = FolderVault(tmp_path, MASTER)
    file_id = uuid4()
    key = await vault.put(file_id, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(Transient, match="28"):
            await vault.put(file_id, b"new")
    assert await vault.get(file_id, key) == b"old"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


async def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at most"):
        await FolderVault(tmp_path, MASTER).put(uuid4(), bytes(VAULT_BYTES_MAX + 1))
