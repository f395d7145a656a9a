"""Memory that is free between pieces in use is taken before children are forked."""

import ctypes
import subprocess
import sys

from services.ingest.adapters.reading.child.heap_holes import fill_heap_holes

_LOOK = """
import ctypes
from services.ingest.adapters.reading.child.heap_holes import HeapUsage, fill_heap_holes
libc = ctypes.CDLL(None)
kept = [bytes(1_000) for _ in range(2_000)]
del kept[::2]
libc.mallinfo2.restype = HeapUsage
before = libc.mallinfo2()
fill_heap_holes(libc)
after = libc.mallinfo2()
print(before.free - before.free_at_end, after.free - after.free_at_end)
"""


def test_nothing_is_free_any_more_but_what_lies_at_the_end_of_the_heap() -> None:
    """In a process of its own: the memory stays taken."""
    if not hasattr(ctypes.CDLL(None), "mallinfo2"):
        return
    said = subprocess.run([sys.executable, "-c", _LOOK], capture_output=True, check=True, text=True).stdout
    before, after = map(int, said.split())
    assert before > 900_000
    assert after < 20_000


def test_another_library_than_glibc_is_left_alone() -> None:
    """It has no such call."""
    fill_heap_holes(object())


_LOOK_AT_POOLS = """
from services.ingest.adapters.reading.child.heap_holes import fill_pool_holes
kept = [bytes(67) for _ in range(5_000)]
freed = {id(one) for one in kept[::2]}
del kept[::2]
fill_pool_holes()
print(sum(id(one) in freed for one in [bytes(67) for _ in range(1_000)]))
"""


def test_new_small_objects_take_no_place_between_older_ones() -> None:
    """In a process of its own: the memory stays taken."""
    said = subprocess.run([sys.executable, "-c", _LOOK_AT_POOLS], capture_output=True, check=True, text=True).stdout
    assert int(said) < 200
