from region.models.described import DescribedFacility
from region.models.entries import PUBLIC, AtlasEntry, EntryKind, Partner, Phase, Reach, Sector, Stage
from region.models.needs import (
    DayPart,
    Need,
    NeedReport,
    NeedSort,
    NeedState,
    Offer,
    OfferState,
    Unmet,
    unmet,
)
from region.models.versions import EntryVersion, Why

__all__ = [
    "PUBLIC",
    "AtlasEntry",
    "DayPart",
    "DescribedFacility",
    "EntryKind",
    "EntryVersion",
    "Need",
    "NeedReport",
    "NeedSort",
    "NeedState",
    "Offer",
    "OfferState",
    "Partner",
    "Phase",
    "Reach",
    "Sector",
    "Stage",
    "Unmet",
    "Why",
    "unmet",
]
