"""What things cost, who carries which part, and the ledger that remembers it."""

from funding.models.agreements import (
    AgreementState,
    Fund,
    FundingAgreement,
    Leftover,
    Tranche,
    TrancheKind,
)
from funding.models.aid import AidBasis, AidCeiling, AidDeclaration
from funding.models.allocations import Allocation, AllocationKind, AllocationState, Correction
from funding.models.bands import BandDeclaration, BandPolicy, DeclarationStatus, RateBand
from funding.models.closing import ClosedPeriod
from funding.models.evidence import BrokenGlass, Evidence
from funding.models.fund_rules import FundRule, RulePlace
from funding.models.ledger import Account, AccountKind, Entry, EntryKind, Posting
from funding.models.movements import FundMonth, Payout, Receipt, Repayment, RepaymentWhy, YearEnd
from funding.models.pledges import HourEntry, HourEntryKind, HourMonth, HourPledge
from funding.models.rates import Rate, RateCard, RateUnit, VatSetting
from funding.models.reviews import Assignment, DecisionRecord, Outcome, ReasonCode, Review
from funding.models.terms import CancellationTerms

__all__ = [
    "Account",
    "AccountKind",
    "AgreementState",
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
    "Correction",
    "DecisionRecord",
    "DeclarationStatus",
    "Entry",
    "EntryKind",
    "Evidence",
    "Fund",
    "FundMonth",
    "FundRule",
    "FundingAgreement",
    "HourEntry",
    "HourEntryKind",
    "HourMonth",
    "HourPledge",
    "Leftover",
    "Outcome",
    "Payout",
    "Posting",
    "Rate",
    "RateBand",
    "RateCard",
    "RateUnit",
    "ReasonCode",
    "Receipt",
    "Repayment",
    "RepaymentWhy",
    "Review",
    "RulePlace",
    "Tranche",
    "TrancheKind",
    "VatSetting",
    "YearEnd",
]
