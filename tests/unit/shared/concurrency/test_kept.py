"""What is worked out once for all who ask: by the same key, while it is not too old, and never a failure."""

import asyncio

import pytest

from shared.concurrency.kept import Kept


class Work:
    """Returns how often it was asked, with the key; fails as long as it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fails = False

    async def __call__(self, key: str) -> tuple[str, int]:
        self.asked.append(key)
        await asyncio.sleep(0)
        if self.fails:
            raise RuntimeError
        return key, len(self.asked)


async def test_whoever_asks_by_the_same_key_gets_the_same() -> None:
    work = Work()
    kept = Kept(work, 3600)
    assert set(await asyncio.gather(*(kept.get("today") for _ in range(5)))) == {("today", 1)}
    assert await kept.get("tomorrow") == ("tomorrow", 2)
    assert await kept.get("tomorrow") == ("tomorrow", 2)


async def test_what_is_too_old_is_worked_out_again() -> None:
    kept = Kept(Work(), 0)
    assert [await kept.get("today"), await kept.get("today")] == [("today", 1), ("today", 2)]


async def test_a_failure_is_not_kept() -> None:
    work = Work()
    kept, work.fails = Kept(work, 3600), True
    with pytest.raises(RuntimeError):
        await kept.get("today")
    work.fails = False
    assert await kept.get("today") == ("today", 2)
