"""A mail that a relay took and returns hours later marks its address as one that was refused at once does; what anybody
else sends to the mailbox changes nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from hypothesis import given
from hypothesis import settings as pace
from hypothesis import strategies as st

from hub import tasks
from hub.kit import checks
from hub.kit.transactions import verb
from members.actions import hear_returned as hearing
from members.models import ReturnedMail, UnreachableAddress
from members.models.unreachable import unreachable
from members.outbound import return_box
from members.outbound.return_box import read_box
from members.outbound.return_path import return_path, sent_by_us
from members.outbound.sending import hand_over
from members.rules.returned import MOST_BYTES, read_returned
from tests import returned_mails as back
from tests.cast import NOW
from tests.mail_box import mail_box
from tests.mail_door import mail_door
from tests.own_certificate import certificate_for

# The token of a mail to Bo at the time of the cast stands in the braces.
TO_US = "bounces+{token}@vliegwiel.example"


@pytest.fixture(autouse=True)
def its_address(settings):
    settings.BOUNCE_ADDRESS = "bounces@vliegwiel.example"


@pytest.fixture
def box(db, settings, monkeypatch, tmp_path):
    file = certificate_for("localhost", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with mail_box(file) as box:
        settings.BOUNCE_MAILBOX = (
            f"imaps://bounces%40vliegwiel.example:open%20sesame@localhost:{box.port}/INBOX"
        )
        yield box


def ours(address="bo@example.org", now=NOW) -> str:
    return return_path(address, now=now)


@pytest.mark.parametrize("shape", [back.postfix, back.exchange, back.gmail, back.forwarded])
def test_what_comes_back_for_good_marks_whom_it_was_written_to(box, shape):
    box.put(shape(ours()))
    assert read_box(now=NOW) == 1
    mark = UnreachableAddress.objects.get()
    assert (mark.address, mark.code, mark.since, mark.times) == ("bo@example.org", 550, NOW, 1)
    assert mark.said.startswith("5.1.1")
    assert box.left() == {}, "what was heard is taken out"


@pytest.mark.parametrize(
    "mail",
    [
        back.delayed(TO_US),
        back.gave_up(TO_US),
        back.postfix(TO_US, status="5.7.1"),
        back.exchange(TO_US, status="5.7.708"),
        back.postfix(TO_US, answer="451"),
    ],
)
def test_what_may_pass_or_is_our_own_fault_marks_nobody(box, mail):
    token = ours().partition("+")[2].partition("@")[0]
    box.put(mail.replace(b"{token}", token.encode()))
    assert read_box(now=NOW) == 1
    assert not UnreachableAddress.objects.exists() and box.left() == {}


def test_of_several_addresses_behind_one_a_single_one_that_works_is_enough(box):
    good = "Final-Recipient: rfc822; b@gone.example\nAction: relayed\nStatus: 2.0.0"
    bad = "Final-Recipient: rfc822; a@gone.example\nAction: failed\nStatus: 5.1.1"
    box.put(back.report(back_to=ours(), blocks=[bad, good]))
    assert read_box(now=NOW) == 1
    assert not UnreachableAddress.objects.exists()


@pytest.mark.parametrize(
    "mail",
    [
        back.postfix("bounces@vliegwiel.example"),
        back.postfix("bounces+20785-aaaaaaaaaaaaaaaa@vliegwiel.example"),
        back.postfix(TO_US.replace("bounces", "others")),
        # The token of a mail to another: whoever got a mail from us may know their own.
        back.postfix("{zoe}"),
        back.away(TO_US),
        b"",
        b"\xff\xfe\0\0" * 50,
    ],
)
def test_what_a_stranger_makes_up_or_a_person_answers_is_left_for_somebody_to_read(box, mail):
    token = ours().partition("+")[2].partition("@")[0]
    mail = mail.replace(b"{token}", token.encode()).replace(b"{zoe}", ours("zoe@example.org").encode())
    box.put(mail)
    assert read_box(now=NOW) == 0
    assert not UnreachableAddress.objects.exists() and not ReturnedMail.objects.exists()
    assert box.left() == {1: {r"\Seen"}}
    assert read_box(now=NOW) == 0 and box.asked.count("UID FETCH 1 (BODY.PEEK[]<0.262144>)") == 1


def test_a_token_is_good_for_two_weeks_and_under_an_earlier_key(settings):
    path = ours()
    for days, found in ((0, "bo@example.org"), (14, "bo@example.org"), (15, ""), (-1, "")):
        assert sent_by_us(["bo@example.org"], [path.upper()], now=NOW + timedelta(days=days)) == found
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert sent_by_us(["a@example.org", "bo@example.org"], ["x@y", path], now=NOW) == "bo@example.org"
    settings.SECRET_KEY_FALLBACKS = []
    assert sent_by_us(["bo@example.org"], [path], now=NOW) == ""


def test_the_address_to_come_back_to_fits_into_what_a_local_part_may_have(settings):
    settings.BOUNCE_ADDRESS = f"{'b' * 30}@vliegwiel.example"
    assert len(return_path("bo@example.org", now=NOW + timedelta(days=365 * 900)).partition("@")[0]) <= 64


def test_a_worker_that_dies_before_it_took_the_mail_out_hears_it_again_without_effect(box, monkeypatch):
    box.put(back.postfix(ours()), back.postfix(ours("zoe@example.org"), to="zoe@example.org"))
    box.cut_at = "UID STORE"
    assert read_box(now=NOW) == 0, "the line was cut after the first was heard"
    assert unreachable("bo@example.org") and not unreachable("zoe@example.org")
    assert box.left() == {1: set(), 2: set()}
    box.cut_at = ""
    assert read_box(now=NOW + timedelta(hours=1)) == 2
    assert [(each.times, each.last_at - NOW) for each in UnreachableAddress.objects.order_by("pk")] == [
        (1, timedelta(0)),
        (1, timedelta(hours=1)),
    ]
    assert box.left() == {}


def test_a_worker_that_dies_while_it_notes_leaves_the_mail_and_no_mark(box, monkeypatch):
    def dies(**_facts):
        raise OSError("killed")

    box.put(back.postfix(ours()))
    monkeypatch.setattr(hearing, "mark", dies)
    assert read_box(now=NOW) == 0
    assert box.left() == {1: set()} and not ReturnedMail.objects.exists()
    monkeypatch.undo()


def test_another_mail_to_the_same_address_is_counted_and_what_was_heard_long_ago_forgotten(box):
    box.put(back.postfix(ours()))
    read_box(now=NOW)
    later = NOW + timedelta(days=61)
    box.put(back.gmail(ours(now=later)))
    read_box(now=later)
    assert UnreachableAddress.objects.get().times == 2
    assert [each.heard_at for each in ReturnedMail.objects.all()] == [later]


def test_the_box_is_read_only_as_the_machine_that_it_says_it_is(box, monkeypatch, tmp_path, caplog):
    box.put(back.postfix(ours()))
    folder = tmp_path / "other"
    folder.mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate_for("localhost", folder)))
    assert read_box(now=NOW) == 0
    assert "SSLCertVerificationError" in caplog.text and box.asked == []


@pytest.mark.parametrize(
    ("old", "new"), [("sesame", "another"), ("/INBOX", "/Elsewhere"), ("localhost:", "localhost:1")]
)
def test_a_box_that_cannot_be_read_is_logged_without_its_password(box, settings, caplog, old, new):
    box.put(back.postfix(ours()))
    settings.BOUNCE_MAILBOX = (
        settings.BOUNCE_MAILBOX.replace(old, new) if new != "localhost:1" else "imaps://a:b@localhost:1/INBOX"
    )
    assert read_box(now=NOW) == 0
    assert "could not be read" in caplog.text and "sesame" not in caplog.text
    assert box.left() == {1: set()}


def test_a_site_without_such_a_box_asks_nobody(db, settings, monkeypatch):
    monkeypatch.setattr(return_box, "_opened", None)
    settings.BOUNCE_MAILBOX = "imaps://a:b@localhost/INBOX"
    settings.BOUNCE_ADDRESS = ""
    assert read_box(now=NOW) == 0
    assert return_path("bo@example.org", now=NOW) == ""


def test_the_box_is_never_read_within_a_transaction(db):
    @verb
    def careless() -> None:
        read_box(now=NOW)

    with pytest.raises(RuntimeError):
        careless()


def test_a_worker_reads_the_box_by_the_clock(box):
    box.put(back.postfix(ours()))
    with time_machine.travel(NOW, tick=False):
        tasks.read_returned_mails()
    assert unreachable("bo@example.org")


def test_one_that_cannot_be_parsed_does_not_keep_the_next_from_being_heard(box, monkeypatch):
    box.put(b"Subject: odd\r\n\r\n", back.postfix(ours()))

    def minds(raw):
        if b"odd" in raw:
            raise LookupError("unknown encoding")
        return read_returned(raw)

    monkeypatch.setattr(return_box, "read_returned", minds)
    assert read_box(now=NOW) == 1
    assert box.left() == {1: {r"\Seen"}}


def test_parts_within_parts_and_long_mails_are_not_followed_to_their_end():
    deep = b"".join(
        b'Content-Type: multipart/report; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(5_000)
    )
    assert read_returned(deep) is None
    letters = b"".join(b"content-type: message/rfc822\r\n\r\n" for _n in range(5_000))
    assert read_returned(letters) is None
    crowd = ", ".join(f"{n}@example.org" for n in range(5_000))
    found = read_returned(back.postfix(ours(), to=crowd))
    assert found is not None and len(found.addresses) <= 20
    whole = back.postfix(ours())
    assert read_returned(whole + b"x" * MOST_BYTES) == read_returned(whole)


@pace(max_examples=60, deadline=None)
@given(st.data())
def test_a_mail_that_was_damaged_is_read_or_not_but_never_breaks_the_reader(data):
    raw = bytearray(back.gmail("bounces+1-aaaaaaaaaaaaaaaa@vliegwiel.example"))
    for _times in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=12))
    found = read_returned(bytes(raw))
    assert found is None or len(found.said) <= 300


def test_the_envelope_says_where_it_comes_back_to_and_the_reader_sees_the_site(db, settings):
    with mail_door() as door:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", door.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        with time_machine.travel(NOW, tick=False):
            hand_over(EmailMessage("Subject", "Words", to=["Bo@example.org"]))
            hand_over(EmailMessage("Subject", "Words", to=["a@example.org", "b@example.org"]))
    assert door.senders[0] == ours()
    assert door.senders[1] == settings.DEFAULT_FROM_EMAIL.partition("<")[2].strip(">")
    assert all(f"From: {settings.DEFAULT_FROM_EMAIL}" in each for each in door.contents)


@pytest.mark.parametrize(
    ("address", "mailbox", "codes"),
    [
        ("", "", set()),
        ("bounces@vliegwiel.example", "imaps://a:b@host/INBOX", set()),
        ("bounces@vliegwiel.example", "", {"vliegwiel.E006"}),
        ("", "imaps://a:b@host/INBOX", {"vliegwiel.E006"}),
        ("bounces+x@vliegwiel.example", "imaps://a:b@host", {"vliegwiel.E007"}),
        ("bounces@vliegwiel.example", "imap://a:b@host", {"vliegwiel.E008"}),
        ("bounces@vliegwiel.example", "imaps://host/INBOX", {"vliegwiel.E008"}),
    ],
)
def test_half_of_the_settings_or_a_password_in_the_clear_is_refused_at_the_start(
    settings, address, mailbox, codes
):
    settings.BOUNCE_ADDRESS, settings.BOUNCE_MAILBOX = address, mailbox
    assert {each.id for each in checks.mails_come_back_whole_or_not_at_all(None)} == codes
