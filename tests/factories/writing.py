"""What members write, at each point of its way."""

import io
import zipfile
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import mail
from PIL import Image

from facilities.models import Hub
from funding.actions._documents import Sent
from hub.kit import outbox
from hub.wiring import INVARIANTS
from knowledgebase.actions._attachments import Upload
from knowledgebase.actions.judge_contribution import Opinion, judge_contribution
from knowledgebase.actions.save_draft import save_draft
from knowledgebase.actions.start_contribution import Start, start_contribution
from knowledgebase.actions.submit_contribution import submit_contribution
from knowledgebase.models import Contribution, Experiment, Verdict, Writing
from knowledgebase.rules.content import Content, read
from members.models import Organisation, User
from tests.cast import NOW

OURS = ("I22", "I22b", "I17v")
STEP, SECOND = "aaaaaaaa", "bbbbbbbb"
FULL: dict[str, Any] = {
    "title": "Een zaal uitlichten met vier lampen",
    "summary": "Met vier lampen ziet iedereen de spelers, ook op film.",
    "steps": ({"id": STEP, "title": "Hang de lampen op", "text": "Twee links, twee rechts."},),
}
FOUND: dict[str, Any] = {
    "title": "Na een maand dansen op afstand",
    "summary": "Twee dansers hielden elkaar bij met een vertraging van 40 ms.",
    "on": "2026-11-01",
    "worked": "Een kabel.",
    "did_not_work": "Wifi.",
}


def content(**changes: Any) -> Content:
    return read({**FULL, **changes})


def draft(
    by: User, hub: Hub, *, organisation: Organisation | None = None, now: datetime = NOW, **changes: Any
) -> Contribution:
    """A how-to that could be sent in."""
    started = start_contribution(
        start=Start(kind=Writing.HOW_TO, language="nl", hub=hub, organisation=organisation), actor=by, now=now
    )
    return saved(started, by, content(**changes), now=now)


def result_draft(by: User, experiment: Experiment, *, now: datetime = NOW, **changes: Any) -> Contribution:
    started = start_contribution(
        start=Start(kind=Writing.RESULT, language="nl", experiment=experiment), actor=by, now=now
    )
    return saved(started, by, read({**FOUND, **changes}), now=now)


def saved(found: Contribution, by: User, words: Content, *, now: datetime = NOW) -> Contribution:
    fresh = Contribution.objects.get(pk=found.pk)
    return save_draft(uuid=found.uuid, content=words, token=fresh.token, actor=by, now=now).contribution


def sent_in(by: User, hub: Hub, *, now: datetime = NOW, **changes: Any) -> Contribution:
    return sent(draft(by, hub, now=now, **changes), by, now=now)


def sent(found: Contribution, by: User, *, words: str = "", now: datetime = NOW) -> Contribution:
    fresh = Contribution.objects.get(pk=found.pk)
    submit_contribution(uuid=found.uuid, token=fresh.token, words=words, actor=by, now=now)
    return Contribution.objects.get(pk=found.pk)


def judged(
    found: Contribution,
    by: User,
    verdict: str = Verdict.PUBLISHED,
    *,
    words: str = "",
    now: datetime = NOW,
    **at: str,
) -> Contribution:
    number = found.versions.latest("number").number
    opinion = Opinion(verdict, words, at)
    judge_contribution(uuid=found.uuid, version=number, opinion=opinion, actor=by, now=now)
    return Contribution.objects.select_related("page", "hub").get(pk=found.pk)


def published(by: User, hub: Hub, reviewer: User, *, now: datetime = NOW, **changes: Any) -> Contribution:
    return judged(sent_in(by, hub, now=now, **changes), reviewer, now=now)


def sent_back(by: User, hub: Hub, reviewer: User, *, words: str = "Schrijf meer.", **at: str) -> Contribution:
    return judged(sent_in(by, hub), reviewer, Verdict.SENT_BACK, words=words, **at)


def upload(file: bytes, name: str, *, row: str = STEP, field: str = "picture") -> Upload:
    return Upload(row, field, Sent(io.BytesIO(file), name))


def image(kind: str = "PNG", size: tuple[int, int] = (320, 200)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, (120, 40, 30)).save(written, kind)
    return written.getvalue()


def frames(count: int = 60) -> bytes:
    written = io.BytesIO()
    first, *more = [Image.new("RGB", (8, 8), (4 * number, 0, 0)) for number in range(count)]
    first.save(written, "GIF", save_all=True, append_images=more)
    return written.getvalue()


def packed(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, "Kick, snare")
    return written.getvalue()


def with_file(
    by: User, hub: Hub, file: bytes = b"naam;dmx\npar;12\n", name: str = "patch.csv"
) -> tuple[Contribution, UUID]:
    """A draft with a file at its step, and the file's uuid."""
    found = draft(by, hub)
    one = upload(file, name, field="download")
    kept = save_draft(
        uuid=found.uuid, content=found.content, token=found.token, uploads=[one], actor=by, now=NOW
    ).contribution
    return kept, kept.attachments.get(picture=None).uuid


def broken() -> dict[str, list[str]]:
    """What does not hold of contributions."""
    return {code: said for code in OURS if (said := INVARIANTS[code]())}


def mails() -> list[tuple[str, str]]:
    """To whom what went, once the outbox is worked off."""
    outbox.work_off()
    return [(each.to[0], each.subject) for each in mail.outbox]
