"""What a command says when it is done."""

import os
import sys
from collections.abc import Iterable


def say(lines: Iterable[str]) -> bool:
    """Print lines on standard output, and return whether they were read.

    Whoever closes the pipe (`| head`) has read enough: what was done is done, and no error.
    """
    try:
        sys.stdout.writelines(f"{line}\n" for line in lines)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left would be tried again when the process ends, and complained about.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        return False
    return True
