from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from funding.models.limits import COUNTRY
from funding.rules.time import local_day
from hub.kit.errors import Refusal
from hub.kit.locks import LockKind, lock
from hub.kit.transactions import verb
from knowledgebase.actions._writing import NotBeingWritten, WrittenMeanwhile, held_by_writer, note, tell
from knowledgebase.models import Contribution, Stand, Version, Writing
from knowledgebase.models.writing import latest_version, sent_in_since
from knowledgebase.rules.completeness import Lack, lacks
from knowledgebase.rules.content import Content
from knowledgebase.rules.pace import A_DAY, pace_of
from members.models import User


class NotComplete(Refusal):
    """`lacks` is how much is missing; `lacking` says what."""

    code = "not_complete"
    status = 400
    message = _("There is something to put right before somebody can look at it.")


class TooMuchSentIn(Refusal):
    code = "too_much_sent_in"
    status = 429
    message = _("You have sent in %(count)d texts within a day. It is kept; send it in tomorrow.")


@verb
def submit_contribution(*, uuid: UUID, token: int, words: str = "", actor: User, now: datetime) -> Version:
    """Send the text in as it was seen (`token`): from now on it is a version that nobody changes, and the hub is told
    that it waits. What is published already is read until this is approved.

    Raises `NotComplete`, `WrittenMeanwhile`, `NotBeingWritten`, `TooMuchSentIn`, Http404 for who does not write it.
    """
    lock([(LockKind.PERSON, actor.pk)])
    found = held_by_writer(uuid, actor)
    if not found.is_writable:
        raise NotBeingWritten()
    if token != found.token:
        raise WrittenMeanwhile(token=found.token)
    missing = lacking(found, found.content, now)
    if missing:
        raise NotComplete(lacks=len(missing))
    pace = pace_of(actor.date_joined, now)
    if sent_in_since(actor, now - A_DAY) >= pace.sent_in:
        raise TooMuchSentIn(count=pace.sent_in)
    before = latest_version(found)
    version = Version.objects.create(
        contribution=found,
        number=before.number + 1 if before else 1,
        content=found.draft,
        note=words.strip()[:500],
        made_by=actor,
        made_at=now,
    )
    found.state = Stand.SUBMITTED
    found.saved_at = now
    found.save(update_fields=["state", "saved_at"])
    note(found, "submit_contribution", actor=actor, now=now, version=version.number)
    tell(found, "submitted", key=f"{version.pk}", now=now, version=version.number)
    return version


def lacking(contribution: Contribution, content: Content, now: datetime) -> Sequence[Lack]:
    """What is to be put right before it can be sent in, each with where."""
    found = lacks(content, contribution.kind, local_day(now, COUNTRY))
    if contribution.kind == Writing.RESULT and contribution.experiment is None:
        found.append(Lack("title", _("The experiment that this belongs to is gone.")))
    return found
