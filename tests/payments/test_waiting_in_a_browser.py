"""Pages of paying, of what goes back and of what differs, in a browser: in nobody's way, on a phone and under a finger.
The way through them is tests/journeys/test_pay_cancel_refund.py."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from bookings.actions.cancel import cancel
from bookings.models import Booking
from funding.actions.reconcile import reconcile
from funding.actions.send_refund import send_refund
from funding.models import CardRefund, Difference, HubCards, Payment
from hub.kit import clock
from hub.kit.periods import Period, day
from members.models import User
from tests.cards import DEBIT, Cards
from tests.cast import Cast, assemble
from tests.factories.bookings import held
from tests.factories.cards import ACCOUNT, paying
from tests.factories.facilities import AMSTERDAM, open_on
from tests.factories.paying import noted
from tests.factories.refunds import heard
from tests.looking import enter, fits_a_finger, looked_at
from tests.serving import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(own_database, cards: Cards, settings) -> Iterator[Cast]:
    """Effenaar is paid by card; the studio is open on a day some weeks ahead, so that a debit will do."""
    cast = assemble()
    cast.studio.openings.all().delete()
    open_on(cast.studio, [ahead()])
    HubCards.objects.create(hub=cast.effenaar, account=ACCOUNT, set_at=clock.now())
    settings.STRIPE_DEBIT_DAYS = 7
    yield cast


def ahead():
    """On a day on which no clock changes."""
    today = clock.now().astimezone(AMSTERDAM).date()
    return today + timedelta(days=14 + (3 - today.weekday()) % 7)


def begun(cast: Cast, hour: int, *, now: datetime | None = None) -> tuple[Booking, Payment]:
    start, now = day(ahead(), AMSTERDAM).start + timedelta(hours=hour), now or clock.now()
    booking = held(cast.bo, cast.zout, cast.studio, period=Period(start, start + timedelta(hours=2)), now=now)
    return booking, paying(booking, cast.bo, now=now).opened.payment


def not_back(cast: Cast, cards: Cards, hour: int) -> Booking:
    """Paid, cancelled, and the money did not arrive."""
    booking, payment = begun(cast, hour)
    cards.pay(str(payment.intent_id))
    noted(payment)
    cancel(number=booking.number, actor=cast.bo, now=clock.now())
    refund = CardRefund.objects.get()
    send_refund(refund_id=refund.pk, now=clock.now())
    refund.refresh_from_db()
    cards.fail_refund(str(refund.stripe_id))
    heard(refund)
    return booking


def differs(cast: Cast, cards: Cards, hour: int) -> None:
    """Paid, and the site has not heard of it; and another amount than was asked for."""
    _booking, payment = begun(cast, hour)
    cards.pay(str(payment.intent_id))
    other, known = begun(cast, hour + 3)
    cards.pay(str(known.intent_id))
    noted(known)
    cards.alter(str(known.intent_id), amount=known.cents + 100, amount_received=known.cents + 100)
    soon = clock.now() + timedelta(minutes=15)
    reconcile(since=soon - timedelta(days=1), until=soon, now=soon)
    assert set(Difference.objects.values_list("kind", flat=True)) == {"not_noted", "other_amount"}


def scenes(cast: Cast, cards: Cards) -> list[tuple[User, str]]:
    failed = not_back(cast, cards, 10)
    differs(cast, cards, 10)
    bank, debit = begun(cast, 16)
    cards.pay(str(debit.intent_id), DEBIT)
    noted(debit)
    open_, _payment = begun(cast, 19)
    return [
        (cast.bo, f"bookings/{open_.number}/pay/"),
        (cast.bo, f"bookings/{open_.number}/paid/"),
        (cast.bo, f"bookings/{open_.number}/"),
        (cast.bo, f"bookings/{bank.number}/"),
        (cast.hanna, f"bookings/{failed.number}/"),
        (cast.hanna, "desk/effenaar/cards/"),
        (cast.anna, "setup/books/differences/"),
    ]


def test_nothing_is_in_anybodys_way(browser_page: Page, site, cast: Cast, cards: Cards) -> None:
    served = site(**cards.environment)
    for number, (person, path) in enumerate(scenes(cast, cards)):
        enter(browser_page, served, person)
        browser_page.goto(f"{served.url}/{'en' if number % 2 else 'nl'}/{path}")
        looked_at(browser_page, path)
        fits_a_finger(browser_page, path)


def test_a_page_that_waits_says_once_what_is_new(browser_page: Page, site, cast: Cast, cards: Cards) -> None:
    served: Site = site(**cards.environment)
    booking, payment = begun(cast, 16)
    enter(browser_page, served, cast.bo)
    browser_page.goto(f"{served.url}/en/bookings/{booking.number}/paid/")
    again = browser_page.get_by_role("link", name="Look again")
    again.focus()
    with browser_page.expect_response(lambda answer: "seen=open" in answer.url) as asked:
        pass
    assert asked.value.status == 204
    expect(again).to_be_focused()
    cards.pay(str(payment.intent_id), DEBIT)
    noted(payment)
    expect(browser_page.get_by_role("heading", name="Your bank has the payment")).to_be_visible()
    expect(browser_page.locator("#said")).to_contain_text("Everything stays yours until then")
