"""Money that comes into a fund, goes back, and passes from one year to the next. Each is one entry in the books."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.models import Hub
from funding.models.agreements import Fund, Tranche
from hub.kit.refs import Ref


class Receipt(models.Model):
    """What came in of a tranche, on one day."""

    tranche = models.ForeignKey(Tranche, on_delete=models.PROTECT, related_name="receipts")
    cents = models.PositiveBigIntegerField()
    received_on = models.DateField()
    noted_at = models.DateTimeField()
    # The same request is one payment, however often it is sent.
    request_key = models.UUIDField(unique=True, default=uuid4)

    class Meta:
        ordering = ["received_on", "id"]
        constraints = [models.CheckConstraint(name="receipt_is_something", condition=Q(cents__gt=0))]

    def __str__(self) -> str:
        return f"{self.tranche_id} {self.received_on}"


class RepaymentWhy(models.TextChoices):
    UNSPENT = "unspent", _("not spent")
    TAKEN_BACK = "taken_back", _("payment taken back")
    YEAR_END = "year_end", _("end of the year")
    FINAL = "final", _("final settlement")


class Repayment(models.Model):
    """What went back from a fund to its funder; of a tranche that is taken back, it says which."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="repayments")
    tranche = models.ForeignKey(
        Tranche, on_delete=models.PROTECT, null=True, blank=True, related_name="taken_back"
    )
    why = models.CharField(max_length=12, choices=RepaymentWhy)
    cents = models.PositiveBigIntegerField()
    repaid_on = models.DateField()
    noted_at = models.DateTimeField()
    request_key = models.UUIDField(unique=True, default=uuid4)

    class Meta:
        ordering = ["repaid_on", "id"]
        constraints = [
            models.CheckConstraint(name="repayment_is_something", condition=Q(cents__gt=0)),
            models.CheckConstraint(
                name="repayment_taken_back_says_of_what",
                condition=Q(why="taken_back", tranche__isnull=False)
                | (~Q(why="taken_back") & Q(tranche=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.repaid_on}"

    @property
    def ref(self) -> Ref:
        return Ref("repayment", str(self.pk))


class YearEnd(models.Model):
    """What was free in a fund when a calendar year ended, and what became of it: it went back, or it goes on, in the
    same fund or in another one of the agreement (`into`)."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="year_ends")
    year = models.PositiveSmallIntegerField()
    # By the books on the last day; below nought where a guarantor had pre-financed.
    left_cents = models.BigIntegerField()
    repaid_cents = models.PositiveBigIntegerField(default=0)
    carried_cents = models.PositiveBigIntegerField(default=0)
    into = models.ForeignKey(Fund, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField()

    class Meta:
        ordering = ["year", "id"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "year"], name="year_end_once_a_fund"),
            models.CheckConstraint(
                name="year_end_goes_one_way",
                condition=Q(repaid_cents=0, carried_cents=0)
                | Q(repaid_cents=0, carried_cents__gt=0, carried_cents__lte=F("left_cents"))
                | Q(repaid_cents__gt=0, carried_cents=0, repaid_cents__lte=F("left_cents"), into=None),
            ),
            models.CheckConstraint(name="year_end_into_another", condition=Q(into=None) | ~Q(into=F("fund"))),
        ]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.year}"

    @property
    def ref(self) -> Ref:
        return Ref("year-end", str(self.pk))


class Payout(models.Model):
    """What a fund owed a hub for bookings that are done, paid to it on a day: whole allocations, which point here. Less
    than nought where the hub paid back what it had too much."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="payouts")
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="+")
    cents = models.BigIntegerField()
    paid_on = models.DateField()
    noted_at = models.DateTimeField()
    request_key = models.UUIDField(unique=True, default=uuid4)

    class Meta:
        ordering = ["paid_on", "id"]
        constraints = [models.CheckConstraint(name="payout_is_something", condition=~Q(cents=0))]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.hub_id} {self.paid_on}"

    @property
    def ref(self) -> Ref:
        return Ref("payout", str(self.pk))


class FundMonth(models.Model):
    """A fund's allocations added up by the month of their bookings. A trigger keeps it in the same transaction
    (docs/decisions/0071), so that a page need not add up a hundred thousand rows; nothing else writes here."""

    fund = models.ForeignKey(Fund, on_delete=models.CASCADE, related_name="months")
    month = models.DateField()
    reserved_cents = models.BigIntegerField(default=0)
    settled_cents = models.BigIntegerField(default=0)
    allocations = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["month"]
        constraints = [models.UniqueConstraint(fields=["fund", "month"], name="fund_month_once")]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.month}"
