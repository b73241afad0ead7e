from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bookings.actions._files import Kept, kept
from bookings.actions._reaching import held_row
from bookings.actions._talking import tell_other_side
from bookings.models import Booking
from bookings.models.remarks import Remark
from bookings.models.thread import ThreadFile, closes_at, files_sent_by, is_talked_about
from bookings.permissions import booking_for, demand_talker, speaks_for_hub
from funding.actions._documents import Sent
from hub.kit.audit import record
from hub.kit.errors import Refusal
from hub.kit.transactions import step, verb
from members.models import User

MOST = 300
MOST_FILES_TOGETHER = 40
# Of one person about all bookings: riders and plans for a tour, and less than would fill a disk.
MOST_FILES_A_DAY = 100
A_DAY = timedelta(days=1)
LONGEST = 4_000


class NothingWritten(Refusal):
    code = "nothing_written"
    status = 400
    message = _("Write something, or choose a file.")


class TooLong(Refusal):
    code = "too_long_to_say"
    status = 400
    message = _("Say it in at most %(most)d characters, or send it as a file.")


class NotTalkedAbout(Refusal):
    code = "not_talked_about"
    message = _("Confirm it first: as long as it is held for minutes there is nothing to talk about.")


class TalkIsOver(Refusal):
    code = "talk_is_over"
    status = 410
    message = _(
        "This was over a while ago, so it can be read and not added to. Write to %(hub)s in another way."
    )


class TooMuchSaid(Refusal):
    code = "too_much_said"
    message = _("There is a lot of back and forth here already. Ring each other.")


class TooManyFilesToday(Refusal):
    code = "too_many_files_today"
    status = 429
    message = _("You have sent %(most)d files within a day. Send the others tomorrow, or put them into one.")


def say(*, number: str, text: str, files: Sequence[Sent] = (), actor: User, now: datetime) -> Remark:
    """One message about a booking, to the other side, with files if there are any; the other side gets one mail for
    all that is said within some minutes, unless it reads it before. The same again at once is said once.

    For the owner and bookers of its organisation and for the staff of its hub. The files are looked at before the
    transaction begins. Raises `NothingWritten`, `TooLong`, `NotTalkedAbout`, `TalkIsOver`, `TooMuchSaid`,
    `TooManyFilesToday`, what `bookings.actions._files` refuses; `Forbidden` for who may only read, Http404 for a
    stranger.
    """
    demand_talker(actor, booking_for(actor, number))
    # Without a lock: who sends twice at once may send some more than that.
    if files and files_sent_by(actor.pk, now - A_DAY) + len(files) > MOST_FILES_A_DAY:
        raise TooManyFilesToday(most=MOST_FILES_A_DAY)
    if not text.strip() and not files:
        raise NothingWritten()
    if len(text.strip()) > LONGEST:
        raise TooLong(most=LONGEST)
    with kept(files) as stored:
        return _say(number=number, text=text.strip(), stored=stored, actor=actor, now=now)


@verb
def _say(*, number: str, text: str, stored: Sequence[Kept], actor: User, now: datetime) -> Remark:
    booking = held_row(number=number, actor=actor)
    demand_talker(actor, booking)
    demand_open(booking, now)
    said = list(booking.remarks.prefetch_related("files").order_by("at", "pk"))
    by_hub = speaks_for_hub(actor, booking)
    last = said[-1] if said else None
    if last and not stored and (last.text, last.by_hub, last.person_id) == (text, by_hub, actor.pk):
        return last
    together = sum(len(each.files.all()) for each in said) + len(stored)
    if len(said) >= MOST or together > MOST_FILES_TOGETHER:
        raise TooMuchSaid()
    remark = Remark.objects.create(booking=booking, person=actor, by_hub=by_hub, text=text, at=now)
    _attach(remark=remark, stored=stored)
    tell_other_side(booking=booking, remark=remark, now=now)
    record(
        action="bookings.say",
        about=booking.ref,
        actor=actor,
        now=now,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        facts={"remark": remark.pk, "files": [document.sha256 for document, _name in stored]},
    )
    return remark


def demand_open(booking: Booking, now: datetime) -> None:
    """Raises `NotTalkedAbout`, `TalkIsOver`."""
    if not is_talked_about(booking):
        raise NotTalkedAbout()
    if now >= closes_at(booking):
        raise TalkIsOver(hub=booking.hub.name)


@step
def _attach(*, remark: Remark, stored: Sequence[Kept]) -> None:
    ThreadFile.objects.bulk_create(
        ThreadFile(
            remark=remark,
            name=document.name,
            stored=name,
            media_type=document.media_type,
            size=len(document.content),
            sha256=document.sha256,
        )
        for document, name in stored
    )
