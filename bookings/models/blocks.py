import uuid

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from facilities.models import Hub, Unit
from hub.kit.fields import finite_period
from hub.kit.periods import Period
from hub.kit.refs import Ref, RefField


class BlockKind(models.TextChoices):
    MAINTENANCE = "maintenance", _("maintenance")
    OUT_OF_ORDER = "out_of_order", _("out of order")
    # Something that the house itself makes or shows.
    PRODUCTION = "production", _("own production")
    # Taken in another calendar; nobody here knows by what.
    BUSY = "busy", _("busy elsewhere")


class Block(models.Model):
    """Units that the house keeps to itself for a time. Until it is lifted it holds each of them wherever nothing else
    does: bookings that were there first stay, and what they give back is the block's (`BlockUnit`, `Occupancy`)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="blocks", db_index=False)
    kind = models.CharField(_("kind"), max_length=12, choices=BlockKind)
    title = models.CharField(_("title"), max_length=200, blank=True)
    # For the house alone.
    note = models.TextField(_("note"), blank=True)
    during = DateTimeRangeField()
    # What it came from, where nobody made it by hand: a calendar that is read.
    origin = RefField(blank=True, default="", db_default="")
    # Empty where the site did it.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            finite_period("during", "block_is_finite"),
            models.CheckConstraint(name="block_kind_is_known", condition=Q(kind__in=BlockKind.values)),
            models.CheckConstraint(
                name="block_is_lifted_at_an_instant", condition=Q(lifted_by=None) | Q(lifted_at__isnull=False)
            ),
        ]
        indexes = [
            # Those of a hub that are not over yet.
            models.Index(
                "hub", Func("during", function="upper"), name="block_of_hub", condition=Q(lifted_at=None)
            ),
            models.Index(fields=["origin"], name="block_from", condition=~Q(origin="")),
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()

    @property
    def ref(self) -> Ref:
        return Ref("block", str(self.uuid))

    @property
    def period(self) -> Period:
        return Period.from_range(self.during)


class BlockUnit(models.Model):
    """A block wants this unit for all of its time."""

    block = models.ForeignKey(Block, on_delete=models.CASCADE, related_name="wanted", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["block", "unit"], name="block_unit_once")]

    def __str__(self) -> str:
        return f"{self.block_id}: {self.unit_id}"
