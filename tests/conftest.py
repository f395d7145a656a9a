"""What every test may use."""

from hypothesis import settings

settings.register_profile("onward", deadline=None)
settings.load_profile("onward")
"""No deadline: how long an example takes says more of what else the machine does than of the code."""

pytest_plugins = ["tests.support.stack", "tests.support.chromium", "tests.support.kinds", "tests.support.passwords"]
