"""What shall go wrong, for how many of the next calls or events."""

import re
from dataclasses import dataclass, field
from typing import Any

from hub.dev.card_proxy.problems import Problem

# About calls of the site, by method and address ("POST /v1/refunds").
CALLS = {
    "drop_request",  # the connection ends before anything is done
    "drop_answer",  # it is done, and the connection ends without an answer
    "delay",  # done after `seconds`
    "delay_answer",  # done at once, answered after `seconds`
    "error",  # answered with `status` and not done
    "no_access",  # the account's owner has taken away the site's access
    "pending",  # the refund waits for `arrive` instead of succeeding at once
}
# About what localstripe is asked, by method and address: it takes `seconds`.
INSIDE = {"slow"}
# About events, by type ("payment_intent.succeeded").
EVENTS = {
    "duplicate",  # sent `times` times at once
    "hold",  # kept until released, in any order
    "drop",  # never sent
    "foreign_amount",  # tells of one cent more
    "foreign_currency",  # tells of US dollars
    "old",  # signed an hour ago
    "future",  # signed as of tomorrow
    "wrong_signature",
}


@dataclass
class Fault:
    kind: str
    match: str = ".*"
    count: int = 1
    more: dict[str, Any] = field(default_factory=dict)


class Faults:
    """Each strikes `count` times, then it is gone."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, said: dict[str, Any]) -> Fault:
        kind = said.pop("kind", "")
        if kind not in CALLS | INSIDE | EVENTS:
            raise Problem(
                400, f"No such fault: {kind!r}. There are {', '.join(sorted(CALLS | INSIDE | EVENTS))}."
            )
        fault = Fault(kind, said.pop("match", ".*"), int(said.pop("count", 1)), said)
        self.waiting.append(fault)
        return fault

    def take(self, what: str, kinds: set[str]) -> list[Fault]:
        """Those of these kinds that strike now, each at most once."""
        struck = {
            fault.kind: fault
            for fault in reversed(self.waiting)
            if fault.kind in kinds and re.search(fault.match, what)
        }
        for fault in struck.values():
            fault.count -= 1
        self.waiting = [fault for fault in self.waiting if fault.count > 0]
        return list(struck.values())
