from datetime import date

from django.db import models
from django.db.models import F, Q, QuerySet

from facilities.models import Facility, Hub
from funding.rules.terms import FREE, Terms, read_steps
from hub.kit.fields import is_list
from hub.kit.money import WHOLE_BP


class CancellationTerms(models.Model):
    """What cancelling late costs at a hub, for what is booked from a day on; those for a facility go before its hub's,
    until it has none of its own any more. A booking keeps those that held when it was placed."""

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="cancellation_terms")
    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, null=True, blank=True, related_name="cancellation_terms"
    )
    valid_from = models.DateField()
    # [["days", 7, 5000], ["hours", 24, 10000]]: half the price from seven days before the start on, all from 24 hours.
    steps = models.JSONField(default=list)
    no_show_bp = models.PositiveIntegerField(default=WHOLE_BP)
    # From this day on the facility has no terms of its own: those of its hub hold.
    as_hub = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name_plural = "cancellation terms"
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "facility", "valid_from"], name="terms_once_a_day", nulls_distinct=False
            ),
            models.CheckConstraint(name="terms_no_show_at_most_whole", condition=Q(no_show_bp__lte=WHOLE_BP)),
            is_list("steps", "terms_steps_are_a_list"),
            models.CheckConstraint(
                name="terms_as_hub_say_nothing",
                condition=Q(as_hub=False) | Q(facility__isnull=False, steps=[], no_show_bp=WHOLE_BP),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hub_id} {self.facility_id} {self.valid_from}"

    @property
    def terms(self) -> Terms:
        return Terms(read_steps(self.steps), self.no_show_bp)


def terms_on(facility: Facility, day: date) -> Terms:
    """What holds for who books a facility on a day; as `funding.models.line_prices` finds it."""
    either = CancellationTerms.objects.filter(Q(facility=facility) | Q(facility=None))
    found = {each.facility_id: each for each in _until(either, facility, day)}
    own, hubs = found.get(facility.pk), found.get(None)
    holds = own if own and not own.as_hub else hubs
    return holds.terms if holds else FREE


def own_terms_on(facility: Facility, day: date) -> CancellationTerms | None:
    """Those that a facility has for itself on a day; None where its hub's hold."""
    found = _until(facility.cancellation_terms.all(), facility, day).last()
    return found if found and not found.as_hub else None


def _until(rows: QuerySet[CancellationTerms], facility: Facility, day: date) -> QuerySet[CancellationTerms]:
    """The latest comes last."""
    return rows.filter(hub=facility.hub_id, valid_from__lte=day).order_by("valid_from")


def terms_of(hub: Hub) -> QuerySet[CancellationTerms]:
    """Every setting of a hub, its own first, the latest first."""
    return (
        CancellationTerms.objects.filter(hub=hub)
        .select_related("facility")
        .order_by(F("facility__name").asc(nulls_first=True), "-valid_from")
    )
