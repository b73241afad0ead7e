from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.kit.refs import Ref
from members.models import Organisation


class AidBasis(models.TextChoices):
    """Under which rule of state aid money is given; frozen on what a fund carries."""

    NONE = "none", _("no state aid")
    DE_MINIMIS = "de_minimis", _("de minimis aid")


class AidCeiling(models.Model):
    """The most de minimis aid that one undertaking may be granted in so many years, from a date on. Dated data:
    the first row is that of Regulation (EU) 2023/2831, article 3(2)."""

    valid_from = models.DateField(unique=True)
    cents = models.PositiveBigIntegerField()
    years = models.PositiveSmallIntegerField(default=3)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return str(self.valid_from)


class AidDeclaration(models.Model):
    """What an organisation says of the de minimis aid that it had elsewhere: asked before any is granted here, as long
    as no register of all of it reaches back far enough."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aid_declarations")
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    declared_at = models.DateTimeField()
    # In the three years before, by the organisation and who belongs to the same undertaking; not what is granted here.
    other_cents = models.PositiveBigIntegerField()
    # Who else belongs to it, in their own words; the register asks for one undertaking, not for one organisation.
    undertaking = models.CharField(max_length=300, blank=True)
    # The division of NACE Rev. 2.1 that the central register asks for; 90 is arts creation and performing arts.
    sector = models.CharField(max_length=7, default="90")
    # The last day on which it counts.
    valid_until = models.DateField()
    # A newer one took its place.
    replaced = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(replaced=False), name="aid_declaration_one_that_counts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.declared_at}"

    @property
    def ref(self) -> Ref:
        return Ref("aid-declaration", str(self.pk))
