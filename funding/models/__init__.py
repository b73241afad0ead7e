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
from funding.models.disputes import Dispute, DisputeState
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
from funding.models.payments import (
    LIVE_PAYMENTS,
    CardRefund,
    HubCards,
    Payment,
    PaymentState,
    RefundState,
    RefundWhy,
)
from funding.models.pledges import HourEntry, HourEntryKind, HourMonth, HourPledge
from funding.models.processor import Difference, DifferenceKind, StripeEvent
from funding.models.rates import Rate, RateCard, RateUnit, VatSetting
from funding.models.reviews import Assignment, DecisionRecord, Outcome, ReasonCode, Review
from funding.models.terms import CancellationTerms

__all__ = [
    "LIVE_PAYMENTS",
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
    "CardRefund",
    "ClosedPeriod",
    "Correction",
    "DecisionRecord",
    "DeclarationStatus",
    "EndpointScheme",
    "Difference",
    "DifferenceKind",
    "Dispute",
    "DisputeState",
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
    "HubCards",
    "Leftover",
    "Outcome",
    "Payment",
    "PaymentState",
    "Payout",
    "Posting",
    "Rate",
    "RateBand",
    "RateCard",
    "RateUnit",
    "ReasonCode",
    "Receipt",
    "RefundState",
    "RefundWhy",
    "Repayment",
    "RepaymentWhy",
    "Review",
    "Rhythm",
    "RulePlace",
    "StripeEvent",
    "Tranche",
    "TrancheKind",
    "VatSetting",
    "YearEnd",
]
