"""Who asks is read with their session, and nobody becomes somebody else by it."""

import time

import psycopg
import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from members.models import Role, User
from members.permissions import SITE, powers_of
from members.sessions import SessionStore, signed_in
from tests.factories.members import GrantFactory, UserFactory
from tests.own_database import OwnDatabase
from tests.signing_in import signed_in as browser_of


def asking(person: User):
    """A request with the cookie of somebody's session."""
    request = RequestFactory().get("/")
    request.session = SessionStore(browser_of(person).cookies["sessionid"].value)
    return request


@pytest.mark.django_db
def test_session_person_and_roles_are_one_question():
    person = UserFactory()
    GrantFactory(person=person, role=Role.SITE_ADMIN, scope=SITE)
    request = asking(person)
    with CaptureQueriesContext(connection) as captured:
        assert signed_in(request) == person
        assert powers_of(signed_in(request)).granted == {(Role.SITE_ADMIN, SITE)}
    assert len(captured) == 1


@pytest.mark.django_db
def test_what_allauth_wrote_down_makes_nobody_somebody_else():
    person, other = UserFactory(), UserFactory()
    request = asking(person)
    UserSession.objects.update(user=other)
    assert signed_in(request) == person


@pytest.mark.django_db
def test_without_that_row_django_finds_them_itself():
    person = UserFactory()
    request = asking(person)
    UserSession.objects.all().delete()
    assert signed_in(request) == person


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["password", "active"])
def test_a_changed_password_or_a_closed_account_ends_the_session(change):
    person = UserFactory()
    request = asking(person)
    if change == "password":
        person.set_password("another one, quite long")
    else:
        person.is_active = False
    person.save()
    assert not signed_in(request).is_authenticated


def test_a_connection_that_the_server_has_closed_is_not_used_again(own_database: OwnDatabase):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    assert connection.is_usable()
    with psycopg.connect(own_database.url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [process])
    deadline = time.monotonic() + 60
    while connection.is_usable() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not connection.is_usable()
    connection.close()
