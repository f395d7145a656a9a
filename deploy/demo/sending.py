"""Sends the county's files through the upload hook and waits for what becomes of them."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from cli.addresses import NotUpError
from cli.hook import NilReturn, send
from cli.hook import Upload as Delivery
from cli.http_session import HttpSession
from deploy.demo.county import Upload

AT_ONCE: Final = 3
ATTEMPTS: Final = 5
RETRIED: Final = frozenset({429, 502, 503, 504})
ASKED_AT_ONCE: Final = 12
PAUSE_S: Final = 0.5
COMMENT: Final = "demonstration"
"""By it the demonstration's files are known from others."""
QUIET_S: Final = 180.0
"""Nothing moving for this long means that something is wrong."""

COUNTED: Final = ("extracted", "accepted", "refused", "matched", "created", "awaiting", "set_aside")


class StuckError(Exception):
    """The county's files were not all handled. The message gives how far they came."""


@dataclass(slots=True)
class Progress:
    """What is known about the files sent so far: the page's own JSON for each."""

    by_submission: dict[str, dict[str, Any]] = field(default_factory=dict)
    file_of: dict[str, Upload] = field(default_factory=dict)

    @property
    def unfinished(self) -> list[str]:
        """Submissions that are not finished yet."""
        return [one for one in self.file_of if not self.by_submission.get(one, {}).get("finished")]

    def total(self, name: str) -> int:
        """Return the sum of one count over all files."""
        return sum(page["rows"][name] or 0 for page in self.by_submission.values())

    @property
    def totals(self) -> dict[str, int]:
        """All counts, summed over the files."""
        return {name: self.total(name) for name in COUNTED}

    def without_repeated(self) -> "Progress":
        """Return the files that were not the very ones that count already."""
        pages = {one: page for one, page in self.by_submission.items() if page["stage"] != "repeated"}
        return Progress(pages, {one: upload for one, upload in self.file_of.items() if one in pages})

    def stages(self) -> dict[str, int]:
        """Return the number of files by stage."""
        found: dict[str, int] = {}
        for page in self.by_submission.values():
            found[page["stage"]] = found.get(page["stage"], 0) + 1
        return found


class Sender:
    """Delivers files to one ingest service."""

    def __init__(self, ingest_url: str, secret: str, roll_secret: str) -> None:
        self._ingest_url = ingest_url
        self._secret = secret
        self._roll_secret = roll_secret

    def deliver(self, uploads: Sequence[Upload]) -> Iterator[tuple[str, Upload]]:
        """Send the files, a few at once, and yield each with the id of its submission as it is acknowledged."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            yield from zip(pool.map(self._send, uploads), uploads, strict=True)

    def _send(self, upload: Upload) -> str:
        content = upload.path.read_bytes()
        delivery = Delivery(upload.file_name, content, sender=upload.establishment or "MI", comment=COMMENT)
        secret = self._secret if upload.establishment else self._roll_secret
        return self._deliver(delivery, secret, upload.file_name)

    def state_nil(self, collection: str, establishment: str, period: str) -> str:
        """State that there is nothing to send; return the id of the submission."""
        nil = NilReturn(collection, establishment, period, sender=establishment)
        return self._deliver(nil, self._secret, f"a nil return of {collection}")

    def _deliver(self, delivery: Delivery | NilReturn, secret: str, what: str) -> str:
        for attempt in range(ATTEMPTS):
            answer = send(HttpSession(), self._ingest_url, secret, delivery)
            if answer.status < 300:
                return str(answer.json()["submission_id"])
            if answer.status not in RETRIED:
                break
            time.sleep(2.0**attempt / 2)
        raise StuckError(f"The hook answered {answer.status} to {what}: {answer.text[:300]}")


class Watcher:
    """Asks the submission pages how far the files are, a few at a time so that asking costs little."""

    def __init__(self, session: HttpSession, reporting_url: str, progress: Progress) -> None:
        self._session = session
        self._reporting_url = reporting_url
        self._progress = progress
        self._moved_at = time.monotonic()

    def wait(self, show: Callable[[Progress], None]) -> None:
        """Return when every file is finished. Raise StuckError when nothing moves any more."""
        while self._progress.unfinished:
            before = self._progress.totals, self._progress.stages()
            for submission in list(islice(self._progress.unfinished, ASKED_AT_ONCE)):
                self._ask(submission)
            show(self._progress)
            if (self._progress.totals, self._progress.stages()) != before:
                self._moved_at = time.monotonic()
            elif time.monotonic() - self._moved_at > QUIET_S:
                raise StuckError(f"Nothing moved for {QUIET_S:.0f} s: {self._progress.stages()}")
            if self._progress.unfinished:
                time.sleep(PAUSE_S)

    def look_again(self) -> None:
        """Ask again about files whose rows did not add up yet: the number that was read may be the last to come."""
        for submission, page in list(self._progress.by_submission.items()):
            if not page["adds_up"]:
                self._ask(submission)

    def _ask(self, submission: str) -> None:
        answer = self._session.get(f"{self._reporting_url}/api/submissions/{submission}")
        if answer.status == 404:
            # Its first event has not come yet.
            return
        if answer.status != 200:
            raise NotUpError(f"The page of a submission answered {answer.status}.")
        self._progress.by_submission[submission] = answer.json()
