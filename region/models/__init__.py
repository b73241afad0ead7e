from region.models.claims import Claim, ClaimState
from region.models.described import DescribedFacility
from region.models.entries import PUBLIC, AtlasEntry, EntryKind, Partner, Phase, Reach, Sector, Stage
from region.models.files import EntryFile
from region.models.suggestions import Suggestion, SuggestionState
from region.models.versions import EntryVersion, Why

__all__ = [
    "PUBLIC",
    "AtlasEntry",
    "Claim",
    "ClaimState",
    "DescribedFacility",
    "EntryFile",
    "EntryKind",
    "EntryVersion",
    "Partner",
    "Phase",
    "Reach",
    "Sector",
    "Stage",
    "Suggestion",
    "SuggestionState",
    "Why",
]
