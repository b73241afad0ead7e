"""A key that stands in an address is written to no log, neither by Django nor by the web server."""

import logging
from io import StringIO
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from django.utils.log import configure_logging
from gunicorn.config import Config

from bookings.actions.revoke_feed import revoke_feed
from bookings.actions.stop_mail import stop_token
from hub.kit import clock
from hub.logs import HideKeys, WebLogger
from members.actions.invite import invite
from members.actions.revoke_invitation import revoke_invitation
from members.models import Post
from tests.cast import assemble
from tests.factories.feeds import a_link
from tests.fitness.tree import ROOT

KEY = "Q0x_" + "a-Z9" * 9 + "abc"


@pytest.fixture
def console(monkeypatch):
    """What the site's own logging writes, set up as it is in production."""
    written = StringIO()
    monkeypatch.setattr("sys.stderr", written)
    before = logging.root.handlers[:], logging.root.level
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    yield written
    logging.root.handlers[:], logging.root.level = before


@pytest.mark.django_db
def test_no_line_of_django_holds_an_invitations_key(console):
    cast = assemble()
    invitation = invite(
        organisation=cast.zout, email="sem@example.org", post=Post.BOOKER, actor=cast.zoe, now=clock.now()
    )
    revoke_invitation(invitation=invitation, actor=cast.zoe, now=clock.now())
    assert Client().get(f"/en/invitation/{invitation.key}/").status_code == 410
    assert Client().get(f"/en/invitation/{KEY}/nothing-here/").status_code == 404
    said = console.getvalue()
    assert "/en/invitation/(hidden)/" in said
    assert invitation.key not in said and KEY not in said


@pytest.mark.django_db
def test_no_line_of_django_holds_what_stops_somebodys_mails(console):
    token = stop_token(1, "reminder")
    assert Client().get(f"/en/mail/stop/{token}/").status_code == 200
    assert Client().post(f"/en/mail/stop/{token}/").status_code == 404
    logging.getLogger("django.request").warning("/?next=%s%s%s", "%2Fen%2Fmail%2Fstop%2F", token, "%2F")
    said = console.getvalue()
    assert "/mail/stop/(hidden)" in said and "mail%2Fstop%2F(hidden)" in said
    assert token not in said and token.partition("~")[2] not in said


@pytest.mark.django_db
@pytest.mark.parametrize("joined", ["=", "%3D"])
def test_no_line_of_django_holds_a_payments_secret(console, joined):
    assert (
        Client().get(f"/en/nowhere/?payment_intent_client_secret{joined}pi_1_secret_{KEY}").status_code == 404
    )
    logging.getLogger("django.request").warning("/?payment_intent_client_secret%spi_1_secret_%s", joined, KEY)
    said = console.getvalue()
    assert f"client_secret{joined}(hidden)" in said and KEY not in said


@pytest.mark.django_db
def test_no_line_of_django_holds_a_callers_key(console):
    assert Client().get(f"/en/take-over/{KEY}/").status_code == 404
    assert Client().get(f"/en/take-over/{KEY}/")["Referrer-Policy"] == "strict-origin"
    logging.getLogger("django.request").warning("/?next=%s%s%s", "%2Fen%2Ftake-over%2F", KEY, "%2F")
    said = console.getvalue()
    assert "/take-over/(hidden)" in said and "take-over%2F(hidden)" in said and KEY not in said


@pytest.mark.django_db
def test_no_line_of_django_holds_a_calendars_key(console):
    made = a_link(assemble().mira)
    assert Client().get(f"/calendars/{made.key}.ics").status_code == 200
    revoke_feed(uuid=made.feed.uuid, actor=made.feed.owner, now=clock.now())
    assert Client().get(f"/calendars/{made.key}.ics").status_code == 404
    assert Client().post(f"/calendars/{KEY}.ics").status_code == 405
    said = console.getvalue()
    assert "/calendars/(hidden)" in said
    assert made.key not in said and KEY not in said


@pytest.mark.django_db
def test_an_invitations_page_tells_no_address_to_others():
    cast = assemble()
    invitation = invite(
        organisation=cast.zout, email="sem@example.org", post=Post.BOOKER, actor=cast.zoe, now=clock.now()
    )
    # Not `no-referrer`: browsers would then send `Origin: null` with the form, which the CSRF guard refuses.
    assert Client().get(f"/en/invitation/{invitation.key}/")["Referrer-Policy"] == "strict-origin"
    assert Client().get(f"/en/invitation/{KEY}/")["Referrer-Policy"] == "strict-origin"
    assert Client().get("/en/")["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "line",
    [
        f"Gone: /nl/invitation/{KEY}/",
        f'"GET /nl/invitation/{KEY}/ HTTP/1.1" 200',
        f'"GET /nl/accounts/login/?next=/nl/invitation/{KEY}/ HTTP/1.1" 200',
        f'"GET /nl/accounts/login/?next=%2Fnl%2Finvitation%2F{KEY}%2F HTTP/1.1" 200',
        f'"https://hub.example/en/invitation/{KEY}/"',
        f'"GET /nl/accounts/signup/?next=%2Fnl%2Ftake-over%2F{KEY}%2F HTTP/1.1" 200',
        f"Not Found: /en/accounts/password/reset/key/1a-{KEY}/",
        f'"GET /calendars/{KEY}.ics HTTP/1.1" 200',
        f"/nl/accounts/login/?next=%2Fcalendars%2F{KEY}.ics",
    ],
)
def test_a_key_is_hidden_wherever_it_stands_in_a_line(line):
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s", (line,), None)
    assert HideKeys().filter(record)
    assert KEY not in record.getMessage() and "(hidden)" in record.getMessage()


def test_other_lines_stay_as_they_are():
    record = logging.LogRecord("x", logging.INFO, "", 0, "%d invitations", (3,), None)
    assert HideKeys().filter(record)
    assert (record.getMessage(), record.args) == ("3 invitations", (3,))


def test_the_web_server_hides_keys_even_when_its_access_log_is_on(tmp_path):
    told: dict[str, object] = {}
    exec((ROOT / "gunicorn.conf.py").read_text(), told)
    assert told["logger_class"] == "hub.logs.WebLogger"
    config = Config()
    config.set("accesslog", str(tmp_path / "access.log"))
    log = WebLogger(config)
    environ = {
        "REQUEST_METHOD": "GET", "RAW_URI": f"/en/invitation/{KEY}/", "PATH_INFO": f"/en/invitation/{KEY}/",
        "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_REFERER": f"https://hub.example/en/invitation/{KEY}/",
    }  # fmt: skip
    answer = SimpleNamespace(status="200 OK", sent=1, headers=[])
    log.access(answer, SimpleNamespace(headers=[]), environ, SimpleNamespace(seconds=0, microseconds=1))
    said = (tmp_path / "access.log").read_text()
    assert "/en/invitation/(hidden)/" in said and KEY not in said
