"""Reads the form of the sending page as it streams in: one file, a few small fields, nothing on the disk."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from services.ingest.entrypoints.web.bodies import take_in_turn
from shared.web.requests.bodies import TooLarge

FORM_BYTES_MAX: Final = 64 * 1024
"""For everything but the file."""
_FIELD_BYTES_MAX: Final = 8 * 1024
_PARTS_MAX: Final = 10
_HEADERS_MAX: Final = 8


class NotAForm(Exception):  # noqa: N818
    """The body is not a form that our page sends."""


@dataclass(slots=True)
class UploadForm:
    """What came with the form."""

    fields: dict[str, str] = field(default_factory=dict)
    file_name: str | None = None
    content: bytearray = field(default_factory=bytearray)


@dataclass(slots=True)
class _Part:
    """The part that is coming in."""

    name: str = ""
    file_name: str | None = None
    header: bytearray = field(default_factory=bytearray)
    header_value: bytearray = field(default_factory=bytearray)
    text: bytearray = field(default_factory=bytearray)


class _Builder:
    """Takes the parser's calls and builds the form; raises out of the parser when a limit is passed."""

    def __init__(self, file_bytes_max: int, before_file: Callable[[dict[str, str]], None]) -> None:
        self.form = UploadForm()
        self._file_bytes_max = file_bytes_max
        self._before_file = before_file
        self._part = _Part()
        self._parts = 0
        self.ended = False
        """The closing boundary came: without it the file may be half of one."""

    def on_part_begin(self) -> None:
        self._part = _Part()
        self._parts += 1
        if self._parts > _PARTS_MAX:
            raise NotAForm

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._part.header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._part.header_value += data[start:end]

    def on_header_end(self) -> None:
        part = self._part
        if bytes(part.header).lower() == b"content-disposition":
            _, options = parse_options_header(part.header_value.decode("latin-1"))
            part.name = _text(options.get(b"name", b""))
            part.file_name = _text(options[b"filename"]) if b"filename" in options else None
        part.header.clear()
        part.header_value.clear()

    def on_headers_finished(self) -> None:
        if self._part.file_name is not None:
            if self.form.file_name is not None:
                raise NotAForm
            self._before_file(self.form.fields)
            self.form.file_name = self._part.file_name

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._part.file_name is None:
            self._part.text += data[start:end]
            if len(self._part.text) > _FIELD_BYTES_MAX:
                raise NotAForm
            return
        self.form.content += data[start:end]
        if len(self.form.content) > self._file_bytes_max:
            raise TooLarge

    def on_part_end(self) -> None:
        if self._part.file_name is None:
            self.form.fields[self._part.name] = self._part.text.decode("utf-8", "replace")

    def on_end(self) -> None:
        self.ended = True


@asynccontextmanager
async def upload_in_turn(
    request: Request,
    slots: asyncio.Semaphore,
    *,
    file_bytes_max: int,
    before_file: Callable[[dict[str, str]], None],
) -> AsyncIterator[UploadForm]:
    """Read a form with one file and hold a slot for what is done with it.

    `before_file` sees the fields that came first and may refuse by raising.
    Raises TooLarge, TooSlow, Busy or NotAForm, and then reads no further.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise NotAForm
    builder = _Builder(file_bytes_max, before_file)
    try:
        parser = _parser(options[b"boundary"], builder)
        async with take_in_turn(request, parser.write, slots, file_bytes_max + FORM_BYTES_MAX):
            if not builder.ended:
                raise NotAForm
            yield builder.form
    except FormParserError:
        raise NotAForm from None


def _parser(boundary: bytes, builder: _Builder) -> MultipartParser:
    return MultipartParser(
        boundary,
        {
            "on_part_begin": builder.on_part_begin,
            "on_header_field": builder.on_header_field,
            "on_header_value": builder.on_header_value,
            "on_header_end": builder.on_header_end,
            "on_headers_finished": builder.on_headers_finished,
            "on_part_data": builder.on_part_data,
            "on_part_end": builder.on_part_end,
            "on_end": builder.on_end,
        },
        max_header_count=_HEADERS_MAX,
    )


def _text(value: bytes) -> str:
    """Browsers send names as UTF-8 bytes, which the parser hands on as they came or as Latin-1."""
    return value.decode("utf-8", "replace")
