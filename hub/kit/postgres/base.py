"""Named by DATABASES["ENGINE"]. Everything that is not here is Django's own."""

import re
import select
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db.backends.postgresql import base, operations
from psycopg import RawCursor, errors
from psycopg.types.numeric import Int8Dumper

# So long a connection may be silent before it is asked whether it is still there: what was cut off on the way says
# nothing, and routers forget connections that say nothing for minutes.
TRUSTED_SECONDS = 30


PLACE = re.compile(r"%(?:\((\w+)\)s|s|(%))")


class PreparedCursor(base.CursorMixin, RawCursor[Any]):
    """Values travel beside the statement, and the server keeps the statement's plan from the first time on. So its
    places are numbered here, once a statement: psycopg does that anew for each long one, or one with many values."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        if params is not None:
            query, names = numbered(query)
            params = [params[name] for name in names] if isinstance(params, Mapping) else params
        return super().execute(query, params, **{"prepare": True, **options})


@lru_cache(maxsize=1024)
def numbered(statement: str) -> tuple[str, Sequence[str]]:
    """`%(name)s` and `%s` as `$1`, `$2` and on, and the names in that order, none where the places had no names."""
    names: dict[str, int] = {}
    places = 0

    def place(found: re.Match[str]) -> str:
        nonlocal places
        if found[2]:
            return "%"
        if found[1]:
            return f"${names.setdefault(found[1], len(names) + 1)}"
        places += 1
        return f"${places}"

    return PLACE.sub(place, statement), tuple(names)


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> Any:
        """With its values in their places, as tests and Django's debug log show statements."""
        if isinstance(cursor, PreparedCursor):
            return self.compose_sql(sql, params)
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    _asked_at = 0.0

    def get_new_connection(self, conn_params: Any) -> Any:
        """Whole numbers are sent as bigint, whatever their size: a small one would be a smallint, and the same
        statement with a large one another statement, prepared and kept once more."""
        made = super().get_new_connection(conn_params)
        made.adapters.register_dumper(int, Int8Dumper)
        return made

    def is_usable(self) -> bool:
        """Django asks this once a request, by a statement. A server that went away has closed the connection, and what
        is closed has something to read (its end); a silent one that answered a moment ago need not be asked."""
        now = time.monotonic()
        if self.connection is not None and now - self._asked_at < TRUSTED_SECONDS and self._silent():
            return True
        self._asked_at = now
        return bool(super().is_usable())

    def _silent(self) -> bool:
        try:
            ready = select.poll()
            ready.register(self.connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
            return not ready.poll(0)
        except (OSError, ValueError, errors.OperationalError):
            return False

    def prepared_cursor(self) -> Any:
        """A cursor for the statements of `hub.kit.sql`, wrapped, counted and logged as that of `cursor()` is."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(PreparedCursor(self.connection))  # type: ignore[attr-defined]
