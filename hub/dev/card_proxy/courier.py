"""Events on their way to the site: signed as Stripe signs, and as late, often and wrong as a test asks for."""

import asyncio
import contextlib
import copy
import hashlib
import hmac
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from hub.dev.card_proxy.faults import EVENTS, Faults

Object = dict[str, Any]
# Seconds between the attempts to bring an event to a site that is away. Stripe goes on for three days.
PAUSES = (0.2, 0.5, 1, 1, 2, 2, 5, 5, 10, 10, 30, 30, 60, 60, 60)
SHIFTS = {"old": -3600, "future": 86_400}


def signature(payload: str, secret: str, at: int) -> str:
    """The header `Stripe-Signature`, https://docs.stripe.com/webhooks/signature."""
    mac = hmac.new(secret.encode(), f"{at}.{payload}".encode(), hashlib.sha256)
    return f"t={at},v1={mac.hexdigest()}"


@dataclass
class Parcel:
    """One event on its way, with what is wrong with it."""

    event: Object
    shift: int = 0  # seconds that its signature is off
    forged: bool = False

    def sealed(self, secret: str) -> tuple[str, str]:
        """Body and signature, of this moment."""
        payload = json.dumps(self.event, indent=2)
        key = f"{secret}, or so somebody thinks" if self.forged else secret
        return payload, signature(payload, key, int(time.time()) + self.shift)


@dataclass
class Courier:
    faults: Faults
    url: str = ""
    secret: str = ""
    told: list[Object] = field(default_factory=list)  # every event there was
    waiting: list[Parcel] = field(
        default_factory=list
    )  # nobody has asked to be told: a test takes them itself
    held: list[Parcel] = field(default_factory=list)
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    def send(self, event: Object) -> None:
        """Bring it to the registered address, or keep it until it is taken."""
        self.told.append(event)
        struck = {fault.kind: fault for fault in self.faults.take(event["type"], EVENTS)}
        if "drop" in struck:
            return
        parcel = Parcel(self._changed(event, set(struck)), forged="wrong_signature" in struck)
        parcel.shift = sum(SHIFTS[kind] for kind in struck if kind in SHIFTS)
        times = int(struck["duplicate"].more.get("times", 2)) if "duplicate" in struck else 1
        if "hold" in struck:
            self.held += [parcel] * times
        else:
            self._go([parcel] * times)

    def again(self, which: str) -> None:
        """Once more an event that was told already."""
        self._go([Parcel(event) for event in self.told if event["id"] == which])

    def release(self, order: str) -> int:
        """Let go what was held, "reversed", "shuffled" or as it came; how many."""
        free, self.held = self.held, []
        if order == "reversed":
            free.reverse()
        elif order == "shuffled":
            random.shuffle(free)
        for parcel in free:
            self._go([parcel])
        return len(free)

    def take(self) -> list[Parcel]:
        taken, self.waiting = self.waiting, []
        return taken

    def forget(self) -> None:
        for kept in (self.told, self.waiting, self.held, self.faults.waiting):
            kept.clear()
        for task in self.tasks:
            task.cancel()
        self.url = self.secret = ""

    def _changed(self, event: Object, struck: set[str]) -> Object:
        changed = copy.deepcopy(event)
        if "foreign_amount" in struck:
            for name in ("amount", "amount_received"):
                if name in changed["data"]["object"]:
                    changed["data"]["object"][name] += 1
        if "foreign_currency" in struck:
            changed["data"]["object"]["currency"] = "usd"
        return changed

    def _go(self, parcels: list[Parcel]) -> None:
        if not self.url:
            self.waiting += parcels
            return
        for parcel in parcels:
            task = asyncio.create_task(self._bring(parcel))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _bring(self, parcel: Parcel) -> None:
        async with aiohttp.ClientSession() as session:
            for pause in (*PAUSES, None):
                payload, seal = parcel.sealed(self.secret)
                headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": seal}
                with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                    timeout = aiohttp.ClientTimeout(total=10)
                    async with session.post(self.url, data=payload, headers=headers, timeout=timeout) as got:
                        if got.status < 300:
                            return
                if pause is None:
                    return
                await asyncio.sleep(pause)
