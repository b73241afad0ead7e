"""The members' pages as people use them, and what they answer to bad input."""

import pytest
import time_machine
from django.core.management import CommandError, call_command
from zeal import zeal_ignore

from hub.kit.errors import Forbidden
from members.actions.change_account import LanguageUnknown, NameTooLong, change_account
from members.actions.invite import invite
from members.models import Invitation, Membership, Organisation, Post
from members.permissions import administers, works_at
from tests.cast import NOW, assemble
from tests.factories.members import OrganisationFactory, UserFactory
from tests.pages.members_help import details, text, url
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with time_machine.travel(NOW, tick=False):
        yield assemble()


# Registering.


def test_makers_register_and_can_book_for_it_at_once(cast):
    client = signed_in(UserFactory())
    response = client.post(url("register"), details(next="/en/book/"), follow=False)
    assert response["Location"] == "/en/book/"
    found = Organisation.objects.get(name="Draai")
    assert client.session["organisation"] == str(found.uuid)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"kvk_number": "1234"}, "kvk_number", "eight digits"),
        ({"kvk_number": "١٢٣٤٥٦٧٨"}, "kvk_number", "eight digits"),
        ({"kvk_number": "87654321"}, "kvk_number", "registered already"),
        ({"vat_number": "NL123456789B90"}, "vat_number", "not a Dutch VAT number"),
        ({"vat_number": "NL111222333B01"}, "vat_number", "citizen service number"),
        ({"kind": "church"}, "kind", "not one of the available"),
        ({"municipality": "0"}, "municipality", "not one of the available"),
        ({"municipality": "1' OR 1=1"}, "municipality", "not one of the available"),
        ({"name": "x" * 121}, "name", "at most 120"),
        ({"name": "   "}, "name", "required"),
        ({"name": "a\x00b"}, "name", "Null characters"),
        ({"disciplines": ["x"]}, "disciplines", "not a valid value"),
        ({"billing_email": "nobody"}, "billing_email", "valid email"),
    ],
)
def test_each_error_names_its_field_and_nothing_typed_is_lost(cast, changes, field, words):
    OrganisationFactory(kvk_number="87654321")
    before = Organisation.objects.count()
    response = signed_in(UserFactory()).post(url("register"), details(street="Markt 1", **changes))
    assert response.status_code == 400
    assert words in " ".join(response.context["form"].errors[field])
    assert 'value="Markt 1"' in response.content.decode()
    assert Organisation.objects.count() == before


def test_an_owner_changes_the_details(cast):
    client = signed_in(cast.zoe)
    assert 'value="Collectief Zout"' in client.get(url("change", cast.zout.uuid)).content.decode()
    response = client.post(url("change", cast.zout.uuid), details(name="Zout"), follow=True)
    assert "The changes are saved." in text(response) and "Zout" in text(response)
    response = client.post(url("change", cast.zout.uuid), details(kvk_number="1"))
    assert response.status_code == 400 and "eight digits" in text(response)


# Looking.


def test_members_see_who_is_who_and_only_owners_the_invitations(cast):
    invite(organisation=cast.zout, email="sem@example.org", post="member", actor=cast.zoe, now=NOW)
    as_owner = signed_in(cast.zoe).get(url("organisation", cast.zout.uuid))
    as_member = signed_in(cast.mira).get(url("organisation", cast.zout.uuid))
    as_admin = signed_in(cast.anna).get(url("organisation", cast.zout.uuid))
    for response in (as_owner, as_member, as_admin):
        assert "Zoë" in text(response) and "Bo" in text(response)
    assert "sem@example.org" in text(as_owner)
    assert "sem@example.org" not in text(as_member) + text(as_admin)
    assert "Leave" in text(as_member) and "Leave" not in text(as_admin)


def test_without_an_organisation_the_first_step_is_offered(cast):
    response = signed_in(UserFactory()).get(url("organisations"))
    assert "No organisation yet" in text(response) and url("register") in response.content.decode()


def test_the_lists_take_the_same_few_questions_for_many(cast, django_assert_max_num_queries):
    person = UserFactory()
    for _number in range(12):
        Membership.objects.create(person=person, organisation=OrganisationFactory(), post="member", since=NOW)
    client = signed_in(person)
    with django_assert_max_num_queries(12):
        assert client.get(url("organisations")).status_code == 200


def test_one_chooses_for_whom_one_acts(cast):
    other = OrganisationFactory(name="Zwaai")
    Membership.objects.create(person=cast.zoe, organisation=other, post=Post.BOOKER, since=NOW)
    client = signed_in(cast.zoe)
    assert client.get(url("organisations")).wsgi_request.organisation == cast.zout
    client.post(url("choose_organisation"), {"organisation": str(other.uuid)})
    assert client.get(url("organisations")).wsgi_request.organisation == other
    other.memberships.all().delete()
    assert client.get(url("organisations")).wsgi_request.organisation == cast.zout


@pytest.mark.parametrize("posted", ["", "x", "00000000-0000-0000-0000-000000000000", "\x00"])
def test_a_choice_that_is_none_is_nothing_found(cast, posted):
    assert signed_in(cast.zoe).post(url("choose_organisation"), {"organisation": posted}).status_code == 404


# People.


def test_an_owner_gives_another_role_and_removes_somebody(cast):
    client, mira = signed_in(cast.zoe), cast.zout.memberships.get(person=cast.mira)
    client.post(url("post", cast.zout.uuid, mira.pk), {"post": "owner"})
    assert administers(cast.mira, cast.zout)
    response = client.post(url("remove", cast.zout.uuid, mira.pk), follow=True)
    assert "Mira is no longer a member." in text(response)


def test_the_last_owner_is_told_why_not(cast):
    client, zoe = signed_in(cast.zoe), cast.zout.memberships.get(person=cast.zoe)
    for response in (
        client.post(url("leave", cast.zout.uuid)),
        client.post(url("remove", cast.zout.uuid, zoe.pk)),
        client.post(url("post", cast.zout.uuid, zoe.pk), {"post": "member"}),
    ):
        assert response.status_code == 409
        assert "Make somebody else an owner first." in text(response)


def test_a_role_that_is_none_is_refused(cast):
    bo = cast.zout.memberships.get(person=cast.bo)
    assert signed_in(cast.zoe).post(url("post", cast.zout.uuid, bo.pk), {"post": "king"}).status_code == 400


def test_a_member_of_another_organisation_is_not_reached_through_ones_own(cast):
    ilse = cast.noord.memberships.get(person=cast.ilse)
    for name in ("post", "remove"):
        response = signed_in(cast.zoe).post(url(name, cast.zout.uuid, ilse.pk), {"post": "member"})
        assert response.status_code == 404
    theirs = Invitation.objects.create(
        organisation=cast.noord,
        email="x@example.org",
        post="member",
        key_hash="x",
        invited_at=NOW,
        expires_at=NOW,
    )
    assert signed_in(cast.zoe).post(url("revoke", cast.zout.uuid, theirs.pk)).status_code == 404


# One's own account.


def test_one_changes_name_and_language_and_goes_on_in_it(cast):
    client = signed_in(cast.zoe)
    response = client.post(url("account"), {"name": "Zoë  de Wit", "language": "nl"})
    assert response["Location"] == "/nl/account/"
    cast.zoe.refresh_from_db()
    assert (cast.zoe.name, cast.zoe.language) == ("Zoë de Wit", "nl")
    assert client.post(url("account"), {"name": "", "language": "fr"}).status_code == 400


def test_nobody_changes_anothers_account(cast):
    with pytest.raises(Forbidden):
        change_account(person=cast.zoe, name="X", language="nl", actor=cast.bo, now=NOW)
    with pytest.raises(LanguageUnknown):
        change_account(person=cast.zoe, name="X", language="fr", actor=cast.zoe, now=NOW)
    with pytest.raises(NameTooLong):
        change_account(person=cast.zoe, name=" ", language="nl", actor=cast.zoe, now=NOW)


# The admin and the commands.


def test_the_admin_shows_people_and_changes_none(cast):
    client = signed_in(cast.anna)
    for model in ("user", "organisation", "membership", "invitation", "grant", "municipality"):
        with zeal_ignore():
            assert client.get(f"/django-admin/members/{model}/").status_code == 200, model
            assert client.get(f"/django-admin/members/{model}/add/").status_code == 403, model
    with zeal_ignore():
        page = client.get(f"/django-admin/members/user/{cast.zoe.pk}/change/")
    assert page.status_code == 200 and cast.zoe.password not in page.content.decode()
    assert client.get(f"/django-admin/members/user/{cast.zoe.pk}/password/").status_code in (302, 404)


def test_a_role_is_given_from_the_command_line_by_who_may(cast, capsys):
    scope = str(cast.effenaar.ref)
    call_command("grant_role", "mira@example.org", "hub_staff", scope, by="anna@example.org")
    assert works_at(cast.mira, cast.effenaar) and "mira@example.org is hub_staff" in capsys.readouterr().out
    for arguments in (
        ("bo@example.org", "hub_manager", scope, "zoe@example.org"),
        ("nobody@example.org", "hub_staff", scope, "anna@example.org"),
        ("bo@example.org", "hub_staff", "nonsense", "anna@example.org"),
    ):
        with pytest.raises(CommandError):
            call_command("grant_role", *arguments[:3], by=arguments[3])
