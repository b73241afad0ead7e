"""Work that goes through many things on its own, at night or every minute."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

log = logging.getLogger(__name__)


def each_alone(what: str, do: Callable[[T], bool], ids: Iterable[T]) -> int:
    """Do it for each id; returns for how many it did something.

    One that fails is logged (as `what`) and left for the next round: the others, and their money, do not wait for it.
    `do` opens a transaction of its own.
    """
    done = 0
    for id_ in ids:
        try:
            done += do(id_)
        except Exception:  # whatever is wrong with this one, the next one may be well
            log.exception("%s failed for %s", what, id_)
    return done
