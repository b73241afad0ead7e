"""A payer's bank asks the money of a payment back from the hub (a chargeback): as the site knows of it."""

from django.db import models
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from funding.models.payments import Payment
from hub.kit.refs import Ref


class DisputeState(models.TextChoices):
    ASKED = "asked", _("asked about, nothing was taken")
    OPEN = "open", _("taken from the hub until it is decided")
    WON = "won", _("decided for the hub")
    LOST = "lost", _("decided for the payer")


class Dispute(models.Model):
    """One of one payment; there may be several. What of it was taken, and came back, is in the books, once each."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="disputes")
    stripe_id = models.CharField(max_length=100, unique=True)
    cents = models.PositiveBigIntegerField()
    state = models.CharField(max_length=12, choices=DisputeState)
    # The processor's own word for why.
    reason = models.CharField(max_length=80, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    noted_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="dispute_is_something", condition=Q(cents__gt=0)),
            models.CheckConstraint(
                name="dispute_state_has_its_instants",
                condition=Q(state="asked", taken_at=None, returned_at=None)
                | Q(state__in=("open", "lost"), taken_at__isnull=False, returned_at=None)
                | Q(state="won", taken_at=None, returned_at=None)
                | Q(state="won", taken_at__isnull=False, returned_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.stripe_id

    @property
    def key(self) -> str:
        """Of its entries in the books."""
        return f"dispute:{self.stripe_id}"


def disputes_of(about: Ref) -> list[Dispute]:
    """The oldest first."""
    found = Dispute.objects.filter(payment__about=about).select_related("payment")
    return list(found.order_by("noted_at", "pk"))


def taken_cents(payment: Payment) -> int:
    """What of a payment its payer's bank has taken back, for now or for good."""
    gone = payment.disputes.filter(taken_at__isnull=False, returned_at=None)
    return int(gone.aggregate(cents=Sum("cents"))["cents"] or 0)


def undecided(account: str) -> "QuerySet[Dispute]":
    states = (DisputeState.ASKED, DisputeState.OPEN)
    return Dispute.objects.filter(payment__account=account, state__in=states).select_related("payment")
