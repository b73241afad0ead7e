"""What a funder and a fund's readers see of the books."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch, QuerySet, Sum
from django.utils.translation import gettext as _

from facilities.models import Hub
from funding.models.agreements import Fund, FundRule, Tranche
from funding.models.allocations import Allocation, AllocationState
from funding.models.ledger import Account, AccountKind
from funding.models.rates import RateCard, VatSetting
from hub.kit.refs import Ref
from hub.kit.shares import Bar, bar
from members.models import Organisation


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a fund's money, for its bar."""

    label: str
    cents: int
    role: str


@dataclass(frozen=True, slots=True)
class FundBooks:
    """One fund's money, in cents: received = free + reserved + settled."""

    fund: Fund
    free_cents: int
    reserved_cents: int
    settled_cents: int
    tranches: tuple[Tranche, ...]

    @property
    def received_cents(self) -> int:
        return self.free_cents + self.reserved_cents + self.settled_cents

    @property
    def bar(self) -> Bar:
        """What was received as one bar: spent, then reserved, then what is left."""
        parts = (
            Stretch(_("Spent"), self.settled_cents, "own"),
            Stretch(_("Reserved"), self.reserved_cents, "fund"),
            Stretch(_("Free"), self.free_cents, "hub"),
        )
        return bar(parts, self.received_cents)


def books_of(funder: Organisation) -> list[FundBooks]:
    """Each fund of a funder, in the order of giving. Four queries, however many funds."""
    funds = list(Fund.objects.filter(agreement__funder=funder).select_related("agreement"))
    kinds = [AccountKind.FUND_FREE, AccountKind.FUND_RESERVED]
    accounts = Account.objects.filter(kind__in=kinds, owner__in=[fund.ref for fund in funds])
    balances = {
        (owner, kind): cents for owner, kind, cents in accounts.values_list("owner", "kind", "balance_cents")
    }
    settled = dict(
        Allocation.objects.filter(fund__in=funds, state=AllocationState.SETTLED)
        .values_list("fund_id")
        .annotate(cents=Sum("cents"))
    )
    tranches = list(Tranche.objects.filter(fund__in=funds))
    return [_books(fund, balances, settled.get(fund.pk, 0), tranches) for fund in funds]


def _books(
    fund: Fund, balances: dict[tuple[Ref, str], int], settled: int, tranches: Iterable[Tranche]
) -> FundBooks:
    return FundBooks(
        fund=fund,
        free_cents=balances.get((fund.ref, AccountKind.FUND_FREE), 0),
        reserved_cents=balances.get((fund.ref, AccountKind.FUND_RESERVED), 0),
        settled_cents=settled,
        tranches=tuple(tranche for tranche in tranches if tranche.fund_id == fund.pk),
    )


def given_by(funder: Organisation) -> QuerySet[Allocation]:
    """What a funder's funds carry, by the day of the booking, the latest first: for whom and how much, never what they
    declared."""
    return (
        Allocation.objects.filter(fund__agreement__funder=funder)
        .select_related("organisation", "fund")
        .order_by("-counts_on", "organisation__name", "-pk")
    )


def open_funds(today: date) -> QuerySet[Fund]:
    """The funds that still give, by name of their funder."""
    return (
        Fund.objects.filter(expires_on__gte=today)
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
