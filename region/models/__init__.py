from region.models.described import DescribedFacility
from region.models.entries import PUBLIC, AtlasEntry, EntryKind, Partner, Phase, Reach, Sector, Stage
from region.models.versions import EntryVersion, Why

__all__ = [
    "PUBLIC",
    "AtlasEntry",
    "DescribedFacility",
    "EntryKind",
    "EntryVersion",
    "Partner",
    "Phase",
    "Reach",
    "Sector",
    "Stage",
    "Why",
]
