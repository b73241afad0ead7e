from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.models.facilities import Facility


class UnitState(models.TextChoices):
    IN_SERVICE = "in_service", _("in service")
    IN_REPAIR = "in_repair", _("in repair")
    RETIRED = "retired", _("retired")


class Unit(models.Model):
    """One thing with a label: the room itself, this microphone, that person. A pool is a facility with several."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="units")
    label = models.CharField(max_length=40)
    serial_number = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=12, choices=UnitState, default=UnitState.IN_SERVICE)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["facility", "label", "id"]
        constraints = [models.UniqueConstraint(fields=["facility", "label"], name="unit_label_in_facility")]

    def __str__(self) -> str:
        return self.label
