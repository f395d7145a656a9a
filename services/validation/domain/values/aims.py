"""Numbers of qualifications: the learning aim reference of the ILR, which takes a QN too. It has no check digit."""

import re
from typing import Final, NamedTuple

_NOISE: Final = re.compile(r"[\s/.]+")
_AIM: Final = re.compile(r"[0-9A-Z#]{1,8}")


class AimReading(NamedTuple):
    """The canonical number (603/0390/0 becomes 60303900), or None where the text is none."""

    value: str | None


def read_aim_reference(text: str) -> AimReading:
    """Read a learning aim reference: up to eight letters and digits, for example ZPROG001."""
    cleaned = _NOISE.sub("", text).upper()
    return AimReading(cleaned if _AIM.fullmatch(cleaned) else None)
