"""Organisations that say: this entry is us."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hub.kit.refs import Ref
from members.models import Organisation
from region.models.entries import AtlasEntry


class ClaimState(models.TextChoices):
    WAITING = "waiting", _("waits for an answer")
    AGREED = "agreed", _("agreed")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Claim(models.Model):
    """One organisation's claim of one entry, until it is answered."""

    # The key of the request that made it: the same again makes no second one.
    uuid = models.UUIDField(default=uuid4, unique=True)
    entry = models.ForeignKey(AtlasEntry, on_delete=models.CASCADE, related_name="claims")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="entry_claims")
    # How the organisation shows that it is the same, for the quartermaster to read.
    words = models.TextField(blank=True, max_length=1_000)
    state = models.CharField(max_length=10, choices=ClaimState, default=ClaimState.WAITING)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    claimed_at = models.DateTimeField()
    answer = models.TextField(blank=True, max_length=1_000)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Also when it was withdrawn.
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["claimed_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="claim_is_answered_at_an_instant",
                condition=Q(state="waiting", answered_at=None)
                | ~Q(state="waiting") & Q(answered_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["entry", "organisation"],
                condition=Q(state__in=["waiting", "agreed"]),
                name="claim_once_an_organisation",
            ),
            # Whose an entry is, one organisation answers for.
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state="agreed"), name="claim_agreed_once_an_entry"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.entry_id}"

    @property
    def ref(self) -> Ref:
        return Ref("claim", str(self.uuid))


def claims_waiting_in(region_id: int) -> QuerySet[Claim]:
    """What waits for the quartermaster of a region, the oldest first: of its entries, and of those of no region."""
    rows = Claim.objects.filter(Q(entry__region=region_id) | Q(entry__region=None), state=ClaimState.WAITING)
    return rows.select_related("entry", "organisation", "claimed_by")
