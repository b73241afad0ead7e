"""Talking about a booking: one thread between its organisation and its hub, with files, told by mail now and then."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import storages
from django.http import Http404

from bookings.actions import _files
from bookings.actions._files import NotForHere, TooManyFiles, drop
from bookings.actions.ask import ask
from bookings.actions.cancel import cancel
from bookings.actions.choose_mail import choose_mail
from bookings.actions.forget_talk import forget_talk
from bookings.actions.read_thread import read_thread
from bookings.actions.say import (
    MOST_FILES_TOGETHER,
    NothingWritten,
    NotTalkedAbout,
    TalkIsOver,
    TooLong,
    TooMuchSaid,
    say,
)
from bookings.models import Remark, ThreadFile, ThreadSide
from bookings.models.messages import OPTIONAL, TALK
from bookings.models.private import booking_files
from bookings.models.thread import unread, unread_at_hub
from funding.actions._documents import (
    EvidenceBroken,
    EvidenceLocked,
    EvidenceName,
    EvidenceTooHeavy,
    NameBelies,
)
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from members.actions.note_unreachable import note_unreachable
from members.models import Membership
from tests.actions.test_facilities_photos import SVG, gigantic, moving
from tests.cast import NOW, Cast, assemble
from tests.concurrency.rivals import broken_invariants
from tests.factories.bookings import booked, held
from tests.factories.options import asks_first, requested
from tests.factories.papers import pdf, scan, sent
from tests.factories.talking import drained, emptied, mails, rider, stored

SOON, LATER = NOW + timedelta(minutes=5), NOW + timedelta(minutes=15)


@pytest.fixture
def stage(db) -> Cast:
    emptied()
    with time_machine.travel(NOW, tick=False):
        yield assemble()


@pytest.fixture
def booking(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    drained()
    return booking


def said(booking, actor, text="We bring a drum kit.", *, now=SOON, files=()):
    return say(number=booking.number, text=text, files=files, actor=actor, now=now)


def last(booking) -> int:
    return max(booking.remarks.values_list("pk", flat=True))


def test_both_sides_talk_and_files_are_kept_to_the_byte_under_a_name_of_ours(stage, booking):
    said(booking, stage.bo, files=[rider(), sent(b"Kick, snare, hat\n", "patch list.txt")])
    answer = said(booking, stage.teun, "There is one here.")
    assert [(each.by_hub, each.text) for each in booking.remarks.all()] == [
        (False, "We bring a drum kit."),
        (True, "There is one here."),
    ]
    assert answer.person == stage.teun
    first, second = ThreadFile.objects.order_by("pk")
    assert (first.name, first.media_type, second.name, second.media_type) == (
        "rider.pdf", "application/pdf", "patch list.txt", "text/plain",
    )  # fmt: skip
    with booking_files().open(first.stored) as file:
        assert file.read() == pdf()
    assert "rider" not in first.stored and not storages["default"].exists(first.stored)
    trail = AuditRow.objects.filter(about=booking.ref, action="bookings.say").order_by("id")
    assert [row.actor_id for row in trail] == [stage.bo.pk, stage.teun.pk]


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("plan.svg", SVG, NameBelies),
        ("plan.png", SVG, NotForHere),
        ("cut.png", scan(size=(300, 300))[:-40], EvidenceBroken),
        ("cut.pdf", pdf()[:-40], EvidenceBroken),
        ("locked.pdf", pdf().replace(b"trailer", b"trailer /Encrypt 9 0 R"), EvidenceLocked),
        ("dance.gif", moving("GIF"), NotForHere),
        ("plan.jpg", pdf(), NameBelies),
        ("list.txt", b"\xff\xfe\x00a", NotForHere),
        ("list.txt", b"a\x00b", NotForHere),
        ("list.txt", b"", NotForHere),
        ("run.sh", b"#!/bin/sh\nrm\n", NameBelies),
        ("page.html", b"<script>alert(1)</script>", NameBelies),
        ("../list.txt", b"words", EvidenceName),
        (f"{'x' * 130}.txt", b"words", EvidenceName),
        ("long.txt", b"x" * (10 * 1024 * 1024 + 1), EvidenceTooHeavy),
    ],
)
def test_a_file_that_is_no_document_is_refused_by_what_it_holds_and_nothing_is_kept(
    stage, booking, name, content, refusal
):
    before = stored()
    with pytest.raises(refusal):
        said(booking, stage.bo, files=[rider(), sent(content, name)])
    assert (stored(), booking.remarks.count()) == (before, 0)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_read(stage, booking):
    with pytest.raises(_files.Refusal):
        said(booking, stage.bo, files=[sent(gigantic(), "vast.png")])


def test_nothing_too_much_and_too_many_files_are_refused(stage, booking):
    for text in ("", "  \n "):
        with pytest.raises(NothingWritten):
            said(booking, stage.bo, text)
    with pytest.raises(TooLong):
        said(booking, stage.bo, "x" * 4001)
    with pytest.raises(TooManyFiles):
        said(booking, stage.bo, files=[rider() for _ in range(6)])
    assert booking.remarks.count() == 0


def test_a_file_may_say_it_all(stage, booking):
    assert said(booking, stage.bo, "", files=[rider()]).text == ""


def test_a_message_without_trace_and_a_file_that_is_gone_are_found(stage, booking):
    said(booking, stage.bo, files=[rider()])
    assert broken_invariants() == {}
    drop(ThreadFile.objects.values_list("stored", flat=True))
    Remark.objects.create(booking=booking, person=stage.bo, by_hub=False, text="Psst", at=SOON)
    assert set(broken_invariants()) == {"I17t", "I17u"}


def test_at_some_point_people_ring_each_other(stage, booking):
    remark = Remark.objects.create(booking=booking, person=stage.bo, by_hub=False, text="", at=NOW)
    ThreadFile.objects.bulk_create(
        ThreadFile(
            remark=remark, name="a.txt", stored=f"{number}.txt", media_type="text/plain", size=1, sha256=""
        )
        for number in range(MOST_FILES_TOGETHER)
    )
    with pytest.raises(TooMuchSaid):
        said(booking, stage.bo, files=[rider()])
    said(booking, stage.bo, "No file.")
    rows = [Remark(booking=booking, person=stage.bo, by_hub=False, text=str(n), at=NOW) for n in range(300)]
    Remark.objects.bulk_create(rows)
    with pytest.raises(TooMuchSaid):
        said(booking, stage.bo, "One more.")


def test_who_reads_along_does_not_write_and_strangers_find_nothing(stage, booking):
    for reader in (stage.mira, stage.anna):
        with pytest.raises(Forbidden):
            said(booking, reader)
    for stranger in (stage.ilse, stage.wim, stage.fien, stage.karim, stage.rosa):
        with pytest.raises(Http404):
            said(booking, stranger, files=[rider()])
        with pytest.raises(Http404):
            read_thread(number=booking.number, upto=1, actor=stranger)
    assert booking.remarks.count() == 0 and stored() == set()


def test_the_owner_and_the_manager_talk_too(stage, booking):
    assert said(booking, stage.zoe).by_hub is False
    assert said(booking, stage.hanna, "Fine.").by_hub is True


def test_the_same_twice_at_once_is_said_once(stage, booking):
    assert said(booking, stage.bo) == said(booking, stage.bo)
    assert len(mails(LATER)) == 1


def test_what_is_held_for_minutes_is_nobodys_matter_and_what_is_over_is_read_only(stage):
    hold = held(stage.bo, stage.zout, stage.microphones)
    with pytest.raises(NotTalkedAbout):
        said(hold, stage.bo)
    booking = booked(stage.bo, stage.zout, stage.studio)
    last = booking.period.end + timedelta(days=30)
    said(booking, stage.bo, now=last - timedelta(seconds=1))
    with pytest.raises(TalkIsOver):
        said(booking, stage.bo, "Too late.", now=last)
    gone = booked(stage.bo, stage.zout, stage.engineer)
    cancel(number=gone.number, actor=stage.bo, now=SOON)
    said(gone, stage.bo, now=SOON + timedelta(days=29))
    with pytest.raises(TalkIsOver):
        said(gone, stage.bo, "Too late.", now=SOON + timedelta(days=30))


def test_each_side_sees_what_is_new_until_one_of_it_reads_it(stage, booking):
    said(booking, stage.bo)
    said(booking, stage.bo, "And a piano.")
    assert unread([booking.pk], by_hub=True) == {booking.pk: 2}
    assert unread([booking.pk], by_hub=False) == {}
    assert [(each.number, count) for each, count in unread_at_hub(stage.effenaar, SOON)] == [
        (booking.number, 2)
    ]
    assert unread_at_hub(stage.tetem, SOON) == []
    assert unread_at_hub(stage.effenaar, booking.period.end + timedelta(days=30)) == []
    read_thread(number=booking.number, upto=last(booking), actor=stage.anna)
    assert unread([booking.pk], by_hub=True) == {booking.pk: 2}, "an administrator looks without a trace"
    read_thread(number=booking.number, upto=last(booking), actor=stage.hanna)
    assert unread([booking.pk], by_hub=True) == {}
    said(booking, stage.teun, "Good.", now=LATER)
    assert unread([booking.pk], by_hub=False) == {booking.pk: 1}


def test_what_was_on_its_way_while_somebody_looked_is_new_and_mailed(stage, booking):
    said(booking, stage.bo, now=SOON + timedelta(seconds=5))
    seen = last(booking)
    said(booking, stage.bo, "Sent before, here after: it has a large file.", now=SOON, files=[rider()])
    read_thread(number=booking.number, upto=seen, actor=stage.teun)
    assert unread([booking.pk], by_hub=True) == {booking.pk: 1}
    (mail,) = mails(LATER + timedelta(minutes=1))
    assert "large file" in mail.body


def test_what_is_said_within_a_while_is_one_mail_to_the_other_side(stage, booking):
    said(booking, stage.bo, files=[rider()])
    said(booking, stage.zoe, "And when do the doors open?", now=SOON + timedelta(minutes=3))
    assert mails(SOON + timedelta(minutes=9)) == [], "it waits for what else is said"
    (mail,) = mails(LATER)
    assert mail.to == [stage.effenaar.email]
    assert "Collectief Zout schreef" in mail.subject and booking.number in mail.subject
    for words in ("We bring a drum kit.", "And when do the doors open?", "rider.pdf", "Bo,", "Zoë,"):
        assert words in mail.body
    assert f"/nl/bookings/{booking.number}/messages/" in mail.body
    assert "List-Unsubscribe" not in mail.extra_headers
    said(booking, stage.bo, "One more thing.", now=LATER)
    (next_mail,) = mails(LATER + timedelta(minutes=10))
    assert "One more thing." in next_mail.body and "drum kit" not in next_mail.body


def test_the_organisation_is_told_where_it_wrote_from_and_who_read_it_meanwhile_is_not(stage, booking):
    said(booking, stage.zoe, "Is there a ramp?")
    drained(LATER)
    said(booking, stage.teun, "There is.", now=LATER)
    told = mails(LATER + timedelta(minutes=10))
    assert sorted(mail.to[0] for mail in told) == ["bo@example.org", "zoe@example.org"]
    assert all("Effenaar wrote about your booking." in mail.body for mail in told)
    assert "There is." in told[0].body
    at = LATER + timedelta(hours=1)
    said(booking, stage.teun, "Round the corner.", now=at)
    read_thread(number=booking.number, upto=last(booking), actor=stage.mira)
    assert mails(at + timedelta(minutes=10)) == []


def test_who_left_does_not_want_it_or_cannot_be_reached_gets_none(stage, booking):
    def told(at):
        said(booking, stage.teun, f"It is {at:%H:%M}.", now=at)
        return [mail.to[0] for mail in mails(at + timedelta(minutes=10))]

    hours = [NOW + timedelta(hours=number) for number in range(1, 5)]
    assert told(hours[0]) == ["bo@example.org"]
    choose_mail(person=stage.bo, wanted=set(OPTIONAL) - {TALK}, actor=stage.bo, now=NOW)
    assert told(hours[1]) == []
    choose_mail(person=stage.bo, wanted=OPTIONAL, actor=stage.bo, now=NOW)
    note_unreachable(address="bo@example.org", code=550, said="5.1.1 nobody", now=NOW)
    assert told(hours[2]) == []
    stage.bo.email = "bo@elsewhere.example"
    stage.bo.save()
    Membership.objects.filter(person=stage.bo).delete()
    assert told(hours[3]) == []


def test_a_mail_that_goes_twice_says_the_same_under_the_same_id(stage, booking):
    said(booking, stage.bo)
    (first,) = mails(LATER)
    said(booking, stage.bo, "Later.", now=LATER)
    OutboxMessage.objects.filter(kind="booking.said").update(done_at=None)
    (again,) = mails(LATER)
    assert (again.body, again.extra_headers["Message-ID"]) == (first.body, first.extra_headers["Message-ID"])


def test_what_a_hub_asked_about_a_request_stands_in_the_same_thread(stage):
    asks_first(stage.studio)
    asked = requested(stage.bo, stage.zout, stage.studio)
    ask(number=asked.number, text="How many are you?", actor=stage.teun, now=SOON)
    said(asked, stage.bo, "Twelve; here is our rider.", files=[rider()])
    assert [each.by_hub for each in asked.remarks.all()] == [True, False]
    assert unread([asked.pk], by_hub=True) == {asked.pk: 1}


def test_a_year_after_it_is_over_what_was_said_goes_with_its_files(stage, booking):
    said(booking, stage.bo, files=[rider()])
    over = booking.period.end + timedelta(days=365)
    assert forget_talk(now=over) == 0
    assert Remark.objects.count() == 1 and len(stored()) == 1
    assert forget_talk(now=over + timedelta(seconds=1)) == 1
    assert (Remark.objects.count(), ThreadFile.objects.count(), ThreadSide.objects.count()) == (0, 0, 0)
    assert AuditRow.objects.filter(action="bookings.forget_talk", about=booking.ref).count() == 1
    assert forget_talk(now=over + timedelta(days=1)) == 0


def test_files_of_nobody_are_taken_by_the_night(stage, booking, django_capture_on_commit_callbacks):
    from_somewhere = booking_files().save("0" * 32 + ".pdf", rider().file)
    said(booking, stage.bo, files=[rider()])
    forget_talk(now=NOW + timedelta(hours=12))
    assert from_somewhere in stored()
    forget_talk(now=NOW + timedelta(days=400))
    assert from_somewhere not in stored()
