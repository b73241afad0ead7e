"""How a quartermaster reaches what is theirs alone: the contact log, which the site's administrator does not read."""

from django.http import Http404

from members.permissions import Person
from region.models import AtlasEntry, ContactNote
from region.permissions import is_quartermaster_of


def reads_contacts(person: Person, entry: AtlasEntry) -> bool:
    return is_quartermaster_of(person, entry.region_id)


def note_for(person: Person, pk: int) -> ContactNote:
    """A note, for a quartermaster of its entry's region; raises Http404 for anybody else."""
    found = ContactNote.objects.select_related("entry__region", "by").filter(pk=pk).first()
    if found is None or not reads_contacts(person, found.entry):
        raise Http404
    return found
