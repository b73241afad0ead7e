"""Talking about a booking, how it is set up, what a hub says in its mails, and what somebody gets of them."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from bookings.actions.keep_set_up import keep_set_up
from bookings.actions.say import say
from bookings.actions.stop_mail import stop_token
from tests.cast import NOW
from tests.factories.bookings import booked
from tests.factories.talking import photo, played, rider
from tests.pages.matrix import LOGIN, Entry, Stage, each, everybody
from tests.pages.matrix_bookings import SEES

READS = each(404, anonymous=LOGIN, **SEES)
WRITES = {"member": 403, "booker": 302, "owner": 302, "hub_staff": 302, "hub_manager": 302, "site_admin": 403}
TALKS = each(404, anonymous=LOGIN, **WRITES)
GOES_BACK = each(404, anonymous=LOGIN, **dict.fromkeys(SEES, 302))
MANAGES = each(404, anonymous=LOGIN, hub_staff=403, hub_manager=200, site_admin=200)
MANAGES_THERE = each(404, anonymous=LOGIN, hub_staff=403, hub_manager=302, site_admin=302)
THEIR_OWN = each(200, anonymous=LOGIN)


def booking(stage: Stage) -> dict[str, Any]:
    cast = stage.cast
    return {"number": booked(cast.bo, cast.zout, cast.studio).number}


def with_file(stage: Stage) -> dict[str, Any]:
    kwargs = booking(stage)
    remark = say(number=kwargs["number"], text="", files=[rider()], actor=stage.cast.bo, now=NOW)
    return {**kwargs, "uuid": remark.files.get().uuid}


def with_photo(stage: Stage) -> dict[str, Any]:
    kwargs = booking(stage)
    kept = keep_set_up(number=kwargs["number"], text="Left", photos=[photo()], actor=stage.cast.bo, now=NOW)
    return {**kwargs, "uuid": kept.photos.get().uuid}


def again(stage: Stage) -> dict[str, Any]:
    """The second time, with notes of the first."""
    played(stage.cast.bo, stage.cast.zout, stage.cast.studio, text="Left")
    return booking(stage)


def words(stage: Stage) -> dict[str, Any]:
    return {"text": "Where do we unload?", "attached": SimpleUploadedFile("list.txt", b"Kick\n")}


def effenaar(stage: Stage) -> dict[str, Any]:
    return {"hub": stage.cast.effenaar.slug}


def thanks(stage: Stage) -> dict[str, Any]:
    return {**effenaar(stage), "kind": "thanks"}


def token(stage: Stage) -> dict[str, Any]:
    return {"token": stop_token(stage.cast.bo.pk, "reminder")}


def of_set_up(answers: dict[str, int]) -> dict[str, Any]:
    """The page is a form: who may only read the booking has no use of it."""
    return each(404, anonymous=LOGIN, **{**answers, "member": 403, "site_admin": 403})


ENTRIES = [
    Entry("bookings:thread", READS, kwargs=booking),
    Entry("bookings:thread", TALKS, "POST", kwargs=booking, data=words),
    Entry("bookings:thread_file", READS, kwargs=with_file),
    Entry("bookings:set_up", of_set_up(SEES), kwargs=booking),
    Entry("bookings:set_up", TALKS, "POST", kwargs=booking, data=lambda stage: {"text": "Left"}),
    Entry("bookings:as_last_time", GOES_BACK, kwargs=booking),
    Entry("bookings:as_last_time", TALKS, "POST", kwargs=again),
    Entry("bookings:set_up_photo", READS, kwargs=with_photo),
    Entry("bookings:set_up_photo_remove", GOES_BACK, kwargs=with_photo),
    Entry("bookings:set_up_photo_remove", TALKS, "POST", kwargs=with_photo),
    Entry("bookings:messages", MANAGES, kwargs=effenaar),
    Entry(
        "bookings:messages",
        MANAGES_THERE,
        "POST",
        kwargs=effenaar,
        data=lambda stage: {"remind_hour": "9", "sends": ["thanks"], "technician_email": ""},
    ),
    Entry("bookings:words", MANAGES, kwargs=thanks),
    Entry("bookings:words", MANAGES_THERE, "POST", kwargs=thanks, data=lambda stage: {"text_nl": "Dank"}),
    Entry("bookings:mail_choices", THEIR_OWN),
    Entry(
        "bookings:mail_choices", each(302, anonymous=LOGIN), "POST", data=lambda stage: {"wanted": ["talk"]}
    ),
    Entry("bookings:mail_trust", each(302, anonymous=LOGIN)),
    Entry("bookings:mail_trust", each(302, anonymous=LOGIN), "POST"),
    Entry("bookings:stop_mail", everybody(200), kwargs=token),
    Entry("bookings:stop_mail", everybody(200), "POST", kwargs=token),
]
