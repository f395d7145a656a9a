"""The settings that a stack was started with. It goes on with them, whatever the shell says that asks for something."""

from collections.abc import Mapping
from typing import Any

from deploy.local.paths import StackPaths
from deploy.local.services import launch
from deploy.local.state.files import read_json


def kept_settings(paths: StackPaths) -> dict[str, str]:
    """Return the ONWARD_* variables that the running services were started with; the caller's when none run."""
    kept: dict[str, str] | None = read_json(paths.desired).get("settings")
    return launch.settings_here() if kept is None else kept


def differing(paths: StackPaths, content: dict[str, Any], settings: Mapping[str, str]) -> list[str]:
    """Return the names, never the values, of the settings for which the caller's variables stand otherwise."""
    here = launch.settings_here()
    kept, asked = (launch.common_environment(paths, content, {}, one) for one in (settings, here))
    names = sorted(name for name in {*settings, *here} if kept.get(name) != asked.get(name))
    return [name if name in here else f"{name} (not set here)" for name in names]
