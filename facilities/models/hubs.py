from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _
from schedule.models import Calendar

from hub.kit.fields import is_list
from hub.kit.refs import Ref
from hub.kit.translated import translated
from members.models import Municipality, Organisation, Region


class HubKind(models.TextChoices):
    VENUE = "venue", _("venue")
    MUSEUM = "museum", _("museum")
    LAB = "lab", _("lab")
    LIVING_LAB = "living_lab", _("living lab")
    KNOWLEDGE = "knowledge", _("knowledge institution")


class GapPolicy(models.TextChoices):
    """What happens to the part of a reduced price that no fund covers."""

    GIVE = "give", _("the hub gives it, as a discount")
    PAY = "pay", _("the organisation pays it")
    REFUSE = "refuse", _("the booking is refused")


class Hub(models.Model):
    """A place that opens its doors: who runs it, where it is, how it welcomes people."""

    slug = models.SlugField(unique=True, max_length=80)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=HubKind)
    operator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="hubs")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="hubs")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="hubs")
    street = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5)
    longitude = models.DecimalField(max_digits=8, decimal_places=5)
    # An IANA name; every local time of the hub is read in it.
    zone_name = models.CharField(max_length=40, default="Europe/Amsterdam")
    about_nl = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    step_free = models.BooleanField(default=False)
    accessibility_nl = models.TextField(blank=True)
    accessibility_en = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    gap_policy = models.CharField(max_length=10, choices=GapPolicy, default=GapPolicy.PAY)
    # Within so many hours the hub answers who asks for its approval.
    approval_hours = models.PositiveSmallIntegerField(default=48, db_default=48)
    # Who has the first option decides within so many hours once the second asks for it.
    challenge_hours = models.PositiveSmallIntegerField(default=48, db_default=48)
    # What has come free is offered for so many hours to who stands in line for it.
    offer_hours = models.PositiveSmallIntegerField(default=24, db_default=24)
    # ISO 3166-2 country whose public holidays close the hub; empty for a hub that is open then.
    holidays_of = models.CharField(max_length=6, blank=True, default="NL")
    # What the house sells as a daypart, set and read as a whole (`facilities.rules.dayparts`); none: any four hours.
    dayparts = models.JSONField(default=list, db_default=[])
    calendar = models.OneToOneField(Calendar, on_delete=models.PROTECT, related_name="hub")
    is_demo = models.BooleanField(default=False, db_default=False)
    # Where a name or a fact of this hub comes from, shown on its page.
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            is_list("dayparts", "hub_dayparts_are_a_list"),
            models.CheckConstraint(
                name="hub_leaves_time_to_answer",
                condition=models.Q(approval_hours__gte=1),
            ),
            models.CheckConstraint(
                name="hub_leaves_time_to_decide",
                condition=models.Q(challenge_hours__gte=1),
            ),
            models.CheckConstraint(
                name="hub_leaves_time_to_take_an_offer",
                condition=models.Q(offer_hours__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("hub", str(self.pk))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    @property
    def about(self) -> str:
        return translated(self, "about")

    @property
    def accessibility(self) -> str:
        return translated(self, "accessibility")


class HouseRules(models.Model):
    """One published version of a hub's house rules. Never edited: a change is a new version."""

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="house_rules")
    version = models.PositiveSmallIntegerField()
    text_nl = models.TextField()
    text_en = models.TextField(blank=True)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["hub", "-version"]
        constraints = [models.UniqueConstraint(fields=["hub", "version"], name="house_rules_version")]
        verbose_name_plural = "house rules"

    def __str__(self) -> str:
        return f"{self.hub} {self.version}"

    @property
    def text(self) -> str:
        return translated(self, "text")
