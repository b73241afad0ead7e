"""A quartermaster in the middle of their work: entries at every stage, conversations, a pair that is one. Made up."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from hub.demo.reading import toml
from hub.kit.audit import SITE
from hub.kit.transactions import step
from members.models import Municipality, Region, Role, User
from region.actions._entries import keep_version, written
from region.actions._noting import note_audited, put
from region.models import AtlasEntry, ContactNote, Stage, Why
from region.rules.facts import EntryFacts, PartnerFacts
from region.rules.noting import NoteFacts

SAID = ("name", "kind", "phase", "about_nl", "about_en", "website", "source")
WHOM = ("with_name", "with_role", "with_email")


@step
def make_mapping(*, region: Region, now: datetime) -> None:
    """At the desk of the quartermaster whose log-in is told."""
    karim = User.objects.filter(
        grants__role=Role.QUARTERMASTER, grants__scope=f"region:{region.pk}"
    ).order_by("pk")[0]
    for told in toml("mapping")["entries"]:
        entry = _entry(told, karim, now)
        for note in told.get("notes", ()):
            _note(entry, note, karim, now)


@step
def _entry(told: dict[str, Any], karim: User, now: datetime) -> AtlasEntry:
    """Put there four weeks ago, and moved on from there."""
    stage = Stage(told["stage"])
    begins = now - timedelta(days=28)
    checked = told.get("checked_days_ago")
    facts = EntryFacts(
        **{name: told[name] for name in SAID if name in told},
        municipality_id=Municipality.objects.get(name=told["town"]).pk,
        partners=tuple(PartnerFacts(sector, name=name) for sector, name in told.get("partners", ())),
    )
    entry = written(
        facts=facts,
        actor=karim,
        now=begins - timedelta(days=checked or 0),
        why=Why.CREATED,
        stage=Stage.HEARD_OF,
        verified_on=_day(now) - timedelta(days=checked) if checked else None,
        is_demo=True,
    )
    if stage != entry.stage:
        entry.stage = stage
        entry.save(update_fields=["stage"])
        why = {Stage.STALE: Why.STALE, Stage.TAKEN_OFF: Why.TAKEN_OFF}.get(stage, Why.MOVED_ON)
        actor = SITE if why == Why.STALE else karim
        at = now - timedelta(days=7)
        keep_version(entry=entry, why=why, actor=actor, now=at, note=told.get("reason", ""))
    return entry


@step
def _note(entry: AtlasEntry, told: dict[str, Any], karim: User, now: datetime) -> None:
    at = now - timedelta(days=told["days_ago"])
    later = told.get("follow_up_in")
    facts = NoteFacts(
        at=_day(at),
        how=told["how"],
        text=told["text"],
        follow_up_on=_day(now) + timedelta(days=later) if later is not None else None,
        **{name: told[name] for name in WHOM if name in told},
    )
    note = ContactNote(entry=entry, by=karim, written_at=at)
    put(note, facts)
    note.save()
    note_audited(what="added", note=note, actor=karim, now=at)


def _day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
