"""What no log may hold: keys that stand in an address, an invitation's, a caller's, a new password's, a payment's after
the bank, a calendar's.

Whoever reads logs (a host's, a proxy's, a backup's) could else accept somebody's invitation before they do.
"""

import logging
import re
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

# As written, and as a part of another address (`?next=%2Fnl%2Finvitation%2F...`). A key has 43 characters, and what is
# cut short or mistyped is hidden as well.
KEYS = re.compile(
    r"(invitation(?:/|%2F)|take-over(?:/|%2F)|calendars(?:/|%2F)|"
    r"password(?:/|%2F)reset(?:/|%2F)key(?:/|%2F)[0-9A-Za-z]+-|mail(?:/|%2F)stop(?:/|%2F)|client_secret(?:=|%3D))"
    r"[^/%\s?#\"'&]+",
    re.IGNORECASE,
)
HIDDEN = r"\1(hidden)"


class HideKeys(logging.Filter):
    """Takes keys out of whatever is about to be written: for handlers, which all loggers share."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        hidden = KEYS.sub(HIDDEN, said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True


class WebLogger(Logger):
    """gunicorn's logs, access log included if somebody turns it on (`gunicorn.conf.py` names it)."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.addFilter(HideKeys())
