"""A fund's money on its way, through the verbs: reserved by a booking, given back, spent."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from facilities.models import Facility
from funding.actions.release import release
from funding.actions.reserve import reserve
from funding.actions.settle import settle
from funding.models import Account, AccountKind, Allocation, Fund
from funding.models.quoting import quote_facts
from funding.rules.lines import LineWish
from funding.rules.quote import Quote, quote
from hub.kit.audit import SITE
from hub.kit.periods import Period
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from members.models import Organisation
from tests.cast import NOW, thursday

AFTERNOON = thursday(13, 17)


def price(organisation: Organisation, *things: Facility, during: Period = AFTERNOON) -> Quote:
    wishes = [LineWish(thing.pk, 1, during) for thing in things]
    return quote(quote_facts(wishes=wishes, hub=things[0].hub, organisation=organisation, now=NOW))


def about(number: int) -> Ref:
    return Ref("rehearsal", f"TEST-{number:04d}")  # of no booking: this is about funds alone


def reserved(
    organisation: Organisation, thing: Facility, number: int = 1, *, now: datetime = NOW
) -> list[Allocation]:
    shown = price(organisation, thing)
    return verb(reserve)(about=about(number), organisation=organisation, quote=shown, now=now, actor=SITE)


def let_go(number: int = 1, *, now: datetime = NOW) -> list[Allocation]:
    return verb(release)(about=about(number), now=now, actor=SITE)


def spent(
    organisation: Organisation, thing: Facility, number: int = 1, *, now: datetime = NOW + timedelta(hours=1)
) -> None:
    """Reserved and settled; the organisation's own share is 35 % of the price."""
    shown = price(organisation, thing)
    reserved(organisation, thing, number)
    verb(settle)(
        about=about(number),
        organisation=organisation,
        hub=thing.hub,
        own_cents=shown.own_cents,
        now=now,
        actor=SITE,
    )


def free(fund: Fund) -> int:
    account = Account.objects.filter(kind=AccountKind.FUND_FREE, owner=fund.ref).first()
    return account.balance_cents if account else 0


def reserved_of(funds: Iterable[Fund]) -> int:
    owners = [fund.ref for fund in funds]
    accounts = Account.objects.filter(kind=AccountKind.FUND_RESERVED, owner__in=owners)
    return sum(accounts.values_list("balance_cents", flat=True))
