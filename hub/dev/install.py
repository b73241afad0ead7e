"""`python -m hub.dev.install base|demo|dev`: the virtual environment, filled from the lock.

Runs before anything is installed, so it imports nothing but Python's own.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

from hub.dev.progress import give_up, step

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
# The smaller locks that one brings along, release by release (hub.dev.lock).
WITHIN = {"base": (), "demo": ("base",), "dev": ("base", "demo")}


def install(lock: str) -> None:
    """Bring `.venv` to what requirements/<lock>.txt says; does nothing when it is there already."""
    python = VENV / "bin" / "python"
    if not python.exists():
        with step("Making a virtual environment"):
            venv.create(VENV, with_pip=True, clear=VENV.exists())
    file = ROOT / "requirements" / f"{lock}.txt"
    stamp = VENV / f"{lock}.installed"
    wanted = _hash(lock)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    with step(f"Installing the {lock} packages (the first time: minutes)"):
        _pip(python, file)
    # The other lock may have held other releases of the same packages.
    for other in VENV.glob("*.installed"):
        other.unlink()
    stamp.write_text(wanted)
    for smaller in WITHIN[lock]:
        (VENV / f"{smaller}.installed").write_text(_hash(smaller))


def _hash(lock: str) -> str:
    return hashlib.sha256((ROOT / "requirements" / f"{lock}.txt").read_bytes()).hexdigest()


def _pip(python: Path, file: Path) -> None:
    command = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--no-deps",
        "-r",
        str(file),
    ]
    quiet = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
    if done.returncode:
        give_up(f"\nThe packages could not be installed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    install(sys.argv[1])
