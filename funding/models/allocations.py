from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.models.agreements import Fund
from funding.models.movements import Payout
from hub.kit.refs import RefField
from members.models import Organisation


class AllocationState(models.TextChoices):
    RESERVED = "reserved", _("reserved")
    SETTLED = "settled", _("settled")
    RELEASED = "released", _("released")


class AllocationKind(models.TextChoices):
    PRICE = "price", _("of the price")
    FEE = "fee", _("of a fee")


class Allocation(models.Model):
    """What one fund, or the hub itself (no fund), carries of one thing. The cents never change; the state does."""

    about = RefField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="allocations")
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, null=True, blank=True, related_name="allocations"
    )
    kind = models.CharField(
        max_length=10, choices=AllocationKind, default=AllocationKind.PRICE, db_default=AllocationKind.PRICE
    )
    # Of the price: the change of the booking that made this, nought when it was placed. Of a fee: which one.
    portion = models.PositiveSmallIntegerField(default=0, db_default=0)
    cents = models.PositiveBigIntegerField()
    # The day, on the hub's calendar, on which the booking starts: what the yearly and monthly caps count by.
    counts_on = models.DateField()
    provisional = models.BooleanField(default=False)
    # At which band it was reserved: for counting, and for no payer's eyes. Empty for what is older than this column.
    band_code = models.CharField(max_length=4, blank=True, default="", db_default="")
    # Under which rule of state aid it was reserved (`AidBasis`), and the day on which the right to it arose.
    aid_basis = models.CharField(max_length=12, default="none", db_default="none")
    granted_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=AllocationState, default=AllocationState.RESERVED)
    reserved_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    # Released because a change put others in its place.
    replaced = models.BooleanField(default=False, db_default=False)
    # With what payment the hub got it; empty until then.
    payout = models.ForeignKey(
        Payout, on_delete=models.PROTECT, null=True, blank=True, related_name="allocations"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                # What a change leaves of one, and what it adds beside it, differ in when they were reserved or how.
                fields=[
                    "about",
                    "fund",
                    "kind",
                    "portion",
                    "counts_on",
                    "provisional",
                    "aid_basis",
                    "reserved_at",
                ],
                name="allocation_once_per_fund",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="allocation_replaced_is_released", condition=Q(replaced=False) | Q(state="released")
            ),
            models.CheckConstraint(name="allocation_is_something", condition=Q(cents__gt=0)),
            models.CheckConstraint(
                name="allocation_paid_out_was_settled", condition=Q(payout=None) | ~Q(state="reserved")
            ),
            models.CheckConstraint(
                name="allocation_state_has_its_instant",
                condition=Q(state="reserved", settled_at=None, released_at=None)
                | Q(state="settled", settled_at__gte=F("reserved_at"), released_at=None)
                | Q(state="released", settled_at=None, released_at__gte=F("reserved_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["fund", "organisation", "counts_on"], name="allocation_caps"),
            models.Index(fields=["organisation", "reserved_at"], name="allocation_provisional"),
            models.Index(
                fields=["organisation", "granted_on"],
                name="allocation_aid",
                condition=Q(aid_basis="de_minimis"),
            ),
            models.Index(fields=["fund", "counts_on", "id"], name="allocation_of_fund"),
            models.Index(
                fields=["fund", "settled_at"],
                name="allocation_to_pay_out",
                condition=Q(state="settled", payout=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.fund_id} {self.cents}"


class Correction(models.Model):
    """What a hub was paid of an allocation that is settled no more, and so has too much (less than nought); or what it
    is owed anew because that was taken back. The next payout takes it in, once. Never edited but for that."""

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="corrections")
    cents = models.BigIntegerField()
    noted_at = models.DateTimeField()
    payout = models.ForeignKey(
        Payout, on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )

    class Meta:
        constraints = [models.CheckConstraint(name="correction_is_something", condition=~Q(cents=0))]
        indexes = [
            models.Index(fields=["noted_at"], name="correction_to_pay_out", condition=Q(payout=None)),
        ]

    def __str__(self) -> str:
        return f"{self.allocation_id} {self.cents}"
