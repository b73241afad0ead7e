"""A site on one machine, started and stopped together: web server, worker, scheduler, and a card processor."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from hub.dev import cards

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / "var" / "log"
PID = ROOT / "var" / "site.pid"
HOST, PORT = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
PATIENCE = 15.0


def commands() -> dict[str, list[str]]:
    """What runs, by the name of its log file."""
    celery = ["-m", "celery", "--app", "hub.celery", "--quiet"]
    return {
        "web": [
            "-m",
            "gunicorn",
            "hub.wsgi",
            "--bind",
            f"{HOST}:{PORT}",
            "--workers",
            "2",
            "--threads",
            "4",
            "--preload",
            "--no-control-socket",
        ],
        "worker": [
            *celery,
            "worker",
            "--pool",
            "threads",
            "--concurrency",
            "2",
            "--without-gossip",
            "--without-mingle",
        ],
        "beat": [
            *celery,
            "beat",
            "--schedule",
            str(ROOT / "var" / "celery" / "beat"),
            "--max-interval",
            "1",
            "--pidfile",
            "",
        ],
    }


def supervise() -> int:
    """Run them all until a signal comes or one of them ends; then end the others. Returns the exit code."""
    beside = cards.beside(f"http://{_reachable()}:{PORT}")
    told = beside.environment() if beside else {}
    wanted = commands() | (beside.commands() if beside else {})
    running = {name: _start(name, command, told) for name, command in wanted.items()}
    stopping: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    PID.write_text(str(os.getpid()))
    try:
        while not stopping:
            ended = [name for name, process in running.items() if process.poll() is not None]
            if ended:
                print(f"The {ended[0]} process ended by itself; the end of its log ({LOGS / ended[0]}.log):")
                print(*(LOGS / f"{ended[0]}.log").read_text().splitlines()[-15:], sep="\n")
                return 1
            time.sleep(0.2)
        return 0
    finally:
        _end(running)
        PID.unlink(missing_ok=True)


def _start(name: str, command: list[str], told: dict[str, str]) -> subprocess.Popen[bytes]:
    LOGS.mkdir(parents=True, exist_ok=True)
    environment = {"DJANGO_SETTINGS_MODULE": "hub.settings.dev", **os.environ, **told}
    with (LOGS / f"{name}.log").open("wb") as log:
        # A session of its own: Ctrl-C reaches us alone, and we end the others in order.
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _end(running: dict[str, subprocess.Popen[bytes]]) -> None:
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in running.values():
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def answers() -> bool:
    """Whether something listens at our address."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((_reachable(), PORT)) == 0


def _reachable() -> str:
    """Where we ourselves find what listens at HOST."""
    return HOST if HOST != "0.0.0.0" else "127.0.0.1"


def stop_background() -> None:
    """End the supervisor that `make start` left running, and with it all of them."""
    try:
        pid = int(PID.read_text())
        os.kill(pid, signal.SIGTERM)
    except (FileNotFoundError, ProcessLookupError, ValueError):
        PID.unlink(missing_ok=True)
        print("The site was not running.")
        return
    deadline = time.monotonic() + PATIENCE + 5
    while PID.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    print("The site is stopped; PostgreSQL keeps running.")


if __name__ == "__main__":
    raise SystemExit(supervise())
