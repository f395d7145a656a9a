"""Password hashes that take a thousandth of the work, for tests that check many passwords.

A stored hash names its own parameters, so the same code makes and checks it. What a hash costs in earnest is held by
`tests/unit/shared/web/test_signing_in.py`.
"""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def light_hashes() -> Iterator[None]:
    """Make what this process hashes during a module cheap."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shared.web.accounts.passwords._N", 2**5)
        yield
