"""What anybody tells about the atlas: something that is missing, or that is different by now. Nobody sees it but who
looks after the region, until they take it over."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hub.kit.fields import is_object
from hub.kit.refs import Ref
from members.models import Municipality, Region
from region.models.entries import AtlasEntry

# Who told it is kept so long after the answer: time to ask back, and no longer.
KEPT = timedelta(days=90)


class SuggestionState(models.TextChoices):
    WAITING = "waiting", _("waits for an answer")
    TAKEN_OVER = "taken_over", _("taken over")
    DECLINED = "declined", _("not taken over")


class Suggestion(models.Model):
    """`facts` are what the sender filled in: of something new all of it, of an entry only what would change. Its keys
    are those of `region.rules.suggested.FIELDS`."""

    # The key of the request that made it: the same again makes no second one.
    uuid = models.UUIDField(default=uuid4, unique=True)
    # What should change; none for something new.
    entry = models.ForeignKey(
        AtlasEntry, on_delete=models.CASCADE, null=True, blank=True, related_name="suggestions"
    )
    # Who looks after it; none for what belongs to no region in particular.
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="suggestions", db_index=False
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    facts = models.JSONField(default=dict)
    # What the sender adds in their own words.
    words = models.TextField(blank=True, max_length=2_000)
    # Who told it, if they wanted to say so. Forgotten a while after the answer.
    sender_name = models.CharField(max_length=120, blank=True)
    sender_email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="nl")
    sent_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SuggestionState, default=SuggestionState.WAITING)
    # What is told to the sender.
    answer = models.TextField(blank=True, max_length=1_000)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # What was made of it.
    became = models.ForeignKey(AtlasEntry, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [
            is_object("facts", "suggestion_names_its_facts"),
            models.CheckConstraint(
                name="suggestion_is_answered_at_an_instant",
                condition=Q(state="waiting", answered_at=None, became=None)
                | ~Q(state="waiting") & Q(answered_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["region", "state", "sent_at"], name="suggestion_of_region"),
            models.Index(
                fields=["answered_at"],
                condition=~Q(sender_name="") | ~Q(sender_email=""),
                name="suggestion_to_forget",
            ),
        ]

    def __str__(self) -> str:
        return str(self.facts.get("name") or self.entry or self.uuid)

    @property
    def ref(self) -> Ref:
        return Ref("suggestion", str(self.uuid))


def waiting_in(region_id: int) -> QuerySet[Suggestion]:
    """What waits for the quartermaster of a region, the oldest first: its own, and what is of no region."""
    rows = Suggestion.objects.filter(Q(region=region_id) | Q(region=None), state=SuggestionState.WAITING)
    return rows.select_related("entry", "municipality", "region")


def answered_in(region_id: int) -> QuerySet[Suggestion]:
    rows = Suggestion.objects.filter(region=region_id).exclude(state=SuggestionState.WAITING)
    return rows.select_related("entry", "municipality", "answered_by", "became").order_by(
        "-answered_at", "-pk"
    )


def to_forget(now: datetime) -> QuerySet[Suggestion]:
    """Whose sender is not needed any more."""
    known = Suggestion.objects.exclude(sender_name="", sender_email="")
    return known.filter(answered_at__lt=now - KEPT)


def sent_by(email: str) -> list[dict[str, object]]:
    """What somebody told, as plain values: for a request for one's own data."""
    rows = Suggestion.objects.filter(sender_email__iexact=email).select_related("entry")
    return [
        {
            "at": each.sent_at.isoformat(),
            "about": str(each),
            "name": each.sender_name,
            "email": each.sender_email,
            "facts": each.facts,
            "words": each.words,
            "state": each.state,
            "answer": each.answer,
        }
        for each in rows
    ]
