"""What this room keeps about a person: for the file that they take along."""

from typing import Any

from allauth.account.models import EmailAddress

from members.models import User
from region.models import needs_reading
from region.models.claims import Claim
from region.models.contact import notes_about
from region.models.entries import AtlasEntry
from region.models.suggestions import sent_by
from region.models.versions import EntryVersion


def told(person: User) -> dict[str, Any]:
    """What somebody posted, offered, reported, claimed, checked and wrote on the atlas; and by their own address what
    they suggested without an account, and what a quartermaster noted of talking with them. Only by an address that they
    have shown to be theirs: else anybody could ask after somebody else's."""
    verified = EmailAddress.objects.filter(user=person, verified=True).order_by("pk")
    addresses = sorted({each.email.lower() for each in verified})
    claims = Claim.objects.filter(claimed_by=person).order_by("pk")
    checked = AtlasEntry.objects.filter(verified_by=person).order_by("pk")
    versions = EntryVersion.objects.filter(made_by=person).order_by("made_at", "pk")
    return {
        **needs_reading.told(person),
        "suggested": [each for address in addresses for each in sent_by(address)],
        "spoken_with": [each for address in addresses for each in notes_about(address)],
        "claimed": list(claims.values("entry__name", "organisation__name", "claimed_at", "state")),
        "checked": list(checked.values("name", "verified_on")),
        "wrote_on_the_atlas": list(versions.values("entry__name", "number", "why", "note", "made_at")),
    }
