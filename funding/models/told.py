from typing import Any

from funding.models.bands import BandDeclaration
from funding.models.evidence import Evidence
from members.models import User


def told(person: User) -> dict[str, Any]:
    """What somebody declared and sent in for their organisations, for the file that they take along. The figures are
    the organisation's."""
    declared = BandDeclaration.objects.filter(declared_by=person).order_by("declared_at", "pk")
    sent = Evidence.objects.filter(added_by=person).order_by("pk")
    return {
        "declarations": list(declared.values("organisation__name", "fiscal_year", "status", "declared_at")),
        "evidence": list(
            sent.values("declaration__organisation__name", "declaration__fiscal_year", "added_at")
        ),
    }
