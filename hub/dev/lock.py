"""`python -m hub.dev.lock`: compile requirements/*.in to locks with hashes, and no trace of where they were fetched."""

import subprocess
import sys
from pathlib import Path

from hub.dev.install import WITHIN
from hub.dev.progress import step

FOLDER = Path(__file__).resolve().parents[2] / "requirements"
OPTIONS = (
    "--quiet --upgrade --generate-hashes --strip-extras --allow-unsafe --no-header"
    " --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options"
).split()


def compile_all() -> None:
    for name in ("base", "production", "demo", "dev"):
        # All agree on every package they share: the later ones are held to those they hold.
        held = [word for lock in WITHIN.get(name, ("base",)) for word in ("--constraint", f"{lock}.txt")]
        with step(f"Locking {name}"):
            subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "piptools",
                    "compile",
                    *OPTIONS,
                    *held,
                    "--output-file",
                    f"{name}.txt",
                    f"{name}.in",
                ],
                cwd=FOLDER,
                check=True,
            )


if __name__ == "__main__":
    compile_all()
