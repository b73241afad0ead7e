"""Lines that tell how far a command is: what is being done, then how long it took. Needs nothing but Python."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(what: str) -> Iterator[None]:
    """Print `what` at once and the seconds when it is done."""
    start = time.monotonic()
    print(f"  {what:<52}", end="", flush=True)
    try:
        yield
    except BaseException:
        print("failed")
        raise
    print(f"{time.monotonic() - start:6.1f} s", flush=True)


def give_up(message: str) -> None:
    """End the command with one plain sentence instead of a traceback."""
    print(message, file=sys.stderr)
    raise SystemExit(1)
