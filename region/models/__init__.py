from region.models.described import DescribedFacility
from region.models.entries import PUBLIC, AtlasEntry, EntryKind, Partner, Phase, Reach, Sector, Stage
from region.models.pilots import BudgetState, Milestone, Pilot, PilotPartner, PilotState, Standing
from region.models.versions import EntryVersion, Why

__all__ = [
    "PUBLIC",
    "AtlasEntry",
    "BudgetState",
    "DescribedFacility",
    "EntryKind",
    "EntryVersion",
    "Milestone",
    "Partner",
    "Phase",
    "Pilot",
    "PilotPartner",
    "PilotState",
    "Reach",
    "Sector",
    "Stage",
    "Standing",
    "Why",
]
