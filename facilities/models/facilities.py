from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from schedule.models import Calendar

from facilities.models.hubs import Hub
from hub.kit.refs import Ref
from hub.kit.translated import translated
from members.models import Organisation


class KindFamily(models.TextChoices):
    STUDIO = "studio", _("studio")
    ROOM = "room", _("room")
    EQUIPMENT = "equipment", _("equipment")
    EXPERT = "expert", _("expert")
    SESSION = "session", _("training session")


class Kind(models.Model):
    """What a facility is: a recording studio, a microphone, a sound engineer. `pattern` names its picture."""

    slug = models.SlugField(unique=True)
    family = models.CharField(max_length=10, choices=KindFamily)
    name_nl = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    pattern = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return translated(self, "name")


class Feature(models.Model):
    """Something that one may ask for: daylight, a sprung floor, a control room."""

    slug = models.SlugField(unique=True)
    name_nl = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return translated(self, "name")


class FacilityState(models.TextChoices):
    DRAFT = "draft", _("draft")
    LIVE = "live", _("live")
    RETIRED = "retired", _("retired")


class Facility(models.Model):
    """What can be booked: a studio, a room, a pool of equal equipment, an expert. Its units are what is held."""

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="facilities")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=120)
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="facilities")
    state = models.CharField(max_length=10, choices=FacilityState, default=FacilityState.DRAFT)
    about_nl = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    features = models.ManyToManyField(Feature, blank=True, related_name="facilities")
    capacity_people = models.PositiveSmallIntegerField(null=True, blank=True)
    # The rules of time, in minutes and days. Starts and ends lie on the grid, counted from local midnight.
    grid_minutes = models.PositiveSmallIntegerField(default=30, validators=[MinValueValidator(5)])
    min_minutes = models.PositiveIntegerField(default=60)
    max_minutes = models.PositiveIntegerField(default=7 * 24 * 60)
    notice_minutes = models.PositiveIntegerField(default=0)
    horizon_days = models.PositiveSmallIntegerField(default=365)
    # Held after each booking, so that the next guest finds the place in order.
    turnaround_minutes = models.PositiveSmallIntegerField(default=0)
    # The hub looks at each booking first, and says yes or no.
    asks_approval = models.BooleanField(default=False, db_default=False)
    # An option lasts at most so many days, and ends so many hours before the start. 0 days: the house gives none.
    options_until_days = models.PositiveSmallIntegerField(default=0, db_default=0)
    options_notice_hours = models.PositiveSmallIntegerField(default=24, db_default=24)
    # A tech champion from a company or a freelancer: the fee goes to them and no rate reduces it.
    provided_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="provides"
    )
    fixed_fee = models.BooleanField(default=False)
    # Who uses it, or anything that contains it, holds this; what was booked before it was asked for stays.
    induction = models.ForeignKey(
        "facilities.Induction", on_delete=models.PROTECT, null=True, blank=True, related_name="facilities"
    )
    induction_since = models.DateTimeField(null=True, blank=True)
    calendar = models.OneToOneField(Calendar, on_delete=models.PROTECT, related_name="facility")

    class Meta:
        ordering = ["hub", "kind__position", "name", "id"]
        verbose_name_plural = "facilities"
        constraints = [
            models.UniqueConstraint(fields=["hub", "slug"], name="facility_slug_in_hub"),
            models.CheckConstraint(
                name="facility_lengths_make_sense",
                condition=models.Q(
                    grid_minutes__gte=5,
                    min_minutes__gte=models.F("grid_minutes"),
                    max_minutes__gte=models.F("min_minutes"),
                ),
            ),
            models.CheckConstraint(
                name="facility_asks_for_an_induction_since",
                condition=models.Q(induction=None, induction_since=None)
                | models.Q(induction__isnull=False, induction_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("facility", str(self.pk))

    @property
    def about(self) -> str:
        return translated(self, "about")


class Photo(models.Model):
    """A picture of a facility: checked, re-encoded, with a text for who does not see it."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="photos")
    image = models.ImageField(upload_to="facilities/", width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt_nl = models.CharField(max_length=200)
    alt_en = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.alt_nl

    @property
    def alt(self) -> str:
        return translated(self, "alt")
