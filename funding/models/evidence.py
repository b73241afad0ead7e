"""What a declaration is proved by, and by whom a site administrator was let in without being asked to.

The content lies in the storage `evidence`, which no address leads to, under a name of ours. Rows outlive their files:
what was there, and when it went.
"""

import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from funding.models.bands import BandDeclaration


def evidence_files() -> Storage:
    return storages["evidence"]


class Evidence(models.Model):
    """One file: annual accounts, or a page of them. `name` is what its owner calls it; both names go with the file."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    declaration = models.ForeignKey(BandDeclaration, on_delete=models.CASCADE, related_name="evidence")
    name = models.CharField(max_length=120, blank=True)
    stored = models.CharField(max_length=60, blank=True)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                name="evidence_names_go_with_the_file",
                condition=(Q(removed_at=None) & ~Q(stored="") & ~Q(name=""))
                | (Q(removed_at__isnull=False) & Q(stored="") & Q(name="")),
            ),
            models.UniqueConstraint(
                fields=["stored"], condition=~Q(stored=""), name="evidence_file_of_one_row"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.declaration_id} {self.pk}"


class BrokenGlass(models.Model):
    """A site administrator let themselves in to the evidence of one declaration, with a reason, for a while."""

    declaration = models.ForeignKey(BandDeclaration, on_delete=models.CASCADE, related_name="broken_glass")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        verbose_name_plural = "broken glass"
        constraints = [
            models.CheckConstraint(name="glass_for_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="glass_for_a_while", condition=Q(until__gt=models.F("at"))),
        ]

    def __str__(self) -> str:
        return f"{self.declaration_id} {self.person_id}"
