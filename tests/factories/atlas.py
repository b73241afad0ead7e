"""Entries of the atlas, with the history and the audit row that a verb leaves."""

from datetime import date, datetime
from typing import Any

from hub.kit.audit import SITE
from hub.kit.transactions import verb
from members.models import Municipality, Region
from region.actions._entries import written
from region.models import AtlasEntry, EntryKind, Reach, Stage, Why
from region.rules.facts import EntryFacts
from tests.factories.members import MunicipalityFactory

LONG_AGO = datetime.fromisoformat("2026-01-05T09:00:00+00:00")


def entry_facts(name: str = "V2_", *, town: Municipality | None = None, **more: Any) -> EntryFacts:
    """A lab in Eindhoven, unless said otherwise."""
    more.setdefault("kind", EntryKind.LAB)
    if more.get("reach", Reach.PLACE) == Reach.PLACE:
        more["municipality_id"] = (town or MunicipalityFactory()).pk
    return EntryFacts(name=name, **more)


def an_entry(
    name: str = "V2_",
    *,
    town: Municipality | None = None,
    region: Region | None = None,
    stage: Stage = Stage.MAPPED,
    verified_on: date | None = None,
    **more: Any,
) -> AtlasEntry:
    """On the atlas since long ago; mapped, so everybody sees it. `verified_on` makes it verified."""
    if region is not None:
        more["region_id"] = region.pk
    return verb(written)(
        facts=entry_facts(name, town=town, **more),
        actor=SITE,
        now=LONG_AGO,
        why=Why.CREATED,
        stage=stage,
        verified_on=verified_on,
    )
