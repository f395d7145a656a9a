"""What every test may use."""

pytest_plugins = ["tests.support.stack", "tests.support.chromium", "tests.support.kinds", "tests.support.passwords"]
