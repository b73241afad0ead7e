"""Each folder of files that a room keeps is there in every kind of installation."""

import os
import subprocess
import sys

import pytest

from hub.settings import base

SAY = "from django.conf import settings; print(*sorted(settings.STORAGES))"


@pytest.mark.parametrize("kind", ["dev", "test"])
def test_no_kind_of_installation_forgets_a_folder(kind):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": f"hub.settings.{kind}"}
    said = subprocess.run(
        [sys.executable, "-c", SAY], env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == sorted(base.STORAGES)
