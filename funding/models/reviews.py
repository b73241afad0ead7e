"""Who looks at a declaration, what they decide, and what an auditor can believe of it when all else is gone."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from funding.models.bands import BandDeclaration, DeclarationStatus, RateBand
from hub.kit.refs import RefField
from members.models import Region

FIRST, AGAIN = 1, 2


class Outcome(models.TextChoices):
    ACCEPTED = "accepted", _("accepted as declared")
    CORRECTED = "corrected", _("accepted with another figure")
    REFUSED = "refused", _("refused")


class ReasonCode(models.TextChoices):
    """Why. The list is fixed, so that years later a code still says what it said."""

    AS_DECLARED = "as_declared", _("the accounts say what was declared")
    INCOME_LEFT_OUT = "income_left_out", _("income was left out")
    COUNTED_TOO_MUCH = "counted_too_much", _("income was counted that does not belong to this year")
    GROUP_COUNTS = (
        "group_counts",
        _("the organisation belongs to a group, and the income of the group counts"),
    )
    OTHER_FIGURE = "other_figure", _("the accounts say another figure")
    NO_EVIDENCE = "no_evidence", _("no annual accounts were sent")
    UNREADABLE = "unreadable", _("what was sent cannot be read")
    OTHER_YEAR = "other_year", _("what was sent is about another year or another organisation")
    CONTRADICTORY = "contradictory", _("what was sent contradicts itself")


REASONS: dict[str, tuple[ReasonCode, ...]] = {
    Outcome.ACCEPTED: (ReasonCode.AS_DECLARED,),
    Outcome.CORRECTED: (
        ReasonCode.INCOME_LEFT_OUT,
        ReasonCode.COUNTED_TOO_MUCH,
        ReasonCode.GROUP_COUNTS,
        ReasonCode.OTHER_FIGURE,
    ),
    Outcome.REFUSED: (
        ReasonCode.NO_EVIDENCE,
        ReasonCode.UNREADABLE,
        ReasonCode.OTHER_YEAR,
        ReasonCode.CONTRADICTORY,
    ),
}


class Reviews(models.QuerySet["Review"]):
    def waiting(self, *, today: date) -> "Reviews":
        """What is not decided and still matters, the oldest first; with who has taken it, in `taken`."""
        first = Q(
            round=FIRST,
            declaration__status=DeclarationStatus.PROVISIONAL,
            declaration__valid_until__gte=today,
        )
        taken = Assignment.objects.filter(until=None).select_related("person")
        return (
            self.filter(first | Q(round=AGAIN), decided_at=None)
            .select_related("declaration__band", "declaration__organisation__municipality__region")
            .prefetch_related(Prefetch("assignments", queryset=taken, to_attr="taken"))
            .order_by("asked_at", "pk")
        )

    def with_files(self) -> "Reviews":
        """How many files prove each, in `files`."""
        count = Count("declaration__evidence", filter=Q(declaration__evidence__removed_at=None))
        return self.annotate(files=count)

    def in_regions(self, regions: Iterable[int]) -> "Reviews":
        """Of organisations that have their seat there now."""
        return self.filter(declaration__organisation__municipality__region_id__in=list(regions))


class Review(models.Model):
    """One look at a declaration: the first one, or again because its organisation asked."""

    declaration = models.ForeignKey(BandDeclaration, on_delete=models.CASCADE, related_name="reviews")
    round = models.PositiveSmallIntegerField(default=FIRST)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # What the organisation says against the first decision.
    grounds = models.TextField(blank=True)
    # Who decided first does not decide again.
    not_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    reason = models.CharField(max_length=20, choices=ReasonCode, blank=True)
    words = models.TextField(blank=True)
    # The income that counts, by which the band was found; none when it was refused.
    counted_cents = models.PositiveBigIntegerField(null=True, blank=True)
    band = models.ForeignKey(RateBand, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The last day on which the organisation may ask again; fixed when it was decided.
    objection_until = models.DateField(null=True, blank=True)

    objects: ClassVar[Reviews] = Reviews.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["declaration", "round"], name="review_once_a_round"),
            models.CheckConstraint(name="review_first_or_again", condition=Q(round__in=[FIRST, AGAIN])),
            models.CheckConstraint(
                name="review_decided_as_a_whole",
                condition=Q(decided_at=None, outcome="", reason="", band=None, objection_until=None)
                | Q(
                    decided_at__isnull=False,
                    outcome__in=["accepted", "corrected"],
                    band__isnull=False,
                    counted_cents__isnull=False,
                    objection_until__isnull=False,
                )
                | Q(decided_at__isnull=False, outcome="refused", band=None, objection_until__isnull=False),
            ),
            models.CheckConstraint(
                name="review_again_by_somebody_else",
                condition=Q(decided_by=None) | Q(not_by=None) | ~Q(decided_by=F("not_by")),
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at", "id"], name="review_waiting", condition=Q(decided_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.declaration_id}/{self.round}"

    @property
    def is_again(self) -> bool:
        return self.round == AGAIN

    @property
    def changes_something(self) -> bool:
        """Whether what was decided is not simply what was declared."""
        return self.outcome in (Outcome.CORRECTED, Outcome.REFUSED)


class Assignment(models.Model):
    """Somebody took a review, in the region whose reviewer they are, until they decided or gave it back."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="assignments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review"], condition=Q(until=None), name="assignment_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.person_id}"


class DecisionRecord(models.Model):
    """What was decided, as signed text, for whoever audits years later. Points at nothing, so that it outlives all;
    the runtime role may add and read these, not change or remove them."""

    about = RefField()
    organisation_id = models.BigIntegerField()
    round = models.PositiveSmallIntegerField()
    # JSON, exactly as it was signed.
    said = models.TextField()
    key_id = models.CharField(max_length=12)
    signature = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["about", "round"], name="record_one_a_decision")]

    def __str__(self) -> str:
        return f"{self.about}/{self.round}"


def last_decision(declaration: BandDeclaration) -> Review | None:
    """What was decided about a declaration, the later word if there are two."""
    return declaration.reviews.exclude(decided_at=None).select_related("band").order_by("-round").first()


def open_assignments(declaration: BandDeclaration) -> QuerySet[Assignment]:
    """Who has a declaration in hand now; one or nobody."""
    return Assignment.objects.filter(review__declaration=declaration, review__decided_at=None, until=None)
