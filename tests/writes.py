"""Whether anything was written since one last asked: where nothing was, what held then still holds."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

# Of these alone it is known that they leave the rows as they are; every other statement counts as one that writes.
READS = re.compile(r"\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|SET|SHOW)\b", re.IGNORECASE)
QUESTION = re.compile(r"\s*WITH\b(?!.*\b(INSERT|UPDATE|DELETE|MERGE)\b)", re.IGNORECASE | re.DOTALL)


class Writes:
    """Of this thread's connection, while it is `watched()`."""

    def __init__(self) -> None:
        self._written = True

    @contextmanager
    def watched(self) -> Iterator[None]:
        with connection.execute_wrapper(self._note):
            yield

    def any(self) -> bool:
        """Since `forget()`; at first always."""
        return self._written

    def forget(self) -> None:
        self._written = False

    def _note(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not READS.match(sql) and not QUESTION.match(sql):
            self._written = True
        return execute(sql, params, many, context)
