from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from hub.kit.refs import Ref
from members.models.organisations import Organisation, Post
from members.rules.keys import hash_of, invitation_key


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn; they may have run out."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open_to(self, organisation: Organisation, email: str) -> "InvitationQuerySet":
        return self.unanswered().filter(organisation=organisation, email__iexact=email)


class Invitation(models.Model):
    """An offer of membership by mail, bound to one address, good once and for a time. Only its key's hash is kept."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    post = models.CharField(max_length=10, choices=Post)
    key_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_one_open_per_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.organisation}"

    @property
    def ref(self) -> Ref:
        return Ref("invitation", str(self.pk))

    @property
    def key(self) -> str:
        """What the mail's link holds; worked out anew each time (`members.rules.keys`), also after SECRET_KEY was
        renewed and the old one is among the SECRET_KEY_FALLBACKS."""
        keys = [self._key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
        return next((key for key in keys if hash_of(key) == self.key_hash), keys[0])

    def _key(self, secret: str) -> str:
        return invitation_key(
            secret=secret,
            organisation_id=self.organisation_id,
            email=self.email,
            invited_at=self.invited_at,
        )
