from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from hub.kit.outbox import emit_about_each, queued
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from knowledgebase.models.following import followers
from knowledgebase.models.news import Wanted, news
from knowledgebase.rules.weeks import Week, week_of

DIGEST_KIND = "knowledge.digest"


@verb
def queue_digests(*, now: datetime) -> int:
    """From Monday morning on, and however often it runs: one message for each who follows anything and wants to be
    told, once for the week. None at all where nothing is new. Comes back: how many were queued now."""
    week = week_of(now, ZoneInfo(settings.TIME_ZONE))
    if now < week.due_at or not _anything(week):
        return 0
    keys = {f"digest:{person}:{week.monday}": Ref("person", str(person)) for person in followers()}
    known = queued(keys)
    new = {key: about for key, about in keys.items() if key not in known}
    emit_about_each(kind=DIGEST_KIND, abouts=new, now=now)
    return len(new)


def _anything(week: Week) -> bool:
    """Of two that say the same each language shows its own, so one language knows of all."""
    return bool(news(Wanted(None, settings.LANGUAGE_CODE, week.since, week.until, most=1)))
