"""The watched folder: a file counts as sent when its side-car record `<file>.json` lies beside it.

What was taken is moved to `done`, what is not taken to `refused` with a reason. Both hold personal data: they belong on
the same protected disk as the folder.
"""

import asyncio
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, ValidationError

from services.ingest.domain.submissions import FILE_BYTES_MAX
from services.ingest.usecases.receive_submission import Acknowledged, Conflicting, Delivery, ReceiveSubmission, Refused

SIDE_CAR: Final = ".json"
_SIDE_CAR_BYTES_MAX: Final = 64 * 1024
_FILES_AT_ONCE: Final = 200
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]


class SideCar(BaseModel):
    """What is said with a file. With `sha256` a half-copied file is known at once; without it, by its size at rest."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    sender: Line | None = None
    establishment: Annotated[str, StringConstraints(pattern=r"^[0-9]{7}$")] | None = None
    tag: Annotated[str, StringConstraints(max_length=2000)] | None = None
    comment: Annotated[str, StringConstraints(max_length=2000)] | None = None
    uploaded_at: AwareDatetime
    sha256: Annotated[str, StringConstraints(to_lower=True, pattern=r"^[0-9a-fA-F]{64}$")] | None = None


@dataclass(frozen=True, slots=True)
class _Refusal:
    reason: str


class WatchedFolder:
    """Looks into a folder now and then and sends what lies there."""

    def __init__(self, folder: Path, receive: ReceiveSubmission) -> None:
        self._folder = folder
        self._receive = receive
        self._seen: dict[str, tuple[int, int]] = {}

    async def look(self) -> None:
        """Take every file that is complete. Raises Transient: nothing is then moved."""
        names = await asyncio.to_thread(self._names)
        self._seen = {name: state for name, state in self._seen.items() if name in names}
        for name in names:
            found = await asyncio.to_thread(self._pick_up, name)
            if found is not None:
                await self._deal_with(name, found)

    async def _deal_with(self, name: str, found: Delivery | _Refusal) -> None:
        where, result = "refused", {"reason": "delivery_id_used_again"}
        if isinstance(found, _Refusal):
            result = {"reason": found.reason}
        else:
            match await self._receive(found):
                case Acknowledged(submission_id):
                    where, result = "done", {"submission_id": str(submission_id)}
                case Refused(reason, kind):
                    result = {"reason": reason, "kind": kind}
                case Conflicting():
                    pass
        await asyncio.to_thread(self._put_away, name, where, result)

    def _names(self) -> list[str]:
        """Return the names of files with a side-car, oldest name first, a bounded number of them."""
        cars = sorted(path.name for path in self._folder.glob(f"*{SIDE_CAR}") if path.is_file())
        names = [name.removesuffix(SIDE_CAR) for name in cars]
        return [name for name in names if (self._folder / name).is_file()][:_FILES_AT_ONCE]

    def _pick_up(self, name: str) -> Delivery | _Refusal | None:
        """Return the file as a delivery; a refusal; or None while it may still be on its way."""
        path, car_path = self._folder / name, self._folder / f"{name}{SIDE_CAR}"
        if path.is_symlink() or car_path.is_symlink():
            return _Refusal("not_a_file")
        if not self._at_rest(name, path):
            return None
        if path.stat().st_size > FILE_BYTES_MAX or car_path.stat().st_size > _SIDE_CAR_BYTES_MAX:
            return _Refusal("file_too_large")
        said = car_path.read_bytes()
        try:
            car = SideCar.model_validate_json(said)
        except ValidationError:
            return _Refusal("side_car_unreadable")
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if car.sha256 is not None and car.sha256 != digest:
            return _Refusal("sha256_differs")
        return self._delivery(name, car, content, digest, hashlib.sha256(said + content).hexdigest())

    def _at_rest(self, name: str, path: Path) -> bool:
        """Say whether size and time are what they were at the last look: a copy that is under way grows."""
        state = path.stat()
        now = (state.st_size, state.st_mtime_ns)
        before, self._seen[name] = self._seen.get(name), now
        return before == now

    def _delivery(self, name: str, car: SideCar, content: bytes, digest: str, whole: str) -> Delivery:
        return Delivery(
            channel="folder",
            sender="folder",
            delivery_id=whole,  # the same file with the same record, looked at twice, is one delivery
            fingerprint=whole,
            sender_establishment=car.establishment,
            sent_by=car.sender,
            file_name=name[:255],
            tag=car.tag,
            comment=car.comment,
            sha256=digest,
            uploaded_at=car.uploaded_at,
            content=content,
        )

    def _put_away(self, name: str, where: str, record: dict[str, str]) -> None:
        """Move file and side-car, the result beside them. Cut short, it is looked at again as the same delivery."""
        target = self._folder / where
        target.mkdir(mode=0o700, exist_ok=True)
        free = next(stem for stem in _stems(name) if not (target / stem).exists())
        (target / f"{free}.result.json").write_text(json.dumps(record), encoding="utf-8")
        (self._folder / name).replace(target / free)
        (self._folder / f"{name}{SIDE_CAR}").replace(target / f"{free}{SIDE_CAR}")
        self._seen.pop(name, None)


def _stems(name: str) -> Iterator[str]:
    yield name
    for number in range(2, 10_000):
        yield f"{number}-{name}"
