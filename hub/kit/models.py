from django.db import models

from hub.kit.refs import RefField


class AuditRow(models.Model):
    """Who did what, when. The runtime role may add and read rows, not change or remove them."""

    at = models.DateTimeField()
    # An id, not a foreign key: the trail outlives the account, which erasure turns into "somebody".
    actor_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=80)
    about = RefField()
    organisation_id = models.BigIntegerField(null=True)
    hub_id = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["about", "at"], name="audit_about"),
            models.Index(fields=["organisation_id", "at"], name="audit_organisation"),
            models.Index(fields=["hub_id", "at"], name="audit_hub"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.about}"


class OutboxMessage(models.Model):
    """One thing that the world must be told, written in the transaction that made it true.

    Claimed with `skip_locked`; attempt and lease are counted before the work, so that a worker that dies costs one
    attempt and never loses the message. After five attempts it is set aside (`quarantined_at`) for a person.
    """

    kind = models.CharField(max_length=60)
    about = RefField()
    payload = models.JSONField(default=dict)
    # The same key is told once, however often it is emitted.
    key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    quarantined_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="outbox_waiting",
                condition=models.Q(done_at=None, quarantined_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.key
