"""What people follow, and the week's digest, through the verbs and the worker."""

from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.utils.translation import override

from hub.kit.refs import Ref
from knowledgebase.actions.follow import follow
from knowledgebase.actions.queue_digests import queue_digests
from knowledgebase.models import Theme
from members.models import User
from tests.cast import NOW
from tests.factories.talking import mails

# The week before the Monday on which the tests stand, and that Monday at seven on the clock of Eindhoven.
LAST_WEEK = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
SEVEN = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def ref_of(thing: Any) -> Ref:
    if isinstance(thing, Theme):
        return Ref("theme", str(thing.pk))
    return getattr(thing, "ref", None) or Ref("experiment", str(thing.pk))


def followed(person: User, *things: Any, now: datetime = NOW) -> None:
    with override("en"):
        for thing in things:
            follow(person=person, about=ref_of(thing), actor=person, now=now)


def published(at: datetime = LAST_WEEK) -> dict[str, datetime]:
    """Facts of an article that first appeared then."""
    return {"first_published_at": at, "last_published_at": at}


def digests(now: datetime = SEVEN) -> list:
    """What the worker queues and sends at this moment."""
    with time_machine.travel(now, tick=False):
        queue_digests(now=now)
        return mails(now)


def a_week_later(at: datetime) -> datetime:
    return at + timedelta(weeks=1)
