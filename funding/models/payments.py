"""Money that an organisation pays a hub by card, and what goes back: as the site knows of it, beside the books."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.models import Hub
from hub.kit.money import EUR
from hub.kit.refs import Ref, RefField
from members.models import Organisation


class HubCards(models.Model):
    """How a hub is paid. Without a row, or without an account, on account alone."""

    hub = models.OneToOneField(Hub, on_delete=models.PROTECT, related_name="cards")
    # The hub's own account at the card processor: what is paid goes there and nowhere else.
    account = models.CharField(max_length=80, blank=True)
    # Whether one may book now and pay the hub's invoice later.
    on_account = models.BooleanField(default=True, db_default=True)
    set_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "cards of hubs"
        constraints = [
            models.CheckConstraint(
                name="hub_cards_account_is_one",
                condition=Q(account="") | Q(account__regex=r"^acct_[A-Za-z0-9_]+$"),
            ),
            # Else nobody could pay at all.
            models.CheckConstraint(
                name="hub_cards_can_be_paid_somehow", condition=Q(on_account=True) | ~Q(account="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hub_id} {self.account}"


class PaymentState(models.TextChoices):
    # Its key is stored; whether the processor heard of it is not known yet.
    OPENING = "opening", _("being opened")
    OPEN = "open", _("to be paid")
    PAID = "paid", _("paid")
    # It is to be called off; until the processor agrees it may still be paid.
    CANCELLING = "cancelling", _("being called off")
    CANCELLED = "cancelled", _("called off")


# It may still be paid.
LIVE_PAYMENTS = (PaymentState.OPENING, PaymentState.OPEN, PaymentState.CANCELLING)


class Payment(models.Model):
    """One attempt to pay for one thing: a PaymentIntent on the hub's own account. What was paid is in the books."""

    about = RefField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="payments")
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="payments")
    cents = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3, default=EUR, db_default=EUR)
    # What it can be paid by ("card", "ideal", "sepa_debit"), and what it was.
    methods = models.JSONField(default=list)
    method = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=12, choices=PaymentState)
    account = models.CharField(max_length=80)
    intent_id = models.CharField(max_length=100, unique=True, null=True, blank=True)
    # Stored before the processor is called: the same call again opens the same intent, for a day.
    key = models.CharField(max_length=100, unique=True)
    asked_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    # The money is with the bank and may take days (a debit): nobody can call it off any more.
    processing_at = models.DateTimeField(null=True, blank=True)
    # Since when the processor does not let the site ask about it: the hub disconnected its account.
    no_access_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="payment_is_something", condition=Q(cents__gt=0)),
            models.CheckConstraint(
                name="payment_currency_is_one", condition=Q(currency__regex=r"^[A-Z]{3}$")
            ),
            models.UniqueConstraint(
                fields=["about"], name="payment_one_live_each", condition=Q(state__in=LIVE_PAYMENTS)
            ),
            models.CheckConstraint(
                name="payment_state_has_its_instant",
                condition=Q(state="opening", paid_at=None, ended_at=None)
                | Q(state="open", intent_id__isnull=False, paid_at=None, ended_at=None)
                | Q(state="cancelling", paid_at=None, ended_at=None)
                | Q(state="paid", intent_id__isnull=False, paid_at__isnull=False)
                | Q(state="cancelled", paid_at=None, ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["about", "id"], name="payment_about"),
            models.Index(fields=["account", "asked_at"], name="payment_of_account"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def ref(self) -> Ref:
        return Ref("payment", str(self.pk))


class RefundState(models.TextChoices):
    BEGUN = "begun", _("on its way")
    SENT = "sent", _("sent")
    ARRIVED = "arrived", _("paid back")
    FAILED = "failed", _("failed")


class RefundWhy(models.TextChoices):
    LESS_OWED = "less_owed", _("less is owed")
    TOO_LATE = "too_late", _("paid too late")
    NOT_KNOWN = "not_known", _("nobody here had asked for it")
    DASHBOARD = "dashboard", _("by the hub, at its card processor")


class CardRefund(models.Model):
    """Money of one payment on its way back. One that failed stays so; what is sent again is another one."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    cents = models.PositiveBigIntegerField()
    why = models.CharField(max_length=20, choices=RefundWhy)
    state = models.CharField(max_length=12, choices=RefundState)
    stripe_id = models.CharField(max_length=100, unique=True, null=True, blank=True)
    # Stored before the processor is called, as a payment's.
    key = models.CharField(max_length=100, unique=True)
    begun_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    # The processor's own word for why it failed.
    failure = models.CharField(max_length=80, blank=True)
    # What became of one that failed: it was sent again as another one, or paid by bank on a day.
    again = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="instead_of"
    )
    by_bank_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="card_refund_is_something", condition=Q(cents__gt=0)),
            models.CheckConstraint(
                name="card_refund_state_has_its_instant",
                condition=Q(state="begun", arrived_at=None, failed_at=None)
                | Q(
                    state="sent",
                    stripe_id__isnull=False,
                    sent_at__isnull=False,
                    arrived_at=None,
                    failed_at=None,
                )
                | Q(state="arrived", stripe_id__isnull=False, arrived_at__isnull=False, failed_at=None)
                | Q(state="failed", failed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="card_refund_only_a_failed_one_again",
                condition=Q(again=None, by_bank_at=None) | Q(state="failed"),
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="card_refund_state")]

    def __str__(self) -> str:
        return self.key

    @property
    def ref(self) -> Ref:
        return Ref("refund", str(self.pk))
