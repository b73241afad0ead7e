import re
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from facilities.models import Hub
from funding.models import HubCards
from funding.permissions import demand, sets_rates_of
from funding.stripe import gateway
from hub.kit.audit import Actor, record
from hub.kit.errors import Refusal
from hub.kit.transactions import verb

ACCOUNT = re.compile(r"acct_[A-Za-z0-9_]{1,70}")


class NoSuchAccount(Refusal):
    code = "no_such_account"
    status = 400
    message = _(
        "Our payment provider knows no such account that can be paid by card, or this site has no access to it. "
        "Look at the account's settings there: its id begins with acct_."
    )


class AccountOfAnother(Refusal):
    """It stands on every page where one pays by card: whoever reads it there could have people paid on it and back, and
    leave its owner with the costs."""

    code = "account_of_another"
    status = 409
    message = _(
        "A hub of another organisation is paid on this account already. If it is yours, tell those who run this site."
    )


class NobodyCouldPay(Refusal):
    code = "nobody_could_pay"
    status = 400
    message = _("Without an account for cards, people must be able to pay on account.")


class ProviderAway(Refusal):
    code = "provider_away"
    status = 503
    message = _(
        "Our payment provider cannot be reached at the moment, so the account could not be looked at. Try again."
    )


def set_cards(*, hub: Hub, account: str, on_account: bool, actor: Actor, now: datetime) -> HubCards:
    """Say how a hub is paid from now on: into which account of its own by card (none: not by card), and whether also on
    account, afterwards. What is being paid already goes where it was begun.

    For the hub's managers. The processor is asked first whether the account can be paid. Raises `NoSuchAccount`,
    `AccountOfAnother`, `NobodyCouldPay`, `ProviderAway`, `Forbidden`.
    """
    demand(sets_rates_of, actor, hub)
    account = account.strip()
    if not account and not on_account:
        raise NobodyCouldPay()
    if account:
        if HubCards.objects.filter(account=account).exclude(hub__operator=hub.operator_id).exists():
            raise AccountOfAnother()
        _demand_account(account)
    return _set_cards(hub=hub, account=account, on_account=on_account, actor=actor, now=now)


def _demand_account(account: str) -> None:
    if not ACCOUNT.fullmatch(account):
        raise NoSuchAccount()
    try:
        found = gateway.takes_cards(account=account)
    except gateway.Unreachable as error:
        raise ProviderAway() from error
    except gateway.GatewayError as error:
        raise NoSuchAccount() from error
    if not found:
        raise NoSuchAccount()


@verb
def _set_cards(*, hub: Hub, account: str, on_account: bool, actor: Actor, now: datetime) -> HubCards:
    before = HubCards.objects.select_for_update().filter(hub=hub).first()
    cards, _is_new = HubCards.objects.update_or_create(
        hub=hub, defaults={"account": account, "on_account": on_account, "set_at": now}
    )
    record(
        action="funding.set_cards",
        about=hub.ref,
        actor=actor,
        now=now,
        hub_id=hub.pk,
        facts={"account": account, "on_account": on_account, "before": before.account if before else ""},
    )
    return cards
