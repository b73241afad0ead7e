"""The only file that turns upward: dictionaries that say which room answers to what. No logic."""

from collections.abc import Callable

from hub.kit.outbox import Handler
from members.outbound import invitation

# Outbox kind -> who delivers it.
OUTBOX: dict[str, Handler] = {"invitation": invitation.send}

# Code of an invariant -> who looks for violations; each answers with sentences, none when all is well.
INVARIANTS: dict[str, Callable[[], list[str]]] = {}

# Tables that the runtime role may only add to.
APPEND_ONLY = ["kit_auditrow", "funding_entry", "funding_posting"]
