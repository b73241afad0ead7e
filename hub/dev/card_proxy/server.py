"""What every part of this server shares, and the one way in which something new is kept and told of."""

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from hub.dev.card_proxy.courier import Courier
from hub.dev.card_proxy.faults import Faults
from hub.dev.card_proxy.processor import Processor
from hub.dev.card_proxy.store import Store

Object = dict[str, Any]


@dataclass
class Server:
    store: Store
    processor: Processor
    faults: Faults
    courier: Courier
    # One call at a time: two that give the same money back must not both find it there.
    one: asyncio.Lock = field(default_factory=asyncio.Lock)

    def keep(self, shown: Object, account: str, *events: str) -> Object:
        """Keep an object and tell of it by these events, in this order."""
        self.store.put(shown, account)
        for kind in events:
            self.tell(kind, shown, account)
        return shown

    def tell(self, kind: str, about: Object, account: str) -> None:
        event: Object = {
            "id": f"evt_{secrets.token_hex(12)}",
            "object": "event",
            "api_version": "2026-10-28.endive",
            "created": int(time.time()),
            "data": {"object": dict(about)},
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
        }
        if account:
            event["account"] = account
        self.store.put(event, account)
        self.courier.send(event)
