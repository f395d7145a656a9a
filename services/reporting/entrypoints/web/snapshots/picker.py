"""How the address of a page says which snapshot it is about: `?snapshot=12`."""

import re
from typing import Final

from shared.web.requests.queries import Parameter

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,11}")


def snapshot_parameter(name: str) -> Parameter[int]:
    """Return the parameter of that name that takes the number of a snapshot."""
    return Parameter(name, "the number of a snapshot", lambda text: int(text) if _NUMBER.fullmatch(text) else None)


SNAPSHOT: Final = snapshot_parameter("snapshot")
