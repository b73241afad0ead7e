"""Pilots: what an organisation tries out for a while with labs and partners, and what it needs to be tried."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funding.models import Fund
from hub.kit.refs import Ref
from hub.kit.translated import translated
from knowledgebase.models import Experiment, Theme
from members.models import Organisation, Region
from region.models.entries import AtlasEntry, Sector


class PilotState(models.TextChoices):
    IDEA = "idea", _("idea")
    RUNNING = "running", _("running")
    FINISHED = "finished", _("finished")
    STOPPED = "stopped", _("stopped")


# Bookings may be put under these.
OPEN_STATES = (PilotState.IDEA, PilotState.RUNNING)


class BudgetState(models.TextChoices):
    NONE = "", _("no budget")
    ASKED = "asked", _("asked")
    AGREED = "agreed", _("agreed")
    DECLINED = "declined", _("declined")


class Pilots(models.QuerySet["Pilot"]):
    def public(self) -> "Pilots":
        """What everybody may see: its owner has said yes to it."""
        return self.filter(owner_agreed_at__isnull=False)


class Pilot(models.Model):
    """A trial by one organisation with others. What its bookings drew from its fund is nowhere kept: it is summed from
    what the fund carries of them (`region.models.pilot_money`)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(unique=True, max_length=100)
    title_nl = models.CharField(_("title, in Dutch"), max_length=160, blank=True)
    title_en = models.CharField(_("title, in English"), max_length=160, blank=True)
    # What one wants to find out.
    aim_nl = models.TextField(_("question or aim, in Dutch"), blank=True, max_length=2_000)
    aim_en = models.TextField(_("question or aim, in English"), blank=True, max_length=2_000)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="pilots")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="pilots")
    # Until then, a quartermaster has written it down for its owner and nobody else sees it.
    owner_agreed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PilotState, default=PilotState.IDEA)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until and including"), null=True, blank=True)
    # The day on which it was over, whatever was planned, and what came of it.
    ended_on = models.DateField(null=True, blank=True)
    outcome_nl = models.TextField(_("what came of it, in Dutch"), blank=True, max_length=4_000)
    outcome_en = models.TextField(_("what came of it, in English"), blank=True, max_length=4_000)
    themes = models.ManyToManyField(Theme, blank=True, related_name="pilots")
    # The labs and other places of the atlas where it happens.
    entries = models.ManyToManyField(AtlasEntry, blank=True, related_name="pilots")
    experiment = models.ForeignKey(
        Experiment, on_delete=models.SET_NULL, null=True, blank=True, related_name="pilots"
    )
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, null=True, blank=True, related_name="pilots")
    budget_cents = models.PositiveBigIntegerField(null=True, blank=True)
    budget_state = models.CharField(max_length=10, choices=BudgetState, blank=True, default=BudgetState.NONE)
    budget_answered_at = models.DateTimeField(null=True, blank=True)
    # The funder lets everybody see the amount.
    budget_is_public = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False, db_default=False)
    # Rises with each change of its words; a form that was opened at an older one is refused.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = Pilots.as_manager()

    class Meta:
        ordering = ["-changed_at", "-id"]
        verbose_name = _("pilot")
        verbose_name_plural = _("pilots")
        constraints = [
            models.CheckConstraint(name="pilot_has_a_title", condition=~Q(title_nl="") | ~Q(title_en="")),
            models.CheckConstraint(
                name="pilot_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="pilot_state_has_its_day",
                condition=Q(state="idea", ended_on=None)
                | Q(state="running", starts_on__isnull=False, ended_on=None)
                | Q(state__in=["finished", "stopped"], ended_on__isnull=False),
            ),
            models.CheckConstraint(
                name="pilot_budget_is_of_a_fund",
                condition=Q(budget_state="", fund=None, budget_cents=None, budget_answered_at=None)
                | Q(budget_state="asked", fund__isnull=False, budget_cents__gt=0, budget_answered_at=None)
                | Q(
                    budget_state__in=["agreed", "declined"],
                    fund__isnull=False,
                    budget_cents__gt=0,
                    budget_answered_at__isnull=False,
                ),
            ),
        ]
        indexes = [models.Index(fields=["region", "state"], name="pilot_by_region")]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("pilot", str(self.uuid))

    @property
    def title(self) -> str:
        return translated(self, "title")

    @property
    def aim(self) -> str:
        return translated(self, "aim")

    @property
    def outcome(self) -> str:
        return translated(self, "outcome")

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def has_agreed_budget(self) -> bool:
        return self.budget_state == BudgetState.AGREED


class Standing(models.TextChoices):
    """Of a partner: an organisation of this site is asked and stays unnamed until it agrees. Withdrawn: taken away
    before it answered; kept, so that it is not mailed again at once."""

    ASKED = "asked", _("asked")
    IN = "in", _("takes part")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("not asked any more")
    LEFT = "left", _("left the pilot")


class PilotPartner(models.Model):
    """Who takes part and as what: an organisation of this site, an entry of the atlas, or a bare name."""

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="piloting"
    )
    entry = models.ForeignKey(
        AtlasEntry, on_delete=models.CASCADE, null=True, blank=True, related_name="piloting"
    )
    name = models.CharField(_("name"), max_length=160, blank=True)
    sector = models.CharField(_("sector"), max_length=12, choices=Sector)
    role_nl = models.CharField(_("its role, in Dutch"), max_length=200, blank=True)
    role_en = models.CharField(_("its role, in English"), max_length=200, blank=True)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.IN)
    added_at = models.DateTimeField()
    # Of an organisation: when it said yes, and when it was over.
    agreed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pilot", "id"]
        constraints = [
            models.CheckConstraint(
                name="pilot_partner_is_one_thing",
                condition=Q(organisation__isnull=False, entry=None, name="")
                | Q(organisation=None, entry__isnull=False, name="")
                | Q(organisation=None, entry=None) & ~Q(name=""),
            ),
            models.CheckConstraint(
                name="pilot_partner_agrees_itself",
                condition=Q(organisation=None, standing="in", agreed_at=None, left_at=None)
                | Q(organisation__isnull=False, standing="asked", agreed_at=None, left_at=None)
                | Q(
                    organisation__isnull=False,
                    standing__in=["declined", "withdrawn"],
                    agreed_at=None,
                    left_at=None,
                )
                | Q(organisation__isnull=False, standing="in", agreed_at__isnull=False, left_at=None)
                | Q(organisation__isnull=False, standing="left", agreed_at__isnull=False)
                & Q(left_at__gte=F("agreed_at")),
            ),
            # Who left may be asked again, and what was stays; who said no is not asked a second time.
            models.UniqueConstraint(
                fields=["pilot", "organisation"],
                condition=~Q(standing="left"),
                name="pilot_partner_once",
            ),
            models.UniqueConstraint(fields=["pilot", "entry"], name="pilot_entry_once"),
            models.UniqueConstraint(fields=["pilot", "name"], condition=~Q(name=""), name="pilot_name_once"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.organisation or self.entry)

    @property
    def role(self) -> str:
        return translated(self, "role")


class Milestone(models.Model):
    """A day that counts, planned or past, in the owner's words."""

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, related_name="milestones")
    on = models.DateField(_("day"))
    words_nl = models.CharField(_("what, in Dutch"), max_length=200, blank=True)
    words_en = models.CharField(_("what, in English"), max_length=200, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pilot", "on", "id"]
        constraints = [
            models.CheckConstraint(name="milestone_says_what", condition=~Q(words_nl="") | ~Q(words_en=""))
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        return translated(self, "words")
