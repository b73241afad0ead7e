from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.models import Kind, KindFamily
from funding.models.aid import AidBasis
from hub.kit.refs import Ref
from hub.kit.translated import translated
from members.models import Discipline, Municipality, Organisation, Region


class FundingAgreement(models.Model):
    """A funder's promise for some years. Money is committed only once received, or as far as a guarantor vouches."""

    funder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements")
    name = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
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
            )
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


class Tranche(models.Model):
    """One payment of an agreement into one of its funds: due on a day, and received or not yet."""

    agreement = models.ForeignKey(FundingAgreement, on_delete=models.PROTECT, related_name="tranches")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="tranches")
    cents = models.PositiveBigIntegerField()
    due_on = models.DateField()
    received_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [models.CheckConstraint(name="tranche_is_something", condition=Q(cents__gt=0))]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.due_on}"

    @property
    def ref(self) -> Ref:
        return Ref("tranche", str(self.pk))


class RulePlace(models.TextChoices):
    SEAT = "seat", _("where the organisation has its seat")
    FACILITY = "facility", _("where the facility is")
    BOTH = "both", _("both the seat and the facility")


class FundRule(models.Model):
    """One set of conditions that must all hold; a fund gives when one of its rules holds. Empty means any."""

    fund = models.ForeignKey(Fund, on_delete=models.CASCADE, related_name="rules")
    place = models.CharField(max_length=10, choices=RulePlace, default=RulePlace.FACILITY)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    discipline = models.ForeignKey(
        Discipline, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    family = models.CharField(max_length=10, choices=KindFamily, blank=True)
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Codes of bands, comma-separated in order ("A,B"); empty for any.
    bands = models.CharField(max_length=20, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.fund_id} {self.pk}"

    @property
    def band_codes(self) -> frozenset[str]:
        return codes(self.bands)


def codes(bands: str) -> frozenset[str]:
    """The codes that a rule's column holds."""
    return frozenset(code.strip() for code in bands.split(",") if code.strip())
