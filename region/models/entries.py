"""What stands on the atlas: labs, networks, institutions and hosts, and where each is."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.models import Hub
from hub.kit.refs import Ref
from hub.kit.translated import translated
from knowledgebase.models import Theme
from members.models import Municipality, Organisation, Region


class EntryKind(models.TextChoices):
    LAB = "lab", _("lab")
    LIVING_LAB = "living_lab", _("living lab")
    PRACTICE_NETWORK = "practice_network", _("practice network")
    NETWORK = "network", _("network")
    AI_HUB = "ai_hub", _("AI hub")
    KNOWLEDGE = "knowledge", _("knowledge institution")
    VENUE = "venue", _("venue")
    MUSEUM = "museum", _("museum")
    COMPANY = "company", _("company")
    GOVERNMENT = "government", _("government body")
    OTHER = "other", _("other")


class Sector(models.TextChoices):
    """Of which side of the quadruple helix somebody is; culture is told apart, since it is what this is about."""

    CULTURE = "culture", _("culture")
    KNOWLEDGE = "knowledge", _("knowledge")
    BUSINESS = "business", _("business")
    GOVERNMENT = "government", _("government")
    CITIZENS = "citizens", _("citizens")


class Phase(models.TextChoices):
    PROJECT = "project", _("project")
    TOWARDS_STRUCTURAL = "towards", _("on its way to structural")
    STRUCTURAL = "structural", _("structural")


class Reach(models.TextChoices):
    """Whether it is somewhere. What is everywhere or nowhere in particular has a section of its own."""

    PLACE = "place", _("at a place")
    NATIONAL = "national", _("the whole country")
    VIRTUAL = "virtual", _("online")


class Stage(models.TextChoices):
    """How far the quartermaster is with it. From `mapped` on everybody sees it."""

    HEARD_OF = "heard_of", _("heard of")
    CONTACTED = "contacted", _("contacted")
    VISITED = "visited", _("visited")
    MAPPED = "mapped", _("mapped")
    VERIFIED = "verified", _("verified")
    STALE = "stale", _("to be checked again")
    # Not there any more, or it was a mistake. Nothing is deleted: its history stays with the quartermasters.
    TAKEN_OFF = "taken_off", _("taken off")


PUBLIC = (Stage.MAPPED, Stage.VERIFIED, Stage.STALE)


class Entries(models.QuerySet["AtlasEntry"]):
    def public(self) -> "Entries":
        """What everybody may see: mapped or further, and not merged into another."""
        return self.filter(stage__in=PUBLIC, merged_into=None)


class AtlasEntry(models.Model):
    """One place, network or institution of the field. Degrees are WGS 84."""

    slug = models.SlugField(unique=True, max_length=100)
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=20, choices=EntryKind)
    sector = models.CharField(_("sector"), max_length=12, choices=Sector, default=Sector.CULTURE)
    phase = models.CharField(_("phase"), max_length=12, choices=Phase, blank=True)
    reach = models.CharField(_("where it is"), max_length=10, choices=Reach, default=Reach.PLACE)
    # The region that looks after it; none for what is national and for no region in particular.
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    # Set by hand: the centre of the town would take it back.
    pin_moved = models.BooleanField(default=False)
    about_nl = models.TextField(_("about it, in Dutch"), blank=True, max_length=4_000)
    about_en = models.TextField(_("about it, in English"), blank=True, max_length=4_000)
    website = models.URLField(_("website"), blank=True, max_length=300)
    since = models.PositiveSmallIntegerField(
        _("since"),
        null=True,
        blank=True,
        help_text=_("The year."),
        validators=[MinValueValidator(1500), MaxValueValidator(2100)],
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="entries")
    # The hub of this site that it is, with its facilities.
    hub = models.OneToOneField(Hub, on_delete=models.SET_NULL, null=True, blank=True, related_name="entry")
    # Who claimed it and speaks for it.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="entries"
    )
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.HEARD_OF)
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Where its facts come from, shown on its page.
    source = models.CharField(_("source"), max_length=300, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    is_demo = models.BooleanField(default=False, db_default=False)
    # Rises with each change; a form that was opened at an older one is refused.
    version = models.PositiveIntegerField(default=0)
    # Of the request that made it: the same again, after an answer that got lost on the way, makes no second one.
    key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = Entries.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("entry of the atlas")
        verbose_name_plural = _("entries of the atlas")
        constraints = [
            models.CheckConstraint(
                name="entry_at_a_place_has_one",
                condition=~Q(reach="place")
                | Q(
                    municipality__isnull=False,
                    latitude__isnull=False,
                    longitude__isnull=False,
                    region__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="entry_elsewhere_has_no_pin",
                condition=Q(reach="place")
                | Q(municipality=None, latitude=None, longitude=None, pin_moved=False),
            ),
            models.CheckConstraint(
                name="entry_is_on_earth",
                condition=Q(latitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            ),
            models.CheckConstraint(
                name="verified_entry_says_when", condition=~Q(stage="verified") | Q(verified_on__isnull=False)
            ),
            models.CheckConstraint(
                name="entry_is_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
            ),
        ]
        indexes = [
            models.Index(fields=["region", "stage"], name="entry_by_region"),
            models.Index(fields=["verified_on"], name="entry_by_check"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("entry", str(self.pk))

    @property
    def about(self) -> str:
        return translated(self, "about")

    @property
    def is_public(self) -> bool:
        return self.stage in PUBLIC and self.merged_into_id is None


class Partner(models.Model):
    """Who takes part in a lab or network, of which sector, and as what. Either an entry of the atlas or a bare name."""

    entry = models.ForeignKey(AtlasEntry, on_delete=models.CASCADE, related_name="partners")
    partner = models.ForeignKey(
        AtlasEntry, on_delete=models.CASCADE, null=True, blank=True, related_name="takes_part_in"
    )
    name = models.CharField(_("name"), max_length=160, blank=True)
    sector = models.CharField(_("sector"), max_length=12, choices=Sector)
    role_nl = models.CharField(_("its role, in Dutch"), max_length=200, blank=True)
    role_en = models.CharField(_("its role, in English"), max_length=200, blank=True)
    since = models.PositiveSmallIntegerField(_("since"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        ordering = ["entry", "sector", "name", "id"]
        constraints = [
            models.CheckConstraint(
                name="partner_is_an_entry_or_a_name",
                condition=Q(partner=None) & ~Q(name="") | Q(partner__isnull=False) & Q(name=""),
            ),
            models.CheckConstraint(
                name="nobody_partners_with_itself", condition=Q(partner=None) | ~Q(partner=F("entry"))
            ),
            models.UniqueConstraint(fields=["entry", "partner"], name="partner_once_an_entry"),
            models.UniqueConstraint(
                fields=["entry", "name"], condition=~Q(name=""), name="named_partner_once_an_entry"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.partner)

    @property
    def role(self) -> str:
        return translated(self, "role")
