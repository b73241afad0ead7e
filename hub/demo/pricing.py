"""What each booking cost on the day it was placed: the real rules, given what funds had left at that moment.

The facts that do not change are read once, by the same function that the site reads them with.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from facilities.models import Facility
from funding.models import Fund
from funding.models.limits import COUNTRY
from funding.models.quoting import quote_facts
from funding.rules.facts import BandFacts, FundFacts, LineFacts, QuoteFacts
from funding.rules.fees import Fee
from funding.rules.fiscal import valid_until
from funding.rules.lines import LineWish
from funding.rules.quote import Quote, quote
from funding.rules.time import local_day
from hub.demo.funds import DECLARED, Money
from hub.demo.hours import InKindBook
from hub.demo.people import Maker
from hub.demo.wishes import Wish
from hub.kit.periods import Period


@dataclass(slots=True)
class Prices:
    money: Money
    funds: dict[int, Fund]
    lines: dict[int, LineFacts] = field(default_factory=dict)
    hubs: dict[int, QuoteFacts] = field(default_factory=dict)
    makers: dict[int, QuoteFacts] = field(default_factory=dict)
    free: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    of_organisation: dict[tuple[int, int, int], int] = field(default_factory=lambda: defaultdict(int))
    of_month: dict[tuple[int, int, int], int] = field(default_factory=lambda: defaultdict(int))
    provisional: dict[int, list[tuple[datetime, int]]] = field(default_factory=lambda: defaultdict(list))
    hours: InKindBook = field(default_factory=InKindBook)

    def receive(self, fund: Fund, cents: int) -> None:
        self.free[fund.pk] += cents

    def price(self, wish: Wish) -> Quote:
        """Raises `NotCovered`."""
        hub = self.hubs[wish.facilities[0].hub_id]
        maker = self.makers[wish.maker.organisation.pk]
        counts_on = local_day(wish.period.start, hub.hub.zone)
        return quote(
            replace(
                maker,
                hub=hub.hub,
                lines=tuple(self._line(line, wish, hub.hub.zone) for line in wish.lines),
                band=self._band(maker, wish),
                funds=tuple(self._left(fund, wish, counts_on) for fund in maker.funds),
            )
        )

    def _line(self, line: LineWish, wish: Wish, zone: ZoneInfo) -> LineFacts:
        facts = replace(self.lines[line.facility_id], quantity=line.quantity, period=line.period)
        return replace(facts, pledge=self.hours.left(facts, wish.maker.organisation.pk, zone))

    def move(self, wish: Wish, price: Quote, direction: int) -> None:
        """Commit (1) what the funds and the hub carry, or give it back (-1)."""
        organisation = wish.maker.organisation.pk
        on = price.counts_on
        for share in price.shares:
            if share.fund_id:
                self.free[share.fund_id] -= direction * share.cents
                self.of_organisation[share.fund_id, organisation, on.year] += direction * share.cents
                self.of_month[share.fund_id, on.year, on.month] += direction * share.cents
        if price.provisional:
            self.provisional[organisation].append(
                (wish.placed_at, direction * (price.funds_cents + price.hub_cents))
            )

    def pay(self, wish: Wish, price: Quote, fee: Fee) -> None:
        """What funds that bear fees pay of one stays paid."""
        organisation, on = wish.maker.organisation.pk, price.counts_on
        for fund_id, cents in fee.by_fund.items():
            self.free[fund_id] -= cents
            self.of_organisation[fund_id, organisation, on.year] += cents
            self.of_month[fund_id, on.year, on.month] += cents
        if price.provisional:
            self.provisional[organisation].append((wish.placed_at, fee.funds_cents))

    def _band(self, maker: QuoteFacts, wish: Wish) -> BandFacts | None:
        if maker.band is None or maker.organisation is None:
            return None
        year = declared_year(local_day(wish.placed_at, COUNTRY))
        band = replace(maker.band, fiscal_year=year, valid_until=valid_until(year))
        if not band.provisional:
            return band
        since = datetime(year + 1, 1, 1, tzinfo=COUNTRY).astimezone(UTC)
        used = sum(cents for at, cents in self.provisional[maker.organisation.id] if at >= since)
        return replace(band, provisional_left_cents=max(self.money.provisional_cap_cents - used, 0))

    def _left(self, facts: FundFacts, wish: Wish, on: date) -> FundFacts:
        fund = self.funds[facts.id]
        of_organisation = self.of_organisation[fund.pk, wish.maker.organisation.pk, on.year]
        return replace(
            facts,
            available_cents=max(self.free[fund.pk] + fund.guaranteed_cents, 0),
            organisation_left_cents=_less(fund.cap_per_organisation_cents, of_organisation),
            month_left_cents=_less(fund.cap_per_month_cents, self.of_month[fund.pk, on.year, on.month]),
        )


def declared_year(today: date) -> int:
    """The latest year that was declared by then."""
    return today.year - 1 if today >= date(today.year, *DECLARED) else today.year - 2


def _less(cap: int | None, used: int) -> int | None:
    return None if cap is None else max(cap - used, 0)


def read(
    *, money: Money, facilities: Mapping[str, list[Facility]], makers: Iterable[Maker], now: datetime
) -> Prices:
    prices = Prices(money, {fund.pk: fund for fund in money.funds})
    some_time = Period(now, now + timedelta(hours=1))
    wishes: list[LineWish] = []
    for those in facilities.values():
        wishes = [LineWish(each.pk, 1, some_time) for each in those]
        facts = quote_facts(wishes=wishes, hub=those[0].hub, organisation=None, now=now)
        prices.hubs[those[0].hub_id] = facts
        prices.lines.update({line.facility_id: line for line in facts.lines})
    hub = those[0].hub
    for maker in makers:
        prices.makers[maker.organisation.pk] = quote_facts(
            wishes=wishes, hub=hub, organisation=maker.organisation, now=now
        )
    return prices
