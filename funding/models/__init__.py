"""What things cost, who carries which part, and the ledger that remembers it."""

from funding.models.agreements import Fund, FundingAgreement, FundRule, RulePlace, Tranche
from funding.models.aid import AidBasis, AidCeiling, AidDeclaration
from funding.models.allocations import Allocation, AllocationState
from funding.models.bands import BandDeclaration, BandPolicy, DeclarationStatus, RateBand
from funding.models.closing import ClosedPeriod
from funding.models.ledger import Account, AccountKind, Entry, EntryKind, Posting
from funding.models.rates import Rate, RateCard, RateUnit, VatSetting

__all__ = [
    "Account",
    "AccountKind",
    "AidBasis",
    "AidCeiling",
    "AidDeclaration",
    "Allocation",
    "AllocationState",
    "BandDeclaration",
    "BandPolicy",
    "ClosedPeriod",
    "DeclarationStatus",
    "Entry",
    "EntryKind",
    "Fund",
    "FundRule",
    "FundingAgreement",
    "Posting",
    "Rate",
    "RateBand",
    "RateCard",
    "RateUnit",
    "RulePlace",
    "Tranche",
    "VatSetting",
]
