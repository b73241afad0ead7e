from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from facilities.models.facilities import Facility
from facilities.models.parts import parts_of
from facilities.rules.companions import NEEDS, WEEK, Activity, Requirement, Span, Why
from facilities.rules.parts import inside

SAID: dict[str, Q] = {
    "people": Q(people__gte=1),
    "at": Q(at__isnull=False),
    "hours": Q(hours__gte=1),
    "activity": Q(activity__in=[each.value for each in Activity]),
    "days": Q(weekdays__contained_by=sorted(WEEK)) & (Q(weekdays__len__gte=1) | Q(holidays=True)),
}
UNSAID: dict[str, Q] = {
    **{f"{name}": Q(**{f"{name}__isnull": True}) for name in ("people", "at", "hours")},
    "activity": Q(activity=""),
    "days": Q(weekdays__len=0, holidays=False),
}


def _whole(why: Why) -> Q:
    """The reason with all that belongs to it, and nothing that does not."""
    condition = Q(why=why.value)
    for name in SAID:
        condition &= SAID[name] if name in NEEDS[why] else UNSAID[name]
    return condition


def _one_of_them() -> Q:
    condition = Q()
    for why in Why:
        condition |= _whole(why)
    return condition


class CompanionRule(models.Model):
    """Who or what comes with a facility, and when: `facilities.rules.companions`. Set as a whole, in this order."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="companion_rules")
    companion = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="comes_with")
    position = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=10)
    span = models.CharField(max_length=5, default=Span.WHOLE)
    quantity = models.PositiveSmallIntegerField(default=1)
    each = models.BooleanField(default=False)
    people = models.PositiveIntegerField(null=True, blank=True)
    at = models.TimeField(null=True, blank=True)
    hours = models.PositiveSmallIntegerField(null=True, blank=True)
    activity = models.CharField(max_length=12, blank=True, default="")
    # ISO weekdays, and whether public holidays count too; none is no day.
    weekdays = ArrayField(models.PositiveSmallIntegerField(), blank=True, default=list, db_default=[])
    holidays = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["facility", "position"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "position"], name="companion_rule_position"),
            models.CheckConstraint(
                name="companion_rule_of_another", condition=~Q(companion=F("facility")) & Q(quantity__gte=1)
            ),
            models.CheckConstraint(name="companion_rule_says_when", condition=_one_of_them()),
            models.CheckConstraint(
                name="companion_rule_span", condition=Q(span__in=[each.value for each in Span])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.companion_id} with {self.facility_id}: {self.why}"

    @property
    def requirement(self) -> Requirement:
        return Requirement(
            companion_id=self.companion_id,
            why=Why(self.why),
            quantity=self.quantity,
            span=Span(self.span),
            each=self.each,
            people=self.people,
            at=self.at,
            hours=self.hours,
            activity=self.activity,
            weekdays=frozenset(self.weekdays),
            holidays=self.holidays,
        )


def companions_at(hub_id: int) -> dict[int, list[int]]:
    """Of each facility of a hub that has rules: who or what comes along by them."""
    found: dict[int, list[int]] = {}
    rules = CompanionRule.objects.filter(facility__hub=hub_id).order_by("facility", "position")
    for facility, companion in rules.values_list("facility", "companion"):
        found.setdefault(facility, []).append(companion)
    return found


def inside_with_rules(whole: Facility) -> list[Facility]:
    """What is inside a facility, at any depth, and has rules that count for it too."""
    within = inside(whole.pk, parts_of(whole.hub_id)) - {whole.pk}
    found = Facility.objects.filter(pk__in=within, companion_rules__isnull=False).distinct()
    return list(found.order_by("kind__position", "name", "pk"))
