"""Talking about a booking, and how it is set up, as people see it; and what bad input gets."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bookings.actions.say import say
from bookings.actions.stop_mail import stop_token
from bookings.models import MailOptOut, MessageSetting, SetUp, ThreadFile
from bookings.models.messages import HubWords
from members.actions.note_unreachable import note_unreachable
from members.models import UnreachableAddress
from tests.cast import NOW, Cast, assemble, thursday
from tests.factories.bookings import booked
from tests.factories.papers import pdf
from tests.factories.talking import photo, played
from tests.pages.picking import address, page, words
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

RIDER = "rider <b>.pdf"


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def hanna(cast) -> Client:
    return signed_in(cast.hanna)


@pytest.fixture
def booking(cast):
    return booked(cast.bo, cast.zout, cast.studio)


def a_file(content: bytes = b"", name: str = RIDER) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or pdf(), content_type="application/octet-stream")


def test_what_one_side_writes_is_new_to_the_other_until_it_is_opened(cast, bo, teun, booking):
    assert "Nothing was said yet. Send Effenaar your rider" in page(bo.get(address(booking)))
    sent = bo.post(address(booking, "messages/"), {"text": "<i>Loud</i>", "attached": a_file()}, follow=True)
    assert "Sent. It stands here" in page(sent)
    assert "Written to you" in page(teun.get("/en/desk/effenaar/"))
    assert "Written to you" in page(teun.get("/en/desk/effenaar/planning/"))
    assert "1 new" in page(teun.get(address(booking)))
    shown = words(teun.get(address(booking, "messages/")))
    assert "Messages with Collectief Zout" in shown
    assert '<span class="badge">new</span>' in shown
    assert "&lt;i&gt;Loud&lt;/i&gt;" in shown and "rider &lt;b&gt;.pdf" in shown
    assert "1 new" not in page(teun.get(address(booking)))
    assert "Written to you" not in page(teun.get("/en/desk/effenaar/"))
    assert '<span class="badge">new</span>' not in words(teun.get(address(booking, "messages/")))
    teun.post(address(booking, "messages/"), {"text": "Fine."})
    assert "New message" in page(bo.get("/en/bookings/"))
    page(bo.get(address(booking, "messages/")))
    assert "New message" not in page(bo.get("/en/bookings/"))


def test_a_head_request_and_an_administrator_leave_it_new(cast, bo, booking):
    say(number=booking.number, text="Hello", actor=cast.teun, now=NOW)
    bo.head(address(booking, "messages/"))
    page(signed_in(cast.anna).get(address(booking, "messages/")))
    assert "New message" in page(bo.get("/en/bookings/"))


def test_a_file_leaves_to_be_saved_and_by_its_own_booking_only(cast, bo, booking):
    bo.post(address(booking, "messages/"), {"attached": a_file()})
    other = booked(cast.bo, cast.zout, cast.microphones)
    uuid = ThreadFile.objects.get().uuid
    response = bo.get(address(booking, f"files/{uuid}/"))
    assert b"".join(response.streaming_content) == pdf()
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"] and "no-store" in response["Cache-Control"]
    assert bo.get(address(other, f"files/{uuid}/")).status_code == 404
    assert bo.get(address(booking, f"files/{uuid4()}/")).status_code == 404


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Write something, or choose a file."),
        ({"text": "x" * 4001}, "at most 4000 characters"),
        ({"text": "a\0b"}, "Null characters are not allowed."),
        ({"text": "kept", "attached": b"<svg/>"}, "is no PDF, PNG, JPEG or plain text"),
        ({"text": "kept", "attached": [b"%PDF-1.7"] * 6}, "At most 5 files at once."),
    ],
)
def test_what_cannot_be_said_is_named_and_the_words_stay(cast, bo, booking, data, said):
    raw = data.get("attached", [])
    files = [a_file(each, "plan.pdf") for each in (raw if isinstance(raw, list) else [raw])]
    response = bo.post(address(booking, "messages/"), {**data, "attached": files})
    shown = words(response)
    assert response.status_code == 400 and said in shown
    assert "kept" not in data.get("text", "") or ">kept</textarea>" in shown.replace("\n", "")
    assert not booking.remarks.exists()


def test_who_reads_along_reads_and_after_a_month_nobody_writes(cast, booking, monday_morning):
    say(number=booking.number, text="Hello", actor=cast.bo, now=NOW)
    mira = page(signed_in(cast.mira).get(address(booking, "messages/")))
    assert "Hello" in mira and "Your message" not in mira
    monday_morning.move_to(booking.period.end + timedelta(days=30))
    bo = signed_in(cast.bo)
    assert "it can be read, and not added to" in page(bo.get(address(booking, "messages/")))
    response = bo.post(address(booking, "messages/"), {"text": "More"})
    assert response.status_code == 410 and "not added to" in page(response, 410)


def test_as_last_time_is_shown_kept_with_one_click_and_changed(cast, bo, booking):
    first = played(cast.bo, cast.zout, cast.studio, text="Drums on the left.", photos=[photo()])
    shown = page(bo.get(address(booking)))
    assert "As last time" in shown and "Drums on the left." in shown
    picture = first.set_up.photos.get()
    assert f"/bookings/{first.number}/set-up/{picture.uuid}.jpg" in words(bo.get(address(booking)))
    response = bo.get(address(first, f"set-up/{picture.uuid}.jpg"))
    assert response["Content-Type"] == "image/jpeg" and "attachment" not in response["Content-Disposition"]
    assert "Book the same again" in shown
    kept = page(bo.post(address(booking, "set-up/as-last-time/"), follow=True))
    assert "Whoever sets up gets it the day before." in kept and "Keep it as last time" not in kept
    again = bo.post(address(booking, "set-up/as-last-time/"))
    assert again.status_code == 409 and "notes of its own already" in page(again, 409)
    form = page(bo.get(address(booking, "set-up/")))
    assert "Drums on the left." in form and "Remove" in form
    own = SetUp.objects.get(booking=booking).photos.get()
    bo.post(address(booking, f"set-up/{own.uuid}/remove/"))
    bo.post(address(booking, "set-up/"), {"text": "Drums on the right."})
    assert "Drums on the right." in page(bo.get(address(booking)))


def test_otherwise_this_time_begins_as_last_time(cast, bo, booking):
    played(cast.bo, cast.zout, cast.studio, text="Drums on the left.", photos=[photo()])
    form = words(bo.get(address(booking, "set-up/")))
    assert "Drums on the left." in form and "Take the photos of last time along" in form
    bo.post(address(booking, "set-up/"), {"text": "", "with_last": "on"})
    assert SetUp.objects.get(booking=booking).photos.count() == 1
    other = booked(cast.bo, cast.zout, cast.studio, period=thursday(18, 20))
    bo.post(address(other, "set-up/"), {"text": ""})
    assert "nothing is set up beforehand" in page(bo.get(address(other)))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text": "x" * 4001}, "at most 4000 characters"),
        ({"text": "kept", "photos": a_file(name="a.jpg")}, "not a picture that we can show"),
    ],
)
def test_what_is_no_set_up_is_said(cast, bo, booking, data, said):
    shown = page(bo.post(address(booking, "set-up/"), data), 400)
    assert said in shown and not SetUp.objects.exists()


def test_a_hub_looks_at_its_words_in_both_languages_before_they_go(cast, hanna, booking):
    where = "/en/desk/effenaar/messages/confirmation/"
    data = {"text_nl": "Dag {name}, tot {when}", "text_en": "", "look": "1"}
    shown = page(hanna.post(where, data))
    assert "Dag Bo, tot donderdag 26 november 2026" in shown, "in Dutch"
    assert "Dag Bo, tot Thursday 26 November 2026" in shown, "in English, with the Dutch words"
    assert booking.number in shown and not HubWords.objects.exists()
    assert "Saved." in page(hanna.post(where, {"text_nl": "Dag {name}"}, follow=True))
    assert HubWords.objects.get().text_nl == "Dag {name}"


@pytest.mark.parametrize("look", [{}, {"look": "1"}])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Dag {naam}", "We do not know {naam}."),
        ("x" * 3001, "at most 3000 characters"),
        ("a\0", "Null characters"),
    ],
)
def test_words_that_cannot_be_are_named_with_what_can_and_stay(cast, hanna, text, said, look):
    shown = page(hanna.post("/en/desk/effenaar/messages/thanks/", {"text_nl": text, **look}), 400)
    assert said in shown and not HubWords.objects.exists()


def test_what_a_hub_types_never_becomes_more_than_text(cast, hanna):
    data = {"text_nl": "<script>alert(1)</script> https://x.example/<b>", "look": "1"}
    shown = words(hanna.post("/en/desk/effenaar/messages/thanks/", data))
    assert "<script>alert" not in shown and "&lt;script&gt;alert(1)" in shown
    assert "With made-up facts" in shown


def test_a_mail_of_no_kind_is_not_there(cast, hanna):
    assert hanna.get("/en/desk/effenaar/messages/invoice/").status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        {"remind_hour": "25"},
        {"remind_hour": "٩"},
        {"remind_hour": "9", "sends": ["everything"]},
        {"remind_hour": "9", "technician_email": "nobody"},
        {},
    ],
)
def test_a_clock_that_cannot_be_is_refused(cast, hanna, data):
    assert hanna.post("/en/desk/effenaar/messages/", data).status_code == 400
    assert not MessageSetting.objects.exists()


def test_somebody_chooses_what_they_get(cast, bo):
    assert words(bo.get("/en/account/mail/")).count(" checked") == 5
    bo.post("/en/account/mail/", {"wanted": ["reminder"]})
    assert set(MailOptOut.objects.values_list("kind", flat=True)) == {"return", "thanks", "talk", "digest"}
    assert bo.post("/en/account/mail/", {"wanted": ["confirmation"]}).status_code == 400
    assert MailOptOut.objects.count() == 4


def test_a_mail_program_stops_them_without_a_session_and_a_reader_by_pressing(cast, booking):
    from_mail = Client(enforce_csrf_checks=True)
    url = stop_url(cast.bo)
    assert "Stop them" in page(from_mail.get(url))
    assert not MailOptOut.objects.exists(), "programs follow links on their own"
    done = from_mail.post(url, {"List-Unsubscribe": "One-Click"})
    assert "You do not get these mails any more." in page(done)
    assert MailOptOut.objects.get().person == cast.bo
    for wrong in (f"{url[:-2]}x/", "/en/mail/stop/nothing/", "/en/mail/stop/%00/"):
        assert from_mail.post(wrong).status_code == 404


def stop_url(person) -> str:
    return f"/en/mail/stop/{stop_token(person.pk, 'reminder')}/"


def test_that_no_mail_arrives_is_shown_to_those_who_can_do_something(cast, bo, teun, booking):
    note_unreachable(address="bo@example.org", code=550, said="<b>5.1.1", now=NOW)
    assert "Our mail does not reach Bo" in page(teun.get(address(booking)))
    assert "bo@example.org" not in page(teun.get(address(booking))), "the desk rings; the address is Bo's"
    assert "Not reached by mail" in page(teun.get("/en/desk/effenaar/"))
    assert "Our mail does not reach you" in page(bo.get(address(booking)))
    assert "the address bo@example.org is refused" in page(bo.get("/en/account/mail/"))
    page(bo.post("/en/account/mail/trust/", follow=True))
    assert not UnreachableAddress.objects.exists()
    assert "does not reach" not in page(teun.get(address(booking)))


def test_a_hub_reads_that_its_own_address_is_refused(cast, hanna):
    note_unreachable(address=cast.effenaar.email, code=550, said="", now=NOW)
    assert "the hub's own address is refused" in page(hanna.get("/en/desk/effenaar/messages/")).replace(
        "&#x27;", "'"
    )
