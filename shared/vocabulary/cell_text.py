"""The one rule by which the text of a cell is brought into order, whatever kind of file it came in.

Programs wrap values (`="0123"`), mark them as text with an apostrophe, write whole numbers with `.0`, leave HTML
entities and escapes standing, read UTF-8 as if it were Windows or Macintosh text, and carry signs that nobody sees.
"""

import html
import re
import unicodedata
from typing import Final

LENGTH_MAX: Final = 2_000
"""Of longer text, which no column takes, only the white space is brought into order: the rest would cost too much."""
_ROUNDS_MAX: Final = 3
"""One fault may lie under another: letters garbled twice, an entity within an entity."""

_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_WRAPPED: Final = re.compile(r'\s*="(.*)"\s*', re.DOTALL)
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKED_AS_TEXT: Final = re.compile(r"^'+(?=\+?[0-9])")
_WHOLE: Final = re.compile(r"(-?[0-9]+)\.0+")
_SOME_WHOLE: Final = re.compile(r"\|-?[0-9]+\.0+\|")
_LINE_BREAK: Final = re.compile(r"<br ?/?>", re.IGNORECASE)

_CONTROLS: Final = tuple(map(chr, (*range(0x20), 0x7F)))
_SURROGATES: Final = range(0xD800, 0xE000)
_UNSEEN: Final = """
    00ad 034f 0600-0605 061c 06dd 070f 0890-0891 08e2 115f-1160 180b-180f 200b-200f 202a-202e 2060-2064 2066-206f 2800
    3164 fe00-fe0f feff ffa0 fff9-fffb 110bd 110cd 13430-1343f 1bca0-1bca3 1d173-1d17a e0001 e0020-e007f e0100-e01ef
"""
"""Characters that show nothing: those that only format, variation selectors, fillers."""
_BREAKS: Final = "\t\n\x0b\x0c\r\x85\u2028\u2029"


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)))
    for span in _UNSEEN.split():
        first, _, last = span.partition("-")
        table |= dict.fromkeys(range(int(first, 16), int(last or first, 16) + 1))
    table |= dict.fromkeys(map(ord, _BREAKS), " ")
    return table | dict.fromkeys(map(ord, "’‘ʼ`´′ʹ‛"), "'") | dict.fromkeys(map(ord, "–‐‑"), "-")


_IN_ONE_FORM: Final = _table()

_WINDOWS: Final = bytes(range(0x80, 0xA0)).decode("cp1252", "replace")
_WINDOWS_BYTES: Final = {ord(sign): byte for byte, sign in enumerate(_WINDOWS, 0x80) if sign != "\ufffd"}
"""The bytes that Windows gives to signs of its own; its five undefined ones stay what they are."""
_WINDOWS_GARBLED: Final = re.compile(f"[\u00c2-\u00f4][\u0080-\u00bf{re.escape(_WINDOWS)}]")
_MAC_GARBLED: Final = re.compile(f"[¬√ƒ≈»·‚][{re.escape(bytes(range(0x80, 0xC0)).decode('mac_roman'))}]")
_CENTRAL: Final = re.compile(f"[ĂĹ][{re.escape(bytes(range(0x80, 0xC0)).decode('cp1250', 'ignore'))}]")
_DOS_SIGNS: Final = re.escape("".join(bytes(range(0x80, 0xC0)).decode(codec) for codec in ("cp850", "cp437")))
_DOS: Final = re.compile(f"[┬├─┼╚][{_DOS_SIGNS}]|[ÔΓ]Ç.|ß[╗║].")
_GARBLED: Final = ((_MAC_GARBLED, "mac_roman"), (_DOS, "cp850"), (_DOS, "cp437"), (_CENTRAL, "cp1250"))
"""What shows that text was read by a coding it was not written in, and which."""
_LATIN: Final = re.compile(
    r"[\t-\r -~\u00a0-\u017f\u01a0\u01a1\u01af\u01b0\u01cd-\u01dc\u0218-\u021b\u0300-\u036f\u1e00-\u1eff"
    r"\u200b-\u203a\u20ac\u2122\ufeff]*"
)
_LETTERS: Final = "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]+"
_PLAIN_LETTERS: Final = re.compile(f"(?!.*\u00d4\u00c7){_LETTERS}(?:[ '-]{_LETTERS})*")
"""Words of Western letters, as most beyond ASCII are: none of them ever stands second in a garbled letter,
except in DOS letters behind ÔÇ."""
_NAME_SIGNS: Final = frozenset(" '-.")


def is_tidy(text: str) -> bool:
    """Return whether a text, without a character beyond ASCII, plainly needs no tidying, as most do not."""
    return (
        text.isascii()
        and text.isprintable()
        and "  " not in text
        and "_x" not in text
        and '="' not in text
        and "`" not in text
        and not ("&" in text and ";" in text)
        and "<" not in text
        and not text.startswith((" ", "'"))
        and not text.endswith(" ")
        and not (text.endswith("0") and _WHOLE.fullmatch(text))
    )


def are_tidy(joined: str) -> bool:
    """Return whether texts joined by `|`, with one before and behind, are all tidy: one look at many of them.

    What single signs rule out is not looked for: to find one is many times as fast as to find two side by side.
    """
    return (
        joined.isascii()
        and not any(map(joined.__contains__, _CONTROLS))
        and not (" " in joined and ("  " in joined or " |" in joined or "| " in joined))
        and not ("'" in joined and "|'" in joined)
        and not ("." in joined and "0|" in joined and _SOME_WHOLE.search(joined))
        and not ("_" in joined and "_x" in joined)
        and not ("=" in joined and '="' in joined)
        and not ("&" in joined and ";" in joined)
        and "`" not in joined
        and "<" not in joined
    )


def tidy(text: str) -> str:
    """Return the text in order: as `tidied` does, without a word on whether letters had to be put right."""
    return tidied(text)[0]


def tidied(text: str) -> tuple[str, bool]:
    """Return the text in order, and whether letters were put right: an entity read, or garbled text turned back.

    In order: no escapes and no wrapping, one kind of space, apostrophe and hyphen, nothing that nobody can see, no
    apostrophe before a number and no `.0` behind one. These need no report: no letter becomes another.
    """
    if is_tidy(text) or _PLAIN_LETTERS.fullmatch(text):
        return text, False
    if len(text) > LENGTH_MAX:
        return " ".join(text.split()), False
    repaired = False
    for _ in range(_ROUNDS_MAX):
        before = text
        unwrapped = _unwrapped(_ESCAPE.sub(_escaped, text) if "_x" in text else text)
        letters = _turned_back(_without_markup(unwrapped))  # before trimming: a garbled letter may end in a blank
        repaired = repaired or letters != unwrapped
        text = _in_one_form(letters)
        if text == before:
            break
    return text, repaired


def without_apostrophe(text: str) -> str:
    """Return a code without the apostrophe before it that marks it as text; not for names, which may begin with one."""
    return text.lstrip("'") if text.startswith("'") else text


def _in_one_form(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.replace("´", "'"))  # alone it would become a blank with an accent
    text = " ".join(text.translate(_IN_ONE_FORM).split())
    if text.startswith("'") and (marked := _MARKED_AS_TEXT.match(text)):
        text = text[marked.end() :].removesuffix("'")
    number = _WHOLE.fullmatch(text) if text.endswith("0") else None
    return text if number is None else number[1]


def _escaped(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return " " if number in _SURROGATES else chr(number)


def _unwrapped(text: str) -> str:
    found = _WRAPPED.fullmatch(text) if '="' in text else None
    return text if found is None else found[1].replace('""', '"')


def _without_markup(text: str) -> str:
    if "<" in text:
        text = _LINE_BREAK.sub(" ", text)
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text and ";" in text else text


def _turned_back(text: str) -> str:
    """Return what the text was before its UTF-8 was read in another coding, if all of it turns back."""
    likely = text
    for _ in range(_ROUNDS_MAX):
        letters = None if text.isascii() else _as_utf8(text)
        if letters is None:
            break
        text = letters
        likely = letters if _likely(letters) else likely
    return likely


def _as_utf8(text: str) -> str | None:
    """Return what the text says if its bytes are taken for UTF-8, or None; in capitals, Romanian has Ă before Ş."""
    if _WINDOWS_GARBLED.search(text) and (letters := _recoded(text.translate(_WINDOWS_BYTES), "latin-1")):
        return letters
    shown = (codec for sign, codec in _GARBLED if sign.search(text) and not (sign is _CENTRAL and text.isupper()))
    return next(filter(None, (_recoded(text, codec) for codec in shown)), None)


def _recoded(text: str, codec: str) -> str | None:
    try:
        return text.encode(codec).decode()
    except UnicodeError:
        return None


def _likely(text: str) -> bool:
    """Return whether these are letters that a name here may have; another script, only where all of it is in that."""
    if _LATIN.fullmatch(text):
        return True
    return all(sign in _NAME_SIGNS or (sign.isalpha() and not sign.isascii()) for sign in text)
