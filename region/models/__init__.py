from region.models.claims import Claim, ClaimState
from region.models.described import DescribedFacility
from region.models.entries import PUBLIC, AtlasEntry, EntryKind, Partner, Phase, Reach, Sector, Stage
from region.models.files import EntryFile
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
from region.models.pilots import BudgetState, Milestone, Pilot, PilotPartner, PilotState, Standing
from region.models.suggestions import Suggestion, SuggestionState
from region.models.versions import EntryVersion, Why

__all__ = [
    "PUBLIC",
    "AtlasEntry",
    "Claim",
    "ClaimState",
    "DayPart",
    "BudgetState",
    "DescribedFacility",
    "EntryFile",
    "EntryKind",
    "EntryVersion",
    "Need",
    "NeedReport",
    "NeedSort",
    "NeedState",
    "Offer",
    "OfferState",
    "Milestone",
    "Partner",
    "Phase",
    "Pilot",
    "PilotPartner",
    "PilotState",
    "Reach",
    "Sector",
    "Stage",
    "Suggestion",
    "SuggestionState",
    "Unmet",
    "Standing",
    "Why",
    "unmet",
]
