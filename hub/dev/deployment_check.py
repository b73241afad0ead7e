"""`python -m hub.dev.deployment_check`: Django's own check of the production settings, warnings counting as errors."""

import os
import secrets
import subprocess
import sys


def main() -> int:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "hub.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": "example.test",
        "SITE_URL": "https://example.test",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
