import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.kit.refs import Ref
from members.models.places import Discipline, Municipality


class OrganisationKind(models.TextChoices):
    FOUNDATION = "foundation", _("foundation")
    ASSOCIATION = "association", _("association")
    COOPERATIVE = "cooperative", _("cooperative")
    COMPANY = "company", _("company")
    PUBLIC_BODY = "public_body", _("public body")
    FREELANCER = "freelancer", _("freelancer")
    MAKERS = "makers", _("makers without a registration")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def known(self) -> "OrganisationQuerySet":
        """Those that registered, or were taken over by somebody since a hub wrote them down."""
        members = Membership.objects.filter(organisation=models.OuterRef("pk"))
        return self.filter(models.Q(made_by_desk=False) | models.Exists(members))


class Organisation(models.Model):
    """Who books, operates a hub, or gives money. Makers without a registration are one too."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    kvk_number = models.CharField(_("KvK number"), max_length=8, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=14, blank=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("seat")
    )
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    billing_email = models.EmailField(_("e-mail address for invoices"), blank=True)
    disciplines = models.ManyToManyField(
        Discipline, related_name="organisations", verbose_name=_("disciplines")
    )
    created_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False, db_default=False)
    # A hub wrote down who called: it has no members until somebody takes it over, and is nobody else's to find.
    made_by_desk = models.BooleanField(default=False, db_default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="organisation_kvk_is_eight_digits",
                condition=models.Q(kvk_number="") | models.Q(kvk_number__regex=r"^[0-9]{8}$"),
            ),
            models.UniqueConstraint(
                fields=["kvk_number"], condition=~models.Q(kvk_number=""), name="organisation_one_per_kvk"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:organisation", args=[self.uuid])

    @property
    def ref(self) -> Ref:
        return Ref("organisation", str(self.pk))


class Post(models.TextChoices):
    """What somebody may do for an organisation: the owner also administers it, the member reads along."""

    OWNER = "owner", _("owner")
    BOOKER = "booker", _("booker")
    MEMBER = "member", _("member")


class Membership(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    post = models.CharField(_("role"), max_length=10, choices=Post)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"], name="membership_once_per_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation} · {self.post}"

    @property
    def administers(self) -> bool:
        return self.post == Post.OWNER
