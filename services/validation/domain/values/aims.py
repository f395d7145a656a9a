"""Numbers of qualifications: QN of the school census, learning aim reference of the ILR. Neither has a check digit."""

import re
from typing import Final, NamedTuple

_NOISE: Final = re.compile(r"[\s/.]+")
_QN: Final = re.compile(r"[0-9A-Z#][0-9]{6}[0-9A-Z]")
_AIM: Final = re.compile(r"[0-9A-Z#]{1,8}")


class AimReading(NamedTuple):
    """The canonical number (603/0390/0 becomes 60303900), or None where the text is none."""

    value: str | None


def read_qualification_number(text: str) -> AimReading:
    """Read a QN: eight characters, the second to seventh of them digits."""
    cleaned = _NOISE.sub("", text).upper()
    return AimReading(cleaned if _QN.fullmatch(cleaned) else None)


def read_aim_reference(text: str) -> AimReading:
    """Read a learning aim reference: up to eight letters and digits, for example ZPROG001."""
    cleaned = _NOISE.sub("", text).upper()
    return AimReading(cleaned if _AIM.fullmatch(cleaned) else None)
