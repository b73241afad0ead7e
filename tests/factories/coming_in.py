"""What people tell about the atlas, and whose they say that an entry is."""

from typing import Any
from uuid import uuid4

from members.models import Organisation
from region.actions.claim_entry import claim_entry
from region.actions.suggest_entry import suggest_entry
from region.models import AtlasEntry, Claim, Suggestion
from region.rules.suggested import Told
from tests.cast import NOW
from tests.factories.members import MunicipalityFactory

NEW = {"name": "Klankwerf", "kind": "lab", "website": "https://klank.example", "about": "Maakt geluid."}


def suggested(
    entry: AtlasEntry | None = None, facts: dict[str, str] | None = None, **more: Any
) -> Suggestion:
    """A lab in Eindhoven that is missing, or a change of `entry`."""
    if entry is None:
        more.setdefault("town_id", MunicipalityFactory().pk)
    told = Told(facts=NEW if facts is None else facts, **more)
    return suggest_entry(uuid=uuid4(), told=told, entry=entry, now=NOW)


def claimed(entry: AtlasEntry, organisation: Organisation, actor: Any, words: str = "") -> Claim:
    return claim_entry(
        uuid=uuid4(), entry_id=entry.pk, organisation=organisation, words=words, actor=actor, now=NOW
    )
