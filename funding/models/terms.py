from datetime import date

from django.db import models
from django.db.models import F, Q, QuerySet

from facilities.models import Facility, Hub
from funding.rules.terms import FREE, Terms, read_steps
from hub.kit.fields import is_list
from hub.kit.money import WHOLE_BP


class CancellationTerms(models.Model):
    """What cancelling late costs at a hub, for what is booked from a day on; those for a facility go before its hub's.
    A booking keeps those that held when it was placed."""

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="cancellation_terms")
    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, null=True, blank=True, related_name="cancellation_terms"
    )
    valid_from = models.DateField()
    # [["days", 7, 5000], ["hours", 24, 10000]]: half the price from seven days before the start on, all from 24 hours.
    steps = models.JSONField(default=list)
    no_show_bp = models.PositiveIntegerField(default=WHOLE_BP)

    class Meta:
        verbose_name_plural = "cancellation terms"
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "facility", "valid_from"], name="terms_once_a_day", nulls_distinct=False
            ),
            models.CheckConstraint(name="terms_no_show_at_most_whole", condition=Q(no_show_bp__lte=WHOLE_BP)),
            is_list("steps", "terms_steps_are_a_list"),
        ]

    def __str__(self) -> str:
        return f"{self.hub_id} {self.facility_id} {self.valid_from}"

    @property
    def terms(self) -> Terms:
        return Terms(read_steps(self.steps), self.no_show_bp)


def terms_on(facility: Facility, day: date) -> Terms:
    """What holds for who books a facility on a day; as `funding.models.line_prices` finds it."""
    found = (
        CancellationTerms.objects.filter(Q(facility=facility) | Q(facility=None), hub=facility.hub_id)
        .filter(valid_from__lte=day)
        .order_by(F("facility").asc(nulls_last=True), "-valid_from")
        .first()
    )
    return found.terms if found else FREE


def terms_of(hub: Hub) -> QuerySet[CancellationTerms]:
    """Every setting of a hub, its own first, the latest first."""
    return (
        CancellationTerms.objects.filter(hub=hub)
        .select_related("facility")
        .order_by(F("facility__name").asc(nulls_first=True), "-valid_from")
    )
