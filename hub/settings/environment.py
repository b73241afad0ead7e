"""What the environment says, files with it included, before any setting is read from it."""

from pathlib import Path
from typing import Any

import environ

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"

env = environ.Env()
for file in (ROOT / ".env", VAR / "database.env", VAR / "secret.env"):
    if file.exists():
        env.read_env(str(file), overwrite=False)


def database(url: str) -> dict[str, Any]:
    """Django's connection settings for one address; a Unix socket may be given as `?host=/path`."""
    settings = dict(env.db_url_config(url))
    options = dict(settings.pop("OPTIONS", {}))
    settings["HOST"] = options.pop("host", settings.get("HOST", ""))
    # Set once a connection; a lock not had in time becomes `Busy`, what a dead process left ends (docs/locking.md).
    options["options"] = (
        "-c lock_timeout=3s -c statement_timeout=30s -c idle_in_transaction_session_timeout=30s"
        " -c client_connection_check_interval=500ms"
        # A prepared statement (hub.kit.sql) keeps the plan of its first time: all of them go through one index anyway.
        " -c plan_cache_mode=force_generic_plan"
    )
    options["prepare_threshold"] = 5  # None would switch off prepared statements (hub.kit.sql)
    settings.update(OPTIONS=options, CONN_MAX_AGE=None, CONN_HEALTH_CHECKS=True, ENGINE="hub.kit.postgres")
    return settings
