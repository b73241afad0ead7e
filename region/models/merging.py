"""What becomes of two entries that are one: the merge, as it can be undone; and pairs that are not the same."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hub.kit.fields import is_object
from region.models.entries import AtlasEntry


class Merge(models.Model):
    """One entry that became part of another. `moved` says what pointed at the one and now points at the other, by table
    and column, so that it can go back."""

    loser = models.ForeignKey(AtlasEntry, on_delete=models.CASCADE, related_name="lost")
    winner = models.ForeignKey(AtlasEntry, on_delete=models.CASCADE, related_name="won")
    # The versions from before, and the winner's that the merge made.
    loser_was = models.PositiveIntegerField()
    winner_was = models.PositiveIntegerField()
    winner_became = models.PositiveIntegerField()
    moved = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["loser"], condition=Q(undone_at=None), name="entry_is_merged_once"
            ),
            models.CheckConstraint(name="merge_takes_two", condition=~Q(loser=F("winner"))),
            is_object("moved", "merge_names_what_moved"),
        ]

    def __str__(self) -> str:
        return f"{self.loser_id} > {self.winner_id}"


class NotTheSame(models.Model):
    """A pair that looked like one and is two; it is proposed no more."""

    first = models.ForeignKey(AtlasEntry, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(AtlasEntry, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="told_apart_once"),
            models.CheckConstraint(name="told_apart_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"
