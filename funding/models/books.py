"""What everybody may read of funds, and what hubs see of their prices."""

from datetime import date

from django.db.models import F, Prefetch, QuerySet

from facilities.models import Hub
from funding.models.agreements import Fund
from funding.models.fund_rules import FundRule
from funding.models.rates import RateCard, VatSetting


def open_funds(today: date) -> QuerySet[Fund]:
    """The funds that still give, by name of their funder."""
    return (
        Fund.objects.filter(expires_on__gte=today, closed_at=None)
        .select_related("agreement__funder")
        .prefetch_related(rules_to_read())
        .order_by("agreement__funder__name", "priority", "expires_on", "id")
    )


def rules_to_read() -> Prefetch[str, QuerySet[FundRule], str]:
    return Prefetch("rules", rules_with_places())


def rules_with_places() -> QuerySet[FundRule]:
    """Rules with all that their words need, in the order in which they were made."""
    return FundRule.objects.select_related("region", "municipality", "discipline", "kind").order_by("pk")


def cards_of(hub: Hub) -> QuerySet[RateCard]:
    """Every rate card of a hub's facilities, the latest first."""
    return (
        RateCard.objects.filter(facility__hub=hub)
        .select_related("facility")
        .prefetch_related("rates")
        .order_by("facility__name", "facility_id", "-valid_from")
    )


def vat_of(hub: Hub) -> QuerySet[VatSetting]:
    """Every VAT setting of a hub, its own first, the latest first."""
    return (
        VatSetting.objects.filter(hub=hub)
        .select_related("facility")
        .order_by(F("facility__name").asc(nulls_first=True), "-valid_from")
    )
