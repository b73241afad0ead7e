"""`python -m hub.dev.up [--background | --stop]`: the whole site on one machine, from nothing or from where it was."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg

from hub.dev import cards, catalogues, parts, postgres, processes
from hub.dev.logins import CODES, LOGINS, PASSWORD
from hub.dev.progress import give_up, step

ROOT = Path(__file__).resolve().parents[2]
URL = f"http://localhost:{processes.PORT}/"
SEED = ROOT / "hub" / "management" / "commands" / "seed_demo.py"


def prepare() -> None:
    """Parts, database, messages, demonstration region: each is left alone when it is there."""
    parts.fetch()
    with step("Starting PostgreSQL"):
        runtime = os.environ.get("DATABASE_URL") or postgres.start()["DATABASE_URL"]
    with step("Bringing the database up to date"):
        _manage("prepare_database", DATABASE_ROLE="owner")
    catalogues.compile_all()
    with psycopg.connect(runtime) as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM facilities_hub)").fetchone()
    if SEED.exists() and not (row and row[0]):
        with step("Making a demonstration region"):
            # Which houses are paid by card depends on there being a card processor.
            beside = cards.beside(URL)
            _manage("seed_demo", **(beside.environment() if beside else {}))


def _manage(*arguments: str, **variables: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments, "--verbosity", "0"],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        give_up(f"\nmanage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")


def welcome() -> bool:
    """Wait until the site answers, then say where it is and who can sign in; false when it never answers."""
    deadline = time.monotonic() + 60
    while not processes.answers():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    print(f"\n  Vliegwiel is at {URL}\n\n  Sign in with the password {PASSWORD} as")
    for login in LOGINS:
        print(f"    {login.email:<28} {login.who}")
    print(f"\n  {CODES}")
    if cards.beside(URL):
        print(
            "\n  Cards: 4242 4242 4242 4242 pays, 4000 0000 0000 0002 is refused, 4000 0027 6000 3184 has the bank ask;"
        )
        print("  any month to come, any code. No money moves.")
    print("\n  Mails it sends are in var/mail, its logs in var/log. ", end="")
    print("`make stop` ends it.\n" if "--background" in sys.argv else "Ctrl-C ends it.\n", flush=True)
    return True


def main() -> int:
    if "--stop" in sys.argv:
        processes.stop_background()
        return 0
    if processes.answers():
        give_up(
            f"Something already runs at {URL}: stop it (`make stop`), or choose another port: make up PORT=8001"
        )
    prepare()
    if "--background" in sys.argv:
        # Nothing of the caller's is kept open: `make start | tail` would otherwise wait as long as the site runs.
        subprocess.Popen(
            [sys.executable, "-m", "hub.dev.processes"],
            cwd=ROOT,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return 0 if welcome() else 1
    threading.Thread(target=welcome, daemon=True).start()
    return processes.supervise()


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except KeyboardInterrupt:
        raise SystemExit(130) from None
