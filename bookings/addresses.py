"""Addresses of what stands in a planning, made from one pattern each: a week has a thousand of them."""

from uuid import UUID

from django.urls import reverse

from bookings.rules.planning import Taken
from facilities.models import Hub

NUMBER, NIL = "NUMBER", UUID(int=0)


class Addresses:
    def __init__(self, hub: Hub) -> None:
        self.booking = reverse("bookings:booking", args=[NUMBER])
        self.block = reverse("bookings:block", args=[hub.slug, NIL])

    def of(self, taken: Taken) -> str:
        """Of the booking or the block that has it."""
        if taken.booking:
            return self.booking.replace(NUMBER, taken.booking)
        return self.block.replace(str(NIL), taken.block) if taken.block else ""
