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
from funding.models.invoices import (
    BankTransfer,
    Invoice,
    InvoiceKind,
    InvoiceLine,
    InvoicePart,
    Paper,
    PaperKind,
)
from funding.models.invoicing import (
    EndpointScheme,
    FeeVat,
    InvoiceAddress,
    InvoicePrefix,
    InvoiceSeries,
    InvoiceSetting,
    Rhythm,
)
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
    "BankTransfer",
    "BrokenGlass",
    "CancellationTerms",
    "ClosedPeriod",
    "Correction",
    "DecisionRecord",
    "DeclarationStatus",
    "EndpointScheme",
    "Entry",
    "EntryKind",
    "Evidence",
    "FeeVat",
    "Fund",
    "FundMonth",
    "FundRule",
    "FundingAgreement",
    "HourEntry",
    "HourEntryKind",
    "HourMonth",
    "HourPledge",
    "Invoice",
    "InvoiceAddress",
    "InvoiceKind",
    "InvoiceLine",
    "InvoicePart",
    "InvoicePrefix",
    "InvoiceSeries",
    "InvoiceSetting",
    "Leftover",
    "Outcome",
    "Paper",
    "PaperKind",
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
    "Rhythm",
    "RulePlace",
    "Tranche",
    "TrancheKind",
    "VatSetting",
    "YearEnd",
]
