"""Quotes and agreements as documents: what they say is frozen when they are made, and never changed."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import get_language

from bookings.models.bookings import Booking
from bookings.rules.agreement import DUTCH, ENGLISH
from facilities.models import Hub
from hub.kit.fields import is_object
from hub.kit.refs import Ref


class Offer(models.Model):
    """A numbered quote for a booking: its price as it was then, valid until an instant."""

    number = models.CharField(max_length=30, unique=True)
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="offers")
    # Seller, buyer, the frozen quote and what it is for: all that is printed.
    facts = models.JSONField()
    language = models.CharField(max_length=2)
    issued_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    made_by_id = models.BigIntegerField()
    # Of what is printed: the same asked for again is the same quote.
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "digest"], name="offer_once"),
            is_object("facts", "offer_facts_are_named"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> Ref:
        return Ref("offer", self.number)


class ContractText(models.Model):
    """What a hub agrees with who books, in general; one version after the other, each from its instant on."""

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="contract_texts")
    version = models.PositiveSmallIntegerField()
    text_nl = models.TextField()
    text_en = models.TextField(blank=True)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["hub", "-version"]
        constraints = [models.UniqueConstraint(fields=["hub", "version"], name="contract_text_version")]

    def __str__(self) -> str:
        return f"{self.hub_id} {self.version}"


class Contract(models.Model):
    """What was agreed about a booking when it was confirmed, and anew with each change of it."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="contracts")
    # How often the booking had been changed by then.
    version = models.PositiveSmallIntegerField()
    facts = models.JSONField()
    language = models.CharField(max_length=2)
    agreed_at = models.DateTimeField()

    class Meta:
        ordering = ["booking", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "version"], name="contract_once_a_version"),
            is_object("facts", "contract_facts_are_named"),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.version}"

    @property
    def ref(self) -> Ref:
        return Ref("contract", f"{self.booking.number}-{self.version}")


def contract_text(hub: Hub, at: datetime) -> tuple[int, str, str]:
    """Version, Dutch and English text of a hub's agreement at an instant; version 0 is the one of this site, for hubs
    that have written none."""
    found = ContractText.objects.filter(hub=hub, published_at__lte=at).order_by("-version").first()
    if found is None:
        return 0, _flowing(DUTCH), _flowing(ENGLISH)
    return found.version, found.text_nl, found.text_en


def in_force(facts: dict[str, Any]) -> str:
    """The text of a frozen agreement in the language that is on, else in the other one."""
    dutch, english = facts["text_nl"], facts["text_en"]
    return str(english or dutch if (get_language() or "nl").startswith("en") else dutch or english)


def _flowing(text: str) -> str:
    """Each paragraph on one line, as people type them into a form."""
    return "\n\n".join(" ".join(each.split()) for each in text.strip().split("\n\n"))
