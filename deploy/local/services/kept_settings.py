"""The settings that a stack was started with. It goes on with them, whatever the shell says that asks for something.

They are kept once the services that were started with them are ready: settings with which none came up are not.
"""

from collections.abc import Mapping
from typing import Any

from deploy.local.paths import StackPaths
from deploy.local.services import launch
from deploy.local.state.files import read_json, write_json


def kept_settings(paths: StackPaths) -> dict[str, str]:
    """Return the ONWARD_* variables that the services came up with; the caller's when none did."""
    kept: dict[str, str] | None = read_json(paths.desired).get("settings")
    return launch.settings_here() if kept is None else kept


def keep_settings(paths: StackPaths, settings: Mapping[str, str]) -> None:
    """Keep the settings with which the services came up."""
    write_json(paths.desired, read_json(paths.desired) | {"settings": dict(settings)})


def say_differing(paths: StackPaths, content: dict[str, Any], settings: Mapping[str, str]) -> None:
    """Print the names of the caller's settings that are not taken over, if there are any."""
    if names := differing(paths, content, settings):
        print(f"Settings differ: {', '.join(names)}; `make restart` takes them over.", flush=True)


def differing(paths: StackPaths, content: dict[str, Any], settings: Mapping[str, str]) -> list[str]:
    """Return the names, never the values, of the settings for which the caller's variables stand otherwise."""
    here = launch.settings_here()
    kept, asked = (launch.common_environment(paths, content, {}, one) for one in (settings, here))
    names = sorted(name for name in {*settings, *here} if kept.get(name) != asked.get(name))
    return [name if name in here else f"{name} (not set here)" for name in names]
