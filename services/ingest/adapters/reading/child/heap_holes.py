"""Closes the gaps in the warm server's memory: each one that a child filled would have the kernel copy a page.

What children use then lies side by side, in pages that nobody has to copy. It took a tenth of a small file's time away.
There are two kinds of gap: those of the C library, and those that Python keeps for its small objects.
"""

import ctypes
from collections.abc import Iterator
from typing import Any, Final

_SIZES: Final = (65_536, 32_768, 16_384, 8_192, 4_096, 2_048, 1_024, 512, 256, 128, 64, 24)
"""Pieces of memory in bytes, the largest first, below the size that the C library asks the kernel for one by one."""
_PIECES_MAX: Final = 50_000
"""There are some hundred gaps; whatever the library answers, this comes to an end."""


class HeapUsage(ctypes.Structure):
    """What glibc says of its heap (`struct mallinfo2`): bytes taken, and free ones, in all and at its end."""

    _fields_ = (
        *((name, ctypes.c_size_t) for name in ("arena", "pieces", "small", "mapped", "mapped_bytes", "u", "s")),
        ("taken", ctypes.c_size_t),
        ("free", ctypes.c_size_t),
        ("free_at_end", ctypes.c_size_t),
    )
    free: int
    free_at_end: int


def fill_heap_holes(libc: Any) -> None:
    """Take all free memory but that at the end of the heap, and keep it. Without glibc nothing is done."""
    if not hasattr(libc, "mallinfo2"):
        return
    libc.mallinfo2.restype = HeapUsage
    libc.malloc.restype = libc.sbrk.restype = ctypes.c_void_p
    libc.malloc.argtypes, libc.free.argtypes = [ctypes.c_size_t], [ctypes.c_void_p]
    libc.sbrk.argtypes = [ctypes.c_ssize_t]
    libc.malloc_trim(0)
    end = libc.sbrk(0) - libc.mallinfo2().free_at_end
    left = _PIECES_MAX
    for size in _SIZES:
        while left and (piece := libc.malloc(size)):
            left -= 1
            if piece >= end:
                libc.free(piece)
                break


_POOL_BYTES: Final = 16_384
"""Python takes memory for small objects in pools of this size, each for objects of one size, in steps of 16 bytes."""
_POOL_HEAD_BYTES: Final = 48
_SMALL_MAX: Final = 512
_BYTES_HEAD: Final = 33
"""What a `bytes` takes beside its content."""
_OBJECTS_MAX: Final = 20_000
_FRESH: Final = 3
"""So many objects side by side from the beginning of a pool on: it was empty, and so are those that come after it."""
_kept: list[list[object]] = []


def fill_pool_holes() -> None:
    """Take all free places in Python's pools that hold something already, and keep them.

    Where pools are made otherwise, some memory is taken for nothing.
    """
    for size in range(16, _SMALL_MAX + 1, 16):
        taken: list[object] = []
        in_turn, previous = 0, 0
        for one in _objects_of(size):
            taken.append(one)
            place = id(one)
            begins = place % _POOL_BYTES == _POOL_HEAD_BYTES
            in_turn = 1 if begins else in_turn + 1 if in_turn and place == previous + size else 0
            previous = place
            if in_turn == _FRESH:
                del one, taken[-_FRESH:]
                break
        _kept.append(taken)


def _objects_of(size: int) -> Iterator[object]:
    """Yield new objects of this size without an end that matters."""
    for number in range(_OBJECTS_MAX):
        if size >= _BYTES_HEAD + 1:
            yield bytes(size - _BYTES_HEAD)
        else:
            yield object() if size == 16 else number + 2**70  # an integer of three digits, which takes 32 bytes
