from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.models import Kind, KindFamily
from funding.models.agreements import Fund
from members.models import Discipline, Municipality, Region


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
