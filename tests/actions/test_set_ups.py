"""As last time: how a booking was set up is kept, comes back with the next one, and reaches whoever sets up."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.http import Http404
from PIL import Image

from bookings.actions._set_ups import MOST_PHOTOS, NotSetUp, TooManySetUpPhotos
from bookings.actions.cancel import cancel
from bookings.actions.forget_talk import forget_talk
from bookings.actions.keep_set_up import SetUpTooLong, keep_set_up
from bookings.actions.remind_due import remind_due
from bookings.actions.remove_set_up_photo import remove_set_up_photo
from bookings.actions.set_messages import set_messages
from bookings.actions.set_up_as_last_time import NoLastTime, OwnSetUp, set_up_as_last_time
from bookings.models import SetUp, SetUpPhoto
from bookings.models.private import booking_files
from bookings.models.set_ups import last_set_up, set_up_for
from facilities.actions._pictures import BrokenPicture, NotAPicture
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from tests.cast import NOW, Cast, assemble, thursday
from tests.factories.bookings import booked, held
from tests.factories.papers import scan, sent
from tests.factories.talking import drained, emptied, mails, photo, played, stored

THE_DAY_BEFORE = thursday(0, 1).start - timedelta(hours=8)  # Wednesday, 16:00
DRUMS = "Drums on the left.\nFour overheads."


@pytest.fixture
def stage(db) -> Cast:
    emptied()
    with time_machine.travel(NOW, tick=False):
        yield assemble()


def kept(booking, actor, text=DRUMS, photos=(), **more) -> SetUp:
    return keep_set_up(number=booking.number, text=text, photos=photos, actor=actor, now=NOW, **more)


def test_notes_and_photos_are_kept_and_photos_are_made_anew(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (51.0, 26.0, 0.0)}
    Image.new("RGB", (60, 40), "navy").save(written, "JPEG", exif=exif)
    set_up = kept(booking, stage.teun, photos=[sent(written.getvalue(), "IMG_1.jpg")])
    assert (set_up.text, set_up.by_hub) == (DRUMS, True)
    picture = set_up.photos.get()
    assert (picture.width, picture.height) == (60, 40)
    with booking_files().open(picture.stored) as file:
        assert not Image.open(file).getexif()
    kept(booking, stage.bo, "Drums on the right.")
    set_up.refresh_from_db()
    assert (set_up.text, set_up.by_hub, set_up.photos.count()) == ("Drums on the right.", False, 1)
    assert AuditRow.objects.filter(about=booking.ref, action="bookings.keep_set_up").count() == 2


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(b"%PDF-1.7", NotAPicture), (b"", NotAPicture), (scan("PNG", (300, 300))[:-40], BrokenPicture)],
)
def test_what_is_no_photo_is_refused_and_nothing_is_kept(stage, content, refusal):
    booking = booked(stage.bo, stage.zout, stage.studio)
    with pytest.raises(refusal):
        kept(booking, stage.bo, photos=[photo(), sent(content, "a.png")])
    assert not SetUp.objects.exists() and not stored()


def test_too_many_photos_and_too_many_words_are_refused(stage):
    booking = booked(stage.bo, stage.zout, stage.studio)
    kept(booking, stage.bo, photos=[photo() for _ in range(MOST_PHOTOS)])
    with pytest.raises(TooManySetUpPhotos):
        kept(booking, stage.bo, photos=[photo()])
    assert len(stored()) == MOST_PHOTOS
    with pytest.raises(SetUpTooLong):
        kept(booking, stage.bo, "x" * 4001)


def test_who_reads_along_changes_nothing_and_strangers_find_nothing(stage):
    played(stage.bo, stage.zout, stage.studio, text=DRUMS, photos=[photo()])
    booking = booked(stage.bo, stage.zout, stage.studio)
    uuid = SetUpPhoto.objects.get().uuid
    for who, refusal in (
        (stage.mira, Forbidden),
        (stage.anna, Forbidden),
        (stage.ilse, Http404),
        (stage.wim, Http404),
    ):
        with pytest.raises(refusal):
            kept(booking, who)
        with pytest.raises(refusal):
            set_up_as_last_time(number=booking.number, actor=who, now=NOW)
        with pytest.raises(refusal):
            remove_set_up_photo(number=booking.number, uuid=uuid, actor=who, now=NOW)
    assert SetUp.objects.count() == 1


def test_only_what_is_booked_is_set_up_and_not_long_after(stage):
    with pytest.raises(NotSetUp):
        kept(held(stage.bo, stage.zout, stage.microphones), stage.bo)
    booking = booked(stage.bo, stage.zout, stage.studio)
    with pytest.raises(NotSetUp):
        keep_set_up(
            number=booking.number, text="", actor=stage.bo, now=booking.period.end + timedelta(days=30)
        )
    cancel(number=booking.number, actor=stage.bo, now=NOW)
    with pytest.raises(NotSetUp):
        kept(booking, stage.bo)


def test_the_same_organisation_with_the_same_thing_again_is_as_last_time(stage):
    first = played(stage.bo, stage.zout, stage.studio, text=DRUMS, photos=[photo()])
    second = booked(stage.zoe, stage.zout, stage.studio, stage.engineer)
    assert set_up_for(second) == first.set_up
    assert last_set_up(booked(stage.bo, stage.zout, stage.microphones)) is None, "other things"
    assert last_set_up(booked(stage.ilse, stage.noord, stage.studio, period=thursday(18, 20))) is None
    made = set_up_as_last_time(number=second.number, actor=stage.zoe, now=NOW)
    assert (made.text, made.photos.count(), made.booking) == (DRUMS, 1, second)
    assert len(set(SetUpPhoto.objects.values_list("stored", flat=True))) == 2, "a copy: each may go alone"
    with pytest.raises(OwnSetUp):
        set_up_as_last_time(number=second.number, actor=stage.zoe, now=NOW)
    assert SetUpPhoto.objects.count() == len(stored()) == 2
    with pytest.raises(NoLastTime):
        set_up_as_last_time(number=first.number, actor=stage.zoe, now=NOW)


def test_otherwise_this_time_begins_with_the_photos_of_last_time_or_with_nothing(stage):
    played(stage.bo, stage.zout, stage.studio, text=DRUMS, photos=[photo()])
    booking = booked(stage.bo, stage.zout, stage.studio)
    made = kept(booking, stage.bo, "Drums on the right.", photos=[photo()], with_last=True)
    assert made.photos.count() == 2
    empty = booked(stage.bo, stage.zout, stage.studio, period=thursday(18, 20))
    kept(empty, stage.bo, "")
    assert set_up_for(empty) is None
    later = booked(stage.bo, stage.zout, stage.studio, period=thursday(21, 22))
    assert set_up_for(later) == made, "what said nothing is not how it was"


def test_a_photo_is_taken_out_with_its_file_and_of_this_booking_only(
    stage, django_capture_on_commit_callbacks
):
    first = played(stage.bo, stage.zout, stage.studio, text=DRUMS, photos=[photo()])
    booking = booked(stage.bo, stage.zout, stage.studio)
    made = kept(booking, stage.bo, photos=[photo()])
    with pytest.raises(Http404):
        remove_set_up_photo(
            number=booking.number, uuid=first.set_up.photos.get().uuid, actor=stage.bo, now=NOW
        )
    with pytest.raises(Http404):
        remove_set_up_photo(number=booking.number, uuid=uuid4(), actor=stage.bo, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        remove_set_up_photo(number=booking.number, uuid=made.photos.get().uuid, actor=stage.teun, now=NOW)
    assert (made.photos.count(), len(stored())) == (0, 1)


def technician_mails(now=THE_DAY_BEFORE) -> list:
    drained(now - timedelta(minutes=1))
    with time_machine.travel(now, tick=False):
        remind_due(now=now)
        return [mail for mail in mails(now) if mail.subject.startswith("Klaar te zetten")]


def test_whoever_sets_up_gets_it_the_day_before_with_the_photos(stage):
    set_messages(
        hub=stage.effenaar, remind_hour=16, technician_email="tech@example.org", actor=stage.hanna, now=NOW
    )
    booking = booked(stage.bo, stage.zout, stage.studio)
    kept(booking, stage.bo, photos=[photo()])
    (mail,) = technician_mails()
    assert mail.to == ["tech@example.org"]
    assert "Drums on the left.\nFour overheads." in mail.body and booking.number in mail.body
    assert [name for name, _content, kind in mail.attachments if kind == "image/jpeg"] == ["1.jpg"]


def test_without_a_word_it_is_as_last_time_and_the_hub_gets_it_where_it_names_nobody(stage):
    played(stage.bo, stage.zout, stage.studio, text=DRUMS, photos=[photo()])
    booked(stage.bo, stage.zout, stage.studio)
    (mail,) = technician_mails()
    assert mail.to == [stage.effenaar.email]
    assert DRUMS in mail.body and "net als de vorige keer, op donderdag 26 november 2026" in " ".join(
        mail.body.split()
    )


def test_where_nobody_has_said_anything_nobody_is_mailed(stage):
    booked(stage.bo, stage.zout, stage.studio)
    assert technician_mails() == []


def test_after_three_years_it_goes_with_its_photos(stage, django_capture_on_commit_callbacks):
    booking = played(stage.bo, stage.zout, stage.studio, text=DRUMS, photos=[photo()])
    after = booking.period.end + timedelta(days=3 * 365)
    assert forget_talk(now=after) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_talk(now=after + timedelta(seconds=1)) == 1
    assert not SetUp.objects.exists() and not stored()
