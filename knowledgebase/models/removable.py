from django.conf import settings
from django.db import models


class Removable(models.Model):
    """What a reader wrote below an article: the row stays when the hub's people take it off, and nobody reads it any
    more. Whose account goes leaves the words, without a name."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()
    taken_off_at = models.DateTimeField(null=True, blank=True)
    taken_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    taken_off_because = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def is_taken_off(self) -> bool:
        return self.taken_off_at is not None
