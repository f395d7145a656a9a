"""Work that waits in a queue of the database, done one piece after the other."""

from collections.abc import Awaitable, Callable


async def until_none_is_left(do_next: Callable[[], Awaitable[bool]]) -> int:
    """Call until it returns that there was nothing to do, and return how often it did something."""
    count = 0
    while await do_next():
        count += 1
    return count
