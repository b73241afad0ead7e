"""A database of its own with the demonstration region in it, made for pictures and dropped afterwards."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from hub.dev import postgres
from hub.dev.progress import give_up, step

ROOT = Path(__file__).resolve().parents[2]
NAME = "vliegwiel_pictures"


@contextmanager
def demo_database(told: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment in which Django finds it, for as long as the block lasts; with what else it is told."""
    addresses = postgres.start()
    owner = make_conninfo(
        addresses["DATABASE_OWNER_URL"].replace("postgres:", "postgresql:"), dbname="postgres"
    )
    environment = {
        **os.environ,
        **told,
        "DJANGO_SETTINGS_MODULE": "hub.settings.dev",
        **{name: url.replace(f"/{postgres.NAME}?", f"/{NAME}?") for name, url in addresses.items()},
    }
    _again(owner, create=True)
    try:
        with step("Making a demonstration region for the pictures"):
            _manage("prepare_database", environment | {"DATABASE_ROLE": "owner"})
            _manage("seed_demo", environment)
        yield environment
    finally:
        _again(owner, create=False)


def _again(owner: str, *, create: bool) -> None:
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))
        if create:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))


def _manage(command: str, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", command, "--verbosity", "0"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        give_up(f"\nmanage.py {command} failed:\n{done.stdout}{done.stderr}")
