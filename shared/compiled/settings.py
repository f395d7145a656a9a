"""The switch that forces plain Python."""

import os
from typing import Final

SWITCH: Final = "ONWARD_COMPILED"
OFF: Final = ("no", "off", "false", "0")


def wanted() -> bool:
    """Return whether compiled modules may run: always, unless the environment says ONWARD_COMPILED=no."""
    return os.environ.get(SWITCH, "yes").strip().lower() not in OFF
