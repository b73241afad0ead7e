"""`python -m hub.dev.install base|dev`: the virtual environment, filled from the lock.

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


def install(lock: str) -> None:
    """Bring `.venv` to what requirements/<lock>.txt says; does nothing when it is there already."""
    python = VENV / "bin" / "python"
    if not python.exists():
        with step("Making a virtual environment"):
            venv.create(VENV, with_pip=True, clear=VENV.exists())
    file = ROOT / "requirements" / f"{lock}.txt"
    stamp = VENV / f"{lock}.installed"
    wanted = hashlib.sha256(file.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    with step(f"Installing the {lock} packages (the first time: minutes)"):
        _pip(python, file)
    # The other lock may have held other releases of the same packages.
    for other in VENV.glob("*.installed"):
        other.unlink()
    stamp.write_text(wanted)
    if lock == "dev":
        base = (ROOT / "requirements" / "base.txt").read_bytes()
        (VENV / "base.installed").write_text(hashlib.sha256(base).hexdigest())


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
