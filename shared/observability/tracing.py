"""Traces, off by default: one a submission, whose id is the submission's. Spans hold ids, counts and codes, no more.

`tracing.current()` answers with what records spans: nothing at all, until tracing is started with an address
(`start_tracing.py`).
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final, Protocol
from uuid import UUID

Headers = tuple[tuple[str, bytes], ...]
Carried = Sequence[tuple[str, bytes | None]]
"""The headers of a message as it came."""
Attribute = str | int | float | bool | UUID

NO_HEADERS: Final[Headers] = ()


class Tracing(Protocol):
    """Records spans."""

    def span(self, name: str, submission_id: UUID, **attributes: Attribute) -> AbstractContextManager[object]:
        """Record a span while this is open, in the trace of a submission."""
        ...

    def handling(
        self, consumer: str, topic: str, messages: Iterable[tuple[UUID, Carried]]
    ) -> AbstractContextManager[object]:
        """Record the handling of messages: a span for each submission that they are about.

        Its parent is what published the first of them; it is linked to what published the others.
        """
        ...

    def headers(self, submission_id: UUID) -> Headers:
        """Return what a message about a submission carries on: the span that is open for it."""
        ...

    def record(self, name: str, submissions: Iterable[UUID], began_ns: int, **attributes: Attribute) -> None:
        """Record what has been done since then for these, each in its trace after its latest span."""
        ...

    def leave(self, submissions: Iterable[UUID]) -> None:
        """Note for whom work goes on in the background."""
        ...

    def take(self) -> Sequence[UUID]:
        """Return those that were noted, and forget them."""
        ...

    def stop(self) -> None:
        """Send what was recorded."""
        ...


class NoTracing:
    """Records nothing."""

    def span(self, name: str, submission_id: UUID, **attributes: Attribute) -> AbstractContextManager[object]:
        return nullcontext()

    def handling(
        self, consumer: str, topic: str, messages: Iterable[tuple[UUID, Carried]]
    ) -> AbstractContextManager[object]:
        return nullcontext()

    def headers(self, submission_id: UUID) -> Headers:
        return NO_HEADERS

    def record(self, name: str, submissions: Iterable[UUID], began_ns: int, **attributes: Attribute) -> None:
        return

    def leave(self, submissions: Iterable[UUID]) -> None:
        return

    def take(self) -> Sequence[UUID]:
        return ()

    def stop(self) -> None:
        return


_OFF: Final = NoTracing()
_current: list[Tracing] = [_OFF]


def current() -> Tracing:
    """Return what records the spans of this process."""
    return _current[0]


def use(tracing: Tracing | None) -> None:
    """Record spans with this from now on; None: record nothing."""
    _current[0] = tracing or _OFF


def stop() -> None:
    """Send what was recorded, and record nothing more."""
    current().stop()
    use(None)
