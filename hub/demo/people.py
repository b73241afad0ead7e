"""Makers, companies, funders and operators, who books for them, and the few people whose log-in is told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password

from facilities.models import Hub
from hub.demo.reading import toml
from hub.dev.logins import LOGINS, PASSWORD
from hub.kit.refs import Ref
from hub.kit.transactions import step
from members.models import Discipline, Grant, Membership, Municipality, Organisation, Post, Region, Role, User
from members.rules.places import slug_of


@dataclass(frozen=True, slots=True)
class Maker:
    """An organisation that books, with what decides about its price."""

    organisation: Organisation
    booker: User
    region_id: int
    disciplines: tuple[Discipline, ...]
    turnover_cents: int
    reviewed: bool


def town(name: str) -> Municipality:
    return Municipality.objects.select_related("region").get(slug=slug_of(name))


@step
def make_organisation(*, name: str, kind: str, seat: str, since: datetime, kvk: str = "") -> Organisation:
    return Organisation.objects.create(
        name=name, kind=kind, municipality=town(seat), kvk_number=kvk, created_at=since, is_demo=True
    )


@step
def make_makers(*, since: datetime) -> list[Maker]:
    """Those who book, each with one person. Freelancers and makers without a registration have no KvK number here."""
    rows: list[Any] = toml("organisations")["makers"]
    disciplines = {each.slug: each for each in Discipline.objects.all()}
    seats = {
        each.name: each
        for each in Municipality.objects.filter(name__in={row[2] for row in rows}).select_related("region")
    }
    made = []
    for number, (name, kind, seat, does, turnover, first_name, reviewed) in enumerate(rows):
        registered = kind not in ("freelancer", "makers")
        organisation = Organisation(
            name=name,
            kind=kind,
            municipality=seats[seat],
            kvk_number=f"{90_000_000 + 17 * number}" if registered else "",
            created_at=since,
            is_demo=True,
        )
        email = LOGINS[0].email if number == 0 else f"{slug_of(first_name)}@{slug_of(name)}.example"
        booker = person(email=email, name=first_name, since=since)
        fields = tuple(disciplines[slug] for slug in does)
        made.append(Maker(organisation, booker, seats[seat].region_id, fields, turnover * 100, reviewed))
    _save_makers(made, since)
    return made


def _save_makers(made: list[Maker], since: datetime) -> None:
    Organisation.objects.bulk_create([each.organisation for each in made])
    User.objects.bulk_create([each.booker for each in made])
    _verified([each.booker for each in made])
    Membership.objects.bulk_create(
        [
            Membership(person=each.booker, organisation=each.organisation, post=Post.OWNER, since=since)
            for each in made
        ]
    )
    through = Organisation.disciplines.through
    through.objects.bulk_create(
        [
            through(organisation=each.organisation, discipline=discipline)
            for each in made
            for discipline in each.disciplines
        ]
    )


def person(*, email: str, name: str, since: datetime) -> User:
    """Not saved yet. Only the log-ins that are told have a password."""
    known = email in {login.email for login in LOGINS}
    password = make_password(PASSWORD if known else None)
    return User(email=email, name=name, language="nl", date_joined=since, password=password)


@step
def person_of(*, email: str, name: str, since: datetime) -> User:
    """Somebody whose log-in is not told, with a verified address."""
    made = person(email=email, name=name, since=since)
    made.save()
    _verified([made])
    return made


def _verified(people: list[User]) -> None:
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=each, email=each.email, verified=True, primary=True) for each in people]
    )


@step
def make_officials(*, hub: Hub, funder: Organisation, region: Region, since: datetime) -> None:
    """The other log-ins, with their roles, and the second factor that some roles need."""
    scopes = {"hub": hub.ref, "funder": funder.ref, "site": Ref("site", "all")}
    scopes["region"] = Ref("region", str(region.pk))
    logins = [login for login in LOGINS if login.role]
    people = [person(email=login.email, name=login.name, since=since) for login in logins]
    for who, login in zip(people, logins, strict=True):
        who.is_staff = who.is_superuser = login.role == Role.SITE_ADMIN
    User.objects.bulk_create(people)
    _verified(people)
    Grant.objects.bulk_create(
        [
            Grant(person=who, role=Role(login.role), scope=scopes[login.scope], granted_at=since)
            for who, login in zip(people, logins, strict=True)
        ]
    )
    for who, login in zip(people, logins, strict=True):
        if login.totp_secret:
            TOTP.activate(who, login.totp_secret)
    speaker = people[[login.scope for login in logins].index("funder")]
    Membership.objects.create(person=speaker, organisation=funder, post=Post.OWNER, since=since)
