"""What things cost, who carries which part, and the ledger that remembers it."""

from funding.models.agreements import Fund, FundingAgreement, FundRule, RulePlace, Tranche
from funding.models.aid import AidBasis, AidCeiling, AidDeclaration
from funding.models.allocations import Allocation, AllocationKind, AllocationState
from funding.models.bands import BandDeclaration, BandPolicy, DeclarationStatus, RateBand
from funding.models.closing import ClosedPeriod
from funding.models.evidence import BrokenGlass, Evidence
from funding.models.ledger import Account, AccountKind, Entry, EntryKind, Posting
from funding.models.rates import Rate, RateCard, RateUnit, VatSetting
from funding.models.reviews import Assignment, DecisionRecord, Outcome, ReasonCode, Review
from funding.models.terms import CancellationTerms

__all__ = [
    "Account",
    "AccountKind",
    "AidBasis",
    "AidCeiling",
    "AidDeclaration",
    "Allocation",
    "AllocationKind",
    "AllocationState",
    "Assignment",
    "BandDeclaration",
    "BandPolicy",
    "BrokenGlass",
    "CancellationTerms",
    "ClosedPeriod",
    "DecisionRecord",
    "DeclarationStatus",
    "Entry",
    "EntryKind",
    "Evidence",
    "Fund",
    "FundRule",
    "FundingAgreement",
    "Outcome",
    "Posting",
    "Rate",
    "RateBand",
    "RateCard",
    "RateUnit",
    "ReasonCode",
    "Review",
    "RulePlace",
    "Tranche",
    "VatSetting",
]
