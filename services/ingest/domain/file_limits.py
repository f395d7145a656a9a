"""How large a file may be that is sent. What the reading of one may cost is in `adapters/reading/child_limits.py`."""

from typing import Final

FILE_MEGABYTES_MAX: Final = 20
FILE_BYTES_MAX: Final = FILE_MEGABYTES_MAX * 1024 * 1024
"""Every door refuses a larger file: the upload hook, the upload page, the watched folder, and `onward send`."""
