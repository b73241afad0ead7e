"""What this room keeps of an organisation: for the file that its owners take along. Annual accounts are not in it: who
sent them has them, and each reading of one is written down."""

from typing import Any

from funding.models.aid import AidDeclaration
from funding.models.allocations import Allocation
from funding.models.bands import BandDeclaration
from funding.models.invoices import Invoice
from funding.models.payments import Payment
from members.models import Organisation

DECLARATION = (
    *("fiscal_year", "turnover_cents", "structural_subsidy_cents", "group_turnover_cents", "band__code"),
    *("status", "declared_at", "valid_until"),
)
INVOICE = (
    *("number", "kind", "hub__name", "issued_on", "due_on", "currency", "buyer", "seller", "vat"),
    *("net_cents", "vat_cents", "prepaid_cents", "payable_cents"),
)


def told(organisation: Organisation) -> dict[str, Any]:
    def rows(model: Any, *names: str) -> list[dict[str, Any]]:
        return list(model.objects.filter(organisation=organisation).order_by("pk").values(*names))

    return {
        "declarations": rows(BandDeclaration, *DECLARATION),
        "aid_declared": rows(
            AidDeclaration, "declared_at", "other_cents", "undertaking", "sector", "valid_until"
        ),
        "invoices": rows(Invoice, *INVOICE),
        "payments": rows(Payment, "hub__name", "cents", "currency", "method", "state", "asked_at", "paid_at"),
        "funds_gave": [
            {**each, "about": str(each["about"])}
            for each in rows(Allocation, "about", "fund__slug", "kind", "cents", "state", "reserved_at")
        ],
    }
