"""Parts in another encoding than UTF-8: the reader library takes one in UTF-16 for an empty one."""

import re
from typing import Final

_DECLARED: Final = re.compile(r"""\A<\?xml\b[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["'][^>]*\?>""")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_UTF_16_WITHOUT_MARK: Final = {b"<\x00?\x00": "utf-16-le", b"\x00<\x00?": "utf-16-be"}
_OF_OLD: Final = {"iso-8859-1": "cp1252", "windows-1252": "cp1252", "latin1": "cp1252"}
"""What is written as ISO 8859-1 is meant as Windows-1252, in which it is contained."""


def another_encoding(beginning: bytes) -> str | None:
    """Return the encoding of a part that begins so; None where it is UTF-8."""
    if beginning.startswith(_UTF_16):
        return "utf-16"
    if beginning[:4] in _UTF_16_WITHOUT_MARK:
        return _UTF_16_WITHOUT_MARK[beginning[:4]]
    found = _DECLARED.match(beginning[:200].decode("latin-1"))
    return _OF_OLD.get(found.group(1).casefold()) if found else None


def text_in_another_encoding(part: bytes, encoding: str) -> bytes:
    """Return the part in UTF-8. Raises UnicodeDecodeError."""
    text = part.decode(encoding)
    return _DECLARED.sub('<?xml version="1.0" encoding="UTF-8"?>', text.removeprefix("\ufeff"), count=1).encode()
