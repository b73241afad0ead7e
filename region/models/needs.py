"""What organisations need, and what hubs offer them for it."""

import uuid
from datetime import date, datetime

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from facilities.models import Hub, Kind
from funding.rules.lines import LineWish
from hub.kit.fields import finite_period, is_list, is_object
from hub.kit.periods import Period
from hub.kit.refs import Ref, RefField
from knowledgebase.models import Theme
from members.models import Municipality, Organisation


class NeedSort(models.TextChoices):
    """What is looked for. A place, gear and an expert can be booked here; the others are answered in words, too."""

    PLACE = "place", _("a place")
    GEAR = "gear", _("equipment")
    EXPERT = "expert", _("an expert")
    PLACEMENT = "placement", _("a placement or traineeship")
    PARTNER = "partner", _("a partner for a pilot")


# What nothing that is booked by the hour would meet.
IN_WORDS = (NeedSort.PLACEMENT, NeedSort.PARTNER)


class DayPart(models.TextChoices):
    ANY = "any", _("any time of the day")
    MORNING = "morning", _("in the morning")
    AFTERNOON = "afternoon", _("in the afternoon")
    EVENING = "evening", _("in the evening")


class NeedState(models.TextChoices):
    OPEN = "open", _("open")
    # An offer was accepted.
    MET = "met", _("met")
    # Its organisation says so.
    MET_OTHERWISE = "met_otherwise", _("met in another way")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LAPSED = "lapsed", _("lapsed")
    # By the quartermaster, with a reason.
    TAKEN_OFF = "taken_off", _("taken off")


# What has a page for everybody, or for every hub, unless it was taken off.
READ_BY_ALL = (NeedState.OPEN, NeedState.MET, NeedState.MET_OTHERWISE, NeedState.LAPSED)


class Need(models.Model):
    """One thing that an organisation looks for, near a town, between two days. Open until somebody's offer is accepted,
    its organisation ends it, or nobody may answer any more."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="needs")
    # Whose account goes leaves the need, which is its organisation's.
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    sort = models.CharField(_("what you look for"), max_length=10, choices=NeedSort)
    kind = models.ForeignKey(
        Kind,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name=_("kind of facility"),
    )
    title = models.CharField(_("in one line"), max_length=120)
    words = models.TextField(_("tell more about it"), max_length=4_000, blank=True)
    # The language that it is written in.
    language = models.CharField(max_length=2, default="nl")
    quantity = models.PositiveSmallIntegerField(_("how many"), default=1)
    # Both days belong to it.
    from_date = models.DateField(_("from"))
    until_date = models.DateField(_("until"))
    # How many hours in all; none where nobody can say.
    hours = models.PositiveSmallIntegerField(_("how many hours"), null=True, blank=True)
    daypart = models.CharField(_("when on a day"), max_length=10, choices=DayPart, default=DayPart.ANY)
    flexible = models.BooleanField(_("other days could do as well"), default=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="needs", verbose_name=_("near which town")
    )
    radius_km = models.PositiveSmallIntegerField(_("how far from it, in kilometres"), default=25)
    step_free = models.BooleanField(_("it must be step-free"), default=False)
    # What it is about: entries of the atlas and experts that work on one of them are proposed first.
    themes = models.ManyToManyField(Theme, blank=True, related_name="needs")
    project = models.CharField(_("for which project"), max_length=200, blank=True)
    # What the booking will be part of, such as a pilot; empty: of nothing.
    part_of = RefField(blank=True, default="")
    # What one may spend oneself, including VAT.
    budget_cents = models.PositiveBigIntegerField(_("what you can spend"), null=True, blank=True)
    # The last day on which somebody may answer.
    answer_by = models.DateField(_("answers until"))
    # Only hubs and quartermasters read it.
    only_hubs = models.BooleanField(_("only hubs may read it"), default=False)
    state = models.CharField(max_length=14, choices=NeedState, default=NeedState.OPEN)
    posted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # Rises with each change; a form that was opened at an older one is refused.
    version = models.PositiveIntegerField(default=1)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    # When the quartermaster took off one that an offer had met, whose booking stays; `end_reason` says why.
    hidden_at = models.DateTimeField(null=True, blank=True)
    # When unused hours of an open door were proposed for it last.
    proposed_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["-posted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="need_ends_after_it_begins", condition=Q(until_date__gte=F("from_date"))
            ),
            models.CheckConstraint(
                name="need_is_answered_before_it_is_over", condition=Q(answer_by__lte=F("until_date"))
            ),
            models.CheckConstraint(name="need_is_of_something", condition=Q(quantity__gte=1)),
            models.CheckConstraint(name="need_hours_are_some", condition=Q(hours=None) | Q(hours__gte=1)),
            models.CheckConstraint(
                name="need_state_has_its_instant",
                condition=Q(state="open", ended_at=None) | ~Q(state="open") & Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="need_taken_off_says_why", condition=~Q(state="taken_off") | ~Q(end_reason="")
            ),
            models.CheckConstraint(
                name="need_hidden_is_met_and_says_why",
                condition=Q(hidden_at=None) | Q(state="met") & ~Q(end_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["answer_by"], name="need_open_by_last_day", condition=Q(state="open")),
            models.Index(fields=["organisation", "-posted_at"], name="need_of_organisation"),
            models.Index(fields=["municipality", "posted_at"], name="need_by_town"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("need", str(self.uuid))

    @property
    def is_of_things(self) -> bool:
        """Whether what can be booked here could meet it: a placement and a partner are answered in words."""
        return self.kind_id is not None or self.sort not in IN_WORDS

    @property
    def may_be_taken_off(self) -> bool:
        """Whether somebody else reads it still."""
        return self.state in READ_BY_ALL and not self.is_taken_off

    @property
    def is_taken_off(self) -> bool:
        """By the quartermaster. What an offer met stays met, since what was booked stays booked, and is hidden."""
        return self.state == NeedState.TAKEN_OFF or self.hidden_at is not None

    def is_open(self, today: date) -> bool:
        """Whether somebody may answer, whoever wrote down that it lapsed. `today` is the country's."""
        return self.state == NeedState.OPEN and today <= self.answer_by


class OfferState(models.TextChoices):
    OPEN = "open", _("open")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LAPSED = "lapsed", _("lapsed")
    # The need ended otherwise: somebody else's offer was accepted, or nobody needs it any more.
    ENDED = "ended", _("not needed any more")


class Offer(models.Model):
    """A hub's answer to a need: a prepared basket with the price for that organisation as it was then, or words with
    somebody to talk to. It holds nothing: neither units nor money of funds. The need's row guards it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="offers")
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="need_offers")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    message = models.TextField(_("message"), max_length=2_000, blank=True)
    # Who is to be asked, where nothing is to be booked: a name, an address, a number.
    contact = models.CharField(_("whom to ask"), max_length=200, blank=True)
    # [[facility, quantity, start, end], ...]; none where it is an answer in words.
    wishes = models.JSONField(default=list, blank=True)
    during = DateTimeRangeField(null=True, blank=True)
    # The whole calculation as it was then; the database does not let it be changed.
    quote = models.JSONField(default=dict, blank=True)
    price_digest = models.CharField(max_length=64, blank=True)
    list_cents = models.PositiveBigIntegerField(null=True, blank=True)
    own_cents = models.PositiveBigIntegerField(null=True, blank=True)
    valid_until = models.DateTimeField(_("valid until"))
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.OPEN)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    booking = models.OneToOneField(
        Booking, on_delete=models.PROTECT, null=True, blank=True, related_name="offered_for"
    )
    is_demo = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            is_list("wishes", "need_offer_wishes_are_a_list"),
            is_object("quote", "need_offer_quote_names_its_values"),
            models.CheckConstraint(
                name="need_offer_is_a_basket_or_words",
                condition=Q(during=None, price_digest="", list_cents=None, own_cents=None, wishes=[])
                & ~Q(message="")
                & ~Q(contact="")
                | Q(during__isnull=False, list_cents__isnull=False, own_cents__isnull=False)
                & ~Q(price_digest="")
                & ~Q(wishes=[]),
            ),
            finite_period("during", "need_offer_is_finite"),
            models.CheckConstraint(
                name="need_offer_state_has_its_instant",
                condition=Q(state="open", ended_at=None) | ~Q(state="open") & Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="only_an_accepted_offer_is_booked",
                condition=Q(state="accepted") & (Q(booking__isnull=False) | Q(during=None))
                | ~Q(state="accepted") & Q(booking=None),
            ),
            models.UniqueConstraint(
                fields=["need"], condition=Q(state="accepted"), name="need_is_met_by_one_offer"
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "-made_at"], name="need_offer_of_hub"),
            models.Index(fields=["valid_until"], name="need_offer_ends", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"

    @property
    def ref(self) -> Ref:
        return Ref("need-offer", str(self.uuid))

    @property
    def still_reads_need(self) -> bool:
        """Whether the hub that made it reads what it answers: of what was taken off only who is booked for it."""
        need = self.need
        return not need.is_taken_off or need.hidden_at is not None and self.state == OfferState.ACCEPTED

    @property
    def is_basket(self) -> bool:
        return bool(self.wishes)

    @property
    def lines(self) -> tuple[LineWish, ...]:
        return tuple(
            LineWish(facility, quantity, Period(datetime.fromisoformat(start), datetime.fromisoformat(end)))
            for facility, quantity, start, end in self.wishes
        )

    def is_open(self, now: datetime) -> bool:
        return self.state == OfferState.OPEN and now < self.valid_until


class NeedReport(models.Model):
    """Somebody says that a need does not belong here; the quartermaster of its region looks at it."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="reports")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    words = models.CharField(max_length=600)
    at = models.DateTimeField()
    # Somebody looked at it, and it stays or was taken off.
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need", "person"], name="need_reported_once_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.pk}"
