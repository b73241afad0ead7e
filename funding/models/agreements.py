from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.models.aid import AidBasis
from hub.kit.refs import Ref
from hub.kit.translated import translated
from members.models import Organisation


class AgreementState(models.TextChoices):
    OPEN = "open", _("running")
    # No fund of it takes on anything new; what is reserved is settled or given back.
    SETTLING = "settling", _("final settlement")
    CLOSED = "closed", _("closed")


class Leftover(models.TextChoices):
    CARRY = "carry", _("it stays for the next year")
    REPAY = "repay", _("it goes back to the funder")


class FundingAgreement(models.Model):
    """A funder's promise for some years. Money is committed only once received, or as far as a guarantor vouches."""

    funder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements")
    name = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # The grant decision: its day, the number on the letter, and what was granted altogether; payments stay within that.
    decided_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    granted_cents = models.PositiveBigIntegerField(null=True, blank=True)
    # What becomes of money that is free when a year is over.
    leftover = models.CharField(max_length=10, choices=Leftover, default=Leftover.CARRY)
    state = models.CharField(max_length=10, choices=AgreementState, default=AgreementState.OPEN)
    settling_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    guarantor = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="guarantees"
    )
    # Under which rule of state aid its funds give.
    aid_basis = models.CharField(
        max_length=12, choices=AidBasis, default=AidBasis.NONE, db_default=AidBasis.NONE
    )
    is_demo = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agreement_starts_before_end", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="agreement_state_has_its_instant",
                condition=Q(state="open", settling_at=None, closed_at=None)
                | Q(state="settling", settling_at__isnull=False, closed_at=None)
                | Q(state="closed", settling_at__isnull=False, closed_at__gte=F("settling_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("agreement", str(self.pk))


class Fund(models.Model):
    """A pot of money with rules, cut from an agreement. Limits that are empty do not limit."""

    agreement = models.ForeignKey(FundingAgreement, on_delete=models.PROTECT, related_name="funds")
    slug = models.SlugField(unique=True)
    name_nl = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    purpose_nl = models.TextField(blank=True)
    purpose_en = models.TextField(blank=True)
    # The share of the first gap (price less own share, over the lines that its rules meet) that it gives at most.
    match_share_bp = models.PositiveIntegerField(default=10_000)
    cap_per_booking_cents = models.PositiveBigIntegerField(null=True, blank=True)
    # Per calendar year and per calendar month of the booking's start, on the hub's calendar.
    cap_per_organisation_cents = models.PositiveBigIntegerField(null=True, blank=True)
    cap_per_month_cents = models.PositiveBigIntegerField(null=True, blank=True)
    # When these caps were last changed; what was reserved by then was under other ones. Empty: they are the first.
    capped_since = models.DateTimeField(null=True, blank=True, editable=False)
    # The order of giving: priority (low first), expiry, id.
    priority = models.PositiveSmallIntegerField(default=100)
    stackable = models.BooleanField(default=True)
    expires_on = models.DateField()
    bears_cancellation_fees = models.BooleanField(default=False)
    # Rises with each change of its terms or rules: a price says by which version it was given.
    terms_version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    # What the agreement's guarantor pre-finances for this fund before the next tranche is in.
    guaranteed_cents = models.PositiveBigIntegerField(default=0)
    # From when on it takes on nothing new, because its agreement is being settled. Read under this row's own lock.
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["priority", "expires_on", "id"]
        constraints = [
            models.CheckConstraint(name="fund_share_at_most_whole", condition=Q(match_share_bp__lte=10_000))
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("fund", str(self.pk))

    @property
    def name(self) -> str:
        return translated(self, "name")

    @property
    def purpose(self) -> str:
        return translated(self, "purpose")


class TrancheKind(models.TextChoices):
    ADVANCE = "advance", _("advance")
    FINAL = "final", _("final settlement")


class TrancheQuerySet(models.QuerySet["Tranche"]):
    def awaited(self) -> "TrancheQuerySet":
        """Of which something is still to come."""
        return self.filter(received_cents__lt=F("cents"), dropped_at=None)


class Tranche(models.Model):
    """One payment of an agreement into one of its funds: due on a day, and received in one go, in parts, or not yet."""

    agreement = models.ForeignKey(FundingAgreement, on_delete=models.PROTECT, related_name="tranches")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="tranches")
    kind = models.CharField(max_length=10, choices=TrancheKind, default=TrancheKind.ADVANCE)
    cents = models.PositiveBigIntegerField()
    due_on = models.DateField()
    # What came in of it until now (the sum of its receipts), and the last day on which something did.
    received_cents = models.PositiveBigIntegerField(default=0)
    received_on = models.DateField(null=True, blank=True)
    # What was still to come by then does not come any more.
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = TrancheQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(name="tranche_is_something", condition=Q(cents__gt=0)),
            models.CheckConstraint(
                name="tranche_received_has_its_day",
                condition=Q(received_cents=0, received_on=None)
                | Q(received_cents__gt=0, received_cents__lte=F("cents"), received_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.due_on}"

    @property
    def ref(self) -> Ref:
        return Ref("tranche", str(self.pk))

    @property
    def to_come_cents(self) -> int:
        return 0 if self.dropped_at else self.cents - self.received_cents

    @property
    def promised_cents(self) -> int:
        """What it counts for within what was granted."""
        return self.received_cents if self.dropped_at else self.cents
