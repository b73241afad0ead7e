"""Hubs, their facilities and units, and when they are open."""

from facilities.models.companions import CompanionRule
from facilities.models.facilities import Facility, FacilityState, Feature, Kind, KindFamily, Photo
from facilities.models.hubs import GapPolicy, HouseRules, Hub, HubKind
from facilities.models.inductions import Induction, InductionGrant, TrainingSession
from facilities.models.openings import CalendarEntry, EntryMeaning, OpeningWindow
from facilities.models.parts import Leaf, Part
from facilities.models.units import Unit, UnitState

__all__ = [
    "CalendarEntry",
    "CompanionRule",
    "EntryMeaning",
    "Facility",
    "FacilityState",
    "Feature",
    "GapPolicy",
    "HouseRules",
    "Hub",
    "HubKind",
    "Induction",
    "InductionGrant",
    "Kind",
    "KindFamily",
    "Leaf",
    "OpeningWindow",
    "Part",
    "Photo",
    "TrainingSession",
    "Unit",
    "UnitState",
]
