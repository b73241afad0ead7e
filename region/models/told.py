"""What this room keeps about a person: for the file that they take along."""

from typing import Any

from members.models import User
from region.models import needs_reading
from region.models.claims import Claim
from region.models.entries import AtlasEntry
from region.models.suggestions import sent_by
from region.models.told_of_contacts import names_of
from region.models.versions import EntryVersion


def told(person: User) -> dict[str, Any]:
    """What somebody posted, offered, reported, claimed, checked and wrote on the atlas; and by an address that they
    have shown to be theirs what they suggested without an account."""
    claims = Claim.objects.filter(claimed_by=person).order_by("pk")
    checked = AtlasEntry.objects.filter(verified_by=person).order_by("pk")
    versions = EntryVersion.objects.filter(made_by=person).order_by("made_at", "pk")
    return {
        **needs_reading.told(person),
        "suggested": [each for address in names_of(person) for each in sent_by(address)],
        "claimed": list(claims.values("entry__name", "organisation__name", "claimed_at", "state")),
        "checked": list(checked.values("name", "verified_on")),
        "wrote_on_the_atlas": list(versions.values("entry__name", "number", "why", "note", "made_at")),
    }
