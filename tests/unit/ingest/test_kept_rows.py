"""A file kept as its rows, less those of somebody: read again it says of the others what it said before."""

from uuid import uuid4

import pytest

from services.ingest.domain.file_findings import FileRefusal
from services.ingest.usecases.clear_originals import ClearOriginals
from services.ingest.usecases.kept_rows import pack, unpack
from services.ingest.usecases.ports import EndOfFile, FileToClear, NoRows, ReaderOutput, TemplateFound
from shared.contracts.ingest import CellMark, SheetColumn, SheetRows
from shared.erasure.orders import ErasureOrder
from tests.support.ingest import MemorySubmissions, ScriptedReader
from tests.support.memory_vault import MemoryVault

COLUMNS = (SheetColumn(id="P5", letter="A"), SheetColumn(id="P6", letter="B"))
PART = SheetRows(
    sheet="Enrolment",
    columns=COLUMNS,
    ordinals=(0, 1, 2),
    lines=(2, 3, 4),
    cells=(("Quixley", "Otter", "Vane\n"), ("Zed", None, "Ann")),
    marks=(CellMark(code="V112", column="P5", rows=(0, 2)), CellMark(code="V112", column="P6", rows=(0,))),
)
WHOLE: list[ReaderOutput] = [TemplateFound("S_ENR", {"886/0001": 3}), PART, EndOfFile(3, 1, ())]


async def _again(packed: bytes | None) -> list[ReaderOutput]:
    assert packed is not None
    return [one async for one in unpack(packed)]


async def test_nothing_less_is_the_same() -> None:
    assert await _again(pack(WHOLE, frozenset())) == WHOLE


async def test_a_row_less_keeps_the_others_in_their_places() -> None:
    heading, part, end = await _again(pack(WHOLE, {("Enrolment", 2), ("Another sheet", 3)}))
    assert heading == WHOLE[0]
    assert isinstance(part, SheetRows)
    assert (part.ordinals, part.lines) == ((1, 2), (3, 4))
    assert part.cells == (("Otter", "Vane\n"), (None, "Ann"))
    assert part.marks == (CellMark(code="V112", column="P5", rows=(1,)),)
    assert end == EndOfFile(2, 1, ())
    assert b"Quixley" not in part.model_dump_json().encode()


async def test_a_part_of_which_nothing_is_left_goes() -> None:
    everything = {("Enrolment", line) for line in PART.lines}
    assert await _again(pack(WHOLE, everything)) == [WHOLE[0], EndOfFile(0, 1, ())]


@pytest.mark.parametrize("statements", [[], [NoRows(FileRefusal.READER_FAILED)], WHOLE[:2], WHOLE[1:]])
def test_what_is_not_whole_is_not_kept(statements: list[ReaderOutput]) -> None:
    assert pack(statements, frozenset()) is None


def _file(file_id: object, key: bytes | None, **given: object) -> FileToClear:
    plain: dict[str, object] = {
        "submission_id": uuid4(),
        "file_id": file_id,
        "sealed_key": key,
        "file_name": "a.xlsx",
        "rows_only": False,
        "rows": frozenset({("Enrolment", 2)}),
        "named": False,
        "whole": False,
    }
    return FileToClear(**(plain | given))  # type: ignore[arg-type]


async def test_an_original_is_kept_under_a_new_key_and_the_old_one_is_gone() -> None:
    vault, submissions, file_id = MemoryVault(bytes(32)), MemorySubmissions(), uuid4()
    key = await vault.put(file_id, b"the original")
    submissions.erasures.open.append(ErasureOrder(uuid4(), (uuid4(),), ()))
    submissions.erasures.files.append(_file(file_id, key))
    assert await ClearOriginals(submissions.begin, vault, ScriptedReader(WHOLE))() == 1
    (kept,) = submissions.erasures.kept
    assert kept.rows_only
    assert kept.file_id != file_id
    assert kept.sealed_key is not None
    assert len(await _again(await vault.get(kept.file_id, kept.sealed_key))) == 3
    with pytest.raises(Exception, match=str(file_id)):
        await vault.get(file_id, key)


@pytest.mark.parametrize("whole", [True, False])
async def test_an_original_that_is_to_go_or_cannot_be_read_is_destroyed(whole: bool) -> None:
    vault, submissions, file_id = MemoryVault(bytes(32)), MemorySubmissions(), uuid4()
    key = await vault.put(file_id, b"the original")
    submissions.erasures.open.append(ErasureOrder(uuid4(), (), ()))
    submissions.erasures.files.append(_file(file_id, key, whole=whole))
    reader = ScriptedReader([NoRows(FileRefusal.READER_FAILED)])
    assert await ClearOriginals(submissions.begin, vault, reader)() == 1
    assert [one.sealed_key for one in submissions.erasures.kept] == [None]
    with pytest.raises(Exception, match=str(file_id)):
        await vault.get(file_id, key)


async def test_a_file_that_is_only_named_after_somebody_keeps_its_original() -> None:
    vault, submissions, file_id = MemoryVault(bytes(32)), MemorySubmissions(), uuid4()
    key = await vault.put(file_id, b"the original")
    submissions.erasures.open.append(ErasureOrder(uuid4(), (), ()))
    submissions.erasures.files.append(_file(file_id, key, rows=frozenset(), named=True))
    assert await ClearOriginals(submissions.begin, vault, ScriptedReader(WHOLE))() == 1
    assert await vault.get(file_id, key) == b"the original"
