"""A test's own database, and a crowd of threads that want things from it at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, connections

from tests import databases

R = TypeVar("R")


@dataclass(frozen=True)
class OwnDatabase:
    """While the fixture lasts, Django's default connection (of every thread here) leads to this database."""

    name: str

    @property
    def url(self) -> str:
        """As the runtime role: what a site or another process is given as DATABASE_URL."""
        return databases.url(self.name)

    @property
    def owner_url(self) -> str:
        """As the owner: for a test that must break what the runtime role cannot."""
        return databases.url(self.name, owner=True)

    def crowd(self, size: int, function: Callable[[int], R]) -> list[R | Exception]:
        """Run `function(0)` ... `function(size - 1)` at once, in threads; what each returned or raised, in order."""
        barrier = threading.Barrier(size)

        def one(number: int) -> R | Exception:
            try:
                connection.ensure_connection()
                barrier.wait(timeout=30)
                return function(number)
            except Exception as error:
                return error
            finally:
                connection.close()

        with ThreadPoolExecutor(max_workers=size) as pool:
            return list(pool.map(one, range(size)))


class Swap:
    """Points Django's default connection at another database, and back."""

    def __init__(self) -> None:
        self._settings: dict[str, Any] = connections.settings["default"]
        self._before: str = self._settings["NAME"]

    def to(self, name: str) -> None:
        connections["default"].close()
        self._settings["NAME"] = name

    def back(self) -> None:
        connections["default"].close()
        self._settings["NAME"] = self._before
