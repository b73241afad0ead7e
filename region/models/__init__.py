from region.models.checks import CheckedBy, EntryCheck, Reminder
from region.models.contact import ContactNote, How
from region.models.described import DescribedFacility
from region.models.entries import PUBLIC, AtlasEntry, EntryKind, Partner, Phase, Reach, Sector, Stage
from region.models.merging import Merge, NotTheSame
from region.models.versions import EntryVersion, Why

__all__ = [
    "PUBLIC",
    "AtlasEntry",
    "CheckedBy",
    "ContactNote",
    "DescribedFacility",
    "EntryCheck",
    "EntryKind",
    "EntryVersion",
    "How",
    "Merge",
    "NotTheSame",
    "Partner",
    "Phase",
    "Reach",
    "Reminder",
    "Sector",
    "Stage",
    "Why",
]
