from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.models import Facility, Hub
from hub.kit.fields import is_list


class RateUnit(models.TextChoices):
    HOUR = "hour", _("hour")
    DAYPART = "daypart", _("daypart of four hours")
    DAY = "day", _("day")
    WEEK = "week", _("week")


class RateCard(models.Model):
    """What a facility costs from a date on, including VAT. The card valid at a booking's start counts."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="rate_cards")
    valid_from = models.DateField()
    # Evenings, Sundays, holidays: set and read as a whole with the card (`funding.rules.surcharges`).
    surcharges = models.JSONField(default=list, db_default=[])

    class Meta:
        ordering = ["facility", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "valid_from"], name="rate_card_once_a_day"),
            is_list("surcharges", "rate_card_surcharges_are_a_list"),
        ]

    def __str__(self) -> str:
        return f"{self.facility} {self.valid_from}"

    @property
    def in_order(self) -> list["Rate"]:
        """Its rates, the shortest unit first."""
        return sorted(self.rates.all(), key=lambda rate: RateUnit.values.index(rate.unit))


class Rate(models.Model):
    """The price of one hour, daypart, day or week of one unit."""

    card = models.ForeignKey(RateCard, on_delete=models.CASCADE, related_name="rates")
    unit = models.CharField(max_length=10, choices=RateUnit)
    cents = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["card", "unit"], name="rate_once_per_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.cents}"


class VatSetting(models.Model):
    """The VAT of a hub's prices from a date on; one for a facility goes before the hub's own."""

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="vat_settings")
    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, null=True, blank=True, related_name="vat_settings"
    )
    valid_from = models.DateField()
    rate_bp = models.PositiveIntegerField()
    # Said on the quote and the invoice when the rate is nought, for instance the article of the law.
    exemption_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "facility", "valid_from"], name="vat_setting_once_a_day", nulls_distinct=False
            ),
            models.CheckConstraint(name="vat_rate_below_whole", condition=Q(rate_bp__lt=10_000)),
        ]

    def __str__(self) -> str:
        return f"{self.hub_id} {self.rate_bp}"
