"""That somebody was asked by mail for a pilot, so that they are not asked again and again."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q

from funding.models import Fund
from hub.kit.fields import finite_period, one
from members.models import Organisation
from region.models.pilots import Pilot


class Asking(models.Model):
    """A mail that asked an organisation to take part, or a fund for a budget. While it is `quiet` no other goes to the
    same for this pilot; a fund's no makes it quiet for longer."""

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, related_name="askings")
    # Whose pilot it is: what one organisation asks within a day is counted.
    asker = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    quiet = DateTimeRangeField()
    # Of a fund, until it says yes after all.
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="asking_is_of_one",
                condition=Q(organisation__isnull=False, fund=None, declined_at=None)
                | Q(organisation=None, fund__isnull=False),
            ),
            finite_period("quiet", "asking_quiet_is_finite"),
            ExclusionConstraint(
                name="asking_leaves_organisations_in_peace",
                expressions=[(one("pilot_id"), "&&"), (one("organisation_id"), "&&"), ("quiet", "&&")],
                condition=Q(organisation__isnull=False),
            ),
            ExclusionConstraint(
                name="asking_leaves_funds_in_peace",
                expressions=[(one("pilot_id"), "&&"), (one("fund_id"), "&&"), ("quiet", "&&")],
                condition=Q(fund__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pilot}: {self.organisation or self.fund}"
