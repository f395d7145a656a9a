"""Closes the gaps in the warm server's memory: each one that a child filled would have the kernel copy a page.

What children use then lies side by side, in pages that nobody has to copy. It took a tenth of a small file's time away.
"""

import ctypes
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
