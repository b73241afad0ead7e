"""Hubs that are paid by card, and what happens between a click and the bank, step by step or all at once."""

from datetime import datetime, timedelta

import time_machine
from django.test import Client

from bookings.actions.pay import Paying, pay
from bookings.models import Booking
from facilities.models import Hub
from funding.actions.set_cards import _set_cards
from funding.models import HubCards
from hub.kit import outbox
from hub.kit.audit import SITE
from hub.kit.models import OutboxMessage
from members.models import User
from tests.cards import Cards
from tests.cast import NOW

ACCOUNT = "acct_effenaar"
IN_A_MINUTE = NOW + timedelta(minutes=1)


def takes_cards(hub: Hub, *, account: str = ACCOUNT, on_account: bool = True) -> HubCards:
    """As its manager would set it; the processor is not asked."""
    return _set_cards(hub=hub, account=account, on_account=on_account, actor=SITE, now=NOW)


def paying(
    booking: Booking, actor: User, *, now: datetime = IN_A_MINUTE, version: int | None = None
) -> Paying:
    """Its payment is open at the processor, and nobody has paid yet."""
    return pay(number=booking.number, house_rules_version=version, actor=actor, now=now)


def work_off(at: datetime = IN_A_MINUTE) -> int:
    """A worker's round at that instant. What was brought meanwhile was signed, and taken in, by the machine's own
    clock, so it is due now whatever that says."""
    OutboxMessage.objects.filter(done_at=None, quarantined_at=None).update(due_at=at)
    with time_machine.travel(at, tick=False):
        return outbox.work_off()


def hear(cards: Cards, *, at: datetime = IN_A_MINUTE) -> list[int]:
    """What the processor has to tell is brought to the site, and a worker works it off; the answers' statuses."""
    answers = [answer.status_code for answer in cards.deliver_to(Client())]
    work_off(at)
    return answers


def paid(booking: Booking, actor: User, cards: Cards, *, now: datetime = IN_A_MINUTE) -> Booking:
    """Paid by card, and the site has heard of it."""
    begun = paying(booking, actor, now=now)
    assert begun.opened.payment.intent_id
    cards.pay(begun.opened.payment.intent_id)
    hear(cards, at=now)
    booking.refresh_from_db()
    return booking
