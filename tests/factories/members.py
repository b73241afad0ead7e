from datetime import UTC, datetime

import factory
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from factory.django import DjangoModelFactory

from hub.kit.refs import Ref
from members.models import (
    Discipline,
    Grant,
    Membership,
    Municipality,
    Organisation,
    OrganisationKind,
    Post,
    Region,
    Role,
    User,
)
from members.models.grants import NEEDS_SECOND_FACTOR
from tests.factories.trail import audited

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PASSWORD = "a passphrase that is long"


# What the app of somebody with a second factor was told.
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def give_second_factor(person: User) -> None:
    """The person has an app with codes; `tests.signing_in.code` tells the one of this moment."""
    if not person.authenticator_set.filter(type=Authenticator.Type.TOTP).exists():
        TOTP.activate(person, TOTP_SECRET)


class RegionFactory(DjangoModelFactory[Region]):
    class Meta:
        model = Region
        django_get_or_create = ("slug",)

    slug = "noord-brabant"
    name = factory.LazyAttribute(lambda region: region.slug.title())


class MunicipalityFactory(DjangoModelFactory[Municipality]):
    class Meta:
        model = Municipality
        django_get_or_create = ("slug",)

    slug = "eindhoven"
    name = factory.LazyAttribute(lambda town: town.slug.replace("-", " ").title())
    region = factory.SubFactory(RegionFactory)
    latitude = "51.44083"
    longitude = "5.47778"


class DisciplineFactory(DjangoModelFactory[Discipline]):
    class Meta:
        model = Discipline
        django_get_or_create = ("slug",)

    slug = "dance"
    name_nl = "dans"
    name_en = "dance"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    language = "en"
    date_joined = LONG_AGO
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def verified(self: User, create: bool, extracted: object, **kwargs: object) -> None:  # type: ignore[misc]
        """Everybody has a verified address, unless a test says `verified=False`."""
        if create and extracted is not False:
            self.emailaddress_set.create(email=self.email, verified=True, primary=True)


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisation {n}")
    kind = OrganisationKind.FOUNDATION
    municipality = factory.SubFactory(MunicipalityFactory)
    created_at = LONG_AGO


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    person = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    post = Post.BOOKER
    since = LONG_AGO


class GrantFactory(DjangoModelFactory[Grant]):
    """A role over one thing; `scope` is its Ref. Its holder has the second factor it needs, unless told not."""

    class Meta:
        model = Grant
        skip_postgeneration_save = True

    person = factory.SubFactory(UserFactory)
    role = Role.HUB_STAFF
    scope = Ref("site", "all")
    granted_at = LONG_AGO

    @factory.post_generation
    def second_factor(self: Grant, create: bool, extracted: object, **kwargs: object) -> None:  # type: ignore[misc]
        if create:
            audited("members.grant_role", self.scope, self.granted_at, person=self.person_id, role=self.role)
        if create and extracted is not False and self.role in NEEDS_SECOND_FACTOR:
            give_second_factor(self.person)
        if create and self.role == Role.SITE_ADMIN:
            # As the verb does, so that the admins open.
            self.person.is_staff = self.person.is_superuser = True
            self.person.save(update_fields=["is_staff", "is_superuser"])
