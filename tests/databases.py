"""Databases for tests: a template made once for these migrations, and clones of it, a tenth of a second each.

Nothing is ever flushed: the ledger cannot be. A test that commits gets a clone of its own and it is dropped afterwards.
"""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from itertools import count
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "vliegwiel_test"
KEPT = 6
# What decides about tables and rights beside the migrations themselves.
ALSO = (
    "hub/wiring.py",
    "hub/management/commands/secure_database.py",
    "hub/management/commands/prepare_database.py",
)
_numbers = count(1)


def template() -> str:
    """The name of the template for the migrations as they are now, made if there is none."""
    name = f"{PREFIX}_template_{fingerprint()}"
    with _alone(name) as connection:
        known = _names(connection, f"{PREFIX}_template_%")
        if name not in known:
            _build(connection, name)
            for old in [other for other in known if other != name][: max(0, len(known) - KEPT + 1)]:
                _drop(connection, old)
    return name


def fingerprint() -> str:
    """A hash of everything that shapes an empty database."""
    digest = hashlib.sha256()
    # In the rooms alone: elsewhere are parts of others, and databases that come and go while one looks.
    ours = [
        file
        for room in ROOT.iterdir()
        if (room / "apps.py").exists() or room.name == "hub"
        for file in room.glob("**/migrations/*.py")
    ]
    for file in [*sorted(ours), *(ROOT / name for name in ALSO)]:
        digest.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    for package in ("django", "wagtail", "django-allauth", "django-scheduler", "django-taggit"):
        digest.update(version(package).encode())
    return digest.hexdigest()[:12]


def named(word: str) -> str:
    """It carries our process, so that leftovers can be told."""
    return f"{PREFIX}_{os.getpid()}_{word}"


def clone(name: str | None = None, word: str | None = None) -> str:
    """A new database like the template; with a word, in place of the last one of that word."""
    name = name or template()
    target = named(word or str(next(_numbers)))
    with _alone(name) as connection:
        if word:
            _drop(connection, target)
        # Copied as files: a third of the work of writing each page to the log as well (before 15 there is no choice).
        how = "STRATEGY FILE_COPY" if connection.info.server_version >= 150_000 else ""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} " + how)
        connection.execute(statement.format(*map(sql.Identifier, (target, name))))
    return target


def drop(name: str) -> None:
    """Remove a clone, ending whatever is still connected to it."""
    with _owner() as connection:
        _drop(connection, name)


def drop_leftovers() -> None:
    """Remove the clones of test runs that ended without doing so themselves."""
    with _owner() as connection:
        for name in _names(connection, f"{PREFIX}_%"):
            process = name.removeprefix(f"{PREFIX}_").split("_")[0]
            if process.isdigit() and not _runs(int(process)):
                _drop(connection, name)


def url(name: str, *, owner: bool = False) -> str:
    """The address of one database on the tests' server, as the runtime role unless told otherwise."""
    address: str = settings.DATABASE_OWNER_URL if owner else settings.DATABASE_URL
    head, _, options = address.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{options}" if options else "")


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _build(connection: psycopg.Connection, name: str) -> None:
    building = named("building")
    _drop(connection, building)
    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "hub.settings.test",
        "DATABASE_URL": url(building),
        "DATABASE_OWNER_URL": url(building, owner=True),
        "DATABASE_ROLE": "owner",
    }
    command = [sys.executable, "manage.py", "prepare_database", "--verbosity", "0"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The tests' database could not be made:\n{done.stdout}{done.stderr}")
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (building, name)))
    )


def _names(connection: psycopg.Connection, pattern: str) -> list[str]:
    """Databases by name, oldest first."""
    rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid", [pattern])
    return [row[0] for row in rows.fetchall()]


def _drop(connection: psycopg.Connection, name: str) -> None:
    """Who is still connected is sent away; only the housekeeping of PostgreSQL itself must be waited for."""
    for patience in range(100, -1, -1):
        try:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )
            return
        except psycopg.errors.InsufficientPrivilege:
            if not patience:
                raise
            time.sleep(0.1)


@contextmanager
def _owner() -> Iterator[psycopg.Connection]:
    address = make_conninfo(settings.DATABASE_OWNER_URL, dbname="postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


@contextmanager
def _alone(name: str) -> Iterator[psycopg.Connection]:
    """One test process at a time makes or copies this template: PostgreSQL copies only what nobody uses."""
    with _owner() as connection:
        connection.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
        yield connection


if __name__ == "__main__":
    # Before the tests, so that no test's time is spent on it: `python -m tests.databases`.
    template()
