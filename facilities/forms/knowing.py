"""Forms that may take something away from bookings: they are shown, and sent back by their numbers."""

from collections.abc import Sequence
from typing import Any

from django import forms

from facilities.rules.promises import Promise


class Knowing(forms.Form):
    """`hit` are the bookings in the way of what was sent, once a verb has said so; `knowing` those that whoever sends
    it was shown before."""

    hit: Sequence[Promise] = ()

    def knowing(self) -> frozenset[str]:
        sent: Any = self.data.get("knowing", "")
        return frozenset(str(sent).split())

    def numbers(self) -> str:
        """What the page sends back as `knowing`."""
        return " ".join(sorted({promise.number for promise in self.hit}))

    def hit_bookings(self) -> int:
        return len({promise.number for promise in self.hit})
