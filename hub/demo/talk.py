"""What guests and hubs write to each other, how things were set up, and what one hub says in its mails."""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db.models import QuerySet
from PIL import Image, ImageDraw

from bookings.models import (
    Booking,
    BookingState,
    HubWords,
    MessageSetting,
    Remark,
    SetUp,
    SetUpPhoto,
    ThreadFile,
)
from bookings.models.private import booking_files
from facilities.models import Hub
from funding.actions._documents import PDF, Document
from hub.demo.papers import pdf
from hub.demo.people import Maker
from hub.demo.reading import toml
from hub.kit.audit import noted, write
from hub.kit.models import AuditRow
from hub.kit.transactions import step
from members.models import Role, User

AN_HOUR = timedelta(hours=1)
SIZE = (1200, 800)
INK, GROUND, SIGNAL = (23, 22, 26), (247, 244, 238), (192, 51, 26)


@step
def make_talk(*, makers: Sequence[Maker], hub: Hub, since: datetime, now: datetime) -> None:
    """Of the first maker, whose log-in is told: a thread that goes on, and a set-up that comes again; of the hub whose
    desk's log-in is told: a message that waits there."""
    words = toml("talk")
    desk = User.objects.filter(grants__role=Role.HUB_STAFF, grants__scope=hub.ref).order_by("pk")[0]
    _say_in_mails(hub, words["mails"], since)
    notes: list[AuditRow] = []
    ours = Booking.objects.filter(organisation=makers[0].organisation).order_by("during", "pk")
    coming = _like_before(ours, hub, now)
    if coming is not None:
        notes += _talk(
            coming, makers[0].booker, words["thread"]["asked"], now - 5 * AN_HOUR, by_hub=False, rider=True
        )
        notes += _talk(coming, desk, words["thread"]["answered"], now - 4 * AN_HOUR, by_hub=True)
        notes += _set_up_before(coming, ours, words["set_up"]["text"])
    there = (
        Booking.objects.filter(hub=hub, state=BookingState.CONFIRMED, during__startswith__gt=now)
        .exclude(organisation=makers[0].organisation)
        .order_by("during", "pk")
        .first()
    )
    if there is not None:
        notes += _talk(there, there.placed_by, words["thread"]["waits"], now - AN_HOUR, by_hub=False)
    write(notes)


def _say_in_mails(hub: Hub, words: dict[str, dict[str, str]], since: datetime) -> None:
    HubWords.objects.bulk_create(
        HubWords(hub=hub, kind=kind, text_nl=said["nl"], text_en=said["en"], changed_at=since)
        for kind, said in words.items()
    )
    MessageSetting.objects.create(hub=hub)


def _talk(
    booking: Booking, person: User, text: str, at: datetime, *, by_hub: bool, rider: bool = False
) -> list[AuditRow]:
    remark = Remark.objects.create(booking=booking, person=person, by_hub=by_hub, text=text, at=at)
    document = Document("rider.pdf", pdf("Rider", "Drumstel, vier overheads, piano"), PDF)
    if rider:
        stored = booking_files().save(f"{remark.pk:032x}.pdf", ContentFile(document.content))
        ThreadFile.objects.create(
            remark=remark,
            name=document.name,
            stored=stored,
            media_type=PDF,
            size=len(document.content),
            sha256=document.sha256,
        )
    files = [document.sha256] if rider else []
    return [_note("say", booking, person, at, remark=remark.pk, files=files)]


def _like_before(ours: QuerySet[Booking], hub: Hub, now: datetime) -> Booking | None:
    """The first to come at this hub that has one of the same things as one that is done there; else the first there, or
    anywhere."""
    coming = ours.filter(state=BookingState.CONFIRMED, during__startswith__gt=now)
    done = ours.filter(hub=hub, state=BookingState.COMPLETED)
    here = coming.filter(hub=hub)
    known = here.filter(lines__facility__in=done.values("lines__facility"))
    return known.first() or here.first() or coming.first()


def _set_up_before(coming: Booking, ours: QuerySet[Booking], text: str) -> list[AuditRow]:
    """With the last one there that had one of the same things, if there was one; else with the last one anywhere."""
    done = ours.filter(state=BookingState.COMPLETED).order_by("-during", "-pk")
    things = coming.lines.values("facility")
    last = done.filter(hub=coming.hub, lines__facility__in=things).first() or done.first()
    if last is None:
        return []
    person, at = last.placed_by, last.period.start + AN_HOUR
    kept = SetUp.objects.create(booking=last, text=text, by_hub=False, changed_by=person, changed_at=at)
    stored = booking_files().save(f"{kept.pk:032x}.jpg", ContentFile(_drawn()))
    SetUpPhoto.objects.create(set_up=kept, stored=stored, width=SIZE[0], height=SIZE[1], added_at=at)
    return [_note("keep_set_up", last, person, at, photos=1)]


def _drawn() -> bytes:
    """A stage from above: a drum kit on the left, a piano on the right, four places to stand."""
    picture = Image.new("RGB", SIZE, GROUND)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((80, 80, 1120, 720), outline=INK, width=8)
    for x, y, radius in ((300, 300, 110), (230, 420, 60), (400, 410, 60)):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=INK, width=8)
    pen.polygon(((760, 180), (1040, 180), (1040, 380), (900, 460), (760, 460)), outline=INK, width=8)
    for x in (350, 520, 690, 860):
        pen.line((x - 24, 600, x + 24, 648), fill=SIGNAL, width=10)
        pen.line((x + 24, 600, x - 24, 648), fill=SIGNAL, width=10)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=80)
    return written.getvalue()


def _note(how: str, booking: Booking, person: User, at: datetime, **facts: object) -> AuditRow:
    return noted(
        action=f"bookings.{how}",
        about=booking.ref,
        actor=person,
        now=at,
        organisation_id=booking.organisation_id,
        hub_id=booking.hub_id,
        facts=dict(facts),
    )
