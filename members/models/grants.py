from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.kit.refs import RefField


class Role(models.TextChoices):
    """Power beyond one's own organisation. All but hub staff need a second factor to use it."""

    HUB_STAFF = "hub_staff", _("hub staff")
    HUB_MANAGER = "hub_manager", _("hub manager")
    QUARTERMASTER = "quartermaster", _("quartermaster")
    FUNDER = "funder", _("funder")
    REVIEWER = "reviewer", _("reviewer")
    SITE_ADMIN = "site_admin", _("site administrator")


NEEDS_SECOND_FACTOR = frozenset({Role.HUB_MANAGER, Role.FUNDER, Role.REVIEWER, Role.SITE_ADMIN})


class Grant(models.Model):
    """A role for a person over one thing: `hub:3`, `region:2`, `organisation:7` (a funder), or `site:all`."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)
    scope = RefField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "scope"],
                condition=models.Q(revoked_at=None),
                name="grant_once_while_it_lasts",
            )
        ]
        indexes = [models.Index(fields=["scope", "role"], name="grant_by_scope")]

    def __str__(self) -> str:
        return f"{self.person} · {self.role} · {self.scope}"
