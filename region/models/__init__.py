from region.models.asking import Asking
from region.models.checks import CheckedBy, EntryCheck, Reminder
from region.models.claims import Claim, ClaimState
from region.models.contact import ContactNote, How
from region.models.described import DescribedFacility
from region.models.entries import PUBLIC, AtlasEntry, EntryKind, Partner, Phase, Reach, Sector, Stage
from region.models.files import EntryFile
from region.models.merging import Merge, NotTheSame
from region.models.needs import (
    DayPart,
    Need,
    NeedReport,
    NeedSort,
    NeedState,
    Offer,
    OfferState,
)
from region.models.needs_unmet import Unmet, unmet
from region.models.pilots import BudgetState, Milestone, Pilot, PilotPartner, PilotState, Standing
from region.models.suggestions import Suggestion, SuggestionState
from region.models.versions import EntryVersion, Why

__all__ = [
    "Asking",
    "AtlasEntry",
    "BudgetState",
    "CheckedBy",
    "Claim",
    "ClaimState",
    "ContactNote",
    "DayPart",
    "DescribedFacility",
    "EntryCheck",
    "EntryFile",
    "EntryKind",
    "EntryVersion",
    "How",
    "Merge",
    "Milestone",
    "Need",
    "NeedReport",
    "NeedSort",
    "NeedState",
    "NotTheSame",
    "Offer",
    "OfferState",
    "PUBLIC",
    "Partner",
    "Phase",
    "Pilot",
    "PilotPartner",
    "PilotState",
    "Reach",
    "Reminder",
    "Sector",
    "Stage",
    "Standing",
    "Suggestion",
    "SuggestionState",
    "Unmet",
    "Why",
    "unmet",
]
