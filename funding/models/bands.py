from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hub.kit.refs import Ref
from members.models import Organisation


class RateBand(models.Model):
    """Turnover from (inclusive) up to (exclusive), in cents, and the share that such an organisation carries itself."""

    code = models.CharField(max_length=4)
    valid_from = models.DateField()
    turnover_from_cents = models.PositiveBigIntegerField()
    turnover_to_cents = models.PositiveBigIntegerField(null=True, blank=True)
    own_share_bp = models.PositiveIntegerField()

    class Meta:
        ordering = ["-valid_from", "turnover_from_cents"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="band_code_once_a_day"),
            models.CheckConstraint(name="band_share_at_most_whole", condition=Q(own_share_bp__lte=10_000)),
            models.CheckConstraint(
                name="band_from_before_to",
                condition=Q(turnover_to_cents=None) | Q(turnover_to_cents__gt=F("turnover_from_cents")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def holds(self, turnover_cents: int) -> bool:
        end = self.turnover_to_cents
        return self.turnover_from_cents <= turnover_cents and (end is None or turnover_cents < end)


class BandPolicy(models.Model):
    """What a band that nobody has reviewed yet is good for, and the terms of reviewing it, from a date on."""

    valid_from = models.DateField(unique=True)
    # The most that funds and hubs together carry for one organisation on a provisional band.
    provisional_cap_cents = models.PositiveBigIntegerField()
    # How many days after a decision its organisation may ask for a second look. Then the evidence is deleted.
    objection_days = models.PositiveSmallIntegerField(default=42, db_default=42)
    # How many days before a declaration is over its owners are reminded, twice; 0 for not.
    first_reminder_days = models.PositiveSmallIntegerField(default=60, db_default=60)
    last_reminder_days = models.PositiveSmallIntegerField(default=14, db_default=14)

    class Meta:
        verbose_name_plural = "band policies"
        constraints = [
            models.CheckConstraint(
                name="policy_reminds_before_it_reminds_again",
                condition=Q(first_reminder_days=0) | Q(first_reminder_days__gt=F("last_reminder_days")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.valid_from)


class DeclarationStatus(models.TextChoices):
    PROVISIONAL = "provisional", _("provisional")
    ACCEPTED = "accepted", _("accepted")
    REPLACED = "replaced", _("replaced")
    REFUSED = "refused", _("refused")


LIVE_DECLARATIONS = (DeclarationStatus.PROVISIONAL, DeclarationStatus.ACCEPTED)


class BandDeclaration(models.Model):
    """What an organisation says of a fiscal year. It gives a provisional band at once, up to a cap."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="declarations")
    fiscal_year = models.PositiveSmallIntegerField()
    # All income of the year, subsidies included; in cents.
    turnover_cents = models.PositiveBigIntegerField()
    structural_subsidy_cents = models.PositiveBigIntegerField(default=0)
    # Of the whole group, where the organisation belongs to one: the band is that of the group's income then.
    group_turnover_cents = models.PositiveBigIntegerField(null=True, blank=True)
    # As declared; once it is reviewed, the one that was decided.
    band = models.ForeignKey(RateBand, on_delete=models.PROTECT, related_name="declarations")
    status = models.CharField(max_length=12, choices=DeclarationStatus, default=DeclarationStatus.PROVISIONAL)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    declared_at = models.DateTimeField()
    # The last day on which it counts: 30 June after the next year's end.
    valid_until = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "fiscal_year"],
                condition=Q(status__in=["provisional", "accepted"]),
                name="declaration_one_live_per_year",
            ),
            models.CheckConstraint(
                name="declaration_subsidy_within_turnover",
                condition=Q(structural_subsidy_cents__lte=F("turnover_cents")),
            ),
            models.CheckConstraint(
                name="declaration_group_holds_its_organisation",
                condition=Q(group_turnover_cents=None) | Q(group_turnover_cents__gte=F("turnover_cents")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.fiscal_year}"

    @property
    def ref(self) -> Ref:
        return Ref("declaration", str(self.pk))

    @property
    def declared_cents(self) -> int:
        """The income that was declared to decide about the band."""
        return self.turnover_cents if self.group_turnover_cents is None else self.group_turnover_cents
