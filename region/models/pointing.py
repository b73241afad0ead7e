"""Which tables name an entry from outside, whichever part of the room they are of."""

from django.db.models import Model

from region.models.checks import EntryCheck
from region.models.described import DescribedFacility
from region.models.entries import AtlasEntry, Partner
from region.models.merging import Merge, NotTheSame
from region.models.versions import EntryVersion

# An entry's own: it stays with it, as its past does. Partners are turned by hand, since each turn is a version.
OWN: tuple[type[Model], ...] = (
    AtlasEntry,
    AtlasEntry.themes.through,
    DescribedFacility,
    EntryCheck,
    EntryVersion,
    Merge,
    NotTheSame,
    Partner,
)


def pointing() -> list[tuple[type[Model], str]]:
    """Tables and columns that name an entry from outside, lists of entries included."""
    found: list[tuple[type[Model], str]] = []
    for relation in AtlasEntry._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if (relation.one_to_many or relation.one_to_one) and relation.auto_created and model not in OWN:
            found.append((model, relation.field.name))  # type: ignore[arg-type, union-attr]
    return sorted(found, key=lambda each: (each[0]._meta.label_lower, each[1]))
