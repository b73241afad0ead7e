"""A process that begins with the site imported is told apart from one that imports it only by how soon it is there."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from tests.serving import ROOT, Site
from tests.warm import Started

PLAIN = (bool, int, str, list, tuple, dict, type(None))
ANEW = "import django; django.setup(); from tests.test_warm import tell; tell()"


def tell() -> None:
    """What this process takes for its settings and connections, and how many threads it has, as JSON."""
    names = [name for name in dir(settings) if name.isupper() and isinstance(getattr(settings, name), PLAIN)]
    told = {name: repr(getattr(settings, name)) for name in names}
    told["database"] = repr(sorted(connections["default"].settings_dict.items(), key=str))
    told["threads"] = str(threading.active_count())
    print(json.dumps(told))


def break_down() -> None:
    raise ValueError("as one that breaks would")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    cards = {
        "STRIPE_SECRET_KEY": "sk_test_1",
        "STRIPE_WEBHOOK_SECRET": "whsec_1,whsec_2",
        "STRIPE_API_BASE": "http://127.0.0.1:8124",
        "STRIPE_JS_URL": "http://127.0.0.1:8124/js/",
    }
    return Site("postgres://somebody@/somewhere?host=/nowhere", tmp_path, environment=cards, port=8123)


def last_line(file: Path) -> dict[str, str]:
    return json.loads(file.read_text().splitlines()[-1])


def test_it_has_the_settings_that_one_has_which_imports_everything_anew(site, tmp_path):
    here, anew = tmp_path / "here.log", tmp_path / "anew.log"
    assert Started(tell, environment=site.variables, log=here).wait(60) == 0, here.read_text()
    with anew.open("w") as log:
        subprocess.run(
            [sys.executable, "-c", ANEW], cwd=ROOT, env=site.variables, stdout=log, stderr=log, check=True
        )
    told = last_line(here)
    assert told == last_line(anew)
    assert (told["SITE_URL"], told["CARDS"], told["threads"]) == ("'http://localhost:8123'", "True", "1")
    assert "somewhere" in told["database"]


def test_one_that_breaks_says_why_and_is_over(site, tmp_path):
    broken = Started(break_down, environment=site.variables, log=tmp_path / "log")
    assert broken.wait(60) == 1
    assert "as one that breaks would" in (tmp_path / "log").read_text()
    broken.kill_9()  # of one that is over already
    assert broken.poll() == 1


def test_one_that_does_not_end_can_be_ended(site, tmp_path):
    endless = Started(signal.pause, environment=site.variables, log=tmp_path / "log")
    assert endless.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        endless.wait(0.1)
    endless.kill_9()
    assert endless.poll() == -9
    with pytest.raises(ProcessLookupError):
        os.kill(endless.pid, 0)
