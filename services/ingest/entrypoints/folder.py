"""The watched folder: a file counts as sent when its side-car record `<file>.json` lies beside it.

Of what was taken the result is left in `done`, what is not taken goes to `refused` with a reason, for a while. That
holds personal data: it belongs on the same protected disk as the folder.
"""

import asyncio
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from services.ingest.domain.file_limits import FILE_BYTES_MAX, FILE_MEGABYTES_MAX
from services.ingest.domain.submissions import Delivery
from services.ingest.entrypoints.put_away import NAME_BYTES_MAX, SIDE_CAR, Where, purge, put_away
from services.ingest.entrypoints.upload_fields import (
    SPREADSHEETS,
    OptionalComment,
    OptionalEstablishment,
    OptionalTakenOn,
    OptionalText,
    SaneInstant,
    TakenOn,
    file_name_of,
    is_plain,
)
from services.ingest.usecases.receive_submission import Acknowledged, Conflicting, ReceiveSubmission, Rejected
from shared.errors import Transient
from shared.observability.logs import get_logger

_SIDE_CAR_BYTES_MAX: Final = 64 * 1024
_FILES_AT_ONCE: Final = 200
_REMEDIES: Final = {
    "delivery_id_used_again": "Write another moment as uploaded_at into the side-car and send both again.",
    "empty": "There is nothing in the file: send one with its headings and rows.",
    "file_too_large": f"Send a file of at most {FILE_MEGABYTES_MAX} MB and a side-car of at most 64 KB.",
    "name_not_usable": "Give the file a shorter name without control characters and send it again.",
    "not_a_file": "Put the file itself into the folder, not a link to it.",
    "not_recordable": "Leave out of the side-car whatever is no plain text and send both again.",
    "sha256_differs": "Copy the file and its side-car into the folder again, the side-car last.",
    "side_car_unreadable": "Correct the side-car as the page about the upload hook describes it and send both again.",
    "wrong_kind_of_file": f"Send {SPREADSHEETS}.",
}
"""What whoever put a file there can do when it is refused, by its reason."""

log = get_logger("folder")

_State = tuple[int, int, int]


class SideCar(BaseModel):
    """What comes with a file. With `sha256` a half-copied file is known at once; without it, by its size at rest."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    sender: OptionalText = None
    establishment: OptionalEstablishment = None
    tag: OptionalComment = None
    comment: OptionalComment = None
    data_taken_on: OptionalTakenOn = TakenOn()
    uploaded_at: SaneInstant
    sha256: Annotated[str, StringConstraints(to_lower=True, pattern=r"^[0-9a-fA-F]{64}$")] | None = None


@dataclass(frozen=True, slots=True)
class _Refusal:
    reason: str


class WatchedFolder:
    """Looks into a folder now and then and sends what lies there."""

    def __init__(self, folder: Path, receive: ReceiveSubmission, *, may_send: frozenset[str] = frozenset()) -> None:
        self._folder = folder
        self._receive = receive
        self._may_send = may_send
        self._seen: dict[str, tuple[_State, _State]] = {}
        self._alone: frozenset[str] = frozenset()
        self._warned_about: frozenset[str] = frozenset()

    async def look(self) -> None:
        """Take every file that is complete; one that cannot be dealt with is left for the next look.

        Raises Transient: nothing more is then moved.
        """
        try:
            names = await asyncio.to_thread(self._names)
            self._warn_about(await asyncio.to_thread(self._without_side_car))
        except OSError as error:
            raise Transient(f"the watched folder cannot be read: {type(error).__name__}") from None
        self._seen = {name: state for name, state in self._seen.items() if name in names}
        for name in names:
            try:
                await self._look_at(name)
            except FileNotFoundError:
                continue  # somebody else took it, or took it back
            except (OSError, ValueError) as error:
                log.warning("file was skipped", channel="folder", code="file_not_usable", error=type(error).__name__)

    async def purge(self, *, kept_days: float) -> None:
        """Remove files that have been in `done` and `refused` for longer than this. Raises Transient."""
        try:
            removed = await asyncio.to_thread(purge, self._folder, kept_days=kept_days)
        except OSError as error:
            raise Transient(f"the watched folder cannot be read: {type(error).__name__}") from None
        if removed:
            log.info("old files of the watched folder were removed", count=removed)

    async def _look_at(self, name: str) -> None:
        found = await asyncio.to_thread(self._pick_up, name)
        if found is not None:
            await self._deal_with(name, found)

    async def _deal_with(self, name: str, found: Delivery | _Refusal) -> None:
        where: Where = "refused"
        result = _refused("delivery_id_used_again")
        if isinstance(found, _Refusal):
            result = _refused(found.reason)
        else:
            match await self._receive(found):
                case Acknowledged(submission_id):
                    where, result = "done", {"submission_id": str(submission_id), **_ignored(found)}
                case Rejected(reason, kind, remedy):
                    result = _refused(reason, kind, remedy)
                case Conflicting():
                    pass
        await asyncio.to_thread(self._put_away, name, where, result)

    def _names(self) -> list[str]:
        """Return the names of files with a side-car, oldest name first, a bounded number of them."""
        cars = sorted(path.name for path in self._folder.glob(f"*{SIDE_CAR}") if path.is_file())
        names = [name.removesuffix(SIDE_CAR) for name in cars]
        return [name for name in names if (self._folder / name).is_file()][:_FILES_AT_ONCE]

    def _without_side_car(self) -> frozenset[str]:
        """Return the names of files that have no side-car."""
        files = (entry.name for entry in os.scandir(self._folder) if entry.is_file(follow_symlinks=False))
        names = {name for name in files if not name.startswith(".")}
        return frozenset(one for one in names if not one.endswith(SIDE_CAR) and f"{one}{SIDE_CAR}" not in names)

    def _warn_about(self, alone: frozenset[str]) -> None:
        """Warn once of files that stay without a side-car: they are not taken; how many, not which."""
        stay, self._alone = alone & self._alone, alone
        if stay - self._warned_about:
            log.warning("files without a side-car are not taken", channel="folder", count=len(stay))
        self._warned_about = stay

    def _pick_up(self, name: str) -> Delivery | _Refusal | None:
        """Return the file as a delivery; a refusal; or None while it may still be on its way."""
        path, car_path = self._folder / name, self._folder / f"{name}{SIDE_CAR}"
        if path.is_symlink() or car_path.is_symlink():
            return _Refusal("not_a_file")
        if not self._at_rest(name):
            return None
        if len(os.fsencode(name)) > NAME_BYTES_MAX or not is_plain(name):
            return _Refusal("name_not_usable")
        if path.stat().st_size > FILE_BYTES_MAX or car_path.stat().st_size > _SIDE_CAR_BYTES_MAX:
            return _Refusal("file_too_large")
        car_bytes = car_path.read_bytes()
        try:
            car = SideCar.model_validate_json(car_bytes)
        except ValidationError:
            return _Refusal("side_car_unreadable")
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if car.sha256 is not None and car.sha256 != digest:
            return _Refusal("sha256_differs")
        return self._delivery(name, car, content, digest, hashlib.sha256(car_bytes + content).hexdigest())

    def _at_rest(self, name: str) -> bool:
        """Return whether size and time are what they were at the last look: a copy that is under way grows."""
        now = self._state_of(name)
        before, self._seen[name] = self._seen.get(name), now
        return before == now

    def _state_of(self, name: str) -> tuple[_State, _State]:
        """Return by what file and side-car are known again."""
        file, car = (os.lstat(self._folder / one) for one in (name, f"{name}{SIDE_CAR}"))
        return (file.st_ino, file.st_size, file.st_mtime_ns), (car.st_ino, car.st_size, car.st_mtime_ns)

    def _delivery(self, name: str, car: SideCar, content: bytes, digest: str, whole: str) -> Delivery:
        return Delivery(
            channel="folder",
            sender="folder",
            delivery_id=whole,  # the same file with the same record, looked at twice, is one delivery
            fingerprint=whole,
            sender_establishment=car.establishment,
            sent_by=car.sender,
            file_name=file_name_of(name),
            tag=car.tag,
            comment=car.comment,
            sha256=digest,
            uploaded_at=car.uploaded_at,
            data_taken_on=car.data_taken_on.day,
            ignored=car.data_taken_on.ignored,
            content=content,
            may_send=self._may_send,
        )

    def _put_away(self, name: str, where: Where, record: dict[str, str]) -> None:
        """Raises FileNotFoundError when somebody else did."""
        if name in self._seen and self._state_of(name) != self._seen.pop(name):
            raise FileNotFoundError  # other files stand here now: they are looked at anew
        put_away(self._folder, name, where, record)


def _ignored(taken: Delivery) -> dict[str, str]:
    return {"ignored": ", ".join(taken.ignored)} if taken.ignored else {}


def _refused(reason: str, kind: str = "", remedy: str = "") -> dict[str, str]:
    """Return what is written beside a file that is not taken: why, what it is, and what to do, in a sentence."""
    what = {"kind": kind} if kind else {}
    return {"reason": reason, **what, "remedy": f"{remedy}." if remedy else _REMEDIES[reason]}
