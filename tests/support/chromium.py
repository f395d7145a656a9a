"""Chromium for the tests marked `browser`: there, installed when that is ours to do, or said to be missing."""

import os
import shutil
import subprocess

import pytest

from tests.support.browser import find_chromium

REMEDY = "apt-get install -y chromium"
MISSING = f"not run: Chromium is not installed; repair it with `{REMEDY}` as root"
INSTALL_S = 600


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Look for Chromium only when a test that needs it was selected."""
    needing = [item for item in items if item.get_closest_marker("browser")]
    if not needing or find_chromium() or _install():
        return
    for item in needing:
        item.add_marker(pytest.mark.skip(reason=MISSING))


def _install() -> bool:
    """Install Debian's Chromium when `make test` allows it and we are root. Return whether it is there then."""
    allowed = os.environ.get("ONWARD_INSTALL_BROWSER") == "1" and os.geteuid() == 0
    if not allowed or not shutil.which("apt-get"):
        return False
    print("Installing Chromium for the browser tests (once; a minute or two) ...", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"],
    ):
        try:
            subprocess.run(
                ["apt-get", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=environment,
                timeout=INSTALL_S,
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            return False
    return find_chromium() is not None
