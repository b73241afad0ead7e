"""Who gets what at the members' addresses. Zout is Zoë's, Bo's and Mira's organisation."""

from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client

from members.actions.invite import invite
from members.models import Invitation, Post, User
from tests.cast import NOW
from tests.factories.members import DisciplineFactory
from tests.pages.matrix import LOGIN, Answers, Entry, Stage, each

MEMBERS = ("member", "booker", "owner")


def zout(stage: Stage) -> dict[str, Any]:
    return {"uuid": stage.cast.zout.uuid}


def mira(stage: Stage) -> dict[str, Any]:
    return zout(stage) | {"pk": stage.cast.zout.memberships.get(person=stage.cast.mira).pk}


def open_invitation(stage: Stage) -> Invitation:
    return invite(
        organisation=stage.cast.zout,
        email=stage.cast.ilse.email,
        post=Post.MEMBER,
        actor=stage.cast.zoe,
        now=NOW,
    )


def details(stage: Stage) -> dict[str, Any]:
    return {
        "name": "Draai",
        "kind": "makers",
        "municipality": stage.cast.zout.municipality_id,
        "disciplines": [DisciplineFactory().pk],
    }


def reads_mail(stage: Stage, client: Client) -> None:
    """Whoever asks has a confirmed address, to which a code can go."""
    for person in User.objects.exclude(emailaddress__verified=True):
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)


def members(**answers: int) -> Answers:
    """Strangers get the same 404 as for nothing at all; a site administrator is a stranger to a change."""
    return each(404, anonymous=LOGIN, **answers)


def signed_in(answer: int) -> Answers:
    return each(answer, anonymous=LOGIN)


def owners(answer: int) -> Answers:
    return members(member=403, booker=403, owner=answer)


ENTRIES = [
    Entry("members:account", signed_in(200)),
    Entry("members:account", signed_in(302), "POST", data=lambda stage: {"name": "Sem", "language": "en"}),
    # Who needs no second factor, or has shown it, is sent on.
    Entry(
        "members:second_factor",
        each(200, anonymous=LOGIN, hub_manager=302, funder=302, reviewer=302, site_admin=302),
    ),
    Entry(
        "members:second_factor", signed_in(302), "POST", data=lambda stage: {"do": "send"}, prepare=reads_mail
    ),
    Entry("members:organisations", signed_in(200)),
    Entry("members:register", signed_in(200)),
    Entry("members:register", signed_in(302), "POST", data=details),
    Entry(
        "members:choose_organisation",
        members(**dict.fromkeys(MEMBERS, 302)),
        "POST",
        data=lambda stage: {"organisation": str(stage.cast.zout.uuid)},
    ),
    Entry("members:organisation", members(**dict.fromkeys(MEMBERS, 200), site_admin=200), kwargs=zout),
    Entry("members:change", owners(200), kwargs=zout),
    Entry("members:change", owners(302), "POST", kwargs=zout, data=details),
    Entry("members:leave", members(member=302, booker=302, owner=409), "POST", kwargs=zout),
    Entry("members:invite", owners(200), kwargs=zout),
    Entry(
        "members:invite",
        owners(302),
        "POST",
        kwargs=zout,
        data=lambda stage: {"email": "sem@example.org", "post": "booker"},
    ),
    Entry(
        "members:revoke",
        owners(302),
        "POST",
        kwargs=lambda stage: zout(stage) | {"pk": open_invitation(stage).pk},
    ),
    Entry("members:post", owners(302), "POST", kwargs=mira, data=lambda stage: {"post": "booker"}),
    Entry("members:remove", owners(302), "POST", kwargs=mira),
    # Whoever holds the link may look; whom it was sent to (here Ilse, the stranger) may accept.
    Entry("members:invitation", each(200), kwargs=lambda stage: {"key": open_invitation(stage).key}),
    Entry(
        "members:invitation",
        each(403, anonymous=LOGIN, stranger=302),
        "POST",
        kwargs=lambda stage: {"key": open_invitation(stage).key},
    ),
]
