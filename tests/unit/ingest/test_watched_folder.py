"""The watched folder: a file and its side-car, taken once and put away."""

import hashlib
import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from services.ingest.domain.submissions import Delivery
from services.ingest.entrypoints.folder import WatchedFolder
from services.ingest.entrypoints.put_away import purge
from services.ingest.usecases.receive_submission import Acknowledged, Conflicting, ReceiveSubmission, Rejected
from shared.errors import Transient
from tests.support.clock import FixedClock
from tests.support.ingest import A_CSV, RECEIVED_AT, MemorySubmissions
from tests.support.logs import logged
from tests.support.memory_vault import MemoryVault
from tests.support.workbooks import pdf

CAR = {"sender": "A School", "establishment": "8860001", "tag": "Tracking YP", "uploaded_at": "2026-10-05T09:00:00Z"}


@pytest.fixture
def submissions() -> MemorySubmissions:
    return MemorySubmissions()


@pytest.fixture
def folder(submissions: MemorySubmissions, tmp_path: Path) -> WatchedFolder:
    return WatchedFolder(
        tmp_path, ReceiveSubmission(submissions.begin, submissions, MemoryVault(), FixedClock(RECEIVED_AT))
    )


def lay(folder: Path, name: str = "8860001.csv", content: bytes = A_CSV, **car: str) -> None:
    (folder / name).write_bytes(content)
    (folder / f"{name}.json").write_text(json.dumps(CAR | car))


async def look_twice(folder: WatchedFolder) -> None:
    await folder.look()
    await folder.look()


async def test_bug_21_of_a_file_that_was_taken_nothing_but_its_result_stays(
    folder: WatchedFolder, submissions: MemorySubmissions, tmp_path: Path
) -> None:
    lay(tmp_path)
    await look_twice(folder)
    [(submission_id, kept)] = submissions.deliveries.items()
    assert (kept.channel, kept.sender_establishment) == ("folder", "8860001")
    assert kept.sent_by == "A School"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["done"]
    (result,) = (tmp_path / "done").iterdir()
    assert result.name == "8860001.csv.result.json"
    assert json.loads(result.read_text()) == {"submission_id": str(submission_id)}
    assert result.stat().st_mode & 0o777 == 0o600


async def test_bug_21_what_was_not_taken_is_readable_by_the_service_alone_and_goes_after_a_while(
    folder: WatchedFolder, tmp_path: Path
) -> None:
    lay(tmp_path, content=pdf())
    await look_twice(folder)
    left = sorted((tmp_path / "refused").iterdir())
    assert [path.name for path in left] == ["8860001.csv", "8860001.csv.json", "8860001.csv.result.json"]
    assert {path.stat().st_mode & 0o777 for path in left} == {0o600}
    await folder.purge(kept_days=1)
    assert len(list((tmp_path / "refused").iterdir())) == 3
    assert purge(tmp_path, kept_days=1, now=time.time() + 86_500) == 3
    assert list((tmp_path / "refused").iterdir()) == []


async def test_bug_21_what_a_crash_left_in_done_is_removed_but_for_its_result(
    folder: WatchedFolder, tmp_path: Path
) -> None:
    lay(tmp_path)
    await look_twice(folder)
    (tmp_path / "done" / "8860002.csv").write_bytes(A_CSV)
    assert purge(tmp_path, kept_days=1, now=time.time() + 1) == 1
    assert [path.name for path in (tmp_path / "done").iterdir()] == ["8860001.csv.result.json"]


async def test_a_file_without_a_record_is_left_alone(
    folder: WatchedFolder, submissions: MemorySubmissions, tmp_path: Path
) -> None:
    (tmp_path / "8860001.csv").write_bytes(A_CSV)
    await look_twice(folder)
    assert not submissions.kept
    assert (tmp_path / "8860001.csv").exists()


async def test_a_file_that_still_grows_is_not_taken(
    folder: WatchedFolder, submissions: MemorySubmissions, tmp_path: Path
) -> None:
    lay(tmp_path, content=A_CSV[:10])
    await folder.look()
    with (tmp_path / "8860001.csv").open("ab") as file:
        file.write(A_CSV[10:])
    await folder.look()
    assert not submissions.kept
    await folder.look()
    [kept] = submissions.deliveries.values()
    assert len(kept.content) == len(A_CSV)


async def test_a_file_name_does_not_turn_our_sentences_round(
    folder: WatchedFolder, submissions: MemorySubmissions, tmp_path: Path
) -> None:
    lay(tmp_path, "8860001\u202evsc.xlsx")
    await look_twice(folder)
    [kept] = submissions.deliveries.values()
    assert kept.file_name == "8860001vsc.xlsx"


async def test_no_file_is_refused_for_blank_words_of_its_side_car(
    folder: WatchedFolder, submissions: MemorySubmissions, tmp_path: Path
) -> None:
    lay(tmp_path, sender="", establishment=" ", tag="", comment="a" * 2001)
    await look_twice(folder)
    [kept] = submissions.deliveries.values()
    receipt = kept
    assert (receipt.sent_by, receipt.sender_establishment, receipt.tag) == (None, None, None)
    assert receipt.comment == "a" * 2000


@pytest.mark.parametrize(
    ("content", "car", "reason"),
    [
        (A_CSV, {"uploaded_at": "yesterday"}, "side_car_unreadable"),
        (A_CSV, {"establishment": "886"}, "side_car_unreadable"),
        (A_CSV, {"tag": "a\x00b"}, "side_car_unreadable"),
        (A_CSV, {"sender": "a\x1bb"}, "side_car_unreadable"),
        (A_CSV, {"uploaded_at": "0001-01-01T00:00:00+14:00"}, "side_car_unreadable"),
        (A_CSV, {"sha256": "0" * 64}, "sha256_differs"),
        (pdf(), {}, "wrong_kind_of_file"),
        (b"", {}, "empty"),
        (b"a" * (20 * 1024 * 1024 + 1), {}, "file_too_large"),
    ],
)
async def test_what_is_not_taken_is_put_aside_with_its_reason(
    folder: WatchedFolder,
    submissions: MemorySubmissions,
    tmp_path: Path,
    content: bytes,
    car: dict[str, str],
    reason: str,
) -> None:
    lay(tmp_path, content=content, **car)
    await look_twice(folder)
    assert not submissions.kept
    assert (tmp_path / "refused" / "8860001.csv").exists()
    result = json.loads((tmp_path / "refused" / "8860001.csv.result.json").read_text())
    assert result["reason"] == reason
    assert result["remedy"].endswith(".")


async def test_a_file_that_stays_without_a_side_car_is_said_once_and_not_by_its_name(
    folder: WatchedFolder, tmp_path: Path
) -> None:
    (tmp_path / "8860001.csv").write_bytes(A_CSV)
    with logged() as said:
        await folder.look()
        assert said == []  # it may still be on its way
        await look_twice(folder)
        assert [(line["event"], line["count"]) for line in said] == [("files without a side-car are not taken", 1)]
        assert "8860001" not in str(said)
        lay(tmp_path)
        await look_twice(folder)
        assert [line["event"] for line in said].count("files without a side-car are not taken") == 1


async def test_a_link_is_never_followed(folder: WatchedFolder, submissions: MemorySubmissions, tmp_path: Path) -> None:
    secret = tmp_path.parent / f"{tmp_path.name}-elsewhere.csv"
    secret.write_bytes(A_CSV)
    (tmp_path / "8860001.csv").symlink_to(secret)
    (tmp_path / "8860001.csv.json").write_text(json.dumps(CAR))
    await look_twice(folder)
    assert not submissions.kept
    assert secret.read_bytes() == A_CSV


async def test_a_name_that_was_used_before_is_put_away_beside_it(
    folder: WatchedFolder, submissions: MemorySubmissions, tmp_path: Path
) -> None:
    for content in (A_CSV, A_CSV + b"\n"):
        lay(tmp_path, content=content)
        await look_twice(folder)
    assert len(submissions.kept) == 2
    results = {path.name for path in (tmp_path / "done").glob("*.csv.result.json")}
    assert results == {"8860001.csv.result.json", "2-8860001.csv.result.json"}


async def test_the_same_file_with_the_same_record_is_the_same_submission(
    folder: WatchedFolder, submissions: MemorySubmissions, tmp_path: Path
) -> None:
    for _ in range(2):
        lay(tmp_path, sha256=hashlib.sha256(A_CSV).hexdigest())
        await look_twice(folder)
    assert len(submissions.kept) == 1


async def test_a_file_stays_where_it_is_while_the_store_is_away(submissions: MemorySubmissions, tmp_path: Path) -> None:
    class Away(MemoryVault):
        async def put(self, file_id: object, data: bytes) -> bytes:
            raise Transient("vault")

    lay(tmp_path)
    folder = WatchedFolder(tmp_path, ReceiveSubmission(submissions.begin, submissions, Away(), FixedClock(RECEIVED_AT)))
    await folder.look()
    with pytest.raises(Transient):
        await folder.look()
    assert (tmp_path / "8860001.csv").exists()


@pytest.mark.parametrize("name", ["a\x01b.csv", "\udce9t\udce9.csv", "long" * 60 + ".csv"])
async def test_a_name_that_cannot_be_kept_is_refused_and_the_next_file_taken(
    folder: WatchedFolder, submissions: MemorySubmissions, tmp_path: Path, name: str
) -> None:
    lay(tmp_path, name=name)
    lay(tmp_path, name="z.csv")
    await look_twice(folder)
    assert [kept.file_name for kept in submissions.deliveries.values()] == ["z.csv"]
    [result] = (tmp_path / "refused").glob("*.result.json")
    assert json.loads(result.read_text())["reason"] == "name_not_usable"
    assert [path.name for path in tmp_path.glob("*.csv*")] == []


async def test_one_file_that_cannot_be_read_does_not_hold_up_the_others(
    folder: WatchedFolder, submissions: MemorySubmissions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_bytes = Path.read_bytes

    def failing(path: Path) -> bytes:
        if path.name == "a.csv":
            raise PermissionError
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", failing)
    lay(tmp_path, name="a.csv")
    lay(tmp_path, name="b.csv")
    await look_twice(folder)
    assert [kept.file_name for kept in submissions.deliveries.values()] == ["b.csv"]
    assert (tmp_path / "a.csv").exists()


class Meanwhile(ReceiveSubmission):
    """Lets something happen to the folder while a file is being received."""

    def __init__(self, submissions: MemorySubmissions, happens: Callable[[], None]) -> None:
        super().__init__(submissions.begin, submissions, MemoryVault(), FixedClock(RECEIVED_AT))
        self._happens = happens

    async def __call__(self, delivery: Delivery) -> Acknowledged | Conflicting | Rejected:
        answer = await super().__call__(delivery)
        self._happens()
        return answer


async def test_a_file_that_another_replica_put_away_is_let_be(submissions: MemorySubmissions, tmp_path: Path) -> None:
    def gone() -> None:
        for path in tmp_path.glob("8860001.csv*"):
            path.unlink()

    lay(tmp_path)
    await look_twice(WatchedFolder(tmp_path, Meanwhile(submissions, gone)))
    assert len(submissions.kept) == 1
    assert list(tmp_path.glob("*/*")) == []


async def test_a_file_laid_anew_while_the_first_was_taken_is_not_put_away_with_it(
    submissions: MemorySubmissions, tmp_path: Path
) -> None:
    again = [A_CSV + b"\n"]
    folder = WatchedFolder(
        tmp_path, Meanwhile(submissions, lambda: lay(tmp_path, content=again.pop()) if again else None)
    )
    lay(tmp_path)
    await look_twice(folder)
    assert (tmp_path / "8860001.csv").read_bytes() == A_CSV + b"\n"
    await look_twice(folder)
    assert len(submissions.kept) == 2


async def test_a_side_car_never_outlives_its_file(
    folder: WatchedFolder, submissions: MemorySubmissions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def failing(path: Path, target: Path) -> Path:
        if path.name == "8860001.csv":
            raise PermissionError
        return replace(path, target)

    lay(tmp_path)
    monkeypatch.setattr(Path, "replace", failing)
    await look_twice(folder)
    assert len(submissions.kept) == 1
    assert not (tmp_path / "8860001.csv.json").exists()


@pytest.mark.parametrize(
    ("written", "day", "result"),
    [
        ("2026-10-02", date(2026, 10, 2), {}),
        ("2099-01-01", date(2099, 1, 1), {}),
        ("", None, {}),
        ("last week", None, {"ignored": "data_taken_on"}),
    ],
)
async def test_a_side_car_may_say_when_the_data_were_taken(
    folder: WatchedFolder,
    submissions: MemorySubmissions,
    tmp_path: Path,
    written: str,
    day: date | None,
    result: dict[str, str],
) -> None:
    lay(tmp_path, data_taken_on=written)
    await look_twice(folder)
    [(submission_id, kept)] = submissions.deliveries.items()
    assert kept.data_taken_on == day
    (left,) = (tmp_path / "done").iterdir()
    assert json.loads(left.read_text()) == {"submission_id": str(submission_id), **result}
