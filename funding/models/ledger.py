from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hub.kit.money import EUR
from hub.kit.refs import RefField

# ISO 4217, by its shape alone: which currencies there are changes more often than this.
A_CURRENCY = Q(currency__regex=r"^[A-Z]{3}$")


class AccountKind(models.TextChoices):
    """Whose money, and in which condition. A positive balance is money there, a negative one is owed to the ledger."""

    FUNDER = "funder", _("paid in by the funder")
    FUND_FREE = "fund_free", _("free in the fund")
    FUND_RESERVED = "fund_reserved", _("reserved by the fund")
    ORGANISATION = "organisation", _("owed by the organisation")
    HUB = "hub", _("earned by the hub")
    HUB_PAID = "hub_paid", _("paid out to the hub")
    HUB_GIFT = "hub_gift", _("given by the hub")
    CARD = "card", _("received by card")
    BANK = "bank", _("received by bank transfer")
    REFUND = "refund", _("on its way back to the organisation")


class Account(models.Model):
    """A balance with a floor, in one currency. Opened on first use; its balance is kept in the transaction that posts
    to it. Whose it is, its kind and its currency never change: a trigger refuses it."""

    kind = models.CharField(max_length=20, choices=AccountKind)
    owner = RefField()
    currency = models.CharField(max_length=3, default=EUR, db_default=EUR)
    balance_cents = models.BigIntegerField(default=0)
    # Of what is free in a fund: all that bookings gave back to it until now. Kept as the balance is, so that a page
    # need not add up what a hundred thousand bookings did.
    came_back_cents = models.BigIntegerField(default=0, db_default=0)
    # The database refuses a balance below this; empty for accounts that may go as low as they like.
    floor_cents = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "kind", "currency"], name="account_one_per_owner_kind_and_currency"
            ),
            models.CheckConstraint(name="account_names_a_currency", condition=A_CURRENCY),
            models.CheckConstraint(
                name="account_not_below_its_floor",
                condition=Q(floor_cents=None) | Q(balance_cents__gte=F("floor_cents")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.owner}"


class EntryKind(models.TextChoices):
    RECEIVE = "receive", _("tranche received")
    RESERVE = "reserve", _("reserved")
    RELEASE = "release", _("released")
    SETTLE = "settle", _("settled")
    CANCEL = "cancel", _("cancelled late")
    CHANGE = "change", _("changed")
    NO_SHOW = "no_show", _("did not come")
    CAME = "came", _("came after all")
    WAIVE = "waive", _("fee waived")
    REPAY = "repay", _("paid back to the funder")
    CARRY = "carry", _("carried over to another fund")
    PAY_OUT = "pay_out", _("paid out to the hub")
    PAY = "pay", _("paid by card")
    TRANSFER = "transfer", _("paid by bank transfer")
    REFUND = "refund", _("refund begun")
    REFUNDED = "refunded", _("refunded")
    REFUND_FAILED = "refund_failed", _("refund failed")
    DISPUTE = "dispute", _("taken back by the payer's bank")
    DISPUTE_WON = "dispute_won", _("given again by the payer's bank")


# The kinds of entries that are about what funds carry of bookings.
BOOKINGS = (
    EntryKind.RESERVE,
    EntryKind.RELEASE,
    EntryKind.SETTLE,
    EntryKind.CANCEL,
    EntryKind.CHANGE,
    EntryKind.NO_SHOW,
    EntryKind.CAME,
    EntryKind.WAIVE,
)


class Entry(models.Model):
    """One event in the books: two or more postings to accounts in its currency, which add up to nought. Never edited; a
    mistake is reversed."""

    kind = models.CharField(max_length=20, choices=EntryKind)
    about = RefField()
    currency = models.CharField(max_length=3, default=EUR, db_default=EUR)
    idempotency_key = models.CharField(max_length=120, unique=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversal"
    )
    posted_at = models.DateTimeField()
    # The transaction that wrote the entry, set by a trigger: later ones may not add postings to it.
    written_in = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name_plural = "entries"
        constraints = [models.CheckConstraint(name="entry_names_a_currency", condition=A_CURRENCY)]
        indexes = [
            models.Index(fields=["about", "id"], name="entry_about"),
            models.Index(fields=["posted_at"], name="entry_posted_at"),
        ]

    def __str__(self) -> str:
        return self.idempotency_key


class Posting(models.Model):
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings")
    cents = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="posting_is_something", condition=~Q(cents=0))]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.cents}"
